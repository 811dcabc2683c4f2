// What can be done to a simulated network, as plain data: a case says it, the censor and the servers obey it. Later kinds are added here.
// A host in a list stands for itself and every subdomain; `*` for every name.

/** What the network's resolver says. */
export type DnsAnswer =
  | 'nxdomain'
  | 'servfail'
  | 'refused'
  | 'empty'
  | 'silent'
  /** The right id, then bytes that are no DNS message. */
  | 'malformed'
  | { readonly a: readonly string[]; readonly aaaa?: readonly string[] };

/** What happens to a packet by its address; the two unreachable ones are ICMP messages. Loss is by chance and in both directions. */
export type IpAction =
  | 'drop'
  | 'rst'
  | 'icmp-unreachable'
  | 'admin-prohibited'
  | { readonly lossPercent: number };

/**
 * Certificates somebody else can answer with. All but `wrong-name` carry the name that was asked for. `broken` is the right one with its
 * signature spoiled. `company` comes from an authority
 * the browser trusts; what it opens is carried on to the real server.
 */
export type WrongCertificate = 'unknown-ca' | 'self-signed' | 'wrong-name' | 'expired' | 'broken' | 'company';

/** What is done once the name in the ClientHello is known. */
export type TlsAction =
  | 'rst'
  | 'fin'
  | 'silent'
  /** A TLS alert of this number, then the end. */
  | { readonly alert: number }
  /** An HTTP answer in plain text on the TLS port. */
  | 'http-text'
  | 'garbage'
  | { readonly certificate: WrongCertificate }
  /** The connection goes through until the server has sent this many bytes; then nothing more arrives and nothing ends. */
  | { readonly freezeAfterBytes: number }
  /** What the server sends arrives no faster than this. */
  | { readonly rateBytesPerSecond: number }
  /** A reset once the server has sent this many bytes: the handshake is over and application data flows. */
  | { readonly resetAfterBytes: number }
  /** Every so many-th ClientHello is answered with a reset; the others pass. */
  | { readonly resetEvery: number }
  /** A reset, and for this long nothing more passes between the person and that address; what is dropped meanwhile does not prolong it. */
  | { readonly residualMs: number };

/** What is done to plain http once the Host header is known. */
export type HttpAction =
  | 'rst'
  | 'silent'
  | { readonly redirect: string }
  /** What the server sends arrives no faster than this. */
  | { readonly rateBytesPerSecond: number }
  | {
      readonly page: string;
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
    };

/** How a server itself behaves. Absent fields stay ordinary. */
export interface ServerBehaviour {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Length of the body in bytes; filled with harmless text. */
  readonly bodyBytes?: number;
  readonly body?: string;
  /** `{n}` in it is a number that grows with every request. */
  readonly redirect?: string;
  /** Wait before answering. */
  readonly delayMs?: number;
  /** The body arrives no faster than this. */
  readonly rateBytesPerSecond?: number;
  /** The body as bytes, two hexadecimal digits each, instead of `body`. */
  readonly bodyHex?: string;
  /** Written as it is instead of an answer, one byte a character; then the end. */
  readonly raw?: string;
  /** What becomes of a WebSocket's handshake; accepted when absent, some seconds later when `late`. */
  readonly webSocket?: 'cut' | 'silent' | 'forbidden' | 'late';
  /** A service worker that answers every later page of the host from its own cache. */
  readonly serviceWorker?: true;
}

export type Steering =
  | { readonly kind: 'dns'; readonly hosts: readonly string[]; readonly answer: DnsAnswer }
  | { readonly kind: 'dns-all'; readonly answer: DnsAnswer }
  /**
   * `hosts` are turned into the addresses the lab gives them; `addresses` are IPv4 literals or networks (`149.154.0.0/16`). `except`
   * instead of both: every address but those of these hosts and the resolver.
   */
  | {
      readonly kind: 'ip';
      readonly hosts?: readonly string[];
      readonly addresses?: readonly string[];
      readonly except?: readonly string[];
      readonly action: IpAction;
      readonly ports?: readonly number[];
    }
  /** `at`: addresses to stand at besides the hosts' own, e.g. the block page's that the resolver lies about. */
  | {
      readonly kind: 'tls';
      readonly hosts: readonly string[];
      readonly at?: readonly string[];
      readonly action: TlsAction;
    }
  | {
      readonly kind: 'http';
      readonly hosts: readonly string[];
      readonly at?: readonly string[];
      readonly action: HttpAction;
    }
  | ({ readonly kind: 'server'; readonly hosts: readonly string[] } & ServerBehaviour)
  /** The servers' `Date` header is this far ahead of the person's clock; else they answer as ever. */
  | { readonly kind: 'clock'; readonly hosts: readonly string[]; readonly aheadMs: number }
  /** What resolvers abroad say over https about these names; of all others they tell the truth. */
  | {
      readonly kind: 'doh';
      readonly hosts: readonly string[];
      readonly answer: 'nxdomain' | { readonly a: readonly string[] };
    }
  /**
   * What a store says of an app in a country, of every app when none is named; by default everything is offered everywhere. `app` is
   * the catalogue's id or the store's own. `garbage` comes with the right status and breaks off.
   */
  | {
      readonly kind: 'store';
      readonly store: 'apple' | 'google' | 'microsoft';
      readonly app?: string;
      readonly country: string;
      readonly answer: 'not_offered' | 'garbage' | 'error';
    }
  /** A hotel's login page: names resolve, all plain http is redirected, all TLS is reset or dropped. */
  | { readonly kind: 'portal'; readonly loginUrl: string; readonly tls: 'rst' | 'drop' }
  /** The client's link goes down. */
  | { readonly kind: 'offline' }
  /** The client's link is slow towards the client, or loses packets by chance in both directions. */
  | { readonly kind: 'link'; readonly rateBytesPerSecond?: number; readonly lossPercent?: number }
  /** Somebody opens every TLS connection: antivirus, company or school. */
  | { readonly kind: 'intercept-all'; readonly certificate: WrongCertificate }
  /** The client has an IPv6 address and a way out that leads nowhere; every name has an IPv6 address too. */
  | { readonly kind: 'ipv6-broken' }
  /**
   * A proxy near the person that answers every name with an address in 198.18.0.0/15 and carries the connections itself; those to
   * `dead` hosts are accepted and reset after the ClientHello.
   */
  | { readonly kind: 'fake-ip'; readonly dead: readonly string[] }
  /** Everything back to ordinary. */
  | { readonly kind: 'clear' };

/** True when `name` is one of `hosts` or below one of them. */
export function matchesHost(name: string, hosts: readonly string[]): boolean {
  const bare = name.toLowerCase().replace(/\.$/, '');
  return hosts.some((host) => host === '*' || bare === host || bare.endsWith(`.${host}`));
}
