// Finds the catalogue entry of a host. It runs for every request the browser tells us of, so an unknown host must cost next to nothing.
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
  /** See `endsLikeAName`. */
  readonly endings: Uint8Array;
}

/** Longest name DNS allows, without the trailing dot. */
const HOST_LENGTH_MAX = 253;
/** Non-empty labels of ASCII letters, digits, hyphen or underscore, at least two, and perhaps a trailing dot. */
const HOST = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+\.?$/;

/** Indexes services for `matchHost`. Should a host be listed twice, the first listing stays. */
export function buildIndex(services: readonly Service[]): HostIndex {
  const exact = new Map<string, HostMatch>();
  const names = new Map<string, HostMatch>();
  const endings = new Uint8Array(ENDINGS_LENGTH);
  for (const service of services) {
    for (const endpoint of service.endpoints) {
      const { host } = endpoint;
      if (exact.has(host)) continue;
      const match = { service, endpoint };
      exact.set(host, match);
      if (!parseAddress(host)) names.set(host, match);
      // As the end of a subdomain a name follows a dot; either may have a trailing dot.
      noteEnding(endings, `.${host}`);
      noteEnding(endings, `.${host}.`);
    }
  }
  return { exact, names, endings };
}

/**
 * The entry of a host: listed itself or, unless an address, below a listed name, the longest such name winning.
 * Letter case and a trailing dot do not matter. Anything that is not a host name, or not ASCII, matches nothing.
 */
export function matchHost(index: HostIndex, host: string): HostMatch | undefined {
  // This order and not the look-up first: an unknown host then costs less than a bare look-up, a listed one little more.
  if (!endsLikeAName(index.endings, host)) return undefined;
  return index.exact.get(host) ?? matchCleaned(index, host);
}

function matchCleaned(index: HostIndex, raw: string): HostMatch | undefined {
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

// Cutting a host into suffixes and looking each up costs ten times a bare look-up, and nearly all hosts are unknown. So the index keeps a small table
// of how listed names end: addressed by the low five bits (letter case falls away) of the fifth, sixth and seventh character from the
// end, which in most hosts is where a name's own letters are, with one bit for the second. A hit may be chance; a miss is certain.
const ENDINGS_LENGTH = 1 << 15;
const ENDING_CHARACTERS = 7;

function endingSlot(fifth: number, sixth: number, seventh: number): number {
  return ((fifth & 31) << 10) | ((sixth & 31) << 5) | (seventh & 31);
}

/** False when certainly no listed host is this one or a suffix of it. */
function endsLikeAName(endings: Uint8Array, host: string): boolean {
  const end = host.length;
  if (end < ENDING_CHARACTERS) return true;
  const slot = endingSlot(host.charCodeAt(end - 5), host.charCodeAt(end - 6), host.charCodeAt(end - 7));
  return (((endings[slot] ?? 0) >> (host.charCodeAt(end - 2) & 7)) & 1) === 1;
}

/** Marks the ending; characters that a very short name leaves open (`.t.me`) are marked with every value. */
function noteEnding(endings: Uint8Array, suffix: string): void {
  const end = suffix.length;
  const values = (fromEnd: number) =>
    end >= fromEnd ? [suffix.charCodeAt(end - fromEnd)] : Array.from({ length: 32 }, (_, value) => value);
  const bit = 1 << (suffix.charCodeAt(end - 2) & 7);
  for (const fifth of values(5)) {
    for (const sixth of values(6)) {
      for (const seventh of values(7)) {
        const slot = endingSlot(fifth, sixth, seventh);
        endings[slot] = (endings[slot] ?? 0) | bit;
      }
    }
  }
}
