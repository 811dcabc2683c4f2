// Asks neutral sites whether the network itself is fine. Two TLS sites of different hosters, the second a moment later, and one plain
// http page with a known body that a captive portal would replace. If fewer than two answer, two more are asked: one of the first may
// itself be blocked here.
import type { Control } from '../../src/catalogue/types.ts';
import { OBSERVATION_VERSION, type Observation } from '../../src/observe/observation.ts';
import { browser } from '../browser.ts';
import { readBody } from './body.ts';
import type { Peers } from './peers.ts';

const LIMIT_MS = 8_000;
/** Time between the two TLS controls. */
const APART_MIN_MS = 1_000;
const APART_SPREAD_MS = 1_500;
/** More of a portal check's body is never read. */
const MAX_BODY_BYTES = 4_096;

export interface ControlDeps {
  readonly now: () => number;
  readonly random01: () => number;
  readonly newId: () => string;
  readonly controls: readonly Control[];
  readonly network: string;
  readonly peers: Peers;
}

/** One round; the hosts asked are in the observations. Never rejects. */
export async function askControls(deps: ControlDeps): Promise<Observation[]> {
  const tls = shuffle(
    deps.controls.filter((c) => c.kind === 'tls'),
    deps.random01,
  );
  const portals = shuffle(
    deps.controls.filter((c) => c.kind === 'portal'),
    deps.random01,
  );
  const first = tls[0];
  const second = tls.find((c) => c.hoster !== first?.hoster);
  const locked = captivePortalLocked();
  const apart = APART_MIN_MS + Math.floor(deps.random01() * APART_SPREAD_MS);
  const round = await Promise.all([
    ...(first ? [ask(first, deps)] : []),
    ...(second ? [wait(apart).then(() => ask(second, deps))] : []),
    ...(portals[0] ? [ask(portals[0], deps)] : []),
  ]);
  if (new Set(round.filter((o) => o.outcome === 'success').map((o) => o.target)).size < 2) {
    const others = tls.filter((c) => c !== first && c !== second).slice(0, 2);
    round.push(...(await Promise.all(others.map((c) => ask(c, deps)))));
  }
  const other = portals[1];
  if (
    other &&
    !round.some((o) => o.scheme === 'http' && (o.outcome === 'success' || o.outcome === 'confounded'))
  ) {
    round.push(await ask(other, deps));
  }
  if (await locked) {
    return round.map((o) =>
      o.scheme === 'http' && o.outcome !== 'success'
        ? { ...o, outcome: 'confounded' as const, confounder: 'portal' as const }
        : o,
    );
  }
  return round;
}

async function ask(control: Control, deps: ControlDeps): Promise<Observation> {
  const url = new URL(control.url);
  const startedAtMs = deps.now();
  const portal = control.kind === 'portal';
  // Only the portal checks are ours to see: the other controls are asked without permission.
  const peer = portal ? deps.peers.expect(url.hostname) : undefined;
  const found = await answerOf(control, deps);
  const atMs = Math.max(deps.now(), startedAtMs);
  const address = await peer?.();
  return {
    version: OBSERVATION_VERSION,
    id: `control:${deps.newId()}`,
    startedAtMs,
    atMs,
    source: 'control',
    network: deps.network,
    target: control.id,
    endpoint: url.hostname,
    scheme: url.protocol === 'http:' ? 'http' : 'https',
    host: url.hostname,
    port: url.port ? Number(url.port) : url.protocol === 'http:' ? 80 : 443,
    kind: 'other',
    ...(address && { address }),
    ...found,
  };
}

type Found = Pick<Observation, 'outcome' | 'failure' | 'stage' | 'confounder' | 'clockSkewHours'>;

async function answerOf(control: Control, deps: ControlDeps): Promise<Found> {
  const portal = control.kind === 'portal';
  try {
    const response = await fetch(control.url, {
      mode: portal ? 'cors' : 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      redirect: portal ? 'manual' : 'follow',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    if (!portal) return { outcome: 'success' };
    if (response.type === 'opaqueredirect') return { outcome: 'confounded', confounder: 'portal' };
    const read = await readBody(response, MAX_BODY_BYTES, LIMIT_MS, MAX_BODY_BYTES);
    const body = new TextDecoder().decode(read.head);
    const date = Date.parse(response.headers.get('date') ?? '');
    const skew = Number.isNaN(date) ? undefined : Math.trunc((deps.now() - date) / 3_600_000);
    if (!body.trimStart().startsWith(control.expectedBody ?? ''))
      return { outcome: 'confounded', confounder: 'portal' };
    return { outcome: 'success', ...(skew !== undefined && { clockSkewHours: skew }) };
  } catch (error) {
    if (!navigator.onLine) return { outcome: 'confounded', confounder: 'offline' };
    const late = error instanceof DOMException && error.name === 'TimeoutError';
    return late
      ? { outcome: 'stall', failure: 'generic_timeout_error', stage: 'unknown' }
      : { outcome: 'failure', failure: 'unknown_failure', stage: 'unknown' };
  }
}

/** Firefox's own portal detection; elsewhere always false. */
async function captivePortalLocked(): Promise<boolean> {
  try {
    return (await browser.captivePortal?.getState()) === 'locked_portal';
  } catch {
    return false;
  }
}

function shuffle<T>(items: readonly T[], random01: () => number): T[] {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random01() * (i + 1));
    [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
  }
  return copy;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
