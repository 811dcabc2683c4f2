// The same diagnoses through "Check now": nothing is opened, one check asks all services of the world, and each row must say what opening the
// site would have made it say. And how long a check of the whole list takes.
import { CONTROLS } from '../../../src/catalogue/controls.ts';
import { CHECK_GROUPS } from '../../../src/check/groups.ts';
import type { CheckChoice } from '../../../src/check/row.ts';
import type { LabCase } from '../case.ts';
import { NO_BLOCK } from '../lone.ts';
import dns from './dns.ts';
import ip from './ip.ts';
import site from './site.ts';
import telegram from './telegram.ts';
import tls from './tls.ts';
import dnsBlockAddress from './vpn-dns-blockaddr.ts';
import freeze from './vpn-freeze.ts';
import httpOnTls from './vpn-http-on-tls.ts';
import tlsFin from './vpn-tls-fin.ts';
import tlsRst from './vpn-tls-rst.ts';

const ALL: CheckChoice = {
  groups: CHECK_GROUPS.filter((group) => group !== 'cloud' && group !== 'own'),
  mode: 'now',
  deep: false,
};
const KNOWN: readonly LabCase[] = [
  ...dns,
  ...ip,
  ...site,
  ...telegram,
  ...tls,
  dnsBlockAddress,
  freeze,
  httpOnTls,
  tlsFin,
  tlsRst,
];

/** Cases of other worlds whose services and kinds of failure do not get in each other's way. */
const MIXED = `telegram-sni-rst vpn-tls-rst vpn-tls-fin vpn-http-on-tls vpn-freeze vpn-dns-blockaddr
  vpn-nxdomain vpn-servfail vpn-dns-refused vpn-dns-empty vpn-dns-loopback vpn-dns-nobody
  vpn-tls-alert-40 vpn-tls-alert-70 vpn-tls-alert-112 vpn-tls-silent vpn-tls-garbage vpn-tls-expired vpn-tls-unknown-ca
  vpn-tls-self-signed vpn-tls-wrong-name vpn-ip-unreachable
  site-404 site-429 site-451 vpn-403 site-500 site-challenge site-large vpn-moved`;
const DEEP = `vpn-nxdomain-doh vpn-servfail-doh vpn-dns-empty-doh vpn-dns-refused-doh vpn-dns-stub-doh vpn-dns-nobody-doh
  vpn-nxdomain-everywhere-doh site-gone-doh`;

function checked(ids: string, world: string, check: CheckChoice): LabCase[] {
  return ids.split(/\s+/).map((id) => {
    const one = KNOWN.find((known) => known.id === id);
    if (!one) throw new Error(`no case ${id} to check`);
    const { open: _, alsoOpen: __, act: ___, settings: ____, ...rest } = one;
    return { ...rest, id: `check-${id}`, title: `Checked, not opened: ${one.title}`, world, check };
  });
}

/** What is forbidden was answered. */
const CUT_AND_SILENT = {
  'pluto.web.telegram.org': 'ok',
  'venus.web.telegram.org': 'unclear',
  'flora.web.telegram.org': 'unclear',
  'aurora.web.telegram.org': 'ok',
} as const;

export default [
  ...checked(MIXED, 'check-mixed', ALL),
  ...checked(DEEP, 'check-deep', { ...ALL, groups: ['circumvention', 'commercial_vpn'], deep: true }),
  {
    id: 'check-all-fine',
    title: 'The whole list is checked and everything answers: through in 20 s',
    world: 'check-fine',
    check: ALL,
    steer: [],
    service: 'telegram',
    expect: { state: 'ok', rule: 'O3', withinSeconds: 20 },
    hold: false,
    never: NO_BLOCK,
  },
  {
    id: 'check-blackhole',
    title: 'The whole list is checked while nothing but the controls answers: asked once within 60 s',
    world: 'check-blackhole',
    check: ALL,
    checkEnds: 'first',
    steer: [{ kind: 'ip', except: CONTROLS.map((control) => new URL(control.url).hostname), action: 'drop' }],
    service: 'telegram',
    expect: { state: ['unclear', 'likely_blocked'], network: 'online', withinSeconds: 60 },
    hold: false,
    never: ['blocked'],
  },
  {
    id: 'check-websockets',
    title:
      'The hosts of the web client’s WebSockets answer over https, but cut, forget and forbid the WebSockets themselves',
    world: 'check-websockets',
    check: { ...ALL, groups: ['telegram'] },
    steer: [
      { kind: 'server', hosts: ['venus.web.telegram.org'], webSocket: 'cut' },
      { kind: 'server', hosts: ['flora.web.telegram.org'], webSocket: 'silent' },
      { kind: 'server', hosts: ['aurora.web.telegram.org'], webSocket: 'forbidden' },
    ],
    service: 'telegram',
    expect: {
      firefox: { state: 'ok', endpoints: CUT_AND_SILENT },
      // One word for every WebSocket that fails, also for one that was answered by a page.
      chromium: { state: 'ok', endpoints: { ...CUT_AND_SILENT, 'aurora.web.telegram.org': 'unclear' } },
    },
    never: NO_BLOCK,
  },
  {
    id: 'check-proxied',
    title: 'A VPN extension carries everything: the check stops before it has asked a single service',
    world: 'check-proxied',
    check: ALL,
    checkEnds: 'stopped',
    steer: [],
    proxyExtension: 'working',
    service: 'telegram',
    expect: { state: 'unknown', network: 'proxied' },
    hold: false,
    never: ['ok', 'unclear', ...NO_BLOCK],
  },
] satisfies LabCase[];
