// Lies and silence of the resolver, each about one service that nothing else is known of.
import type { LabCase } from '../case.ts';
import { lone, NO_BLOCK } from '../lone.ts';
import type { DnsAnswer, Steering } from '../steer.ts';

const IRAN = '10.10.34.36';
const KENYA = '192.168.7.222';
const TURKEY = '195.175.254.2';
const STUB = '34.9.9.8';
const NOBODY = '34.9.9.7';
const PAGE = '<!doctype html><title>Lab</title><h1>This site is closed by order</h1>';
const IRAN_PAGE = `<!doctype html><title>M1-6</title><iframe src="http://${IRAN}/?type=Invalid Site"></iframe>`;

const names = (host: string, answer: DnsAnswer): Steering => ({ kind: 'dns', hosts: [host], answer });
const leads = (host: string, address: string): Steering => names(host, { a: [address] });

/** A block page's server: its own certificate on 443, its page on 80. */
function stub(host: string, address: string, page = PAGE): Steering[] {
  return [
    leads(host, address),
    { kind: 'tls', hosts: [host], at: [address], action: { certificate: 'self-signed' } },
    { kind: 'http', hosts: [host], at: [address], action: { status: 200, page } },
  ];
}

const NOT_RESOLVED = { state: 'unclear', stage: 'dns', rule: 'U6' } as const;

/** In either browser one error for all five; without asking abroad nobody can tell a lie from a name that is gone. */
const unresolved = (
  [
    ['vpn-nxdomain', 'nxdomain', 'nthlink', 'The resolver says that the name does not exist'],
    ['vpn-servfail', 'servfail', 'geph', 'The resolver says that it failed'],
    ['vpn-dns-refused', 'refused', 'outline', 'The resolver refuses to answer'],
    ['vpn-dns-empty', 'empty', 'lantern', 'The resolver answers without an address'],
    ['vpn-dns-silent', 'silent', 'amnezia', 'The resolver does not answer'],
  ] as const
).flatMap(([id, answer, service, title]): LabCase[] => [
  lone({
    id,
    title: `${title}: a lie or not cannot be told from here`,
    world: answer === 'silent' ? 'telegram-dns-silent' : 'telegram-nxdomain',
    service,
    steer: (host) => [names(host, answer)],
    expect: NOT_RESOLVED,
    never: NO_BLOCK,
  }),
  lone({
    id: `${id}-doh`,
    title: `${title}, but a resolver abroad knows the address`,
    world: 'doh',
    settings: { doh: true },
    service,
    steer: (host) => [names(host, answer)],
    expect: { state: 'likely_blocked', stage: 'dns', method: 'dns', rule: 'L13' },
    never: ['blocked'],
  }),
]);

export default [
  ...unresolved,
  lone({
    id: 'vpn-nxdomain-everywhere-doh',
    title: 'The name is gone everywhere, as the resolvers abroad say',
    world: 'doh',
    settings: { doh: true },
    service: 'intra',
    steer: (host) => [names(host, 'nxdomain'), { kind: 'doh', hosts: [host], answer: 'nxdomain' }],
    expect: { state: 'down', stage: 'dns', rule: 'O4', pointOfControl: 'site' },
    never: NO_BLOCK,
  }),
  lone({
    id: 'vpn-dns-loopback',
    title: 'The resolver answers with this computer’s own address; Chromium cannot see the answer',
    world: 'telegram-nxdomain',
    service: 'hiddify',
    steer: (host) => [leads(host, '127.0.0.1')],
    expect: {
      firefox: {
        state: 'filtered',
        stage: 'dns',
        method: 'dns',
        rule: 'F2',
        pointOfControl: 'local_network',
      },
      chromium: { state: 'unclear', stage: 'tcp', rule: 'U6' },
    },
    never: NO_BLOCK,
  }),
  lone({
    id: 'vpn-dns-loopback-doh',
    title:
      'The resolver answers with this computer’s own address: something nearby, whatever resolvers abroad say',
    world: 'doh',
    settings: { doh: true },
    service: 'hiddify',
    steer: (host) => [leads(host, '127.0.0.1')],
    expect: {
      firefox: {
        state: 'filtered',
        stage: 'dns',
        method: 'dns',
        rule: 'F2',
        pointOfControl: 'local_network',
      },
      chromium: { state: 'unclear', stage: 'tcp', rule: 'U6' },
    },
    never: NO_BLOCK,
  }),
  lone({
    id: 'vpn-dns-iran-https',
    title:
      'The resolver answers with the inside address of a national block page; Chromium cannot see the answer',
    world: 'telegram-dns-stub',
    service: 'freegate',
    steer: (host) => stub(host, IRAN, IRAN_PAGE),
    expect: {
      firefox: {
        state: 'blocked',
        stage: 'dns',
        method: 'dns',
        rule: 'A2',
        pointOfControl: 'provider_or_beyond',
      },
      chromium: { state: 'unclear', stage: 'tls', rule: 'U6' },
    },
  }),
  lone({
    id: 'vpn-dns-iran-http',
    title: 'The same over plain http: the page comes, and from where',
    world: 'telegram-dns-stub',
    service: 'ultrasurf',
    scheme: 'http',
    steer: (host) => stub(host, IRAN, IRAN_PAGE),
    expect: {
      state: 'blocked',
      stage: 'dns',
      method: 'dns',
      rule: 'A2',
      pointOfControl: 'provider_or_beyond',
    },
  }),
  lone({
    id: 'vpn-dns-kenya-not-chosen',
    title: 'An inside address that means a block in one country only, and that country is not chosen',
    world: 'telegram-dns-stub',
    service: 'ceno',
    steer: (host) => [leads(host, KENYA), { kind: 'ip', addresses: [KENYA], action: 'drop' }],
    expect: {
      firefox: { state: 'likely_blocked', stage: 'dns', method: 'dns', rule: 'L1' },
      chromium: { state: 'unclear', rule: 'U6' },
    },
    never: ['blocked'],
  }),
  lone({
    id: 'vpn-dns-kenya',
    title: 'An inside address that means a block in the country chosen; Chromium cannot see the answer',
    world: 'kenya',
    settings: { country: 'KE' },
    service: 'ceno',
    steer: (host) => [leads(host, KENYA), { kind: 'ip', addresses: [KENYA], ports: [443], action: 'drop' }],
    expect: {
      firefox: {
        state: 'blocked',
        stage: 'dns',
        method: 'dns',
        rule: 'A2',
        pointOfControl: 'provider_or_beyond',
      },
      chromium: { state: 'unclear', rule: 'U6' },
    },
  }),
  lone({
    id: 'vpn-dns-kenya-http',
    title: 'The same over plain http: a page comes from that address',
    world: 'kenya',
    settings: { country: 'KE' },
    service: 'ultrasurf',
    scheme: 'http',
    steer: (host) => [
      leads(host, KENYA),
      { kind: 'http', hosts: [host], at: [KENYA], action: { status: 200, page: PAGE } },
    ],
    expect: {
      state: 'blocked',
      stage: 'dns',
      method: 'dns',
      rule: 'A2',
      pointOfControl: 'provider_or_beyond',
    },
  }),
  lone({
    id: 'vpn-dns-other-country',
    title: 'The known address of a block page of a country that is not the one chosen',
    world: 'kenya',
    settings: { country: 'KE' },
    service: 'freegate',
    steer: (host) => stub(host, TURKEY),
    expect: { state: 'unclear', stage: 'tls', rule: 'U6' },
    never: NO_BLOCK,
  }),
  lone({
    id: 'vpn-dns-stub',
    title: 'The resolver leads to a stranger’s public server that shows its own certificate',
    world: 'telegram-dns-stub',
    service: 'i2p',
    steer: (host) => [
      leads(host, STUB),
      { kind: 'tls', hosts: [host], at: [STUB], action: { certificate: 'wrong-name' } },
    ],
    expect: { state: 'unclear', stage: 'tls', rule: 'U6' },
    never: NO_BLOCK,
  }),
  lone({
    id: 'vpn-dns-stub-preloaded',
    title: 'The same for a host that is preloaded as https only',
    world: 'telegram-dns-stub',
    service: 'tunnelbear',
    steer: (host) => [
      leads(host, STUB),
      { kind: 'tls', hosts: [host], at: [STUB], action: { certificate: 'wrong-name' } },
    ],
    expect: { state: 'likely_blocked', stage: 'tls', method: 'tls_interception', rule: 'L8' },
    never: ['blocked'],
  }),
  lone({
    id: 'vpn-dns-stub-doh',
    title:
      'A stranger’s server and certificate, and resolvers abroad name another address; Chromium cannot compare',
    world: 'doh',
    settings: { doh: true },
    service: 'i2p',
    steer: (host) => [
      leads(host, STUB),
      { kind: 'tls', hosts: [host], at: [STUB], action: { certificate: 'wrong-name' } },
    ],
    expect: {
      firefox: { state: 'likely_blocked', stage: 'dns', method: 'dns', rule: 'L14' },
      chromium: { state: 'unclear', stage: 'tls', rule: 'U6' },
    },
    never: ['blocked'],
  }),
  ...[false, true].map((doh) =>
    lone({
      id: doh ? 'vpn-dns-nobody-doh' : 'vpn-dns-nobody',
      title:
        'The resolver leads to a stranger’s public address that does not answer: large sites have many addresses',
      world: doh ? 'doh' : 'telegram-nxdomain',
      ...(doh && { settings: { doh: true } }),
      service: 'vpn-generator',
      steer: (host) => [leads(host, NOBODY), { kind: 'ip', addresses: [NOBODY], action: 'drop' }],
      expect: { state: 'unclear', rule: 'U6' },
      never: NO_BLOCK,
    }),
  ),
  lone({
    id: 'vpn-alone-silent-doh',
    title: 'The name resolves truly everywhere, the address is silent: asking abroad changes nothing',
    world: 'doh',
    settings: { doh: true },
    service: 'newnode',
    steer: (host) => [{ kind: 'ip', hosts: [host], action: 'drop' }],
    expect: { state: 'unclear', rule: 'U6' },
    never: NO_BLOCK,
  }),
] satisfies LabCase[];
