// Asks neutral sites whether the network itself is fine: a well-known TLS site, a moment later a little-known one, and one plain http page
// with a known body that a captive portal would replace. Where one is silent more are asked, because it may itself be blocked here; where
// nothing abroad answers, two sites of the person's own country.
import type { Control } from '../../src/catalogue/types.ts';
import type { Observation } from '../../src/observe/observation.ts';
import { portalAnswer } from '../../src/observe/portal.ts';
import { OBSERVATION_VERSION } from '../../src/observe/version.ts';
import { browser, ENGINE } from '../browser.ts';
import { readBody } from './body.ts';
import type { Peers } from './peers.ts';

const LIMIT_MS = 8_000;
/** Time between the two first TLS controls. */
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
  /** Whose domestic sites may be asked when nothing abroad answers. */
  readonly country?: string;
  readonly peers: Peers;
}

/** One round; the hosts asked are in the observations. Never rejects. */
export async function askControls(deps: ControlDeps): Promise<Observation[]> {
  const pool = (kind: Control['kind'], reach: Control['reach']) =>
    shuffle(
      deps.controls.filter((c) => c.kind === kind && c.reach === reach),
      deps.random01,
    );
  const popular = pool('tls', 'popular');
  const obscure = pool('tls', 'obscure');
  const portals = pool('portal', 'popular');
  const locked = captivePortalLocked();
  const asked = (controls: readonly (Control | undefined)[]) =>
    Promise.all(controls.map((c) => (c ? ask(c, deps) : undefined))).then((found) =>
      found.filter((o) => o !== undefined),
    );
  const apart = APART_MIN_MS + Math.floor(deps.random01() * APART_SPREAD_MS);
  // Two where the browser does not tell of a proxy: one address for both gives it away.
  const first = portals.slice(0, ENGINE === 'chromium' ? 2 : 1);
  const round = (
    await Promise.all([
      asked([popular[0], ...first]),
      // A well-known and a little-known one: when only the latter fail, the network lets a list through.
      wait(apart).then(() => asked([obscure[0]])),
    ])
  ).flat();
  const answered = (o: Observation) => o.outcome === 'success';
  const quietHttp = !round.some((o) => o.scheme === 'http' && (answered(o) || o.outcome === 'confounded'));
  const poorTls = round.some((o) => o.scheme === 'https' && !answered(o));
  round.push(
    ...(await asked([
      ...(poorTls ? [popular[1], popular[2], obscure[1]] : []),
      quietHttp ? portals[first.length] : undefined,
    ])),
  );
  // Nothing from abroad: is it the way abroad, or everything?
  if (!round.some(answered)) {
    const home = deps.controls.filter((c) => c.reach === 'domestic' && c.country === deps.country);
    round.push(...(await asked(home)));
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
  const { address, proxied } = (await peer?.()) ?? {};
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
    ...(proxied ? { outcome: 'confounded' as const, confounder: 'proxied' as const } : found),
  };
}

type Found = Pick<Observation, 'outcome' | 'failure' | 'stage' | 'confounder' | 'clockSkewHours'>;

async function answerOf(control: Control, deps: ControlDeps): Promise<Found> {
  const portal = control.kind === 'portal';
  const signal = AbortSignal.timeout(LIMIT_MS);
  try {
    const response = await fetch(control.url, {
      mode: portal ? 'cors' : 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      redirect: portal ? 'manual' : 'follow',
      referrerPolicy: 'no-referrer',
      signal,
    });
    if (!portal) return { outcome: 'success' };
    if (response.type === 'opaqueredirect') return { outcome: 'confounded', confounder: 'portal' };
    const read = await readBody(response, MAX_BODY_BYTES, LIMIT_MS, MAX_BODY_BYTES);
    const answer = portalAnswer(new TextDecoder().decode(read.head), control.expectedBody ?? '');
    if (answer === 'replaced') return { outcome: 'confounded', confounder: 'portal' };
    if (answer === 'unfinished') throw new Error('cut off');
    const date = Date.parse(response.headers.get('date') ?? '');
    return {
      outcome: 'success',
      ...(date > 0 && { clockSkewHours: Math.trunc((deps.now() - date) / 3_600_000) }),
    };
  } catch {
    if (!navigator.onLine) return { outcome: 'confounded', confounder: 'offline' };
    return signal.aborted
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
