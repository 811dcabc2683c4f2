// The shapes of everything the package knows beforehand: who is watched, who is asked as a control, what a block page looks like.
// Data lives one list a file beside this one; this file says what each field means.

/** ISO 3166-1 alpha-2, two capitals. */
export type CountryCode = string;

/** What a host of a service is for. `site` hosts are what a person types; the others are used by apps or pages. */
export type EndpointRole =
  | 'site'
  | 'web_client'
  | 'data_centre_web'
  | 'data_centre'
  | 'by_address'
  | 'links'
  | 'download'
  | 'media'
  | 'api'
  | 'mirror';

/** The parts of Telegram a person can tell apart, in the order shown. */
export const TELEGRAM_PART_ORDER = [
  'web',
  'web_data_centres',
  'apps',
  'links',
  'site',
  'media',
  'bots',
] as const;
export type TelegramPart = (typeof TELEGRAM_PART_ORDER)[number];

/** One host (or address literal) of a service. */
export interface Endpoint {
  /** Lower-case ASCII host (punycode for IDN) or IPv4 literal. Matches itself and, unless an address, every subdomain. */
  readonly host: string;
  readonly role: EndpointRole;
  /** Who runs the machines, as a short lower-case id ("cloudflare", "telegram", "own"); absent when not known. Two endpoints are independent only when both are known and differ. */
  readonly hoster?: string;
  /** True when the host is on the browsers' HSTS preload list (with its subdomains): plain http never leaves the machine and a bad certificate is never the site's habit. */
  readonly preloaded?: true;
  /** Path of a public object of at least 64 KB, for the streamed read that sees freezing. */
  readonly objectPath?: string;
  /** Telegram only: which part this endpoint belongs to. */
  readonly part?: TelegramPart;
  /** Telegram data centres only. */
  readonly dataCentre?: 1 | 2 | 3 | 4 | 5;
  /** Telegram data centres only: where the machines stand. */
  readonly continent?: 'america' | 'europe' | 'asia';
}

export type ServiceCategory =
  | 'telegram'
  | 'commercial_vpn'
  | 'circumvention'
  | 'tool'
  | 'resolver'
  | 'advocacy'
  /** A large host of other people's sites, looked at for collateral damage; asked only in a check. */
  | 'cloud'
  /** The person's own. */
  | 'own';

/** A service that people reach for: what one row of the popup is about. */
export interface Service {
  /** Permanent, lower-case, `[a-z0-9-]+`. */
  readonly id: string;
  /** The plain name as its makers write it. Not translated. */
  readonly name: string;
  readonly category: ServiceCategory;
  readonly endpoints: readonly Endpoint[];
  /** Where the facts come from. */
  readonly source: string;
  /** When they were checked, YYYY-MM. */
  readonly checked: string;
}

/** A neutral address asked to see whether the network itself is fine. Never a state's site. */
export interface Control {
  readonly id: string;
  readonly url: string;
  /** `portal` ones are plain http, need host permission and a known body; the others are opaque `no-cors` requests, of which `rate` ones are large enough to tell a speed. */
  readonly kind: 'tls' | 'portal' | 'rate';
  /**
   * Which question it answers. `popular` ones are on every list of allowed sites, `obscure` ones on none; `domestic` ones stand inside
   * `country` and say nothing about the way abroad.
   */
  readonly reach: 'popular' | 'obscure' | 'domestic';
  /** Domestic controls: the country they stand in. */
  readonly country?: CountryCode;
  /** Rate controls: what travels at least, as compressed as it gets. */
  readonly bytes?: number;
  /** Portal controls: what the body starts with when nobody interferes. */
  readonly expectedBody?: string;
  readonly hoster?: string;
  readonly source: string;
  readonly checked: string;
}

/** How far a fingerprint reaches. `product` is a filter a company, school or family bought or opted into: `filtered`, never `blocked`. */
export type FingerprintScope = 'national' | 'isp' | 'product';

/** One known block page or block address. */
export interface BlockFingerprint {
  /** Permanent id, e.g. "ru-warning-rt". */
  readonly id: string;
  readonly scope: FingerprintScope;
  readonly country?: CountryCode;
  /** Where it shows: the URL of a redirect, an http body, or a DNS answer. */
  readonly where: 'redirect' | 'body' | 'dns';
  /** `redirect`: host (label boundary) with optional path prefix and required query fragment. */
  readonly redirect?: { readonly host: string; readonly pathPrefix?: string; readonly queryHas?: string };
  /** `body`: strings that must all occur. */
  readonly bodyHas?: readonly string[];
  /** `dns`: an address or inclusive IPv4 range. */
  readonly addresses?: readonly (string | readonly [first: string, last: string])[];
  /** Counts only for a person who chose `country`: elsewhere such an address is somebody's router. */
  readonly onlyIfChosen?: true;
  readonly source: string;
  readonly checked: string;
}
