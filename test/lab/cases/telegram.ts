// Telegram. A world reads one row of a service, so most cases do several things at once, each to another of Telegram's names, and ask for
// the state of every one of them; lone cases of other services share the world.
import type { LabCase } from '../case.ts';
import { byNobodyKnown, NO_BLOCK } from '../lone.ts';
import type { Steering, TlsAction } from '../steer.ts';
import { TELEGRAM_HOSTS, TELEGRAM_NETWORKS } from '../telegram.ts';

const WEB = 'https://web.telegram.org/k/';
/** Late enough that the first try of every page is 20 s old even on a busy machine. */
const AGAIN = { openAgainAfterMs: 40_000 } as const;
const OTHER_SERVERS_OK = { '149.154.167.51': 'ok', '149.154.171.5': 'ok' } as const;

const tls = (host: string, action: TlsAction): Steering => ({ kind: 'tls', hosts: [host], action });
const leads = (host: string, address: string): Steering => ({
  kind: 'dns',
  hosts: [host],
  answer: { a: [address] },
});
const shown = (host: string, address: string, page: string): Steering[] => [
  leads(host, address),
  { kind: 'tls', hosts: [host], at: [address], action: { certificate: 'self-signed' } },
  { kind: 'http', hosts: [host], at: [address], action: { status: 200, page } },
];
const all = (state: 'likely_blocked' | 'blocked' | 'unclear', ...hosts: string[]) =>
  Object.fromEntries(hosts.map((host) => [host, state]));

const UNKNOWN_PAGE = '<!doctype html><title>Lab</title><h1>This site is closed by order</h1>';
const RUSSIAN_PAGE =
  '<!doctype html><title>Lab</title><h1>Closed</h1><a href="http://eais.rkn.gov.ru/">The register</a>';

const NAMES: readonly LabCase[] = [
  {
    id: 'telegram-nxdomain',
    title: 'The resolver says that none of Telegram’s names exists',
    world: 'telegram-nxdomain',
    service: 'telegram',
    open: WEB,
    steer: [{ kind: 'dns', hosts: TELEGRAM_HOSTS, answer: 'nxdomain' }],
    expect: { state: 'likely_blocked', stage: 'dns', method: 'dns', rule: 'L4' },
    never: ['blocked'],
  },
  {
    id: 'telegram-dns-silent',
    title: 'The resolver does not answer for Telegram’s names',
    world: 'telegram-dns-silent',
    service: 'telegram',
    open: WEB,
    steer: [{ kind: 'dns', hosts: TELEGRAM_HOSTS, answer: 'silent' }],
    expect: { state: 'likely_blocked', stage: 'dns', method: 'dns', rule: 'L4' },
    never: ['blocked'],
  },
  {
    id: 'telegram-dns-errors',
    title: 'For Telegram’s three main names the resolver fails, refuses, and answers without an address',
    world: 'telegram-dns-errors',
    service: 'telegram',
    open: WEB,
    alsoOpen: ['https://telegram.org/', 'https://t.me/telegram'],
    act: AGAIN,
    steer: [
      { kind: 'dns', hosts: ['web.telegram.org'], answer: 'servfail' },
      { kind: 'dns', hosts: ['telegram.org'], answer: 'refused' },
      { kind: 'dns', hosts: ['t.me'], answer: 'empty' },
    ],
    expect: {
      state: 'likely_blocked',
      stage: 'dns',
      method: 'dns',
      rule: 'L4',
      endpoints: all('likely_blocked', 'web.telegram.org', 'telegram.org', 't.me'),
    },
    never: ['blocked'],
  },
  {
    id: 'telegram-dns-near',
    title:
      'Telegram’s main names lead to an inside address, to this computer and to 0.0.0.0; Chromium cannot see the answers',
    world: 'telegram-dns-near',
    service: 'telegram',
    open: WEB,
    alsoOpen: ['https://telegram.org/', 'https://t.me/telegram'],
    act: AGAIN,
    steer: [
      leads('web.telegram.org', '192.168.7.222'),
      { kind: 'ip', addresses: ['192.168.7.222'], action: 'drop' },
      leads('telegram.org', '0.0.0.0'),
      leads('t.me', '127.0.0.1'),
    ],
    expect: {
      firefox: {
        state: 'likely_blocked',
        stage: 'dns',
        method: 'dns',
        rule: 'L1',
        endpoints: { 'web.telegram.org': 'likely_blocked', 'telegram.org': 'filtered', 't.me': 'filtered' },
      },
      // The web address answers without a name: that much can be said.
      chromium: {
        state: 'likely_blocked',
        method: 'undecided',
        rule: 'L12',
        endpoints: { 'web.telegram.org': 'likely_blocked', 'telegram.org': 'unclear', 't.me': 'unclear' },
      },
    },
    never: ['blocked'],
  },
  {
    id: 'telegram-dns-stub',
    title:
      'Telegram’s names lead to the known addresses of two countries’ block pages and to a stranger’s server',
    world: 'telegram-dns-stub',
    service: 'telegram',
    open: WEB,
    alsoOpen: ['http://t.me/telegram', 'https://telegram.org/'],
    act: AGAIN,
    steer: [
      ...shown('web.telegram.org', '10.10.34.36', UNKNOWN_PAGE),
      ...shown('t.me', '195.175.254.2', UNKNOWN_PAGE),
      leads('telegram.org', '34.9.9.8'),
      { kind: 'tls', hosts: ['telegram.org'], at: ['34.9.9.8'], action: { certificate: 'wrong-name' } },
    ],
    expect: {
      firefox: {
        state: 'blocked',
        stage: 'dns',
        method: 'dns',
        rule: 'A2',
        pointOfControl: 'provider_or_beyond',
        endpoints: { 'web.telegram.org': 'blocked', 't.me': 'blocked', 'telegram.org': 'likely_blocked' },
      },
      // What answers is seen over plain http; over https only that it is a stranger.
      chromium: {
        state: 'blocked',
        stage: 'dns',
        method: 'dns',
        rule: 'A2',
        pointOfControl: 'provider_or_beyond',
        endpoints: {
          'web.telegram.org': 'likely_blocked',
          't.me': 'blocked',
          'telegram.org': 'likely_blocked',
        },
      },
    },
    hold: true,
  },
  {
    id: 'telegram-dns-kenya',
    title: 'Telegram leads to an inside address that means a block in the country chosen',
    world: 'kenya',
    settings: { country: 'KE' },
    service: 'telegram',
    open: WEB,
    steer: [
      leads('web.telegram.org', '192.168.7.222'),
      { kind: 'ip', addresses: ['192.168.7.222'], ports: [443], action: 'drop' },
    ],
    expect: {
      firefox: {
        state: 'blocked',
        stage: 'dns',
        method: 'dns',
        rule: 'A2',
        pointOfControl: 'provider_or_beyond',
      },
      chromium: { state: 'likely_blocked', method: 'undecided', rule: 'L12' },
    },
  },
  {
    id: 'telegram-dns-elsewhere',
    title: 't.me leads to a stranger’s public address that does not answer; Chromium cannot see the answer',
    world: 'various',
    service: 'telegram',
    open: 'https://t.me/telegram',
    steer: [leads('t.me', '34.9.9.9'), { kind: 'ip', addresses: ['34.9.9.9'], action: 'drop' }],
    expect: {
      firefox: { state: 'likely_blocked', stage: 'dns', method: 'dns', rule: 'L3' },
      chromium: { state: 'likely_blocked', method: 'undecided', rule: 'L12' },
    },
    never: ['blocked'],
  },
];

const ADDRESSES: readonly LabCase[] = [
  {
    id: 'telegram-ip-silent',
    title: 'Everything to Telegram’s addresses is dropped',
    world: 'telegram-ip-silent',
    service: 'telegram',
    open: WEB,
    steer: [{ kind: 'ip', addresses: TELEGRAM_NETWORKS, action: 'drop' }],
    expect: { state: 'likely_blocked', stage: 'tcp', method: 'undecided', rule: 'L9' },
    never: ['blocked'],
  },
  {
    id: 'telegram-ip-refused',
    title:
      'Telegram’s addresses refuse: by reset, as unreachable, as forbidden, and one is silent on port 443 only; an outage looks the same',
    world: 'telegram-ip-refused',
    service: 'telegram',
    open: WEB,
    alsoOpen: ['https://telegra.ph/', 'https://fragment.com/'],
    act: AGAIN,
    steer: [
      { kind: 'ip', addresses: ['149.154.167.99'], action: 'icmp-unreachable' },
      {
        kind: 'ip',
        addresses: ['149.154.175.50', '149.154.167.51', '149.154.175.100'],
        action: 'rst',
      },
      {
        kind: 'ip',
        addresses: ['149.154.167.91', '149.154.171.5', '95.161.76.100'],
        action: 'admin-prohibited',
      },
      { kind: 'ip', hosts: ['telegra.ph'], action: 'rst' },
      { kind: 'ip', hosts: ['fragment.com'], action: 'drop', ports: [443] },
    ],
    expect: {
      state: 'unclear',
      stage: 'tcp',
      rule: 'U6',
      endpoints: all(
        'unclear',
        'web.telegram.org',
        '149.154.175.50',
        '149.154.167.91',
        'telegra.ph',
        'fragment.com',
      ),
    },
    never: NO_BLOCK,
  },
  {
    id: 'telegram-ip-one',
    title: 'Only the address of Telegram’s web is silent; the apps’ servers answer',
    world: 'telegram-ip-one',
    service: 'telegram',
    open: WEB,
    steer: [{ kind: 'ip', addresses: ['149.154.167.99'], action: 'drop' }],
    expect: {
      state: 'unclear',
      rule: 'U6',
      endpoints: { 'web.telegram.org': 'unclear', ...OTHER_SERVERS_OK },
    },
    never: NO_BLOCK,
  },
];

const BY_NAME: readonly LabCase[] = [
  {
    id: 'telegram-sni-rst',
    title: 'A reset follows every ClientHello that names telegram.org; the addresses themselves answer',
    world: 'shared',
    service: 'telegram',
    open: WEB,
    steer: [tls('telegram.org', 'rst')],
    expect: { state: 'likely_blocked', stage: 'tls', method: 'tls_name_filter', rule: 'L5' },
    never: ['blocked'],
  },
  {
    id: 'telegram-tls-refused',
    title:
      'Five of Telegram’s names are reset, closed and refused with three TLS alerts; the address answers without a name. Then all is well again',
    world: 'telegram-tls-refused',
    service: 'telegram',
    open: WEB,
    alsoOpen: [
      'https://telegram.org/',
      'https://t.me/telegram',
      'https://telegram.me/telegram',
      'https://telegram.dog/telegram',
    ],
    act: AGAIN,
    steer: [
      tls('web.telegram.org', 'fin'),
      tls('telegram.org', 'rst'),
      tls('t.me', { alert: 40 }),
      tls('telegram.me', { alert: 70 }),
      tls('telegram.dog', { alert: 112 }),
    ],
    expect: {
      state: 'likely_blocked',
      stage: 'tls',
      method: 'tls_name_filter',
      rule: 'L5',
      endpoints: {
        ...all('likely_blocked', 'web.telegram.org', 'telegram.org', 't.me', 'telegram.me', 'telegram.dog'),
        ...OTHER_SERVERS_OK,
      },
    },
    // Blocked in certain hours only: the episode closes.
    later: [{ afterMs: 0, steer: [], open: true, expect: { state: 'ok', rule: 'O3' } }],
    never: ['blocked'],
  },
  {
    id: 'telegram-tls-silent',
    title:
      'Silence follows a ClientHello that names web.telegram.org, alert 80 one that names telesco.pe; the address answers without a name',
    world: 'telegram-tls-silent',
    service: 'telegram',
    open: WEB,
    alsoOpen: ['https://telesco.pe/'],
    act: AGAIN,
    steer: [tls('web.telegram.org', 'silent'), tls('telesco.pe', { alert: 80 })],
    expect: {
      firefox: {
        state: 'likely_blocked',
        stage: 'tls',
        method: 'tls_name_filter',
        rule: 'L5',
        endpoints: { ...all('likely_blocked', 'web.telegram.org', 'telesco.pe'), ...OTHER_SERVERS_OK },
      },
      // Chromium does not tell where a silent name led, and has one word for alert 80 and strange bytes.
      chromium: {
        state: 'likely_blocked',
        endpoints: { ...all('likely_blocked', 'web.telegram.org', 'telesco.pe'), ...OTHER_SERVERS_OK },
      },
    },
    never: ['blocked'],
  },
  {
    id: 'telegram-tls-foreign',
    title:
      'Telegram’s names answer with strange bytes and strangers’ certificates; an expired one, or one for a name not preloaded, says little',
    world: 'telegram-tls-foreign',
    service: 'telegram',
    open: WEB,
    alsoOpen: [
      'https://core.telegram.org/',
      'https://my.telegram.org/',
      'https://oauth.telegram.org/',
      'https://telegram.org/',
      'https://t.me/telegram',
      'https://telegram.me/telegram',
    ],
    act: AGAIN,
    steer: [
      tls('web.telegram.org', 'http-text'),
      tls('core.telegram.org', { certificate: 'unknown-ca' }),
      tls('my.telegram.org', { certificate: 'self-signed' }),
      tls('oauth.telegram.org', { certificate: 'wrong-name' }),
      tls('telegram.org', 'garbage'),
      tls('t.me', { certificate: 'expired' }),
      tls('telegram.me', { certificate: 'unknown-ca' }),
    ],
    expect: {
      state: 'likely_blocked',
      stage: 'tls',
      method: 'tls_interception',
      endpoints: {
        ...all(
          'likely_blocked',
          'web.telegram.org',
          'core.telegram.org',
          'my.telegram.org',
          'oauth.telegram.org',
          'telegram.org',
        ),
        ...all('unclear', 't.me', 'telegram.me'),
      },
    },
    never: ['blocked'],
  },
  {
    id: 'telegram-rst-in-data',
    title:
      'Connections to web.telegram.org are reset once application data flows; t.me loses every third connection, telegra.ph’s address range a third of its packets',
    world: 'telegram-rst-in-data',
    service: 'telegram',
    open: WEB,
    alsoOpen: ['https://t.me/telegram', 'https://telegra.ph/'],
    act: AGAIN,
    steer: [
      { kind: 'server', hosts: ['web.telegram.org'], headers: { 'X-Filler': 'x'.repeat(20_000) } },
      tls('web.telegram.org', { resetAfterBytes: 8_000 }),
      tls('t.me', { resetEvery: 3 }),
      { kind: 'ip', addresses: ['149.154.164.0/24'], action: { lossPercent: 33 } },
    ],
    // By name it is reset, by address it answers: the browsers cannot tell that the handshake was over. Which packets are lost is chance.
    expect: {
      state: 'likely_blocked',
      stage: 'tls',
      method: 'tls_name_filter',
      rule: 'L5',
      endpoints: { 'web.telegram.org': 'likely_blocked', 't.me': 'ok', 'telegra.ph': ['ok', 'unclear'] },
    },
    hold: true,
    never: ['blocked'],
  },
];

const PAGES: readonly LabCase[] = [
  {
    id: 'telegram-http-stub',
    title:
      'Over plain http t.me is sent to a known block page by its own address, telegram.me gets 451, graph.org a reset, contest.com silence',
    world: 'telegram-http-stub',
    service: 'telegram',
    open: 'http://t.me/telegram',
    alsoOpen: ['http://telegram.me/telegram', 'http://graph.org/', 'http://contest.com/'],
    act: AGAIN,
    steer: [
      // Browsers that try https first come to plain http too.
      tls('t.me', 'rst'),
      tls('telegram.me', 'rst'),
      { kind: 'ip', hosts: ['graph.org', 'contest.com'], ports: [443], action: 'rst' },
      { kind: 'http', hosts: ['t.me'], action: { redirect: 'http://warning.rt.ru/' } },
      {
        kind: 'http',
        hosts: ['telegram.me'],
        action: {
          status: 451,
          page: UNKNOWN_PAGE,
          headers: { Link: '<https://example.org/authority>; rel="blocked-by"' },
        },
      },
      { kind: 'http', hosts: ['graph.org'], action: 'rst' },
      { kind: 'http', hosts: ['contest.com'], action: 'silent' },
    ],
    expect: {
      state: 'blocked',
      stage: 'http',
      method: 'block_page',
      endpoints: { ...all('blocked', 't.me', 'telegram.me'), ...all('unclear', 'graph.org', 'contest.com') },
    },
    hold: true,
  },
  {
    id: 'telegram-http-body',
    title: 'Over plain http telegram.me answers 403 with the body of a known block page',
    world: 'doh',
    settings: { doh: true },
    service: 'telegram',
    open: 'http://telegram.me/telegram',
    steer: [
      tls('telegram.me', 'rst'),
      { kind: 'http', hosts: ['telegram.me'], action: { status: 403, page: RUSSIAN_PAGE } },
    ],
    expect: {
      state: 'blocked',
      stage: 'http',
      method: 'block_page',
      rule: 'A4',
      pointOfControl: 'provider_or_beyond',
    },
    hold: true,
  },
];

const DEGRADED: readonly LabCase[] = [
  {
    id: 'telegram-freeze',
    title: 'Telegram’s web client freezes after 16 kB',
    world: 'one-hoster-silent',
    service: 'telegram',
    open: WEB,
    steer: [
      { kind: 'server', hosts: ['web.telegram.org'], bodyBytes: 200_000 },
      tls('web.telegram.org', { freezeAfterBytes: 16_384 }),
    ],
    expect: { state: 'slow', stage: 'body', method: 'freeze', rule: 'S1' },
    never: NO_BLOCK,
  },
  {
    id: 'telegram-throttled',
    title: 'Telegram’s web client comes at 6 kB a second while neutral sites are fast',
    world: 'telegram-throttled',
    service: 'telegram',
    open: WEB,
    steer: [
      { kind: 'server', hosts: ['web.telegram.org'], bodyBytes: 300_000 },
      tls('web.telegram.org', { rateBytesPerSecond: 6_000 }),
    ],
    expect: { state: 'slow', stage: 'body', method: 'throttling', rule: 'S2' },
    never: NO_BLOCK,
  },
  {
    id: 'telegram-residual',
    title:
      'A reset follows the name, and for a minute the address is silent, asked by name or without: what is blocked is not decided',
    world: 'telegram-residual',
    service: 'telegram',
    open: WEB,
    act: { openAgainAfterMs: 75_000, countsFromThen: true },
    steer: [tls('web.telegram.org', { residualMs: 60_000 })],
    expect: {
      state: 'unclear',
      rule: 'U6',
      endpoints: { 'web.telegram.org': 'unclear', ...OTHER_SERVERS_OK },
    },
    never: ['blocked'],
  },
];

const AT_WORK = {
  'web.telegram.org': 'ok',
  'pluto.web.telegram.org': 'ok',
  'vesta.web.telegram.org': 'ok',
} as const;

const WEB_CLIENT: readonly LabCase[] = [
  {
    id: 'telegram-websockets',
    title:
      'The web client opens, but its WebSockets to three of five data centres are reset, silent and dropped',
    world: 'telegram-websockets',
    service: 'telegram',
    open: WEB,
    steer: [
      tls('venus.web.telegram.org', 'rst'),
      tls('flora.web.telegram.org', 'silent'),
      { kind: 'ip', hosts: ['aurora.web.telegram.org'], action: 'drop' },
    ],
    expect: {
      firefox: {
        state: 'likely_blocked',
        endpoints: {
          ...AT_WORK,
          'venus.web.telegram.org': 'likely_blocked',
          'flora.web.telegram.org': 'unclear',
          'aurora.web.telegram.org': 'unclear',
        },
      },
      // Chromium has one word for every WebSocket that fails.
      chromium: {
        state: 'ok',
        endpoints: {
          ...AT_WORK,
          'venus.web.telegram.org': 'unclear',
          'flora.web.telegram.org': 'unclear',
          'aurora.web.telegram.org': 'unclear',
        },
      },
    },
    hold: true,
    never: ['blocked'],
  },
  {
    id: 'telegram-service-worker',
    title:
      'The web client comes from its own service worker’s cache; all its WebSockets are reset or silent, and its host is silent too',
    world: 'telegram-service-worker',
    service: 'telegram',
    open: WEB,
    act: { openBeforeSteer: true },
    steerBefore: [{ kind: 'server', hosts: ['web.telegram.org'], serviceWorker: true }],
    steer: [
      { kind: 'server', hosts: ['web.telegram.org'], serviceWorker: true },
      tls('pluto.web.telegram.org', 'rst'),
      tls('venus.web.telegram.org', 'rst'),
      ...['web', 'aurora.web', 'vesta.web', 'flora.web'].map((name) => tls(`${name}.telegram.org`, 'silent')),
    ],
    expect: {
      firefox: {
        state: 'likely_blocked',
        stage: 'tls',
        method: 'connection_reset',
        rule: 'L6',
        endpoints: {
          'pluto.web.telegram.org': 'likely_blocked',
          'venus.web.telegram.org': 'likely_blocked',
          'aurora.web.telegram.org': 'unclear',
        },
      },
      // One word for every WebSocket that fails, but a page from a cache is no sign that anything works.
      chromium: {
        state: 'unclear',
        endpoints: { 'pluto.web.telegram.org': 'unclear', 'aurora.web.telegram.org': 'unclear' },
      },
    },
    hold: true,
    never: ['blocked'],
  },
];

const LOCAL: readonly LabCase[] = (
  [
    ['ru', 'Russian'],
    ['fa', 'Persian'],
  ] as const
).map(([locale, language]) => ({
  id: `${locale}-telegram-alert`,
  title: `Telegram’s name is refused with a TLS alert, which a ${language} Firefox tells as a sentence; the address answers`,
  world: locale,
  browsers: ['firefox'],
  locale,
  service: 'telegram',
  open: WEB,
  steer: [tls('web.telegram.org', { alert: 40 })],
  expect: { state: 'likely_blocked', stage: 'tls', method: 'tls_name_filter', rule: 'L5' },
  never: ['blocked'],
}));

export default [...NAMES, ...ADDRESSES, ...BY_NAME, ...PAGES, ...DEGRADED, ...WEB_CLIENT, ...LOCAL].map(
  byNobodyKnown,
) satisfies LabCase[];
