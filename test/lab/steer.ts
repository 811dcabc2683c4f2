// What can be done to a simulated network, as plain data: a case says it, the censor and the servers obey it. Later kinds are added here.
// A host in a list stands for itself and every subdomain; `*` for every name.

/** What the network's resolver says. */
export type DnsAnswer =
  | 'nxdomain'
  | 'servfail'
  | 'refused'
  | 'empty'
  | 'silent'
  | { readonly a: readonly string[] };

/** What happens to a packet by its address. The last two are ICMP "unreachable" messages. */
export type IpAction = 'drop' | 'rst' | 'icmp-unreachable' | 'admin-prohibited';

/** Certificates a stranger can answer with; all but the last two carry the name that was asked for. */
export type WrongCertificate = 'unknown-ca' | 'self-signed' | 'wrong-name' | 'expired';

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
  | { readonly freezeAfterBytes: number };

/** What is done to plain http once the Host header is known. */
export type HttpAction =
  | 'rst'
  | 'silent'
  | { readonly redirect: string }
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
  readonly redirect?: string;
  /** Wait before answering. */
  readonly delayMs?: number;
}

export type Steering =
  | { readonly kind: 'dns'; readonly hosts: readonly string[]; readonly answer: DnsAnswer }
  | { readonly kind: 'dns-all'; readonly answer: DnsAnswer }
  /** `hosts` are turned into the addresses the lab gives them; `addresses` are IPv4 literals or networks (`149.154.0.0/16`). */
  | {
      readonly kind: 'ip';
      readonly hosts?: readonly string[];
      readonly addresses?: readonly string[];
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
  /** A hotel's login page: names resolve, all plain http is redirected, all TLS is reset or dropped. */
  | { readonly kind: 'portal'; readonly loginUrl: string; readonly tls: 'rst' | 'drop' }
  /** The client's link goes down. */
  | { readonly kind: 'offline' }
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
