// The ordered table of rules: first match wins. An id is never reused or given another meaning; a changed meaning gets a new id and
// RULES_VERSION grows. Rules read facts (measurement.ts) and say what may be said; they never look at the clock or at each other.
// Why each is right, and where that is known from, stands in reasons.ts: for readers and docs, not for the package.
import { isTelegramAddress } from '../catalogue/addresses.ts';
import { TELEGRAM_MAIN_NAMES } from '../catalogue/telegram.ts';
import type { Confounder, Failure, Stage } from '../observe/failures.ts';
import { READ_ENOUGH_BYTES } from '../observe/probe.ts';
import {
  answered,
  type EndpointFacts,
  failureClass,
  type Measurement,
  resolvedKind,
  resolvesOutsideTelegram,
} from './measurement.ts';
import type { Method, PointOfControl, State } from './verdict.ts';

/** Grows with every change of the table. Stored with every verdict. */
export const RULES_VERSION = 1;

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
    apply: (e) =>
      e.fingerprint?.fingerprint.where === 'redirect' && e.fingerprint.fingerprint.scope !== 'product'
        ? { state: 'blocked', stage: 'http', method: 'block_page', pointOfControl: 'provider_or_beyond' }
        : undefined,
  },
  {
    id: 'A2',
    apply: (e) =>
      e.fingerprint?.fingerprint.where === 'dns' && e.fingerprint.fingerprint.scope !== 'product'
        ? { state: 'blocked', stage: 'dns', method: 'dns', pointOfControl: 'provider_or_beyond' }
        : undefined,
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
    apply: (e) =>
      e.fingerprint?.fingerprint.scope === 'product'
        ? {
            state: 'filtered',
            stage: e.fingerprint.fingerprint.where === 'dns' ? 'dns' : 'http',
            method: e.fingerprint.fingerprint.where === 'dns' ? 'dns' : 'block_page',
            pointOfControl: 'local_network',
          }
        : undefined,
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
    id: 'L5',
    apply: (e, m) =>
      (e.repeated?.class === 'reset_tls' || (e.repeated?.class === 'silence' && leadsToTelegram(e))) &&
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
    id: 'L9',
    apply: (e, m) => {
      const dc = silentDataCentres(m);
      if (dc.centres < 3 || dc.continents < 2 || !repeatedAnywhere(m, 'silence')) return undefined;
      if (!e.open.some((o) => failureClass(o) === 'silence')) return undefined;
      return { state: 'likely_blocked', stage: 'tcp', method: 'undecided' };
    },
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
      if (cls !== 'silence' && cls !== 'refusal' && cls !== 'dns') return undefined;
      const own = e.endpoint.hoster;
      if (!own || m.hosterFailing) return undefined;
      const elsewhere = m.sameElsewhere.some((p) => p.class === cls && p.hosters.some((h) => h !== own));
      if (!elsewhere) return undefined;
      return cls === 'dns'
        ? { state: 'likely_blocked', stage: 'dns', method: 'dns' }
        : {
            state: 'likely_blocked',
            stage: stageOf(e) === 'unknown' ? 'tcp' : stageOf(e),
            method: 'undecided',
          };
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
            confounders: [m.controls === 'failed' ? 'controls_failed' : 'controls_missing'],
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

/** The newest answered page load: only a document's status speaks for the site. */
function page(e: EndpointFacts) {
  const a = e.lastAnswer;
  return a &&
    a.outcome === 'success' &&
    a.kind === 'main_frame' &&
    a.source === 'watch' &&
    !e.open.some((o) => o.atMs > a.atMs)
    ? a
    : undefined;
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
