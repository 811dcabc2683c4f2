// Addresses that are silent or refuse. A lone host that does so may simply be down; two hosts of one service that stand at unrelated
// hosters seldom are.
import type { LabCase } from '../case.ts';
import { byNobodyKnown, lone, NO_BLOCK } from '../lone.ts';
import type { Steering } from '../steer.ts';

const MIRRORS = ['tor.eff.org', 'tor.calyxinstitute.org'];

type Way = Omit<Extract<Steering, { kind: 'ip' }>, 'kind' | 'hosts'>;
/** `world`s differ because each reads one row of the one service that has two hosters. */
const WAYS: readonly {
  readonly name: string;
  readonly what: string;
  readonly world: string;
  readonly service: string;
  readonly way: Way;
}[] = [
  {
    name: 'rst',
    what: 'answers every connection with a reset',
    world: 'telegram-dns-silent',
    service: 'softether',
    way: { action: 'rst' },
  },
  {
    name: 'unreachable',
    what: 'is said to be unreachable',
    world: 'telegram-dns-errors',
    service: 'shadowsocks',
    way: { action: 'icmp-unreachable' },
  },
  {
    name: 'prohibited',
    what: 'is said to be forbidden',
    world: 'telegram-dns-stub',
    service: 'v2fly',
    way: { action: 'admin-prohibited' },
  },
  {
    name: '443-silent',
    what: 'is silent on port 443 only',
    world: 'telegram-tls-refused',
    service: 'sing-box',
    way: { action: 'drop', ports: [443] },
  },
];

const CASES: readonly LabCase[] = [
  lone({
    id: 'vpn-alone-silent',
    title: 'One service is silent and nothing else fails: blocked or down cannot be told from here',
    world: 'telegram-dns-silent',
    service: 'expressvpn',
    steer: (host) => [{ kind: 'ip', hosts: [host], action: 'drop' }],
    // The browsers’ own errors for this come after 90 s or more: it is said while the page still hangs.
    expect: { state: 'unclear', withinSeconds: 15 },
    never: NO_BLOCK,
  }),
  {
    id: 'vpn-two-hosters-silent',
    title:
      'Two hosts of one service on different hosters are silent, and again when the person tries once more',
    world: 'telegram-nxdomain',
    service: 'tor',
    open: 'https://tor.eff.org/',
    alsoOpen: ['https://tor.calyxinstitute.org/'],
    act: { openAgainAfterMs: 26_000 },
    steer: [{ kind: 'ip', hosts: MIRRORS, action: 'drop' }],
    expect: { state: 'likely_blocked', stage: 'tcp', method: 'undecided', rule: 'L10' },
    never: ['blocked'],
  },
  ...WAYS.flatMap(({ name, what, world, service, way }): LabCase[] => [
    lone({
      id: `vpn-ip-${name}`,
      title: `The address of one service ${what}: blocked or down cannot be told from here`,
      world,
      service,
      steer: (host) => [{ kind: 'ip', hosts: [host], ...way }],
      expect: {
        state: 'unclear',
        ...(way.action !== 'drop' && { stage: 'tcp' }),
        rule: 'U6',
      },
      never: NO_BLOCK,
    }),
    {
      id: `vpn-two-hosters-${name}`,
      title: `Each of two hosts of one service at different hosters ${what}, and again when the person tries once more`,
      world,
      service: 'tor',
      open: 'https://tor.eff.org/',
      alsoOpen: ['https://tor.calyxinstitute.org/'],
      act: { openAgainAfterMs: 26_000 },
      steer: [{ kind: 'ip', hosts: MIRRORS, ...way }],
      expect: { state: 'likely_blocked', stage: 'tcp', method: 'undecided', rule: 'L10' },
      never: ['blocked'],
    },
  ]),
];

export default CASES.map(byNobodyKnown);
