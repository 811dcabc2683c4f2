// What is done once the name in the ClientHello is known, each to one service; the same again in a Russian and a Persian Firefox, which
// tell TLS errors as sentences in their own language.
import type { Expectation, LabCase } from '../case.ts';
import { lone, NO_BLOCK } from '../lone.ts';
import type { TlsAction } from '../steer.ts';

type Expect = LabCase['expect'];

interface Kind {
  readonly name: string;
  readonly what: string;
  readonly service: string;
  readonly action: TlsAction;
  readonly expect: Expect;
}

const RESET = { state: 'likely_blocked', stage: 'tls', method: 'connection_reset', rule: 'L6' } as const;
const STRANGE_BYTES = {
  state: 'likely_blocked',
  stage: 'tls',
  method: 'tls_interception',
  rule: 'L7',
} as const;
const STRANGER = { state: 'likely_blocked', stage: 'tls', method: 'tls_interception', rule: 'L8' } as const;
const BROKEN_OR_BLOCKED = { state: 'unclear', stage: 'tls', rule: 'U6' } as const;

const KINDS: readonly Kind[] = [
  {
    name: 'rst',
    what: 'A reset follows the ClientHello',
    service: 'red-shield-vpn',
    action: 'rst',
    expect: RESET,
  },
  {
    name: 'fin',
    what: 'The connection is closed after the ClientHello',
    service: 'blancvpn',
    action: 'fin',
    expect: RESET,
  },
  {
    name: 'silent',
    what: 'Silence follows the ClientHello: it looks like a silent address',
    service: 'paper-vpn',
    action: 'silent',
    expect: { state: 'unclear', rule: 'U6' },
  },
  ...([40, 70, 112] as const).map((alert, i) => ({
    name: `alert-${alert}`,
    what: `The other side refuses with TLS alert ${alert}: a broken server may, too`,
    service: ['xeovo', 'obscura', 'bitmask'][i] ?? '',
    action: { alert },
    expect: BROKEN_OR_BLOCKED,
  })),
  {
    name: 'alert-80',
    what: 'The other side refuses with TLS alert 80, for which Chromium has the same word as for strange bytes',
    service: 'onion-browser',
    action: { alert: 80 },
    expect: { firefox: BROKEN_OR_BLOCKED, chromium: STRANGE_BYTES },
  },
  {
    name: 'http-text',
    what: 'Plain http answers on the TLS port',
    service: 'wireguard',
    action: 'http-text',
    expect: STRANGE_BYTES,
  },
  {
    name: 'garbage',
    what: 'Bytes without meaning answer on the TLS port',
    service: 'rethinkdns',
    action: 'garbage',
    expect: STRANGE_BYTES,
  },
  {
    name: 'unknown-ca-preloaded',
    what: 'A stranger’s certificate for a host that is preloaded as https only',
    service: 'nordvpn',
    action: { certificate: 'unknown-ca' },
    expect: STRANGER,
  },
  {
    name: 'self-signed-preloaded',
    what: 'A self-signed certificate for a host that is preloaded as https only',
    service: 'mullvad',
    action: { certificate: 'self-signed' },
    expect: STRANGER,
  },
  {
    name: 'wrong-name-preloaded',
    what: 'A certificate for another name where the host is preloaded as https only',
    service: 'proton-vpn',
    action: { certificate: 'wrong-name' },
    expect: STRANGER,
  },
  {
    name: 'unknown-ca',
    what: 'A stranger’s certificate for a host that may have had it ever since',
    service: 'freebrowser',
    action: { certificate: 'unknown-ca' },
    expect: BROKEN_OR_BLOCKED,
  },
  {
    name: 'self-signed',
    what: 'A self-signed certificate for a host that may have had it ever since',
    service: 'censor-tracker',
    action: { certificate: 'self-signed' },
    expect: BROKEN_OR_BLOCKED,
  },
  {
    name: 'wrong-name',
    what: 'A certificate for another name where the host may have had it ever since',
    service: 'antizapret',
    action: { certificate: 'wrong-name' },
    expect: BROKEN_OR_BLOCKED,
  },
  {
    name: 'expired',
    what: 'A certificate that has expired: the site may have forgotten it',
    service: 'roskomsvoboda',
    action: { certificate: 'expired' },
    expect: BROKEN_OR_BLOCKED,
  },
];

/** In English these have files of their own. */
const FIRST_FILES = new Set(['rst', 'fin', 'http-text', 'unknown-ca-preloaded']);

function inFirefox(expect: Expect): Expectation {
  return 'state' in expect ? expect : expect.firefox;
}

function never(expect: Expectation): readonly ('likely_blocked' | 'blocked')[] {
  return expect.state === 'unclear' ? NO_BLOCK : ['blocked'];
}

function local(locale: 'ru' | 'fa', language: string): LabCase[] {
  return KINDS.map(({ name, what, service, action, expect }) =>
    lone({
      // The first of them all kept its name.
      id: locale === 'ru' && name === 'unknown-ca-preloaded' ? 'ru-foreign-cert' : `${locale}-tls-${name}`,
      title: `${what}, in a ${language} Firefox`,
      world: locale,
      browsers: ['firefox'],
      locale,
      service,
      steer: (host) => [{ kind: 'tls', hosts: [host], action }],
      expect: inFirefox(expect),
      never: never(inFirefox(expect)),
    }),
  );
}

export default [
  ...KINDS.filter((kind) => !FIRST_FILES.has(kind.name)).map(({ name, what, service, action, expect }) =>
    lone({
      id: `vpn-tls-${name}`,
      title: what,
      world: 'telegram-dns-errors',
      service,
      steer: (host) => [{ kind: 'tls', hosts: [host], action }],
      expect,
      never: 'state' in expect ? never(expect) : ['blocked'],
    }),
  ),
  lone({
    id: 'vpn-tls-rst-in-headers',
    title:
      'A reset comes when application data begins to flow: the browsers have the same word as for one before',
    world: 'telegram-dns-errors',
    service: 'greatfire',
    steer: (host) => [
      { kind: 'server', hosts: [host], headers: { 'X-Filler': 'x'.repeat(20_000) } },
      { kind: 'tls', hosts: [host], action: { resetAfterBytes: 8_000 } },
    ],
    expect: { state: 'likely_blocked', stage: 'tls', method: 'connection_reset', rule: 'L6' },
    never: ['blocked'],
  }),
  lone({
    id: 'vpn-tls-rst-in-body',
    title: 'A reset comes in the middle of the page: a broken server may do that',
    world: 'telegram-dns-errors',
    service: 'access-now',
    steer: (host) => [
      { kind: 'server', hosts: [host], bodyBytes: 200_000 },
      { kind: 'tls', hosts: [host], action: { resetAfterBytes: 30_000 } },
    ],
    expect: { state: 'unclear', stage: 'body' },
    never: NO_BLOCK,
  }),
  ...local('ru', 'Russian'),
  ...local('fa', 'Persian'),
] satisfies LabCase[];
