// Makes a host name of what a person typed or pasted, or says why it is none. A permission prompt and a listener follow from the answer,
// so nothing is guessed: what a browser would read differently from a person is refused.
import { classifyAddress } from '../catalogue/addresses.ts';

/** Why a text does not become a watched host. */
export const REASONS = [
  'empty',
  /** No host name in it, or one that nobody could open. */
  'not_a_site',
  /** A name, or a part of it, is longer than DNS allows. */
  'too_long',
  /** An address of the public Internet, in any spelling. */
  'address',
  /** An address that means something else on every network. */
  'private_address',
  /** A name that is set aside and never leads to a site on the Internet. */
  'local_name',
  'single_label',
  'already_on_list',
  /** Watched anyway. */
  'on_shipped_list',
  'list_full',
] as const;
export type Reason = (typeof REASONS)[number];

/** The host in lower-case ASCII, or why there is none. */
export type Cleaned = { readonly host: string } | { readonly refused: Reason };

/**
 * A host as the browser itself reads it: lower case, punycode for other scripts, numeric hosts as addresses (IPv6 in brackets); undefined
 * when the browser refuses it. It is asked only about texts without any of `/ ? # @ : % \`.
 */
export type ToAscii = (text: string) => string | undefined;

/** What is watched already. */
export interface Known {
  /** On the person's own list. */
  has(host: string): boolean;
  /** On the list that ships, itself or below a listed name. */
  isShipped(host: string): boolean;
  /** How many more hosts the person's own list may take. */
  readonly room: number;
}

/** Longer texts are not read at all: no address bar takes them. */
const TEXT_MAX = 4096;
const HOST_MAX = 253;
const LABEL_MAX = 63;
/** What top-level names look like: letters, or punycode. A last label of digits would make the whole an address for browsers. */
const SITE = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:[a-z]{2,}|xn--[a-z0-9-]*[a-z0-9])$/;

/**
 * What may stand around a name. Embeddings and isolates around the whole change nothing a person sees; in the middle they may, and an override
 * makes the name look like another wherever it stands, so those stay and are refused later. Square brackets belong to IPv6.
 */
const EDGE = /(?![\u202d\u202e])[\s\p{Cf}"'`<>(){},;\u00ab\u00bb\u2018-\u201f]/u;

/**
 * Names that are set aside: special-use names (RFC 6761, 6762 with its appendix G, 7686, 8375, 9476), `internal` (reserved by ICANN in 2024)
 * and what home routers use. `arpa` as a whole, which holds `home.arpa`: there are no sites below it. Checked 2026-11. Excluded:
 * `example.com`, `.net` and `.org`, which are reserved but answer.
 */
const SET_ASIDE = new Set(
  'alt arpa corp example home internal intranet invalid lan local localdomain localhost onion private test'.split(
    ' ',
  ),
);

/** Whether a text is a host name in the one form in which they are kept. */
export function isSiteName(text: string): boolean {
  return (
    text.length <= HOST_MAX && SITE.test(text) && text.split('.').every((label) => label.length <= LABEL_MAX)
  );
}

/** The host of a name or web address as people write, copy and paste them. Never throws, whatever the text. */
export function cleanHost(text: string, toAscii: ToAscii): Cleaned {
  if (text.length > TEXT_MAX) return refuse('too_long');
  const bare = withoutWrapping(text);
  if (bare === '') return refuse('empty');
  const authority = authorityOf(bare);
  if (authority === undefined) return refuse('not_a_site');
  // Twice, because a few scripts are shorter in punycode than as text.
  if (authority.length > 2 * HOST_MAX) return refuse('too_long');
  return address(authority) ?? name(authority, toAscii);
}

/** The same, and whether it may join the person's own list. */
export function admitHost(text: string, known: Known, toAscii: ToAscii): Cleaned {
  const cleaned = cleanHost(text, toAscii);
  if ('refused' in cleaned) return cleaned;
  if (known.has(cleaned.host)) return refuse('already_on_list');
  if (known.isShipped(cleaned.host)) return refuse('on_shipped_list');
  return known.room > 0 ? cleaned : refuse('list_full');
}

/** Without what comes along when a name is copied: space, quotes, brackets, list commas, marks that cannot be seen. */
function withoutWrapping(text: string): string {
  // Messengers put direction marks around and into names; these letters draw nothing and browsers drop or refuse them.
  const seen = text.replace(/[\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff]/g, '');
  let from = 0;
  let to = seen.length;
  while (from < to && EDGE.test(seen.charAt(from))) from++;
  while (to > from && EDGE.test(seen.charAt(to - 1))) to--;
  const bare = seen.slice(from, to);
  // Joiners are letters' business in Persian and Indian scripts, where the browser judges them; between Latin letters they only hide.
  const joined = bare.replace(/[\u200c\u200d]/g, '');
  return /^[\x20-\x7e]*$/.test(joined) ? joined : bare;
}

/** What stands between `//` and the path, without credentials and port. Undefined when this is no address of the web. */
function authorityOf(text: string): string | undefined {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text) ?? [];
  if (scheme !== undefined && !/^(?:https?|wss?)$/i.test(scheme)) return undefined;
  const whole = scheme !== undefined || text.startsWith('//');
  const rest = whole ? text.slice(text.indexOf('//') + 2) : text;
  const place = rest.replace(/[/?#].*$/s, '');
  // Browsers take it for a slash, so what follows an @ behind it is not the host.
  if (place.includes('\\')) return undefined;
  // Without a scheme an @ makes it a mail address, which is a person and not a site.
  const host = whole ? place.slice(place.lastIndexOf('@') + 1) : place;
  const [, bare = host, port = ''] = /^(\[[^\]]*\]|[^:]*):(\d*)$/.exec(host) ?? [];
  return Number(port) > 65_535 ? undefined : bare;
}

/**
 * Addresses are refused, public ones too: the list is of names. A name is what censors filter, what the permission prompt shows and what stays
 * with a site; an address belongs to whoever stands there today, has no subdomains, and is matched by other rules.
 */
function address(text: string): Cleaned | undefined {
  const kind = classifyAddress(text.replace(/%[^\]]*/, '').replace(/\.$/, ''));
  if (kind === 'invalid') return undefined;
  return refuse(kind === 'public' ? 'address' : 'private_address');
}

function name(text: string, toAscii: ToAscii): Cleaned {
  const dotted = text.replace(/[\u3002\uff0e\uff61]/g, '.').replace(/\.+$/, '');
  if (dotted === '' || /[\s\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069"'`<>\\^|{}[\]()%@:/?#]/u.test(dotted)) {
    return refuse('not_a_site');
  }
  if (/^[\x21-\x7e]*$/.test(dotted) && isTooLong(dotted)) return refuse('too_long');
  // The browser has the last word, or the pattern asked for would not be the host it meets.
  const host = toAscii(dotted)?.toLowerCase().replace(/\.$/, '');
  if (host === undefined) return refuse('not_a_site');
  // `0x7f.1` and `2130706433` are addresses to a browser.
  const numeric = address(host);
  if (numeric) return numeric;
  if (isTooLong(host)) return refuse('too_long');
  const labels = host.split('.');
  if (SET_ASIDE.has(labels.at(-1) ?? '')) return refuse('local_name');
  if (/^[a-z0-9-]+$/.test(host)) return refuse('single_label');
  return isSiteName(host) ? { host } : refuse('not_a_site');
}

function isTooLong(host: string): boolean {
  return host.length > HOST_MAX || host.split('.').some((label) => label.length > LABEL_MAX);
}

function refuse(reason: Reason): { readonly refused: Reason } {
  return { refused: reason };
}
