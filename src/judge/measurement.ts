// A measurement: what was seen of one service on one network in one window, grouped so that rules can be one line each.
// Nothing is concluded here; every field is a count, a time or a yes that follows from observations alone.

import { classifyAddress, isTelegramAddress } from '../catalogue/addresses.ts';
import { isAddress } from '../catalogue/host.ts';
import type { BlockFingerprint, CountryCode, Endpoint, Service } from '../catalogue/types.ts';
import type { Observation } from '../observe/observation.ts';
import { READ_ENOUGH_BYTES } from '../observe/probe.ts';
import {
  CONTROL_WINDOW_MS,
  type ControlsSummary,
  controlNamesPublic,
  controlsFlap,
  controlsNear,
  onlyTlsFails,
} from './controls.ts';
import type { NetworkState } from './verdict.ts';

/** Observations older than this, counted from the newest, belong to another measurement. */
export const WINDOW_MS = 30 * 60_000;
/** The second failure must start at least this long after the first: a flap or a retry is not a repeat. */
export const REPEAT_MIN_MS = 20_000;

/** Controls named with a verdict. */
const MAX_CONTROLS_SEEN = 8;

/** Failures that would look the same to a person repeating the load. `confounded` and successes have none. */
export type FailureClass =
  | 'dns'
  | 'bogon'
  | 'silence'
  | 'refusal'
  | 'reset_tls'
  | 'reset_http'
  | 'foreign_bytes'
  | 'alert'
  | 'stranger_certificate'
  | 'certificate_date'
  | 'frozen_body'
  | 'cut_body'
  | 'unknown';

/** Which kind of failure an observation is; undefined when it is none. */
export function failureClass(o: Observation): FailureClass | undefined {
  if (addressAnswered(o)) return undefined;
  if (checkedSocket(o) && o.outcome !== 'success') return 'unknown';
  if (o.outcome === 'stall') return 'silence';
  if (o.outcome === 'headers_only') return 'frozen_body';
  if (o.outcome === 'read') return o.bodyComplete ? undefined : 'frozen_body';
  if (o.outcome !== 'failure') return undefined;
  if (o.stage === 'body') return o.failure === 'generic_timeout_error' ? 'frozen_body' : 'cut_body';
  if (o.detail === 'local_network') return 'bogon';
  if (o.detail === 'foreign_bytes') return 'foreign_bytes';
  if (o.detail === 'certificate_date') return 'certificate_date';
  if (o.detail === 'redirect_loop') return 'unknown';
  if (o.stage === 'dns') return 'dns';
  switch (o.failure) {
    case 'generic_timeout_error':
      return 'silence';
    case 'connection_refused':
    case 'host_unreachable':
    case 'network_unreachable':
      return 'refusal';
    case 'connection_reset':
    case 'eof_error':
      return o.stage === 'http' ? 'reset_http' : 'reset_tls';
    case 'ssl_unknown_authority':
    case 'ssl_invalid_hostname':
      return o.detail === 'tls_alert' ? 'alert' : 'stranger_certificate';
    case 'ssl_failed_handshake':
      return 'alert';
    default:
      return 'unknown';
  }
}

/** A check opens one only where https has just answered: that it fails there is none of the known ways of a network. */
function checkedSocket(o: Observation): boolean {
  return o.source === 'check' && o.kind === 'websocket';
}

/** How far an observation shows that things worked: a success closes failures of its own stage and earlier, a whole body closes all. */
function closes(o: Observation, failure: FailureClass): boolean {
  if (!answered(o)) return false;
  if (failure !== 'frozen_body' && failure !== 'cut_body') return true;
  // A small page that came whole does not show that a large one would.
  return o.outcome === 'read' && o.bodyComplete === true && (o.bodyBytes ?? 0) >= READ_ENOUGH_BYTES;
}

/**
 * `https://<address>/` carries no name, and Telegram's addresses hold no certificate for themselves: a certificate error from one
 * means that the address answers. (Not so for 1.1.1.1 and the like, whose certificates do name the address.)
 */
function addressAnswered(o: Observation): boolean {
  return (
    o.target === 'telegram' &&
    o.scheme === 'https' &&
    isAddress(o.host) &&
    o.outcome === 'failure' &&
    (o.failure === 'ssl_invalid_hostname' || o.failure === 'ssl_unknown_authority') &&
    o.detail !== 'tls_alert'
  );
}

/** An authenticated answer, or for an address literal any answer at all. Plain http by name proves nothing. */
export function answered(o: Observation): boolean {
  if (o.source !== 'watch' && o.source !== 'confirm' && o.source !== 'check') return false;
  if (addressAnswered(o)) return true;
  if (o.outcome !== 'success' && o.outcome !== 'read') return false;
  return o.scheme === 'https' || o.scheme === 'wss' || isAddress(o.host);
}

/** A download or API host that sends on to a file store has answered; only the main site's own page going elsewhere is a move. */
function handedOn(o: Observation, endpoint: Endpoint): boolean {
  const main = endpoint.role === 'site' || endpoint.role === 'web_client' || endpoint.role === 'links';
  return (
    o.outcome === 'redirect' &&
    o.scheme === 'https' &&
    !o.fingerprint &&
    !(main && (o.kind === 'main_frame' || o.source === 'check'))
  );
}

export interface RepeatedFailure {
  readonly class: FailureClass;
  readonly first: Observation;
  readonly last: Observation;
}

/** What was seen of one endpoint. */
export interface EndpointFacts {
  readonly endpoint: Endpoint;
  /** All of this window, oldest first. */
  readonly seen: readonly Observation[];
  /** The newest that says anything. */
  readonly newest?: Observation;
  /** Failures since the last success that closes them, oldest first. */
  readonly open: readonly Observation[];
  /** Two of one class far enough apart, with controls fine within a minute of each. */
  readonly repeated?: RepeatedFailure;
  readonly lastAnswer?: Observation;
  readonly fingerprint?: { readonly observation: Observation; readonly fingerprint: BlockFingerprint };
  /** Newest answer of the browser's resolver for this endpoint. */
  readonly resolved?: Observation;
  /** What resolvers abroad said of its name, newest of each. Empty unless the person allowed to ask. */
  readonly abroad: readonly Observation[];
  /** Our own reads of the newest round, oldest first. */
  readonly reads: readonly Observation[];
  /** Whether two control names had public addresses when that was asked: else a proxy may be inventing all answers. */
  readonly controlNamesPublic: boolean;
}

/** What was seen of a service, with all that decides whether it counts. */
export interface Measurement {
  readonly service: Service;
  readonly network: string;
  readonly networkState?: NetworkState;
  readonly atMs: number;
  readonly endpoints: readonly EndpointFacts[];
  /** What controls said around the newest failure. */
  readonly controls: ControlsSummary;
  /** Controls that answered or failed around the failures: part of what a verdict rests on. */
  readonly controlsSeen: readonly Observation[];
  /** Plain http passes, all TLS fails. */
  readonly onlyTlsFails: boolean;
  /** Reads of neutral sites in the window, to compare speeds with. */
  readonly controlReads: readonly Observation[];
  /** Where the person says they are. */
  readonly country?: CountryCode;
  /** Unrelated services, on known hosters other than ours, that fail in the same class now. */
  readonly sameElsewhere: readonly {
    readonly service: string;
    readonly class: FailureClass;
    /** They fail there for {@link REPEAT_MIN_MS} or longer. */
    readonly repeated: boolean;
    readonly hosters: readonly string[];
  }[];
  /** Hosts of the service that another network of the person's, named differently by them, reached in the window. */
  readonly reachedElsewhere: ReadonlySet<string>;
  /** The hoster, when two or more services of it fail alike and none of it works. */
  readonly hosterFailing?: string;
}

/** What was seen on one network lately, sorted and grouped once for all services that are measured from it. */
export interface Window {
  readonly network: string;
  readonly nowMs: number;
  /** Oldest first. */
  readonly observations: readonly Observation[];
  readonly byTarget: ReadonlyMap<string, readonly Observation[]>;
  /** Failures of a service that no later answer closes. */
  readonly openOf: (target: string) => readonly Observation[];
}

/** Takes the observations of `network` that are at most {@link WINDOW_MS} old, in any order. */
export function windowOf(observations: readonly Observation[], network: string, nowMs: number): Window {
  const lately = observations
    .filter((o) => o.network === network && nowMs - o.atMs <= WINDOW_MS)
    .sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  const resolves = lately.filter((o) => o.source === 'resolve' && o.answers?.some(isPublic));
  const sorted = lately.map((o) => (o.stage === 'dns' && resolves.some((r) => meant(o, r)) ? silent(o) : o));
  const byTarget = new Map<string, Observation[]>();
  for (const o of sorted) {
    const list = byTarget.get(o.target);
    if (list) list.push(o);
    else byTarget.set(o.target, [o]);
  }
  const open = new Map<string, readonly Observation[]>();
  const openOf = (target: string) => {
    const found = open.get(target) ?? openFailures(byTarget.get(target) ?? []);
    open.set(target, found);
    return found;
  };
  return { network, nowMs, observations: sorted, byTarget, openOf };
}

/** The resolver's answer belongs to the moment in which the browser said that there is no such name. */
const SAME_MOMENT_MS = 15_000;

/** Firefox also says "no such host" when every address it knows of a name has just failed; then the resolver, asked at once, has addresses. */
function meant(failure: Observation, resolve: Observation): boolean {
  return (
    resolve.host === failure.host &&
    failure.failure === 'dns_lookup_error' &&
    resolve.atMs >= failure.startedAtMs &&
    resolve.atMs <= failure.atMs + SAME_MOMENT_MS
  );
}

function silent(o: Observation): Observation {
  return { ...o, failure: 'generic_timeout_error', stage: 'unknown' };
}

function isPublic(address: string): boolean {
  return classifyAddress(address) === 'public';
}

export interface MeasureInput {
  readonly service: Service;
  readonly services: (id: string) => Service | undefined;
  readonly fingerprints: (id: string) => BlockFingerprint | undefined;
  readonly window: Window;
  readonly networkState?: NetworkState;
  readonly country?: CountryCode;
  readonly reachedElsewhere?: ReadonlySet<string>;
}

/** Groups what was seen. Deterministic; reads nothing but its input. */
export function measure(input: MeasureInput): Measurement {
  const { service } = input;
  const { network, nowMs, byTarget, openOf } = input.window;
  const window = input.window.observations;
  const own = byTarget.get(service.id) ?? [];
  const endpoints = service.endpoints
    .map((endpoint) => endpointFacts(endpoint, own, window, input.fingerprints))
    .filter((e) => e.seen.length > 0);
  const newestFailure = own.filter((o) => failureClass(o) !== undefined).at(-1);
  const controls = controlsNear(window, newestFailure?.atMs ?? nowMs);
  const peers = new Map<string, { class: FailureClass; repeated: boolean; hosters: string[] }>();
  for (const id of byTarget.keys()) {
    if (id === service.id || id.startsWith('control-')) continue;
    const other = input.services(id);
    const open = openOf(id);
    const last = mostTelling(open);
    if (!other || !last) continue;
    const cls = failureClass(last);
    const hosters = hostersOf(other, open);
    const first = open.find((o) => failureClass(o) === cls);
    const repeated = first !== undefined && last.startedAtMs - first.startedAtMs >= REPEAT_MIN_MS;
    if (cls && hosters.length > 0) peers.set(id, { class: cls, repeated, hosters });
  }
  const hosterFailing = failingHoster(service, own, byTarget, input.services);
  const failures = endpoints.flatMap((e) => e.open);
  const controlsSeen = window.filter(
    (o) => o.source === 'control' && failures.some((f) => Math.abs(o.atMs - f.atMs) <= CONTROL_WINDOW_MS),
  );
  return {
    controlsSeen: controlsSeen.slice(-MAX_CONTROLS_SEEN),
    service,
    network,
    ...(input.networkState && { networkState: input.networkState }),
    atMs: nowMs,
    endpoints,
    controls,
    onlyTlsFails: onlyTlsFails(window, newestFailure?.atMs ?? nowMs),
    controlReads: window.filter((o) => o.source === 'control' && o.outcome === 'read'),
    ...(input.country && { country: input.country }),
    reachedElsewhere: input.reachedElsewhere ?? new Set(),
    sameElsewhere: [...peers].map(([id, p]) => ({ service: id, ...p })),
    ...(hosterFailing && { hosterFailing }),
  };
}

function openFailures(seen: readonly Observation[]): readonly Observation[] {
  return seen.filter((o, i) => {
    const cls = failureClass(o);
    return (
      cls !== undefined &&
      !seen
        .slice(i + 1)
        .some(
          (later) =>
            later.endpoint === o.endpoint &&
            closes(later, cls) &&
            !(checkedSocket(o) && later.kind !== 'websocket'),
        )
    );
  });
}

function hostersOf(service: Service, failures: readonly Observation[]): string[] {
  const hosts = new Set(failures.map((o) => o.endpoint));
  return [
    ...new Set(
      service.endpoints.flatMap((e) => (hosts.has(e.host) && e.hoster ? [hosterName(service, e)] : [])),
    ),
  ];
}

/** Two services that say "own" do not share a machine room. */
function hosterName(service: Service, e: Endpoint): string {
  return e.hoster === 'own' ? `own:${service.id}` : (e.hoster as string);
}

function endpointFacts(
  endpoint: Endpoint,
  own: readonly Observation[],
  window: readonly Observation[],
  fingerprints: MeasureInput['fingerprints'],
): EndpointFacts {
  const seen = own.filter((o) => o.endpoint === endpoint.host);
  const open = openFailures(seen);
  const lastAnswer = seen.filter((o) => answered(o) || handedOn(o, endpoint)).at(-1);
  const resolved = seen.filter((o) => o.source === 'resolve').at(-1);
  const newest = seen.filter((o) => o.source !== 'resolve' && o.source !== 'doh').at(-1) ?? resolved;
  const abroad = new Map(seen.filter((o) => o.source === 'doh').map((o) => [o.resolver, o]));
  const repeated = findRepeat(open, window);
  const marked = seen
    .filter((o) => o.fingerprint !== undefined && !(lastAnswer && lastAnswer.atMs > o.atMs))
    .at(-1);
  const print = marked?.fingerprint ? fingerprints(marked.fingerprint) : undefined;
  return {
    endpoint,
    seen,
    open,
    ...(newest && { newest }),
    ...(repeated && { repeated }),
    ...(lastAnswer && { lastAnswer }),
    ...(marked && print && { fingerprint: { observation: marked, fingerprint: print } }),
    ...(resolved && { resolved }),
    abroad: [...abroad.values()],
    reads: newestReads(seen),
    controlNamesPublic: resolved !== undefined && controlNamesPublic(window, resolved.atMs) === true,
  };
}

/** Reads of the same round follow each other closely. */
const ROUND_MS = 2 * 60_000;

function newestReads(seen: readonly Observation[]): readonly Observation[] {
  const reads = seen.filter((o) => (o.source === 'confirm' || o.source === 'check') && o.outcome === 'read');
  const newestMs = reads.at(-1)?.atMs ?? 0;
  return reads.filter((o) => newestMs - o.atMs <= ROUND_MS);
}

/** Speed of a read, bytes a second. */
export function bytesPerSecond(o: Observation): number {
  return ((o.bodyBytes ?? 0) * 1000) / Math.max(1, o.bodyMs ?? 0);
}

/** What fails in the same moment is told in no certain order: https and plain http are confirmed together. */
const TOGETHER_MS = 5_000;

/** The later in this list, the more a failure tells: of a page that is refused over https and reset once its name is sent, the reset. */
const TELLING: readonly (FailureClass | undefined)[] = [
  'unknown',
  'refusal',
  'silence',
  'dns',
  'reset_http',
  'alert',
  'reset_tls',
];

/** Of the failures that began together with the newest, the one that tells most; of those, the last. Classes not listed tell most of all. */
function mostTelling(failures: readonly Observation[]): Observation | undefined {
  const newestMs = Math.max(...failures.map((o) => o.startedAtMs));
  const rank = (o: Observation) => TELLING.indexOf(failureClass(o)) + 1 || TELLING.length + 1;
  return failures
    .filter((o) => newestMs - o.startedAtMs <= TOGETHER_MS)
    .sort((a, b) => rank(a) - rank(b))
    .at(-1);
}

function findRepeat(
  open: readonly Observation[],
  window: readonly Observation[],
): RepeatedFailure | undefined {
  const found = new Map<Observation, RepeatedFailure>();
  open.forEach((last, j) => {
    const cls = failureClass(last);
    // On a network that loses packets a question to the resolver is lost first: it has no connection that asks again for long.
    if (!cls || (cls === 'dns' && controlsFlap(window)) || controlsNear(window, last.atMs) !== 'ok') return;
    const first = open
      .slice(0, j)
      .find(
        (o) =>
          failureClass(o) === cls &&
          last.startedAtMs - o.startedAtMs >= REPEAT_MIN_MS &&
          last.startedAtMs >= o.atMs &&
          controlsNear(window, o.atMs) === 'ok',
      );
    if (first) found.set(last, { class: cls, first, last });
  });
  const last = mostTelling([...found.keys()]);
  return last && found.get(last);
}

function failingHoster(
  service: Service,
  own: readonly Observation[],
  byTarget: Window['byTarget'],
  services: MeasureInput['services'],
): string | undefined {
  const mine = openFailures(own);
  const worst = mostTelling(mine);
  const cls = worst && failureClass(worst);
  for (const hoster of hostersOf(service, mine)) {
    let failing = 0;
    let working = 0;
    for (const [id, seen] of byTarget) {
      const other = services(id);
      if (!other) continue;
      const hosts = new Set(
        other.endpoints.filter((e) => e.hoster && hosterName(other, e) === hoster).map((e) => e.host),
      );
      const there = seen.filter((o) => hosts.has(o.endpoint));
      // Failing otherwise is no sign of the hoster's trouble; being blocked one by one looks like that.
      const last = mostTelling(openFailures(there));
      if (last && failureClass(last) === cls) failing++;
      else if (last) continue;
      else if (there.some(answered)) working++;
    }
    if (failing >= 2 && working === 0) return hoster;
  }
  return undefined;
}

/** Whether the resolver's newest answer for this endpoint is one that only something near the person gives, or a bogon. */
export function resolvedKind(e: EndpointFacts): 'near' | 'bogon' | 'public' | undefined {
  const answers = e.resolved?.answers;
  if (!answers?.length || e.resolved?.overHttps) return undefined;
  const kinds = answers.map(classifyAddress);
  if (kinds.some((k) => k === 'public')) return 'public';
  const near = answers.every(
    (a, i) =>
      kinds[i] === 'loopback' ||
      kinds[i] === 'unspecified' ||
      (kinds[i] === 'private' && /\.(1|254)$/.test(a)),
  );
  return near ? 'near' : 'bogon';
}

/** A Telegram main name resolving to addresses none of which is Telegram's. */
export function resolvesOutsideTelegram(e: EndpointFacts): boolean {
  const answers = e.resolved?.answers;
  return (
    !!answers?.length &&
    !e.resolved?.overHttps &&
    answers.every((a) => classifyAddress(a) === 'public' && !isTelegramAddress(a))
  );
}

/** Addresses that resolvers abroad gave, public ones only. */
export function abroadAnswers(e: EndpointFacts): readonly string[] {
  return e.abroad.flatMap((o) => o.answers ?? []).filter((a) => classifyAddress(a) === 'public');
}

/** A resolver abroad was reached and knows no such name. */
export function saysNoSuchName(o: Observation): boolean {
  return o.failure === 'dns_nxdomain_error' || o.failure === 'dns_no_answer';
}

/** The first sixteen bits of an IPv4 address: what answers for one name from several places usually share. */
function neighbourhood(address: string): string {
  return address.split('.').slice(0, 2).join('.');
}

/** What the network's resolver says is nowhere near what resolvers abroad say. False when either is not known. */
export function resolvesElsewhere(e: EndpointFacts): boolean {
  const here = e.resolved?.overHttps ? [] : (e.resolved?.answers ?? []).filter((a) => a.includes('.'));
  const there = new Set(abroadAnswers(e).map(neighbourhood));
  return here.length > 0 && there.size > 0 && !here.some((a) => there.has(neighbourhood(a)));
}
