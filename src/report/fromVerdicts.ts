// Verdicts become reports, in the same decision that writes them: one of a target, verdict and day, of services on everybody's list only, and while
// the person has sending switched on. What it says is final with its first request; until then neutral sites that were asked a moment later may
// still be added. Pure: chance is passed in.
import { serviceById } from '../catalogue/index.ts';
import { LIST_VERSION } from '../catalogue/listVersion.ts';
import { toldAsn } from '../catalogue/networks.ts';
import { controlsNear } from '../judge/controls.ts';
import { dayOf } from '../judge/day.ts';
import { isMeant } from '../judge/mistake.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { Change, Rows } from '../store.ts';
import { added, isMade, marked, type Outbox } from './outbox.ts';
import { type BROWSER_FAMILIES, NO_COUNTRY, NOTHING, WIRE_VERSION, type WireReport } from './wire.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A report waits at least so long after what it tells, and up to so much longer. */
export const WAIT_MIN_MS = 2 * HOUR_MS;
export const WAIT_SPREAD_MS = 22 * HOUR_MS;
/** Of the successes this part is reported: rates need a denominator. */
export const SUCCESSES = 1 / 20;
/** For each verdict: 16 of its report's id, 4 for the wait, 4 for being drawn. */
export const RANDOM_BYTES = 24;
const CONTROL = { ok: 'ok', failed: 'fail', missing: 'none' } as const;

/** What the decision cannot know. */
export interface Making {
  /** Of the extension. */
  readonly version: string;
  readonly browser: (typeof BROWSER_FAMILIES)[number];
  /** As the person has chosen it now: two capitals, or empty. */
  readonly country: string;
  /** {@link RANDOM_BYTES} for each verdict of the change. */
  readonly random: Uint8Array;
}

/** The change with the reports that follow from its verdicts. `rows` is what it was decided on, read with the outbox. */
export function withReports(rows: Rows, change: Change, making: Making): Change {
  let outbox = rows.outbox;
  for (const [i, verdict] of (change.verdicts ?? []).entries()) {
    const at = i * RANDOM_BYTES;
    const random = making.random.subarray(at, at + RANDOM_BYTES);
    if (outbox && isTold(rows, verdict))
      outbox = reported(outbox, rows, change, verdict, { ...making, random });
  }
  return outbox && outbox !== rows.outbox ? { ...change, outbox } : change;
}

function isTold({ outbox, mistakes = [] }: Rows, verdict: Verdict): boolean {
  return (
    outbox?.slots !== undefined &&
    verdict.lastSeenAtMs >= outbox.slots.sinceMs &&
    verdict.state !== 'unknown' &&
    serviceById(verdict.service) !== undefined &&
    !mistakes.some((mistake) => isMeant(mistake, verdict))
  );
}

function reported(outbox: Outbox, rows: Rows, change: Change, verdict: Verdict, making: Making): Outbox {
  const report = reportOf(rows, change, verdict, making);
  const { target, verdict: state, day } = report;
  const same = outbox.rows.find(
    ({ report: r }) => r.target === target && r.verdict === state && r.day === day,
  );
  if (same) {
    const { report: was, id, sentAtMs, endedAtMs } = same;
    const open = sentAtMs === undefined && endedAtMs === undefined && was.control === 'none';
    if (!open || report.control === 'none' || was.country !== report.country || was.asn !== report.asn)
      return outbox;
    const row = { ...same, report: { ...report, report_id: id } };
    return { ...outbox, rows: outbox.rows.map((r) => (r === same ? row : r)) };
  }
  const seenOn = dayOf(verdict.lastSeenAtMs);
  const key = `${target} ${state}`;
  if (isMade(outbox, seenOn, key)) return outbox;
  // Drawn once a day, or every repetition would be another chance.
  if (state === 'ok' && random01(making.random, 20) >= SUCCESSES) return marked(outbox, seenOn, key);
  const waitMs = WAIT_MIN_MS + Math.floor(random01(making.random, 16) * WAIT_SPREAD_MS);
  return added(outbox, seenOn, key, {
    id: report.report_id,
    report,
    state: 'ready',
    notBeforeMs: verdict.lastSeenAtMs + waitMs,
    attempts: 0,
  });
}

function reportOf(rows: Rows, change: Change, verdict: Verdict, making: Making): WireReport {
  const failing = verdict.state !== 'ok';
  const here = [...rows.recent, ...(change.observations ?? [])].filter((o) => o.network === verdict.network);
  const fits = (failed: boolean) => failed === failing;
  // The request that tells most of it: the newest that failed, or of a success the newest that did not.
  const [request] = here
    .filter((o) => o.target === verdict.service && verdict.observations.includes(o.id))
    .sort((a, b) => Number(fits(!!b.failure)) - Number(fits(!!a.failure)) || b.atMs - a.atMs);
  const { asn } = change.network ?? rows.network ?? {};
  return {
    schema_version: WIRE_VERSION,
    report_id: [...making.random.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    day: new Date(dayOf(verdict.lastSeenAtMs) * DAY_MS).toISOString().slice(0, 10),
    country: making.country || NO_COUNTRY,
    asn: toldAsn(making.country, asn),
    target: verdict.service,
    list_version: LIST_VERSION,
    verdict: verdict.state,
    stage: (failing && verdict.stage) || NOTHING,
    failure: (failing && verdict.failure) || NOTHING,
    rule: /^[A-Z]\d{1,3}$/.test(verdict.rule) ? verdict.rule : 'other',
    rules_version: verdict.rulesVersion,
    control: request ? CONTROL[controlsNear(here, request.atMs)] : 'none',
    source: request?.source === 'check' ? 'check' : 'watch',
    browser: making.browser,
    extension_version: /^\d{1,5}\.\d{1,5}/.exec(making.version)?.[0] ?? '0.0',
  };
}

/** From 0 to below 1. */
function random01(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at) / 2 ** 32;
}
