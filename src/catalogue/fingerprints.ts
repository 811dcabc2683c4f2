// Compares what a request met with the known block pages. Pure look-ups; what a hit is worth is judged elsewhere.
import { type Address, parseAddress, unwrapAddress } from './addresses.ts';
import { BLOCK_FINGERPRINTS } from './blockpages.ts';
import type { BlockFingerprint, CountryCode } from './types.ts';

/** The parts of a redirect's address, as the shell took them from the URL. A leading `?` in the query does not matter. */
export interface RedirectParts {
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

/** Block pages are short; a longer text that has the same strings in it writes about them. In UTF-16 code units. */
export const BODY_LIMIT = 65_536;

/**
 * The fingerprint of a redirect's target: same host or a subdomain of it, path prefix and query where the fingerprint has them.
 * With `country`, only fingerprints of that country or of none count.
 */
export function matchRedirect(
  parts: RedirectParts,
  country?: CountryCode,
  prints: readonly BlockFingerprint[] = BLOCK_FINGERPRINTS,
): BlockFingerprint | undefined {
  const host = parts.host.toLowerCase().replace(/\.$/, '');
  return find(prints, country, ({ redirect }) => {
    if (!redirect) return false;
    // An address has no subdomains.
    const sameHost =
      host === redirect.host || (!parseAddress(redirect.host) && host.endsWith(`.${redirect.host}`));
    return (
      sameHost &&
      parts.path.startsWith(redirect.pathPrefix ?? '') &&
      parts.query.includes(redirect.queryHas ?? '')
    );
  });
}

/** The fingerprint of a DNS answer, wrapped IPv4 counting as IPv4. With `country`, as above. */
export function matchAddress(
  address: string,
  country?: CountryCode,
  prints: readonly BlockFingerprint[] = BLOCK_FINGERPRINTS,
): BlockFingerprint | undefined {
  const parsed = parseAddress(address);
  if (!parsed) return undefined;
  const seen = unwrapAddress(parsed);
  return find(prints, country, ({ addresses }) =>
    addresses?.some((entry) => {
      const [first, last] = (typeof entry === 'string' ? [entry, entry] : entry).map(parseAddress);
      return first !== undefined && last !== undefined && isBetween(seen, first, last);
    }),
  );
}

/**
 * The fingerprint of a body, letter case aside. Ask only for bodies that came over plain http: over TLS the site itself speaks, and a site may
 * quote a block page. With `country`, as above.
 */
export function matchBody(
  text: string,
  country?: CountryCode,
  prints: readonly BlockFingerprint[] = BLOCK_FINGERPRINTS,
): BlockFingerprint | undefined {
  if (text.length > BODY_LIMIT) return undefined;
  const body = text.toLowerCase();
  return find(prints, country, ({ bodyHas }) => bodyHas?.every((part) => body.includes(part)));
}

function find(
  prints: readonly BlockFingerprint[],
  country: CountryCode | undefined,
  fits: (fingerprint: BlockFingerprint) => boolean | undefined,
): BlockFingerprint | undefined {
  return prints.find(
    (fingerprint) =>
      (country === undefined || fingerprint.country === undefined || fingerprint.country === country) &&
      fits(fingerprint),
  );
}

function isBetween(address: Address, first: Address, last: Address): boolean {
  return address.bits === first.bits && address.value >= first.value && address.value <= last.value;
}
