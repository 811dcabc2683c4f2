// The apps whose place in the app stores can be looked up, and the address of each look-up. A store is asked only after a person said so: it
// learns their address and which app they ask about.
import type { CountryCode } from './types.ts';

/** The stores that can be asked, in the order shown. */
export const STORES = ['apple', 'google', 'microsoft'] as const;
export type Store = (typeof STORES)[number];

/** One app and what each store calls it. A store without an id here does not have it, or is not known to. */
export interface App {
  /** Id of the catalogue's service it belongs to. */
  readonly id: string;
  /** As its makers write it. Not translated. */
  readonly name: string;
  /** The number in the App Store's links. */
  readonly apple?: number;
  /** Package name on Google Play. */
  readonly google?: string;
  /** Product id in the Microsoft Store. */
  readonly microsoft?: string;
  readonly source: string;
  /** When it was checked, YYYY-MM. */
  readonly checked: string;
}

/** The store every other is compared with: an app that it does not have either was not taken away. */
export const COMPARISON_COUNTRY: CountryCode = 'US';

/** What must be allowed before a store can be asked: exactly the host of its look-ups. */
export const STORE_ORIGINS: Readonly<Record<Store, string>> = {
  apple: 'https://itunes.apple.com/*',
  google: 'https://play.google.com/*',
  microsoft: 'https://storeedgefd.dsx.mp.microsoft.com/*',
};

const PROVENANCE = { source: "the makers' links to their pages in the stores", checked: '2026-11' };

function app(id: string, name: string, ids: Pick<App, Store>): App {
  return { id, name, ...ids, ...PROVENANCE };
}

export const APPS: readonly App[] = [
  app('telegram', 'Telegram', {
    apple: 686_449_807,
    google: 'org.telegram.messenger',
    microsoft: '9NZTWSQNTD0S',
  }),
  app('nordvpn', 'NordVPN', { apple: 905_953_485, google: 'com.nordvpn.android' }),
  app('expressvpn', 'ExpressVPN', { apple: 886_492_891, google: 'com.expressvpn.vpn' }),
  app('proton-vpn', 'Proton VPN', { apple: 1_437_005_085, google: 'ch.protonvpn.android' }),
  app('surfshark', 'Surfshark', { apple: 1_437_809_329, google: 'com.surfshark.vpnclient.android' }),
  app('windscribe', 'Windscribe', { apple: 1_129_435_228, google: 'com.windscribe.vpn' }),
  app('psiphon', 'Psiphon', { apple: 1_276_263_909, google: 'com.psiphon3' }),
  app('mullvad', 'Mullvad VPN', { apple: 1_488_466_513, google: 'net.mullvad.mullvadvpn' }),
  app('amnezia', 'Amnezia VPN', { apple: 1_600_529_900, google: 'org.amnezia.vpn' }),
  app('outline', 'Outline', { apple: 1_356_177_741, google: 'org.outline.android.client' }),
  app('lantern', 'Lantern', { apple: 1_457_872_372, google: 'org.getlantern.lantern' }),
  app('tunnelbear', 'TunnelBear', { apple: 564_842_283, google: 'com.tunnelbear.android' }),
  app('warp', 'Cloudflare WARP (1.1.1.1)', {
    apple: 1_423_538_627,
    google: 'com.cloudflare.onedotonedotonedotone',
  }),
  app('onion-browser', 'Onion Browser', { apple: 519_296_448 }),
  app('tor', 'Tor Browser', { google: 'org.torproject.torbrowser' }),
  app('orbot', 'Orbot', { apple: 1_609_461_599, google: 'org.torproject.android' }),
];

/** What the store calls this app; undefined when it is not known to have it. */
export function storeId(store: Store, { apple, google, microsoft }: Pick<App, Store>): string | undefined {
  return { apple: apple?.toString(), google, microsoft }[store];
}

/** The stores this app can be looked up in, in the order shown. */
export function storesOf(one: Pick<App, Store>): Store[] {
  return STORES.filter((store) => storeId(store, one) !== undefined);
}

/**
 * The address that answers whether the store of `country` has this app. For Google the country is a hint: it may answer for the country of
 * the person's address instead. Throws when the store has no id of the app or `country` is no country code: both are the caller's mistakes.
 */
export function storeUrl(store: Store, one: Pick<App, Store>, country: CountryCode): string {
  const id = storeId(store, one);
  if (id === undefined) throw new Error(`not known in this store: ${store}`);
  if (!/^[A-Z]{2}$/.test(country)) throw new Error(`not a country: ${country}`);
  switch (store) {
    case 'apple':
      return `https://itunes.apple.com/lookup?id=${id}&country=${country.toLowerCase()}`;
    case 'google':
      return `https://play.google.com/store/apps/details?id=${id}&gl=${country}&hl=en`;
    case 'microsoft':
      return `https://storeedgefd.dsx.mp.microsoft.com/v9.0/products/${id}?market=${country}&locale=en-us&deviceFamily=Windows.Desktop`;
  }
}
