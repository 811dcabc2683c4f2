// Finds the catalogue entry of a host: exact, or below a listed name on a label boundary.
import { parseAddress } from './addresses.ts';
import type { Endpoint, Service } from './types.ts';

/** A host's place in the catalogue. */
export interface HostMatch {
  readonly service: Service;
  readonly endpoint: Endpoint;
}

/** Made once by `buildIndex`; only `matchHost` looks inside. */
export interface HostIndex {
  /** Every listed host, addresses included: they match exactly. */
  readonly exact: ReadonlyMap<string, HostMatch>;
  /** Listed names without addresses: they match their subdomains too. */
  readonly names: ReadonlyMap<string, HostMatch>;
  /** What was found for hosts asked lately: a browser asks for the same few hundred again and again. Null: not listed. */
  readonly asked: Map<string, HostMatch | null>;
}

/** Longest name DNS allows, without the trailing dot. */
const HOST_LENGTH_MAX = 253;
/** Non-empty labels of ASCII letters, digits, hyphen or underscore, at least two, and perhaps a trailing dot. */
const HOST = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+\.?$/;
/** Hosts remembered; when full all are forgotten, which bounds memory whatever a page makes up. */
const ASKED_MAX = 4096;

/** Indexes services for `matchHost`. Should a host be listed twice, the first listing stays. */
export function buildIndex(services: readonly Service[]): HostIndex {
  const exact = new Map<string, HostMatch>();
  const names = new Map<string, HostMatch>();
  for (const service of services) {
    for (const endpoint of service.endpoints) {
      const { host } = endpoint;
      if (exact.has(host)) continue;
      const match = { service, endpoint };
      exact.set(host, match);
      if (!parseAddress(host)) names.set(host, match);
    }
  }
  return { exact, names, asked: new Map() };
}

/**
 * The entry of a host: listed itself or, unless an address, below a listed name, the longest such name winning.
 * Letter case and a trailing dot do not matter. Anything that is not a host name, or not ASCII, matches nothing.
 */
export function matchHost(index: HostIndex, host: string): HostMatch | undefined {
  const known = index.asked.get(host);
  if (known !== undefined) return known ?? undefined;
  const match = find(index, host);
  // An overlong string is not a host and not worth its memory.
  if (host.length <= HOST_LENGTH_MAX) {
    if (index.asked.size >= ASKED_MAX) index.asked.clear();
    index.asked.set(host, match ?? null);
  }
  return match;
}

function find(index: HostIndex, raw: string): HostMatch | undefined {
  if (raw.length > HOST_LENGTH_MAX + 1 || !HOST.test(raw)) return undefined;
  const host = (raw.endsWith('.') ? raw.slice(0, -1) : raw).toLowerCase();
  if (host.length > HOST_LENGTH_MAX) return undefined;
  const exact = index.exact.get(host);
  if (exact !== undefined) return exact;
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
    const match = index.names.get(host.slice(dot + 1));
    if (match !== undefined) return match;
  }
  return undefined;
}
