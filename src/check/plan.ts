// What a check asks, one request a line, in a fixed order: the same choice and list always make the same plan, so that a check whose worker
// was killed goes on where it was.
import { isAddress } from '../catalogue/host.ts';
import type { Endpoint, Service } from '../catalogue/types.ts';
import { MAX_ITEMS } from './groups.ts';
import type { CheckChoice } from './row.ts';

/** One request. */
export interface CheckItem {
  /** Unique in a plan. */
  readonly key: string;
  readonly service: string;
  readonly endpoint: string;
  readonly scheme: 'http' | 'https' | 'wss';
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** The body is read, as far as a freeze would show. */
  readonly read: boolean;
  /** Once it has answered, a WebSocket is opened to it too. */
  readonly webSocket?: true;
  /** Plain http by name: the text is compared with the known block pages. */
  readonly compare?: true;
}

/** The services a choice stands for, in the order of the list. */
export function chosenServices(services: readonly Service[], choice: CheckChoice): Service[] {
  const groups: ReadonlySet<string> = new Set(choice.groups);
  const only = choice.only && new Set(choice.only);
  return services.filter((s) => groups.has(s.category) && (!only || only.has(s.id)));
}

/** The first round: every endpoint once; Telegram's data centres on both ports. A quiet check's order is by chance, from `seed`. */
export function planCheck(services: readonly Service[], choice: CheckChoice, seed: number): CheckItem[] {
  const items = chosenServices(services, choice)
    .flatMap((s) => s.endpoints.flatMap((e) => itemsOf(s, e)))
    .slice(0, MAX_ITEMS);
  return choice.mode === 'quiet' ? shuffled(items, seed) : items;
}

/**
 * The second round of an item that failed: the same once more, and a site that is not known to speak only https over plain http too,
 * because many block pages show only there.
 */
export function repeatsOf(item: CheckItem, endpoint: Endpoint | undefined): CheckItem[] {
  const plain = item.scheme === 'https' && endpoint?.role === 'site' && !endpoint.preloaded;
  if (!plain || isAddress(item.host)) return [item];
  const http = {
    ...item,
    key: `${item.key}#http`,
    scheme: 'http',
    port: 80,
    path: '/',
    compare: true,
  } as const;
  return [item, http];
}

function itemsOf({ id: service }: Service, e: Endpoint): CheckItem[] {
  const item = (scheme: 'http' | 'https', port: number, path: string, read: boolean): CheckItem => ({
    key: `${service} ${scheme}://${e.host}:${port}`,
    service,
    endpoint: e.host,
    scheme,
    host: e.host,
    port,
    path,
    read,
  });
  switch (e.role) {
    // The apps speak their own protocol in plain http to both ports; any answer shows that the address can be reached.
    case 'data_centre':
      return [item('http', 80, '/', false), item('http', 443, '/', false)];
    case 'by_address':
      return [item('https', 443, '/', false)];
    // First over https: of a WebSocket that fails Chromium does not say why.
    case 'data_centre_web':
      return [{ ...item('https', 443, '/apiws', false), webSocket: true }];
    case 'api':
      return [item('https', 443, '/', false)];
    default:
      return [item('https', 443, e.objectPath ?? '/', true)];
  }
}

/** A shuffle that a number decides (mulberry32), so that it can be done again. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const copy = [...items];
  const next = randomFrom(seed);
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
  }
  return copy;
}

/** Numbers in [0, 1) that follow from a seed. Good enough for an order; nothing secret hangs on it. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
