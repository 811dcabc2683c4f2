// Takes what it can from OONI's lists of block pages (repository ooni/blocking-fingerprints, columns as of 2026-11). A hit is the artefact that
// "blocked" rests on, so a row is taken only when our matching means what the row means, or less; never more.
import { classifyAddress, isTelegramAddress, parseAddress } from '../catalogue/addresses.ts';
import type { FingerprintScope } from '../catalogue/types.ts';
import { BODY_PART_MIN } from './bounds.ts';
import { cleanHost, type ToAscii } from './clean.ts';
import { ownFingerprintId } from './ids.ts';
import { fingerprintKey, type OwnFingerprint } from './list.ts';

/** Why a row is not taken. */
export const FINGERPRINT_REASONS = [
  /** A regular expression, another header, or something our matching cannot say. */
  'pattern_not_supported',
  /** Vague words and known false positives among them. */
  'scope_not_supported',
  /** Ordinary pages or every router would match. */
  'too_common',
] as const;
/** `on_shipped_list`: it would call a watched service itself a block page. */
export type FingerprintReason = (typeof FINGERPRINT_REASONS)[number] | 'on_shipped_list';

/** The columns that count. */
export interface FingerprintRow {
  readonly name: string;
  readonly scope: string;
  readonly location_found: string;
  readonly pattern_type: string;
  readonly pattern: string;
  readonly expected_countries: string;
}

type Without<T> = T extends unknown ? Omit<T, 'id' | 'scope' | 'country'> : never;
/** Where it shows and what it looks like. */
type Look = Without<OwnFingerprint>;

/** A school's or firm's own page is what `product` means: a filter somebody nearby chose. */
const SCOPES: ReadonlyMap<string, FingerprintScope> = new Map([
  ['nat', 'national'],
  ['isp', 'isp'],
  ['prod', 'product'],
  ['inst', 'product'],
]);
const PATTERN_MAX = 512;

/** One row as a block page of the person's own, or why not. `isShipped` as in `Known`. */
export function fingerprintFrom(
  row: FingerprintRow,
  isShipped: (host: string) => boolean,
  toAscii: ToAscii,
): OwnFingerprint | FingerprintReason {
  const scope = SCOPES.get(row.scope.trim().toLowerCase());
  if (!scope) return 'scope_not_supported';
  // ZZ is their word for unknown.
  const country = row.expected_countries.split(/[^A-Za-z]+/).find((code) => /^(?!ZZ)[A-Z]{2}$/.test(code));
  const look = lookOf(row, country !== undefined, isShipped, toAscii);
  if (typeof look === 'string') return look;
  const print = { id: '', scope, ...(country && { country }), ...look } as OwnFingerprint;
  return { ...print, id: ownFingerprintId(row.name.trim(), fingerprintKey(print)) };
}

function lookOf(
  row: FingerprintRow,
  hasCountry: boolean,
  isShipped: (host: string) => boolean,
  toAscii: ToAscii,
): Look | FingerprintReason {
  const { pattern } = row;
  const kind = `${row.location_found.trim().toLowerCase()} ${row.pattern_type.trim().toLowerCase()}`;
  if (pattern.trim() === '' || pattern.length > PATTERN_MAX) return 'pattern_not_supported';
  switch (kind) {
    case 'body contains':
      return bodyLook(pattern);
    case 'dns full':
      return dnsLook(pattern.trim(), hasCountry, isShipped);
    case 'header.location prefix':
    case 'header.location full':
      return redirectLook(pattern.trim(), kind.endsWith('full'), isShipped, toAscii);
    default:
      return 'pattern_not_supported';
  }
}

function bodyLook(pattern: string): Look | FingerprintReason {
  // The watcher reads bodies byte by byte, before it knows their encoding, so other letters would never match.
  if (!/^[\x20-\x7e]*$/.test(pattern)) return 'pattern_not_supported';
  const part = pattern.toLowerCase();
  const words = part.replace(/<[!/]?[a-z0-9]+(?: html)?\s*\/?>/g, '').trim();
  // Counted in characters that are not bare tags.
  return words.length < BODY_PART_MIN ? 'too_common' : { where: 'body', bodyHas: [part] };
}

function dnsLook(
  pattern: string,
  hasCountry: boolean,
  isShipped: (host: string) => boolean,
): Look | FingerprintReason {
  // Names stand for canonical names, which the browsers' answers do not carry.
  if (!parseAddress(pattern)) return 'pattern_not_supported';
  const kind = classifyAddress(pattern);
  if (kind === 'loopback' || kind === 'unspecified' || kind === 'benchmark') return 'too_common';
  if (isTelegramAddress(pattern) || isShipped(pattern)) return 'on_shipped_list';
  const look: Look = { where: 'dns', addresses: [pattern.toLowerCase().replace(/^\[|\]$/g, '')] };
  if (kind !== 'private') return look;
  // Elsewhere it is somebody's router.
  return hasCountry ? { ...look, onlyIfChosen: true } : 'too_common';
}

function redirectLook(
  pattern: string,
  isWhole: boolean,
  isShipped: (host: string) => boolean,
  toAscii: ToAscii,
): Look | FingerprintReason {
  // A fragment cannot be required, and without a scheme it is a path of the site itself.
  const [, authority, path = '', queryHas = ''] =
    /^(?:https?:)?\/\/([^/?#\s]+)(\/[^?#\s]*)?(?:\?([^#\s]*))?$/i.exec(pattern) ?? [];
  if (authority === undefined) return 'pattern_not_supported';
  const pathPrefix = path === '/' ? '' : path;
  // One page only, where we could only say the whole site with all below it.
  if (isWhole && !pathPrefix && !queryHas) return 'pattern_not_supported';
  const place = authority.replace(/:\d+$/, '');
  const isAddress = parseAddress(place) !== undefined;
  if (isAddress && classifyAddress(place) !== 'public') return 'too_common';
  const cleaned = isAddress ? { host: place } : cleanHost(`//${authority}`, toAscii);
  if ('refused' in cleaned) return 'pattern_not_supported';
  if (isShipped(cleaned.host) || isTelegramAddress(cleaned.host)) return 'on_shipped_list';
  return {
    where: 'redirect',
    redirect: { host: cleaned.host, ...(pathPrefix && { pathPrefix }), ...(queryHas && { queryHas }) },
  };
}
