// A request that is still under way, and how its end (or its silence) becomes an observation. Lives in `storage.session`,
// never on disk: created at the first event of a request, ended by its last, bounded by age.
import type { Classified } from './failures.ts';
import type { Observation, RequestKind } from './observation.ts';
import { OBSERVATION_VERSION } from './version.ts';

/** Shortest silence that is called a stall; the browsers' own errors for a blackhole come after 90–180 s or never. */
export const STALL_MIN_MS = 12_000;
/** A person who gives up after this long without a byte has seen a stall too; earlier it is just a closed tab. */
export const GAVE_UP_MIN_MS = 10_000;
/** A pending row older than this is a leftover of a killed worker. */
export const PENDING_MAX_AGE_MS = 10 * 60_000;

export interface PendingRequest {
  readonly requestId: string;
  /** Random per browser session: request ids repeat after a restart. */
  readonly session: string;
  readonly service: string;
  readonly endpoint: string;
  readonly scheme: 'http' | 'https' | 'ws' | 'wss';
  readonly host: string;
  readonly port: number;
  readonly kind: RequestKind;
  readonly startedAtMs: number;
  readonly network: string;
  /** Whether a failure of this request may make the extension ask neutral sites, and the same site once more. */
  readonly controls: boolean;
  readonly confirm: boolean;
  readonly proxied?: boolean;
  /** Silence counts from here when the machine slept meanwhile. */
  readonly awakeAtMs?: number;
  /** When the headers came, once they have. */
  readonly headersAtMs?: number;
  readonly status?: number;
  readonly address?: string;
}

/** What a browser said at the end of a request, already reduced to what we keep. */
export interface EndFacts {
  readonly atMs: number;
  readonly status?: number;
  readonly address?: string;
  readonly blockedBy?: boolean;
  readonly challenge?: boolean;
}

/** The longest a request may stay silent on this network before it is a stall: 12 s, or six times what controls take. */
export function stallLimitMs(controlElapsedMs: number | undefined): number {
  return Math.max(STALL_MIN_MS, Math.min(60_000, 6 * (controlElapsedMs ?? 0)));
}

/** Since when nothing has come: from the start, from the headers, or from when the machine woke. */
export function silentSinceMs(p: PendingRequest): number {
  return Math.max(p.headersAtMs ?? p.startedAtMs, p.awakeAtMs ?? 0);
}

/** Kinds whose silence means something; an image or a long poll may be silent for its own reasons. Of a WebSocket it is the handshake. */
export function canStall(kind: RequestKind): boolean {
  return (
    kind === 'websocket' ||
    kind === 'main_frame' ||
    kind === 'sub_frame' ||
    kind === 'script' ||
    kind === 'stylesheet'
  );
}

function base(p: PendingRequest, atMs: number): Omit<Observation, 'outcome'> {
  return {
    version: OBSERVATION_VERSION,
    id: `${p.session}:${p.requestId}:${p.startedAtMs.toString(36)}:${p.scheme}:${p.host}`
      .slice(0, 96)
      .replace(/[^A-Za-z0-9._:-]/g, '_'),
    startedAtMs: p.startedAtMs,
    atMs: Math.max(atMs, p.startedAtMs),
    source: 'watch',
    network: p.network,
    target: p.service,
    endpoint: p.endpoint,
    scheme: p.scheme,
    host: p.host,
    port: p.port,
    kind: p.kind,
  };
}

/** Nothing came within the limit while the request still hangs. */
export function stalled(p: PendingRequest, atMs: number): Observation {
  if (p.proxied) return { ...base(p, atMs), outcome: 'confounded', confounder: 'proxied' };
  return { ...base(p, atMs), outcome: 'stall', failure: 'generic_timeout_error', stage: 'unknown' };
}

/** Headers came, the end of the body did not. */
export function headersOnly(p: PendingRequest, atMs: number): Observation {
  return {
    ...base(p, atMs),
    outcome: 'headers_only',
    failure: 'generic_timeout_error',
    stage: 'body',
    ...(p.status !== undefined && { status: p.status }),
    ...(p.address !== undefined && { address: p.address }),
  };
}

/**
 * The browser reported an error. Undefined when it says nothing worth keeping: a request given up early.
 * Giving up after {@link GAVE_UP_MIN_MS} without a byte is a stall.
 */
export function failed(p: PendingRequest, said: Classified, facts: EndFacts): Observation | undefined {
  if (p.proxied) return { ...base(p, facts.atMs), outcome: 'confounded', confounder: 'proxied' };
  if (said.confounder === 'gave_up_early') {
    const silentMs = facts.atMs - silentSinceMs(p);
    if (p.headersAtMs === undefined && silentMs >= GAVE_UP_MIN_MS && canStall(p.kind))
      return stalled(p, facts.atMs);
    if (p.headersAtMs !== undefined && silentMs >= GAVE_UP_MIN_MS && p.kind === 'main_frame') {
      return headersOnly(p, facts.atMs);
    }
    return undefined;
  }
  if (said.confounder) return { ...base(p, facts.atMs), outcome: 'confounded', confounder: said.confounder };
  const stage = p.headersAtMs !== undefined ? 'body' : said.stage;
  return {
    ...base(p, facts.atMs),
    outcome: 'failure',
    failure: said.failure,
    stage,
    ...(said.detail && { detail: said.detail }),
    ...(facts.address !== undefined && { address: facts.address }),
  };
}

/** Headers and end came from the network. */
export function succeeded(p: PendingRequest, facts: EndFacts): Observation {
  if (p.proxied) return { ...base(p, facts.atMs), outcome: 'confounded', confounder: 'proxied' };
  return {
    ...base(p, facts.atMs),
    outcome: 'success',
    ...(facts.status !== undefined && { status: facts.status }),
    ...(facts.address !== undefined && { address: facts.address }),
    ...(facts.blockedBy && { blockedBy: true }),
    ...(facts.challenge && { challenge: true }),
  };
}

/** Where a redirect led, parsed by the shell. */
export interface RedirectTarget {
  readonly host: string;
  readonly fingerprint?: string;
  /** The target belongs to the same service. */
  readonly inside: boolean;
}

/**
 * A redirect that came from the network. Inside the service over TLS it is an authenticated answer; inside over http it is nothing;
 * outside it is kept with the target's host.
 */
export function redirected(p: PendingRequest, to: RedirectTarget, facts: EndFacts): Observation | undefined {
  if (to.inside && !to.fingerprint) {
    return p.scheme === 'https' || p.scheme === 'wss' ? succeeded(p, facts) : undefined;
  }
  const known = /^[a-z0-9._:[\]-]{1,253}$/.test(to.host);
  return {
    ...base(p, facts.atMs),
    outcome: p.proxied ? 'confounded' : 'redirect',
    ...(p.proxied && { confounder: 'proxied' as const }),
    ...(facts.status !== undefined && { status: facts.status }),
    ...(facts.address !== undefined && { address: facts.address }),
    ...(known && { redirectHost: to.host }),
    ...(to.fingerprint && { fingerprint: to.fingerprint }),
  };
}
