// Our own requests: what may come of one, and how that becomes an observation.
import type { Classified } from './failures.ts';
import type { Observation } from './observation.ts';
import { OBSERVATION_VERSION } from './version.ts';

/** Enough body to see a freeze, which comes at 14–32 KB. */
export const READ_BYTES = 96 * 1024;
/** The least that shows a body is not frozen. */
export const READ_ENOUGH_BYTES = 64 * 1024;

/** Who was asked; the identity of the observation. */
export interface ProbeTarget {
  readonly id: string;
  readonly source: 'confirm' | 'control' | 'check';
  /** Id of the check it belongs to. */
  readonly check?: string;
  readonly network: string;
  readonly target: string;
  readonly endpoint: string;
  readonly scheme: 'http' | 'https' | 'wss';
  readonly host: string;
  readonly port: number;
  /** Asked by address: how long nothing had been asked by name. */
  readonly quietMs?: number;
}

/** What happened, already classified. Times are milliseconds since 1970. */
export interface ProbeResult {
  readonly startedAtMs: number;
  readonly atMs: number;
  /** `answered`: headers (and as much body as asked). `silent`: nothing before the deadline. `frozen`: body stopped. `error`: the browser said why. */
  readonly outcome: 'answered' | 'redirected' | 'silent' | 'frozen' | 'error';
  readonly said?: Classified;
  readonly status?: number;
  readonly address?: string;
  readonly bodyBytes?: number;
  readonly bodyComplete?: boolean;
  /** From the headers to the end of reading. */
  readonly bodyMs?: number;
  readonly proxied?: boolean;
  /** 451 with `rel="blocked-by"`. */
  readonly blockedBy?: true;
  /** A challenge page, which is an answer. */
  readonly challenge?: true;
  /** Id of the known block page whose address a redirect had or whose text a body had. */
  readonly fingerprint?: string;
  /** For `redirected`. */
  readonly redirectHost?: string;
  readonly redirectInside?: boolean;
}

/** The observation of one of our own requests. */
export function observeProbe(t: ProbeTarget, r: ProbeResult): Observation {
  const common = {
    version: OBSERVATION_VERSION,
    id: t.id,
    startedAtMs: r.startedAtMs,
    atMs: Math.max(r.atMs, r.startedAtMs),
    source: t.source,
    ...(t.check && { check: t.check }),
    network: t.network,
    target: t.target,
    endpoint: t.endpoint,
    scheme: t.scheme,
    host: t.host,
    port: t.port,
    kind: t.scheme === 'wss' ? 'websocket' : 'other',
    ...(r.status !== undefined && { status: r.status }),
    ...(r.address !== undefined && { address: r.address }),
    ...(r.bodyMs !== undefined && { bodyMs: r.bodyMs }),
    ...(r.fingerprint && { fingerprint: r.fingerprint }),
    ...(r.blockedBy && { blockedBy: true }),
    ...(r.challenge && { challenge: true }),
    ...(t.quietMs !== undefined && { quietMs: t.quietMs }),
  } as const;
  if (r.proxied) return { ...common, outcome: 'confounded', confounder: 'proxied' };
  switch (r.outcome) {
    case 'answered':
      return r.bodyBytes === undefined
        ? { ...common, outcome: 'success' }
        : { ...common, outcome: 'read', bodyBytes: r.bodyBytes, bodyComplete: r.bodyComplete === true };
    case 'frozen':
      return {
        ...common,
        outcome: 'read',
        failure: 'generic_timeout_error',
        stage: 'body',
        bodyBytes: r.bodyBytes ?? 0,
        bodyComplete: false,
      };
    case 'redirected':
      if (r.redirectInside && !r.fingerprint) return { ...common, outcome: 'success' };
      return {
        ...common,
        outcome: 'redirect',
        ...(r.redirectHost &&
          /^[a-z0-9._:[\]-]{1,253}$/.test(r.redirectHost) && { redirectHost: r.redirectHost }),
      };
    case 'silent':
      return { ...common, outcome: 'stall', failure: 'generic_timeout_error', stage: 'unknown' };
    case 'error': {
      if (r.said?.confounder) return { ...common, outcome: 'confounded', confounder: r.said.confounder };
      const stage = r.bodyBytes !== undefined ? 'body' : (r.said?.stage ?? 'unknown');
      return {
        ...common,
        outcome: 'failure',
        failure: r.said?.failure ?? 'unknown_failure',
        stage,
        ...(r.said?.detail && { detail: r.said.detail }),
        ...(r.bodyBytes !== undefined && { bodyBytes: r.bodyBytes }),
      };
    }
  }
}
