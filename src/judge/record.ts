// The decision behind every stored event: what is new, what is a repeat of the same situation, what it means now, and whether a round
// of confirming requests is due. Pure: the shell calls it inside one transaction and writes what it returns.
import { isAddress } from '../catalogue/host.ts';
import type { BlockFingerprint, CountryCode, Service } from '../catalogue/types.ts';
import type { CheckRow } from '../check/row.ts';
import type { Observation } from '../observe/observation.ts';
import type { Change, ConfirmJob, Rows } from '../store.ts';
import { updateNetwork } from './controls.ts';
import { judge } from './judge.ts';
import { failureClass, measure, WINDOW_MS, windowOf } from './measurement.ts';
import { opinionOf, reachedElsewhere, sameElsewhere, type Vantage } from './opinion.ts';
import { QUIET_MS } from './rules.ts';
import type { Verdict } from './verdict.ts';

/** Failures of one host within this long of the first are one situation: Chromium reloads a failed page by itself after 1 s and 5 s. */
export const SITUATION_MS = 20_000;
/** A success that only repeats the last one, or a failure that was kept three times, is kept again only after this long: a web client asks and
 * reconnects every few seconds for hours. */
export const SAME_AGAIN_MS = 5 * 60_000;
const SAME_ENOUGH = 3;
/** Confirming requests come this long after the failure; Chrome's shortest alarm is 30 s. */
export const CONFIRM_MIN_DELAY_MS = 30_000;
export const CONFIRM_SPREAD_MS = 6_000;
/** One round per service in this time. */
export const CONFIRM_EVERY_MS = 5 * 60_000;
/** A job that a sleeping machine brings back later than this says nothing about then: it is dropped. */
export const CONFIRM_LATE_MS = 3 * 60_000;
/** A request by address waits for its quiet this long at most; what the verdict rests on is too old then. */
const BY_ADDRESS_PATIENCE_MS = 20 * 60_000;

export interface RecordInput {
  readonly network: string;
  readonly nowMs: number;
  /** In any order. */
  readonly observations: readonly Observation[];
  /** Set when a failure among them may cause confirming requests, with what the shell must supply. */
  readonly confirm?: { readonly jobId: string; readonly spread01: number };
  /** Jobs these observations answer. */
  readonly doneJobs?: readonly string[];
  /** Where the person says they are. */
  readonly country?: CountryCode;
  /** The check these observations belong to, as it is with them. */
  readonly check?: CheckRow;
  /** True: judge everything seen lately anew, because what the person said has changed. */
  readonly anew?: true;
  readonly services: (id: string) => Service | undefined;
  readonly fingerprints: (id: string) => BlockFingerprint | undefined;
}

/** What to write. `fresh` are the observations that were not repeats of a situation already kept. */
export interface RecordResult extends Change {
  readonly fresh: readonly Observation[];
}

/** Decides what one or more new observations change. */
export function record(rows: Rows, input: RecordInput): RecordResult {
  const { nowMs, network } = input;
  const fresh: Observation[] = [];
  for (const o of input.observations) {
    const kept = fold(o, [...rows.recent, ...fresh]);
    if (kept) fresh.push(kept);
  }
  const replaced = new Set(fresh.map((o) => o.id));
  // A request that began on another network is kept, but says nothing about this one.
  const recent = [...rows.recent.filter((o) => !replaced.has(o.id)), ...fresh].filter(
    (o) => o.network === network,
  );
  const before = rows.network ?? { network, sinceMs: nowMs, everAnswered: [] };
  const networkRow = updateNetwork(before, recent, nowMs);
  const window = windowOf(recent, network, nowMs);
  const sinceMs = nowMs - WINDOW_MS;
  const vantage = (service: string): Vantage => ({
    service,
    here: networkRow,
    opinions: rows.opinions,
    named: rows.named,
  });
  const ids = input.anew ? [...new Set(recent.map((o) => o.target))] : touched(fresh, recent, nowMs);
  const verdicts = ids.flatMap((id) => {
    const service = input.services(id);
    if (!service) return [];
    const m = measure({
      service,
      services: input.services,
      fingerprints: input.fingerprints,
      window,
      ...(networkRow.state && { networkState: networkRow.state }),
      ...(input.country && { country: input.country }),
      reachedElsewhere: reachedElsewhere(vantage(id), sinceMs),
    });
    const verdict = judge(
      m,
      rows.verdicts.find((v) => v.service === id),
    );
    return verdict ? [surer(verdict, vantage(id), sinceMs)] : [];
  });
  const job = planConfirm(rows, input, fresh, verdicts) ?? planByAddress(rows, input, verdicts);
  // An artefact has spoken meanwhile: nothing leaves without need.
  const settled = rows.jobs
    .filter((j) => verdicts.some((v) => v.service === j.service && v.state === 'blocked'))
    .map((j) => j.id);
  const late = rows.jobs
    .filter((j) => nowMs - j.dueAtMs > CONFIRM_LATE_MS || j.network !== network)
    .map((j) => j.id);
  return {
    fresh,
    observations: fresh,
    verdicts,
    opinions: verdicts.map(opinionOf),
    network: { ...networkRow, ...(input.country && { country: input.country }) },
    ...(input.check && { check: input.check }),
    ...(job && { jobs: [job] }),
    doneJobs: [...(input.doneJobs ?? []), ...late, ...settled],
  };
}

/** Two networks of the person's that interfere alike: whoever does it stands behind both. */
function surer(verdict: Verdict, vantage: Vantage, sinceMs: number): Verdict {
  const bad = verdict.state === 'likely_blocked' || verdict.state === 'blocked';
  return bad && verdict.pointOfControl === 'unknown' && sameElsewhere(vantage, verdict.stage, sinceMs)
    ? { ...verdict, pointOfControl: 'provider_or_beyond' }
    : verdict;
}

/** The observation as it should be kept, or undefined when it repeats what is kept already. */
function fold(o: Observation, kept: readonly Observation[]): Observation | undefined {
  const same = kept.find((k) => k.id === o.id);
  if (same) {
    // The browser's own error came after the stall was noticed: keep the finer name, but the time at which it was first failing.
    if (same.outcome === 'stall' && o.outcome === 'failure') return { ...o, atMs: same.atMs };
    if (same.outcome === 'headers_only' && o.outcome === 'failure') return { ...o, atMs: same.atMs };
    // A page that was slow to start, or long to load, did come.
    if (o.outcome === 'success' && same.outcome !== 'success') return o;
    return undefined;
  }
  if (o.source !== 'watch') return o;
  const ofHost = kept.filter(
    (k) => k.source === 'watch' && k.host === o.host && isDocument(k) === isDocument(o),
  );
  // Whoever asked: after a failure an answer is news, and after an answer a failure is.
  const ofEndpoint = kept.filter((k) => k.endpoint === o.endpoint && k.source !== 'resolve');
  const last = ofHost.at(-1);
  if (o.outcome === 'success') {
    const repeats =
      last &&
      sameSituation(last, o) &&
      o.startedAtMs - last.startedAtMs < SAME_AGAIN_MS &&
      !failedSince(ofEndpoint, last);
    return repeats ? undefined : o;
  }
  const since = ofHost.filter((k) => sameSituation(k, o) && !workedSince(ofEndpoint, k));
  if (since.some((k) => Math.abs(o.startedAtMs - k.startedAtMs) < SITUATION_MS)) return undefined;
  return since.filter((k) => o.startedAtMs - k.startedAtMs < SAME_AGAIN_MS).length >= SAME_ENOUGH
    ? undefined
    : o;
}

function failedSince(kept: readonly Observation[], o: Observation): boolean {
  return kept.some((k) => k.atMs >= o.atMs && failureClass(k) !== undefined);
}

function workedSince(kept: readonly Observation[], o: Observation): boolean {
  return kept.some(
    (k) =>
      k.atMs >= o.atMs && (k.outcome === 'success' || k.outcome === 'read') && failureClass(k) === undefined,
  );
}

function sameSituation(k: Observation, o: Observation): boolean {
  return (
    k.scheme === o.scheme &&
    k.outcome === o.outcome &&
    k.confounder === o.confounder &&
    failureClass(k) === failureClass(o) &&
    k.status === o.status &&
    k.fingerprint === o.fingerprint
  );
}

/** A page load and the requests inside a page are different situations: only the first asks for confirmation. */
function isDocument(o: Observation): boolean {
  return o.kind === 'main_frame';
}

/**
 * Services whose verdict may have changed: those seen now, and after controls, another's failure or the end of one all that failed lately.
 */
function touched(fresh: readonly Observation[], recent: readonly Observation[], nowMs: number): string[] {
  const ids = new Set(fresh.map((o) => o.target));
  const failedLately = new Set(recent.filter((o) => failureClass(o)).map((o) => o.target));
  if (fresh.some((o) => o.source !== 'watch' || failedLately.has(o.target))) {
    for (const o of recent) if (failureClass(o) && nowMs - o.atMs < CONFIRM_EVERY_MS) ids.add(o.target);
  }
  return [...ids];
}

/** A page that came over plain http by name: anybody on the way may have written it, so its body is to be compared. */
function plainAnswer(o: Observation): boolean {
  return (
    o.outcome === 'success' && o.scheme === 'http' && o.port === 80 && !o.fingerprint && !isAddress(o.host)
  );
}

function planConfirm(
  rows: Rows,
  input: RecordInput,
  fresh: readonly Observation[],
  verdicts: readonly Verdict[],
): ConfirmJob | undefined {
  if (!input.confirm) return undefined;
  const cause = fresh.find(
    (o) =>
      o.source === 'watch' &&
      o.network === input.network &&
      o.kind === 'main_frame' &&
      (failureClass(o) || plainAnswer(o)),
  );
  if (!cause || (cause.scheme !== 'http' && cause.scheme !== 'https')) return undefined;
  const planned = rows.jobs.find(
    (j) => j.service === cause.target && j.network === input.network && j.byAddressUntilMs === undefined,
  );
  if (planned) return widen(planned, cause);
  const confirmed = rows.recent.some(
    (o) => o.source === 'confirm' && o.target === cause.target && input.nowMs - o.atMs < CONFIRM_EVERY_MS,
  );
  // An artefact needs no second look: nothing leaves without need.
  if (confirmed || verdicts.some((v) => v.service === cause.target && v.state === 'blocked'))
    return undefined;
  return {
    id: input.confirm.jobId,
    service: cause.target,
    endpoint: cause.endpoint,
    scheme: cause.scheme,
    host: cause.host,
    port: cause.port,
    network: input.network,
    dueAtMs: input.nowMs + CONFIRM_MIN_DELAY_MS + Math.floor(input.confirm.spread01 * CONFIRM_SPREAD_MS),
  };
}

/** Browsers try https first and then plain http: one round asks both. */
function widen(job: ConfirmJob, cause: Observation): ConfirmJob | undefined {
  if (job.host !== cause.host || job.alsoHttp || job.scheme === cause.scheme) return undefined;
  const http = job.scheme === 'http' ? job : cause;
  if (http.port !== 80) return undefined;
  return { ...job, scheme: 'https', port: job.scheme === 'https' ? job.port : cause.port, alsoHttp: true };
}

/** After a round that found Telegram's data centres silent: whether it is the address shows when no name was asked for a while. */
function planByAddress(rows: Rows, input: RecordInput, verdicts: readonly Verdict[]): ConfirmJob | undefined {
  const done = rows.jobs.find((j) => input.doneJobs?.includes(j.id) && j.byAddressUntilMs === undefined);
  const silent = verdicts.some(
    (v) => v.service === done?.service && v.endpoints.some((e) => e.rule === 'L9'),
  );
  if (!done || !silent) return undefined;
  return {
    ...done,
    id: `${done.id}-address`,
    dueAtMs: input.nowMs + QUIET_MS,
    byAddressUntilMs: input.nowMs + BY_ADDRESS_PATIENCE_MS,
  };
}
