// From a measurement to a verdict: every endpoint by the rules, then the service by its endpoints.
import { dnsAgreement } from './dnsAgreement.ts';
import { answered, type EndpointFacts, failureClass, type Measurement } from './measurement.ts';
import { applyRules, type Conclusion, RULES_VERSION, shownFailure } from './rules.ts';
import { SEVERITY } from './severity.ts';
import { type EndpointVerdict, type State, VERDICT_VERSION, type Verdict } from './verdict.ts';

export { bySeverity, combine } from './severity.ts';

/** Observations named with a verdict. */
const MAX_RESTS_ON = 32;
const MAX_READS_COMPARED = 6;

interface Judged {
  readonly facts: EndpointFacts;
  readonly rule: string;
  readonly conclusion: Conclusion;
}

/**
 * Judges one service. Undefined when nothing was seen that says anything. `stored` is the verdict kept so far: it keeps "since" running
 * while the state stays the same. One of another network says nothing about this one.
 */
export function judge(m: Measurement, stored?: Verdict): Verdict | undefined {
  const previous = stored?.network === m.network ? stored : undefined;
  const judged: Judged[] = [];
  for (const facts of m.endpoints) {
    const result = applyRules(facts, m);
    if (result) judged.push({ facts, rule: result.rule.id, conclusion: result.conclusion });
  }
  const leading = lead(judged);
  if (!leading) return undefined;
  const { facts, conclusion, rule } = leading;
  const failing = !isOk(leading);
  const seen = judged.flatMap((j) => j.facts.seen);
  const lastSeenAtMs = Math.max(...seen.map((o) => o.atMs));
  // A read that froze was answered, but nobody would say that it worked.
  // That Telegram's app servers answer is no "last worked" of its web client: while something fails, only the failing endpoint counts.
  const lastAnswer = (failing ? facts.seen : seen)
    .filter((o) => answered(o) && failureClass(o) === undefined)
    .map((o) => o.atMs);
  const lastOkAtMs = lastAnswer.length > 0 ? Math.max(...lastAnswer) : previous?.lastOkAtMs;
  const begun =
    facts.repeated?.first.startedAtMs ?? facts.open[0]?.startedAtMs ?? facts.newest?.startedAtMs ?? m.atMs;
  const failure = failing ? shownFailure(facts) : undefined;
  return {
    version: VERDICT_VERSION,
    service: m.service.id,
    network: m.network,
    state: conclusion.state,
    ...(conclusion.stage && { stage: conclusion.stage }),
    ...(conclusion.method && { method: conclusion.method }),
    ...(failure && { failure }),
    pointOfControl: conclusion.pointOfControl ?? 'unknown',
    rule,
    rulesVersion: RULES_VERSION,
    confounders: [...new Set(conclusion.confounders)].slice(0, 16),
    sinceMs: previous?.state === conclusion.state ? Math.min(previous.sinceMs, begun) : begun,
    lastSeenAtMs,
    ...(lastOkAtMs !== undefined && { lastOkAtMs }),
    endpoints: mergeEndpoints(judged.map(endpointVerdict), previous).slice(0, 64),
    observations: restsOn(leading, judged, m).slice(-MAX_RESTS_ON),
  };
}

function endpointVerdict(j: Judged): EndpointVerdict {
  const failure = isOk(j) ? undefined : shownFailure(j.facts);
  const dns = dnsAgreement(j.facts);
  return {
    endpoint: j.facts.endpoint.host,
    state: j.conclusion.state,
    ...(j.conclusion.stage && { stage: j.conclusion.stage }),
    ...(j.conclusion.method && { method: j.conclusion.method }),
    ...(failure && { failure }),
    rule: j.rule,
    ...(dns && { dns }),
    lastSeenAtMs: Math.max(...j.facts.seen.map((o) => o.atMs)),
  };
}

/** Endpoints seen in earlier measurements keep their last state until they are seen again. */
function mergeEndpoints(now: readonly EndpointVerdict[], previous?: Verdict): EndpointVerdict[] {
  const fresh = new Set(now.map((e) => e.endpoint));
  return [...now, ...(previous?.endpoints ?? []).filter((e) => !fresh.has(e.endpoint))];
}

/**
 * The endpoint that speaks for the service: the worst, except that a single unexplained failure of a side host does not outweigh
 * an answering main site. The web client's connections do where they failed again and again and none was made: its page comes from its own
 * cache while everything is blocked.
 */
function lead(judged: readonly Judged[]): Judged | undefined {
  const [worst, ...others] = [...judged].sort(
    (a, b) =>
      SEVERITY.indexOf(a.conclusion.state) - SEVERITY.indexOf(b.conclusion.state) ||
      mainness(a) - mainness(b) ||
      newestMs(b) - newestMs(a),
  );
  if (!worst || severer(worst.conclusion.state, 'unclear') || mainness(worst) < 2) return worst;
  const connections = judged.filter((j) => j.facts.endpoint.role === 'data_centre_web');
  const failing = connections.some(isOk) ? undefined : connections.find((j) => j.facts.repeated);
  return failing ?? others.find((j) => mainness(j) < 2 && isOk(j)) ?? worst;
}

function isOk({ conclusion }: Judged): boolean {
  return conclusion.state === 'ok';
}

/** What a person opens comes first: where hosts are equally bad it speaks for the service. */
function mainness({ facts: { endpoint } }: Judged): number {
  return endpoint.role === 'web_client' ? 0 : endpoint.role === 'site' ? 1 : 2;
}

function severer(a: State, b: State): boolean {
  return SEVERITY.indexOf(a) < SEVERITY.indexOf(b);
}

function newestMs(j: Judged): number {
  return j.facts.newest?.atMs ?? 0;
}

/** The leading endpoint and the controls first to be kept, then the rest; in order of time. */
function restsOn(leading: Judged, judged: readonly Judged[], m: Measurement): string[] {
  const others = judged.filter((j) => j !== leading).flatMap((j) => j.facts.seen);
  // What is slow is slow beside something.
  const controls =
    leading.conclusion.method === 'throttling' ? m.controlReads.slice(-MAX_READS_COMPARED) : m.controlsSeen;
  const room = MAX_RESTS_ON - controls.length;
  const first = [...leading.facts.seen.slice(-(room - Math.min(others.length, room / 2))), ...controls];
  const left = MAX_RESTS_ON - first.length;
  const newest = others.sort((a, b) => a.atMs - b.atMs).slice(left > 0 ? -left : others.length);
  return [...new Set([...first, ...newest])].sort((a, b) => a.atMs - b.atMs).map((o) => o.id);
}
