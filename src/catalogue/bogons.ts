// Address ranges that no public name may lead to, by what finding one there means. Data only; `addresses.ts` reads it.
// Source: the special-purpose address registries of IANA (RFC 6890 and its successors), checked 2026-11. Excluded: 6to4 and Teredo,
// which are obsolete but carry real traffic.

/**
 * `public`: an ordinary address. `loopback`: this machine. `unspecified`: 0.0.0.0 and ::, what filters like to answer.
 * `private`: this network or the provider's inside. `benchmark`: 198.18/15, which fake-IP proxies hand out.
 * `bogon`: set aside for something else. `invalid`: not an address literal.
 */
export type AddressClass =
  | 'public'
  | 'loopback'
  | 'unspecified'
  | 'private'
  | 'benchmark'
  | 'bogon'
  | 'invalid';

/** First match wins, so a narrow range stands before the wider one around it. */
export const SPECIAL_RANGES: readonly (readonly [kind: AddressClass, cidrs: string])[] = [
  ['unspecified', '0.0.0.0/32 ::/128'],
  ['loopback', '127.0.0.0/8 ::1/128'],
  ['private', '10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 169.254.0.0/16 fc00::/7 fe80::/10'],
  ['benchmark', '198.18.0.0/15'],
  [
    'bogon',
    '0.0.0.0/8 192.0.0.0/24 192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 100::/64 2001:db8::/32 ff00::/8',
  ],
];
