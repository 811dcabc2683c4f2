// Is the network itself fine? Controls are neutral sites; what they showed around a moment decides whether a failure can count at all.
import { classifyAddress } from '../catalogue/addresses.ts';
import { CONTROLS } from '../catalogue/controls.ts';
import type { Observation } from '../observe/observation.ts';
import type { NetworkState } from './verdict.ts';

/** Controls must have answered within this long of a failure. */
export const CONTROL_WINDOW_MS = 60_000;
/** Distinct controls that must have answered. */
export const CONTROLS_NEEDED = 2;
/** Off by more than this and every certificate date is suspect. */
export const CLOCK_LIMIT_HOURS = 24;

/** Row kept per network: what is known of it. */
export interface NetworkRow {
  readonly network: string;
  /** When this stretch of being connected was first noticed. */
  readonly sinceMs: number;
  readonly state?: NetworkState;
  readonly checkedAtMs?: number;
  /** Median time of answered controls in the last round; sets the stall limit. */
  readonly controlElapsedMs?: number;
  /** Controls that have ever answered here. Recorded for the per-country pools to come; no rule reads it yet. */
  readonly everAnswered: readonly string[];
  /** What the person calls it; networks of one name are one network. Never leaves the device. */
  readonly name?: string;
  /** Its autonomous system, typed or looked up on request. */
  readonly asn?: number;
  /** Where the person said they were when it was used: two capitals. */
  readonly country?: string;
}

/** `ok`: enough answered; one that is itself blocked here then does not matter. `missing`: too few were asked. */
export type ControlsSummary = 'ok' | 'failed' | 'missing';

const BY_ID = new Map(CONTROLS.map((control) => [control.id, control]));

/** A neutral site abroad was asked whether it answers. Domestic ones say nothing about the way abroad, and reading a large object is another question. */
export function isControl(o: Observation): boolean {
  const known = BY_ID.get(o.target);
  return o.source === 'control' && known?.reach !== 'domestic' && known?.kind !== 'rate';
}

/** What the controls said around `atMs`. */
export function controlsNear(observations: readonly Observation[], atMs: number): ControlsSummary {
  const near = observations.filter((o) => isControl(o) && Math.abs(o.atMs - atMs) <= CONTROL_WINDOW_MS);
  const answered = new Set(near.filter((o) => o.outcome === 'success').map((o) => o.target));
  // Plain http passes where all TLS is interfered with.
  const secured = near.some((o) => o.outcome === 'success' && o.scheme === 'https');
  if (answered.size >= CONTROLS_NEEDED && secured) return 'ok';
  const asked = new Set(near.map((o) => o.target));
  return asked.size >= CONTROLS_NEEDED ? 'failed' : 'missing';
}

/** All TLS fails here while plain http passes: a stranger's certificate then is everybody's, not this site's. */
export function onlyTlsFails(observations: readonly Observation[], atMs: number): boolean {
  const near = observations.filter((o) => isControl(o) && Math.abs(o.atMs - atMs) <= CONTROL_WINDOW_MS);
  const secured = near.filter((o) => o.scheme === 'https');
  return (
    near.some((o) => o.scheme === 'http' && o.outcome === 'success') &&
    new Set(secured.map((o) => o.target)).size >= CONTROLS_NEEDED &&
    secured.every((o) => o.outcome !== 'success')
  );
}

/** A control, or a control's name, that answers at one moment and not at another: this network loses what it carries. */
export function controlsFlap(observations: readonly Observation[]): boolean {
  const said = new Map<string, boolean>();
  return observations.some((o) => {
    const asked = isControl(o) && o.source === 'control';
    if (o.outcome === 'confounded' || !(asked || (o.source === 'resolve' && o.target.startsWith('control-'))))
      return false;
    const key = `${o.source} ${o.target}`;
    const fine = asked ? o.outcome === 'success' : !!o.answers?.length;
    const before = said.get(key);
    said.set(key, fine);
    return before !== undefined && before !== fine;
  });
}

/** Whether two control names had public addresses from the resolver within 60 s; undefined when it was not asked. */
export function controlNamesPublic(observations: readonly Observation[], atMs: number): boolean | undefined {
  const near = observations.filter(
    (o) =>
      o.source === 'resolve' &&
      o.target.startsWith('control-') &&
      Math.abs(o.atMs - atMs) <= CONTROL_WINDOW_MS,
  );
  if (near.length === 0) return undefined;
  const good = new Set(
    near
      .filter((o) => o.answers?.length && o.answers.every((a) => classifyAddress(a) === 'public'))
      .map((o) => o.target),
  );
  return good.size >= 2;
}

/**
 * The network's state from the newest round of controls, or undefined when nothing was asked lately.
 * Strongest explanation first: a portal also makes TLS controls fail, a fake-IP proxy makes them pass.
 */
export function judgeNetwork(observations: readonly Observation[], nowMs: number): NetworkState | undefined {
  const near = observations.filter((o) => nowMs - o.atMs <= CONTROL_WINDOW_MS);
  const controls = near.filter(isControl);
  const lastWord = [...near]
    .reverse()
    .find((o) => o.confounder === 'offline' || o.outcome === 'success' || o.confounder === 'proxied');
  // Only the portal checks can tell (Firefox); the others just answer.
  const told = controls.findLast((o) => o.scheme === 'http');
  if ([lastWord, told].some((o) => o?.confounder === 'proxied')) return 'proxied';
  const peers = controls.flatMap((o) => (o.address ? [o.address] : []));
  const names = near
    .filter((o) => o.source === 'resolve' && o.target.startsWith('control-'))
    .flatMap((o) => o.answers ?? []);
  // Fake-IP proxies answer every name from 198.18/15; a local proxy shows a loopback peer.
  const odd = (a: string) => classifyAddress(a) === 'benchmark' || classifyAddress(a) === 'loopback';
  if (
    controls.some((o) => o.outcome === 'success') &&
    (peers.some(odd) || (names.length > 0 && names.every(odd)) || onePeerForAll(controls))
  )
    return 'proxied';
  if (controls.some((o) => o.confounder === 'portal')) return 'portal';
  if (controls.some((o) => o.clockSkewHours !== undefined && Math.abs(o.clockSkewHours) >= CLOCK_LIMIT_HOURS))
    return 'wrong_clock';
  if (lastWord?.confounder === 'offline') return 'offline';
  if (controls.length === 0) return undefined;
  const answered = new Set(controls.filter((o) => o.outcome === 'success').map((o) => o.target));
  const asked = new Set(controls.map((o) => o.target));
  if (answered.size === 0 && asked.size >= CONTROLS_NEEDED) {
    const atHome = near.some(
      (o) => o.source === 'control' && o.outcome === 'success' && BY_ID.get(o.target)?.reach === 'domestic',
    );
    return atHome ? 'cut_off' : 'offline';
  }
  const obscure = [...asked].filter((id) => BY_ID.get(id)?.reach === 'obscure');
  // Over TLS: where a company's authority stands in for everybody, plain http passes and is no sign of a list.
  const popular = [...answered].filter((id) => {
    const known = BY_ID.get(id);
    return known?.reach === 'popular' && known.kind === 'tls';
  });
  if (
    obscure.length >= CONTROLS_NEEDED &&
    popular.length >= CONTROLS_NEEDED &&
    !obscure.some((id) => answered.has(id))
  )
    return 'allow_list';
  return answered.size >= CONTROLS_NEEDED ? 'online' : undefined;
}

/** The portal checks are on unrelated hosters: one address that answers for both is a proxy's, which Chromium does not tell otherwise. */
function onePeerForAll(controls: readonly Observation[]): boolean {
  const hosts = new Map<string, string>();
  return controls.some((o) => {
    if (!o.address || o.outcome !== 'success') return false;
    const other = hosts.get(o.address) ?? o.host;
    hosts.set(o.address, o.host);
    return other !== o.host;
  });
}

/** States that a page which comes over the network disproves. */
const DISPROVABLE: ReadonlySet<NetworkState | undefined> = new Set([
  'offline',
  'portal',
  'proxied',
  'cut_off',
] as const);

/** Something came from the network since the state was found, so it no longer holds; what holds now is not known. */
function disproved(row: NetworkRow, observations: readonly Observation[]): boolean {
  return (
    DISPROVABLE.has(row.state) &&
    observations.some(
      (o) =>
        o.outcome === 'success' &&
        o.atMs > (row.checkedAtMs ?? 0) &&
        (isControl(o) ||
          (o.scheme === 'https' && o.address !== undefined && classifyAddress(o.address) === 'public')),
    )
  );
}

/** The row after a round: state, stall limit and which controls count from now on. */
export function updateNetwork(
  before: NetworkRow,
  observations: readonly Observation[],
  nowMs: number,
): NetworkRow {
  const state = judgeNetwork(observations, nowMs);
  const { state: _, checkedAtMs: __, ...unknown } = before;
  const row: NetworkRow = !state && disproved(before, observations) ? unknown : before;
  const fresh = observations.filter(
    (o) => isControl(o) && nowMs - o.atMs <= CONTROL_WINDOW_MS && o.outcome === 'success',
  );
  const elapsed = fresh.map((o) => o.atMs - o.startedAtMs).sort((a, b) => a - b);
  const median = elapsed[elapsed.length >> 1];
  return {
    ...row,
    ...(state && { state, checkedAtMs: nowMs }),
    ...(median !== undefined && { controlElapsedMs: median }),
    everAnswered: [...new Set([...row.everAnswered, ...fresh.map((o) => o.target)])].slice(-32),
  };
}
