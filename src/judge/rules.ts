// The ordered table of rules: first match wins. An id is never reused or given another meaning; a changed meaning gets a new id and
// RULES_VERSION grows. Rules read facts (measurement.ts) and say what may be said; they never look at the clock or at each other.
// Why each is right, and where that is known from, stands in reasons.ts: for readers and docs, not for the package.
import { isTelegramAddress } from '../catalogue/addresses.ts';
import { TELEGRAM_MAIN_NAMES } from '../catalogue/telegram.ts';
import type { BlockFingerprint, EndpointRole } from '../catalogue/types.ts';
import type { Confounder, Failure, Stage } from '../observe/failures.ts';
import type { Observation } from '../observe/observation.ts';
import { READ_ENOUGH_BYTES } from '../observe/probe.ts';
import {
  abroadAnswers,
  answered,
  bytesPerSecond,
  type EndpointFacts,
  type FailureClass,
  failureClass,
  type Measurement,
  resolvedKind,
  resolvesElsewhere,
  resolvesOutsideTelegram,
  saysNoSuchName,
} from './measurement.ts';
import type { Method, PointOfControl, State } from './verdict.ts';

export { RULES_VERSION } from './rulesVersion.ts';

/** What a rule concludes about an endpoint. */
export interface Conclusion {
  readonly state: State;
  readonly stage?: Stage;
  readonly method?: Method;
  readonly pointOfControl?: PointOfControl;
  readonly confounders?: readonly Confounder[];
}

export interface Rule {
  /** Permanent id: a letter for the family (C confounded, A artefact, F filter nearby, L likely, S slow, O origin's own answer, U unclear) and a number. */
  readonly id: string;
  /** Undefined when the rule does not apply. */
  readonly apply: (e: EndpointFacts, m: Measurement) => Conclusion | undefined;
}

const MAIN_NAMES: ReadonlySet<string> = new Set(TELEGRAM_MAIN_NAMES);

/** Last failure whose class is still open. */
function open(e: EndpointFacts) {
  return e.open.at(-1);
}

function stageOf(e: EndpointFacts): Stage {
  const stages = [e.repeated?.last, e.repeated?.first, open(e)].map((o) => o?.stage);
  return stages.find((s) => s !== undefined && s !== 'unknown') ?? 'unknown';
}

function confounded(reason: Confounder): (e: EndpointFacts) => Conclusion | undefined {
  return (e) =>
    open(e) || e.newest?.outcome === 'confounded'
      ? { state: 'unclear', stage: stageOf(e), confounders: [reason], pointOfControl: 'unknown' }
      : undefined;
}

/** The fingerprint's country is the person's, as far as they said; some fingerprints need them to have said so. */
function fingerprintHere(e: EndpointFacts, m: Measurement): BlockFingerprint | undefined {
  const print = e.fingerprint?.fingerprint;
  if (!print || (print.onlyIfChosen && m.country === undefined)) return undefined;
  return m.country === undefined || print.country === undefined || print.country === m.country
    ? print
    : undefined;
}

function artefact(
  e: EndpointFacts,
  m: Measurement,
  where: BlockFingerprint['where'],
  stage: Stage,
  method: Method,
): Conclusion | undefined {
  const print = fingerprintHere(e, m);
  return print?.where === where && print.scope !== 'product'
    ? { state: 'blocked', stage, method, pointOfControl: 'provider_or_beyond' }
    : undefined;
}

/** Throttled traffic moves this fast at most: known throttling is at 16 kB/s and below. Bytes a second. */
const THROTTLED_BYTES_PER_SECOND = 32_000;
/** And neutral sites are read at least this many times faster. */
const THROTTLED_RATIO = 20;
/** Reads, and reads of a neutral site, that a median needs. */
const READS_NEEDED = 3;
/** A body that came sooner is too small to tell a speed. */
const TELLING_READ_MS = 3_000;

/** In bytes a second. */
function medianRate(reads: readonly Observation[]): number {
  const sorted = reads.map(bytesPerSecond).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** Silent data centres, by number of addresses and continents. */
function silentDataCentres(m: Measurement): { centres: number; continents: number } {
  const silent = m.endpoints.filter(
    (e) =>
      e.endpoint.role === 'data_centre' &&
      e.open.some((o) => failureClass(o) === 'silence') &&
      !e.seen.some(answered),
  );
  return {
    centres: new Set(silent.map((e) => e.endpoint.dataCentre)).size,
    continents: new Set(silent.map((e) => e.endpoint.continent)).size,
  };
}

/** By name somebody may have been punished for a while; by address, after this long without a name, nobody is. */
export const QUIET_MS = 8 * 60_000;

function manyDataCentresSilent(e: EndpointFacts, m: Measurement): boolean {
  const dc = silentDataCentres(m);
  return (
    dc.centres >= 3 &&
    dc.continents >= 2 &&
    repeatedAnywhere(m, 'silence') &&
    e.open.some((o) => failureClass(o) === 'silence')
  );
}

/** An address was still silent when nothing had been asked by name for {@link QUIET_MS}. */
function silentAfterQuiet(m: Measurement): boolean {
  return m.endpoints.some((e) =>
    e.open.some((o) => failureClass(o) === 'silence' && (o.quietMs ?? 0) >= QUIET_MS),
  );
}

/** Silence at an address nobody knows may as well be a lie of the resolver; Chromium does not tell the address of what failed. */
function leadsToTelegram(e: EndpointFacts): boolean {
  return e.resolved?.answers?.some(isTelegramAddress) === true;
}

/** Any endpoint of the service failed twice in this class, far enough apart, with controls fine. */
function repeatedAnywhere(m: Measurement, cls: string): boolean {
  return m.endpoints.some((e) => e.repeated?.class === cls);
}

/** The very address that carries the web client and links answers when no name is sent: since the name fails, and until now. */
function webAddressAnswers(m: Measurement, sinceMs: number): boolean {
  return m.endpoints.some(
    (e) =>
      e.endpoint.role === 'by_address' &&
      e.open.length === 0 &&
      e.lastAnswer !== undefined &&
      e.lastAnswer.atMs >= sinceMs,
  );
}

/** What two unrelated operators do not meet in the same minutes by chance, and what it is then called. */
const ALIKE: Readonly<Partial<Record<FailureClass, { readonly stage: Stage; readonly method: Method }>>> = {
  silence: { stage: 'tcp', method: 'undecided' },
  refusal: { stage: 'tcp', method: 'undecided' },
  dns: { stage: 'dns', method: 'dns' },
  alert: { stage: 'tls', method: 'undecided' },
  stranger_certificate: { stage: 'tls', method: 'tls_interception' },
  reset_http: { stage: 'http', method: 'connection_reset' },
};

/** Failures that a second network of the person's tells apart from a broken site, and what they are then called. */
const TOLD_BY_A_SECOND_NETWORK: typeof ALIKE = {
  ...ALIKE,
  bogon: { stage: 'dns', method: 'dns' },
};

export const RULES: readonly Rule[] = [
  {
    id: 'C1',
    apply: (e, m) => {
      const here = e.newest?.confounder === 'proxied' || m.networkState === 'proxied';
      return here ? confounded('proxied')(e) : undefined;
    },
  },
  {
    id: 'C2',
    apply: (e, m) =>
      m.networkState === 'offline' || e.newest?.confounder === 'offline'
        ? confounded('offline')(e)
        : undefined,
  },
  {
    id: 'C3',
    apply: (e, m) => (m.networkState === 'portal' ? confounded('portal')(e) : undefined),
  },
  {
    id: 'C4',
    apply: (e, m) => (m.networkState === 'wrong_clock' ? confounded('wrong_clock')(e) : undefined),
  },
  {
    id: 'A1',
    apply: (e, m) => artefact(e, m, 'redirect', 'http', 'block_page'),
  },
  {
    id: 'A2',
    apply: (e, m) => artefact(e, m, 'dns', 'dns', 'dns'),
  },
  {
    id: 'A4',
    apply: (e, m) => artefact(e, m, 'body', 'http', 'block_page'),
  },
  {
    id: 'A3',
    apply: (e) => {
      const named = e.seen.findLast((o) => o.scheme === 'http' && o.status === 451 && o.blockedBy);
      return named && !(e.lastAnswer && e.lastAnswer.atMs > named.atMs)
        ? { state: 'blocked', stage: 'http', method: 'block_page', pointOfControl: 'unknown' }
        : undefined;
    },
  },
  {
    id: 'F1',
    apply: (e, m) => {
      const print = fingerprintHere(e, m);
      if (print?.scope !== 'product') return undefined;
      const at = print.where === 'dns' ? 'dns' : 'http';
      return {
        state: 'filtered',
        stage: at,
        method: at === 'dns' ? 'dns' : 'block_page',
        pointOfControl: 'local_network',
      };
    },
  },
  {
    id: 'F2',
    apply: (e) =>
      open(e) && resolvedKind(e) === 'near' && e.controlNamesPublic
        ? {
            state: 'filtered',
            stage: 'dns',
            method: 'dns',
            pointOfControl: 'local_network',
            confounders: ['local_resolver'],
          }
        : undefined,
  },
  {
    id: 'C5',
    apply: (e, m) => (m.networkState === 'cut_off' ? confounded('cut_off')(e) : undefined),
  },
  {
    id: 'C6',
    apply: (e, m) => (m.networkState === 'allow_list' ? confounded('allow_list')(e) : undefined),
  },
  {
    id: 'O4',
    apply: (e) =>
      e.repeated?.class === 'dns' && e.abroad.length >= 2 && e.abroad.every(saysNoSuchName)
        ? { state: 'down', stage: 'dns', pointOfControl: 'site' }
        : undefined,
  },
  {
    id: 'L1',
    apply: (e) =>
      e.repeated && resolvedKind(e) === 'bogon' && e.controlNamesPublic
        ? { state: 'likely_blocked', stage: 'dns', method: 'dns' }
        : undefined,
  },
  {
    id: 'L3',
    apply: (e) =>
      e.repeated && MAIN_NAMES.has(e.endpoint.host) && resolvesOutsideTelegram(e) && e.controlNamesPublic
        ? { state: 'likely_blocked', stage: 'dns', method: 'dns' }
        : undefined,
  },
  {
    id: 'L4',
    apply: (e) =>
      e.repeated?.class === 'dns' && MAIN_NAMES.has(e.endpoint.host)
        ? { state: 'likely_blocked', stage: 'dns', method: 'dns' }
        : undefined,
  },
  {
    id: 'L13',
    apply: (e) =>
      e.repeated?.class === 'dns' && abroadAnswers(e).length > 0
        ? { state: 'likely_blocked', stage: 'dns', method: 'dns' }
        : undefined,
  },
  {
    id: 'L14',
    apply: (e) =>
      e.repeated?.class === 'stranger_certificate' && resolvesElsewhere(e)
        ? { state: 'likely_blocked', stage: 'dns', method: 'dns' }
        : undefined,
  },
  {
    id: 'L5',
    apply: (e, m) =>
      (e.repeated?.class === 'reset_tls' ||
        e.repeated?.class === 'alert' ||
        (e.repeated?.class === 'silence' && leadsToTelegram(e))) &&
      e.endpoint.hoster === 'telegram' &&
      sameAddress(e) &&
      webAddressAnswers(m, e.repeated.first.startedAtMs)
        ? { state: 'likely_blocked', stage: 'tls', method: 'tls_name_filter' }
        : undefined,
  },
  {
    id: 'L12',
    apply: (e, m) =>
      e.repeated?.class === 'silence' &&
      e.endpoint.hoster === 'telegram' &&
      sameAddress(e) &&
      webAddressAnswers(m, e.repeated.first.startedAtMs)
        ? { state: 'likely_blocked', stage: stageOf(e), method: 'undecided' }
        : undefined,
  },
  {
    id: 'L6',
    apply: (e) =>
      e.repeated?.class === 'reset_tls'
        ? { state: 'likely_blocked', stage: 'tls', method: 'connection_reset' }
        : undefined,
  },
  {
    id: 'L7',
    apply: (e) =>
      e.repeated?.class === 'foreign_bytes'
        ? { state: 'likely_blocked', stage: 'tls', method: 'tls_interception' }
        : undefined,
  },
  {
    id: 'L8',
    apply: (e) =>
      e.repeated?.class === 'stranger_certificate' && e.endpoint.preloaded
        ? { state: 'likely_blocked', stage: 'tls', method: 'tls_interception' }
        : undefined,
  },
  {
    id: 'L15',
    apply: (e, m) =>
      manyDataCentresSilent(e, m) && silentAfterQuiet(m) && m.controls === 'ok'
        ? { state: 'likely_blocked', stage: 'tcp', method: 'ip_address' }
        : undefined,
  },
  {
    id: 'L9',
    apply: (e, m) =>
      manyDataCentresSilent(e, m)
        ? { state: 'likely_blocked', stage: 'tcp', method: 'undecided' }
        : undefined,
  },
  {
    id: 'L10',
    apply: (e, m) => {
      const cls = e.repeated?.class;
      if (cls !== 'silence' && cls !== 'refusal') return undefined;
      const hosters = new Set(
        m.endpoints.flatMap((o) =>
          o.repeated?.class === cls && o.endpoint.hoster ? [o.endpoint.hoster] : [],
        ),
      );
      return hosters.size >= 2 ? { state: 'likely_blocked', stage: 'tcp', method: 'undecided' } : undefined;
    },
  },
  {
    id: 'L11',
    apply: (e, m) => {
      const cls = e.repeated?.class;
      const how = cls && ALIKE[cls];
      const own = e.endpoint.hoster;
      if (!how || !own || m.hosterFailing) return undefined;
      const elsewhere = m.sameElsewhere.some(
        (p) => p.class === cls && (p.repeated || cls !== 'dns') && p.hosters.some((h) => h !== own),
      );
      if (!elsewhere) return undefined;
      const stage = stageOf(e);
      return { state: 'likely_blocked', stage: stage === 'unknown' ? how.stage : stage, method: how.method };
    },
  },
  {
    id: 'L16',
    apply: (e, m) => {
      const how = e.repeated && TOLD_BY_A_SECOND_NETWORK[e.repeated.class];
      if (!how || !m.reachedElsewhere.has(e.endpoint.host)) return undefined;
      const stage = stageOf(e);
      return { state: 'likely_blocked', stage: stage === 'unknown' ? how.stage : stage, method: how.method };
    },
  },
  {
    id: 'S1',
    apply: (e) => {
      const read = e.repeated?.last;
      if (e.repeated?.class !== 'frozen_body' || read?.outcome !== 'read') return undefined;
      return (read.bodyBytes ?? 0) < READ_ENOUGH_BYTES
        ? { state: 'slow', stage: 'body', method: 'freeze' }
        : undefined;
    },
  },
  {
    id: 'S2',
    apply: (e, m) => {
      const telling = e.reads.filter((o) => (o.bodyMs ?? 0) >= TELLING_READ_MS);
      if (telling.length < READS_NEEDED || m.controlReads.length < READS_NEEDED) return undefined;
      const rate = medianRate(telling);
      return rate <= THROTTLED_BYTES_PER_SECOND && rate * THROTTLED_RATIO <= medianRate(m.controlReads)
        ? { state: 'slow', stage: 'body', method: 'throttling' }
        : undefined;
    },
  },
  {
    id: 'U2',
    apply: (e) =>
      e.newest?.outcome === 'redirect' && e.newest !== e.lastAnswer
        ? { state: 'unclear', stage: 'http' }
        : undefined,
  },
  {
    id: 'O1',
    apply: (e) =>
      page(e) && (page(e)?.status ?? 0) >= 500 && !page(e)?.challenge
        ? { state: 'down', stage: 'http', pointOfControl: 'site' }
        : undefined,
  },
  {
    id: 'O2',
    apply: (e) => {
      const p = page(e);
      return p && !p.challenge && (p.status === 403 || p.status === 451)
        ? { state: 'refused', stage: 'http', pointOfControl: 'site' }
        : undefined;
    },
  },
  {
    id: 'O3',
    apply: (e) =>
      e.lastAnswer && !e.open.some((o) => o.atMs >= (e.lastAnswer?.atMs ?? 0)) ? { state: 'ok' } : undefined,
  },
  {
    id: 'U7',
    apply: (e) =>
      !open(e) &&
      e.newest?.scheme === 'http' &&
      (e.newest.outcome === 'success' || e.newest.outcome === 'read')
        ? { state: 'unclear', stage: 'http', confounders: ['plain_http'] }
        : undefined,
  },
  {
    id: 'U1',
    apply: (e) =>
      !open(e) && e.newest?.outcome === 'confounded'
        ? {
            state: 'unclear',
            ...(e.newest.confounder && { confounders: [e.newest.confounder] }),
            ...((e.newest.confounder === 'other_extension' || e.newest.confounder === 'browser_policy') && {
              pointOfControl: 'device' as const,
            }),
          }
        : undefined,
  },
  {
    id: 'U3',
    apply: (e, m) =>
      open(e) && m.controls !== 'ok'
        ? {
            state: 'unclear',
            stage: stageOf(e),
            confounders: [
              failureClass(open(e) as Observation) === 'stranger_certificate' && m.onlyTlsFails
                ? 'local_tls_interception'
                : m.controls === 'failed'
                  ? 'controls_failed'
                  : 'controls_missing',
            ],
          }
        : undefined,
  },
  {
    id: 'U4',
    apply: (e) =>
      open(e) && !e.repeated
        ? { state: 'unclear', stage: stageOf(e), confounders: ['not_repeated'] }
        : undefined,
  },
  {
    id: 'U5',
    apply: (e, m) =>
      open(e) && m.hosterFailing
        ? { state: 'unclear', stage: stageOf(e), method: 'hosting_provider' }
        : undefined,
  },
  {
    id: 'U6',
    apply: (e) => (open(e) ? { state: 'unclear', stage: stageOf(e) } : undefined),
  },
];

/** Hosts whose start page is what a person opens: only there does a status asked for by us speak for the site. */
const PAGE_ROLES: ReadonlySet<EndpointRole> = new Set(['site', 'web_client', 'links', 'mirror']);

/** The newest answered page load: only a document's status speaks for the site. */
function page(e: EndpointFacts) {
  const a = e.lastAnswer;
  if (!a || e.open.some((o) => o.atMs > a.atMs)) return undefined;
  const opened = a.outcome === 'success' && a.kind === 'main_frame' && a.source === 'watch';
  return opened || (a.source === 'check' && PAGE_ROLES.has(e.endpoint.role)) ? a : undefined;
}

/** Hosts served from the address that the by-address request goes to. */
function sameAddress(e: EndpointFacts): boolean {
  return MAIN_NAMES.has(e.endpoint.host) || e.endpoint.role === 'links' || e.endpoint.role === 'web_client';
}

/** The failure shown with a conclusion. */
export function shownFailure(e: EndpointFacts): Failure | undefined {
  return e.repeated?.last.failure ?? open(e)?.failure;
}

/** First rule that applies; undefined when nothing was seen that says anything. */
export function applyRules(
  e: EndpointFacts,
  m: Measurement,
): { readonly rule: Rule; readonly conclusion: Conclusion } | undefined {
  for (const rule of RULES) {
    const conclusion = rule.apply(e, m);
    if (conclusion) return { rule, conclusion };
  }
  return undefined;
}
