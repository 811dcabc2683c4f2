// Everything that leaves a machine of the lab, counted by the kernel: to which address, by which protocol, to which port. Run in the namespace of that
// machine. What goes to the machine itself does not leave it.
import { run } from './run.ts';

export interface Sent {
  readonly address: string;
  readonly protocol: string;
  /** 0 where the protocol has none. */
  readonly port: number;
  readonly packets: number;
}

export interface Capture {
  /** Since the beginning. */
  sent(): readonly Sent[];
  stop(): void;
}

const TABLE = 'reachable_capture';
const SETS = ['ports', 'others', 'six'] as const;

/** Begins now. One at a time. */
export function capture(): Capture {
  run(
    'nft',
    ['-f', '-'],
    `table inet ${TABLE}
delete table inet ${TABLE}
table inet ${TABLE} {
set ports { type ipv4_addr . inet_proto . inet_service; flags dynamic; size 65535; counter; }
set others { type ipv4_addr . inet_proto; flags dynamic; size 65535; counter; }
set six { type ipv6_addr . inet_proto; flags dynamic; size 65535; counter; }
chain out { type filter hook output priority raw; policy accept;
oifname "lo" accept
meta nfproto ipv4 meta l4proto { tcp, udp } update @ports { ip daddr . meta l4proto . th dport }
meta nfproto ipv4 meta l4proto != { tcp, udp } update @others { ip daddr . meta l4proto }
meta nfproto ipv6 update @six { ip6 daddr . meta l4proto }
}
}
`,
  );
  return {
    sent: () => SETS.flatMap(listed),
    stop: () => void run('nft', ['delete', 'table', 'inet', TABLE]),
  };
}

interface Element {
  readonly elem: {
    readonly val: { readonly concat: readonly [string, string | number, number?] };
    readonly counter: { readonly packets: number };
  };
}

function listed(set: (typeof SETS)[number]): Sent[] {
  const { nftables } = JSON.parse(run('nft', ['-j', 'list', 'set', 'inet', TABLE, set])) as {
    nftables: { set?: { elem?: readonly Element[] } }[];
  };
  const elements = nftables.flatMap((one) => one.set?.elem ?? []);
  return elements.map(({ elem: { val, counter } }) => {
    const [address, protocol, port = 0] = val.concat;
    return { address, protocol: String(protocol), port, packets: counter.packets };
  });
}
