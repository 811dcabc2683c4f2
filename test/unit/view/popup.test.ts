// What the popup shows for given rows: the first line, the order, the bounds.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SERVICES } from '../../../src/catalogue/index.ts';
import { TELEGRAM_PART_ORDER } from '../../../src/catalogue/types.ts';
import type { NetworkRow } from '../../../src/judge/controls.ts';
import { type NetworkState, STATES, type State, type Verdict } from '../../../src/judge/verdict.ts';
import { badgeCount } from '../../../src/view/badge.ts';
import { MAX_EVIDENCE, type PopupInput, popupModel } from '../../../src/view/popup.ts';
import { ROOT } from '../../root.ts';
import { EMPTY_INPUT } from '../emptyInput.ts';
import { job, NETWORK, NOW, row, verdict } from '../store.contract.ts';

const model = (more: Partial<PopupInput>) => popupModel({ ...EMPTY_INPUT, ...more });
const state = (service: string, s: State, more: Partial<Verdict> = {}) =>
  verdict(service, { state: s, ...more });
const network = (s: NetworkState, checkedAtMs = NOW): NetworkRow => ({
  network: NETWORK,
  sinceMs: NOW,
  state: s,
  checkedAtMs,
  everAnswered: [],
});
const headline = (...verdicts: Verdict[]) => model({ verdicts }).headline;

const TELEGRAM_RESET = state('telegram', 'likely_blocked', { method: 'connection_reset', stage: 'tls' });

describe('the first line', () => {
  const cases: [string, Partial<PopupInput>, object][] = [
    ['nothing was seen yet', {}, { tone: 'neutral', key: 'headlineNothingYet' }],
    ['all is well', { verdicts: [state('telegram', 'ok')] }, { tone: 'ok', key: 'headlineAllOk' }],
    [
      'a service is well and Telegram not seen',
      { verdicts: [state('nordvpn', 'ok')] },
      { tone: 'ok', key: 'headlineAllOk' },
    ],
    [
      'offline',
      { network: network('offline'), verdicts: [TELEGRAM_RESET] },
      { tone: 'warn', key: 'headlineOffline' },
    ],
    ['a login page', { network: network('portal') }, { tone: 'warn', key: 'headlinePortal' }],
    ['a wrong clock', { network: network('wrong_clock') }, { tone: 'warn', key: 'headlineWrongClock' }],
    [
      'a proxy',
      { network: network('proxied'), verdicts: [state('telegram', 'ok')] },
      { tone: 'neutral', key: 'headlineProxied' },
    ],
    [
      'nothing from abroad, though a block was proven before',
      { network: network('cut_off'), verdicts: [state('telegram', 'blocked'), state('nordvpn', 'unclear')] },
      { tone: 'warn', key: 'headlineCutOff' },
    ],
    [
      'well-known sites only',
      { network: network('allow_list'), verdicts: [TELEGRAM_RESET] },
      { tone: 'warn', key: 'headlineAllowList' },
    ],
    [
      'online',
      { network: network('online'), verdicts: [state('telegram', 'ok')] },
      { tone: 'ok', key: 'headlineAllOk' },
    ],
    [
      'Telegram blocked',
      {
        verdicts: [
          state('telegram', 'blocked', { method: 'block_page', stage: 'http' }),
          state('nordvpn', 'ok'),
        ],
      },
      { tone: 'bad', key: 'headlineTelegramBlocked', method: 'block_page', stage: 'http' },
    ],
    [
      'Telegram likely blocked',
      { verdicts: [TELEGRAM_RESET] },
      { tone: 'bad', key: 'headlineTelegramLikely', method: 'connection_reset', stage: 'tls' },
    ],
    [
      'Telegram and another',
      { verdicts: [TELEGRAM_RESET, state('nordvpn', 'blocked')] },
      {
        tone: 'bad',
        key: 'headlineTelegramAndServices',
        names: 'NordVPN',
        count: 1,
        method: 'connection_reset',
        stage: 'tls',
      },
    ],
    [
      'one service blocked',
      { verdicts: [state('telegram', 'ok'), state('nordvpn', 'blocked', { method: 'dns', stage: 'dns' })] },
      {
        tone: 'bad',
        key: 'headlineServicesBlocked',
        names: 'NordVPN',
        count: 1,
        method: 'dns',
        stage: 'dns',
      },
    ],
    [
      'one blocked and one likely',
      { verdicts: [state('nordvpn', 'blocked'), state('surfshark', 'likely_blocked')] },
      { tone: 'bad', key: 'headlineServicesLikely', names: 'NordVPN, Surfshark', count: 2 },
    ],
    [
      'slow',
      { verdicts: [state('nordvpn', 'slow')] },
      { tone: 'warn', key: 'headlineSlow', names: 'NordVPN', count: 1 },
    ],
    [
      'slow, and how is known',
      { verdicts: [state('nordvpn', 'slow', { method: 'throttling', stage: 'body' })] },
      { tone: 'warn', key: 'headlineSlow', method: 'throttling', stage: 'body' },
    ],
    [
      'unclear',
      { verdicts: [state('nordvpn', 'unclear'), state('telegram', 'ok')] },
      { tone: 'warn', key: 'headlineUnclear', names: 'NordVPN', count: 1 },
    ],
    [
      'unclear and still comparing',
      { verdicts: [state('nordvpn', 'unclear')], jobs: [job('j', { service: 'nordvpn' })] },
      { tone: 'neutral', key: 'headlineChecking' },
    ],
    [
      'unclear, and the comparing should long be over',
      { verdicts: [state('nordvpn', 'unclear', { lastSeenAtMs: NOW - 101_000 })], jobs: [job('j')] },
      { key: 'headlineUnclear' },
    ],
    [
      'slow while comparing',
      { verdicts: [state('nordvpn', 'slow')], jobs: [job('j')] },
      { key: 'headlineSlow' },
    ],
    [
      'filtered',
      { verdicts: [state('nordvpn', 'filtered'), state('surfshark', 'unclear')] },
      { tone: 'warn', key: 'headlineFiltered', names: 'NordVPN', count: 1 },
    ],
    [
      'down',
      { verdicts: [state('nordvpn', 'down')] },
      { tone: 'warn', key: 'headlineDown', names: 'NordVPN', count: 1 },
    ],
    [
      'refused',
      { verdicts: [state('nordvpn', 'refused')] },
      { tone: 'warn', key: 'headlineRefused', names: 'NordVPN', count: 1 },
    ],
  ];

  it.each(cases)('%s', (_, input, expected) => {
    expect(model(input).headline).toMatchObject(expected);
  });

  it('has a case for every headline in the words, and words for every case', () => {
    const messages = Object.keys(
      JSON.parse(readFileSync(join(ROOT, 'extension/_locales/en/messages.json'), 'utf8')) as object,
    );
    const headlines = messages
      .map((key) => key.replace(/_(one|two|few|many|other|zero|more)$/, ''))
      .filter((key) => /^headline[A-Z]/.test(key) && key !== 'headlineHow' && key !== 'headlineWhere');
    const made = cases.map(([, input]) => model(input).headline);
    expect([...new Set(made.map((h) => h.key))].sort()).toEqual([...new Set(headlines)].sort());
    for (const h of made) expect(messages.includes(h.key)).toBe(true);
  });

  it('names three services and counts the rest', () => {
    const many = ['nordvpn', 'surfshark', 'mullvad', 'windscribe', 'psiphon'].map((id, i) =>
      state(id, 'blocked', { lastSeenAtMs: NOW - i }),
    );
    expect(headline(...many)).toMatchObject({ names: 'NordVPN, Surfshark, Mullvad VPN …', count: 5 });
    expect(headline(...many.slice(0, 3))).toMatchObject({
      names: 'NordVPN, Surfshark, Mullvad VPN',
      count: 3,
    });
  });

  it('says how only when it is the same for all', () => {
    const reset = { method: 'connection_reset', stage: 'tls' } as const;
    expect(
      headline(state('nordvpn', 'likely_blocked', reset), state('surfshark', 'likely_blocked', reset)),
    ).toMatchObject(reset);
    expect(
      headline(
        state('nordvpn', 'likely_blocked', reset),
        state('surfshark', 'likely_blocked', { method: 'dns', stage: 'dns' }),
      ),
    ).not.toHaveProperty('method');
  });

  it('of slow services says how only when it is the same for all', () => {
    const throttled = state('nordvpn', 'slow', { method: 'throttling', stage: 'body' });
    const frozen = state('surfshark', 'slow', { method: 'freeze', stage: 'body' });
    expect(headline(throttled, frozen)).toMatchObject({ key: 'headlineSlow', count: 2 });
    expect(headline(throttled, frozen)).not.toHaveProperty('method');
  });

  it('leaves a proven block in its row when the network is cut off', () => {
    const shown = model({
      network: network('cut_off'),
      verdicts: [state('telegram', 'blocked'), state('nordvpn', 'unclear', { confounders: ['cut_off'] })],
    });
    expect(shown.telegram.state).toBe('blocked');
    expect(shown.services[0]).toMatchObject({ state: 'unclear', confounders: ['cut_off'] });
  });

  it('never says what the network was half an hour ago', () => {
    expect(model({ network: network('offline', NOW - 30 * 60_000) })).toMatchObject({
      headline: { key: 'headlineNothingYet' },
    });
    expect(model({ network: network('offline', NOW - 30 * 60_000) })).not.toHaveProperty('network');
    expect(model({ network: network('offline', NOW - 29 * 60_000) })).toMatchObject({
      network: 'offline',
      networkCheckedAtMs: NOW - 29 * 60_000,
    });
  });
});

describe('the services', () => {
  it('come worst first, then newest, then by name; Telegram apart', () => {
    const { services, telegram } = model({
      verdicts: [
        state('windscribe', 'ok', { lastSeenAtMs: NOW - 5 }),
        state('tor', 'ok', { lastSeenAtMs: NOW }),
        state('psiphon', 'ok', { lastSeenAtMs: NOW }),
        state('nordvpn', 'unclear'),
        state('surfshark', 'likely_blocked'),
        state('mullvad', 'blocked'),
        state('telegram', 'ok'),
      ],
    });
    expect(telegram.service).toBe('telegram');
    expect(services.map((s) => s.service)).toEqual([
      'mullvad',
      'surfshark',
      'nordvpn',
      'psiphon',
      'tor',
      'windscribe',
    ]);
  });

  it('follow the order of severity for every pair of states', () => {
    const order: State[] = [
      'blocked',
      'likely_blocked',
      'slow',
      'filtered',
      'unclear',
      'down',
      'refused',
      'ok',
    ];
    expect([...order, 'unknown'].sort()).toEqual([...STATES].sort());
    const seen = SERVICES.slice(1, 1 + order.length).map((s, i) =>
      state(s.id, order[order.length - 1 - i] ?? 'ok'),
    );
    expect(model({ verdicts: seen }).services.map((s) => s.state)).toEqual(order);
  });

  it('never seen are listed by name, without a state', () => {
    const { unknown, services } = model({ verdicts: [state('nordvpn', 'ok')] });
    expect(unknown).toHaveLength(SERVICES.length - 2);
    expect(unknown.map((u) => u.service)).not.toContain('nordvpn');
    const names = unknown.map((u) => u.name.toLowerCase());
    expect(names).toEqual([...names].sort());
    expect(services.map((s) => s.service)).toEqual(['nordvpn']);
  });

  it('that an update took off the list are not shown, nor are their endpoints', () => {
    const endpoint = { endpoint: 'gone.example', state: 'blocked', rule: 'A1', lastSeenAtMs: NOW } as const;
    const shown = model({
      verdicts: [
        state('gone', 'blocked'),
        state('nordvpn', 'ok', {
          endpoints: [endpoint, { ...endpoint, endpoint: 'nordvpn.com', state: 'ok' }],
        }),
      ],
    });
    expect(JSON.stringify(shown)).not.toContain('gone');
    expect(shown.services[0]?.endpoints).toEqual([{ endpoint: 'nordvpn.com', state: 'ok' }]);
  });

  it.each<[State, string]>([
    ['blocked', 'certain'],
    ['likely_blocked', 'likely'],
    ['slow', 'likely'],
    ['unclear', 'unsure'],
    ['filtered', 'certain'],
    ['refused', 'certain'],
    ['down', 'certain'],
    ['ok', 'certain'],
  ])('%s is %s', (s, sureness) => {
    expect(model({ verdicts: [state('nordvpn', s)] }).services[0]?.sureness).toBe(sureness);
  });
});

describe('the evidence', () => {
  it(`is the newest ${MAX_EVIDENCE} of the rows the verdict rests on, oldest first`, () => {
    const rows = Array.from({ length: 40 }, (_, i) => row(`r${i}`, NOW + i));
    const shown = model({
      verdicts: [state('nordvpn', 'ok', { observations: rows.slice(0, 30).map((o) => o.id) })],
      evidence: rows,
    });
    expect(shown.services[0]?.evidence.map((e) => e.atMs)).toEqual(
      rows.slice(30 - MAX_EVIDENCE, 30).map((o) => o.atMs),
    );
  });

  it('leaves out answers before failures and controls', () => {
    const answers = Array.from({ length: MAX_EVIDENCE }, (_, i) => row(`ok${i}`, NOW + 10 + i));
    const telling = [
      row('failed', NOW, { outcome: 'failure', failure: 'connection_reset', stage: 'tls' }),
      row('control', NOW + 1, { source: 'control', target: 'control-gstatic' }),
    ];
    const evidence = [...telling, ...answers];
    const observations = evidence.map((o) => o.id);
    const { telegram } = model({ verdicts: [state('telegram', 'unclear', { observations })], evidence });
    expect(telegram.evidence).toHaveLength(MAX_EVIDENCE);
    expect(telegram.evidence.slice(0, 3).map((e) => e.atMs)).toEqual([NOW, NOW + 1, NOW + 12]);
  });

  it('says what was asked and what came back, bounded', () => {
    const evidence = [
      row('a', NOW, { address: '203.0.114.9', status: 200 }),
      row('b', NOW + 1, {
        scheme: 'http',
        host: '149.154.167.51',
        port: 443,
        outcome: 'stall',
        failure: 'generic_timeout_error',
        stage: 'unknown',
      }),
      row('c', NOW + 2, {
        source: 'resolve',
        scheme: 'none',
        port: 0,
        outcome: 'answers',
        answers: ['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4', '1.1.1.5'],
      }),
      row('d', NOW + 3, { outcome: 'redirect', redirectHost: 'x'.repeat(253), address: '203.0.114.9' }),
      row('e', NOW + 4, { outcome: 'answers', answers: [] }),
      row('f', NOW + 5, { startedAtMs: NOW + 100 }),
    ];
    const [telegram] = [
      model({ verdicts: [state('telegram', 'ok', { observations: evidence.map((o) => o.id) })], evidence })
        .telegram,
    ];
    expect(telegram?.evidence.map((e) => [e.asked, e.got])).toEqual([
      ['https://t.me', '203.0.114.9'],
      ['http://149.154.167.51:443', undefined],
      ['t.me', '1.1.1.1, 1.1.1.2, 1.1.1.3, 1.1.1.4'],
      ['https://t.me', 'x'.repeat(200)],
      ['https://t.me', undefined],
      ['https://t.me', undefined],
    ]);
    for (const e of telegram?.evidence ?? []) expect(e.elapsedMs).toBeGreaterThanOrEqual(0);
  });
});

describe('the evidence of our own questions', () => {
  const shown = (evidence: ReturnType<typeof row>[]) =>
    model({ verdicts: [state('telegram', 'unclear', { observations: evidence.map((o) => o.id) })], evidence })
      .telegram.evidence;

  it('names the resolver that was asked, and says what it said', () => {
    const doh = { source: 'doh', scheme: 'none', port: 0, outcome: 'answers', overHttps: true } as const;
    expect(
      shown([
        row('a', NOW, { ...doh, resolver: 'cloudflare', answers: ['149.154.167.99'] }),
        row('b', NOW + 1, { ...doh, resolver: 'google', failure: 'dns_nxdomain_error' }),
        row('c', NOW + 2, { ...doh, resolver: 'other' }),
      ]),
    ).toMatchObject([
      { source: 'doh', asked: 't.me', resolver: 'Cloudflare', got: '149.154.167.99' },
      { resolver: 'Google', failure: 'dns_nxdomain_error' },
      { resolver: 'other' },
    ]);
  });

  it('has what a read took, so that its rate can be told', () => {
    const [read, answered] = shown([
      row('a', NOW, { source: 'confirm', outcome: 'read', bodyBytes: 65_536, bodyMs: 4_000 }),
      row('b', NOW + 1),
    ]);
    expect(read).toMatchObject({ bodyBytes: 65_536, bodyMs: 4_000 });
    expect(answered).not.toHaveProperty('bodyMs');
  });
});

describe('the parts of Telegram', () => {
  const parts = (states: Record<string, State>) =>
    Object.fromEntries(
      model({
        verdicts: [
          state('telegram', 'unclear', {
            endpoints: Object.entries(states).map(([endpoint, s]) => ({
              endpoint,
              state: s,
              rule: 'U6',
              lastSeenAtMs: NOW,
              ...(s !== 'ok' && { stage: 'tcp' as const }),
            })),
          }),
        ],
      }).telegramParts.map((p) => [p.part, p.state]),
    );

  it('are all there, in their order, unknown until something is seen', () => {
    expect(model({}).telegramParts).toEqual(
      TELEGRAM_PART_ORDER.map((part) => ({ part, state: 'unknown', endpoints: [] })),
    );
  });

  it('need one data centre or link host that works; elsewhere the worst counts', () => {
    const all = parts({
      'pluto.web.telegram.org': 'likely_blocked',
      'venus.web.telegram.org': 'ok',
      '149.154.175.50': 'unclear',
      '149.154.167.51': 'ok',
      't.me': 'likely_blocked',
      'telegram.me': 'ok',
      'telegram.org': 'ok',
      'core.telegram.org': 'unclear',
      'web.telegram.org': 'blocked',
      '149.154.167.99': 'ok',
    });
    expect(all).toEqual({
      web: 'blocked',
      web_data_centres: 'ok',
      apps: 'ok',
      links: 'ok',
      site: 'unclear',
      media: 'unknown',
      bots: 'unknown',
    });
    expect(parts({ '149.154.175.50': 'unclear', '149.154.167.51': 'likely_blocked' }).apps).toBe(
      'likely_blocked',
    );
  });

  it('have the stage of the endpoint that decides, and the numbers of data centres', () => {
    const shown = model({
      verdicts: [
        state('telegram', 'unclear', {
          endpoints: [
            { endpoint: '149.154.175.100', state: 'unclear', stage: 'tcp', rule: 'U6', lastSeenAtMs: NOW },
          ],
        }),
      ],
    });
    expect(shown.telegramParts.find((p) => p.part === 'apps')).toEqual({
      part: 'apps',
      state: 'unclear',
      stage: 'tcp',
      endpoints: [{ endpoint: '149.154.175.100', dataCentre: 3, state: 'unclear', stage: 'tcp' }],
    });
  });
});

describe('notices and counts', () => {
  it('are empty when all is well', () => {
    expect(model({}).notices).toEqual([]);
  });
  it('tell of permissions, memory and broken rows', () => {
    expect(model({ missingHosts: 2, newHosts: 1, memoryOnly: true, brokenCount: 3 }).notices).toEqual([
      { kind: 'permissions', count: 2 },
      { kind: 'new_hosts', count: 1 },
      { kind: 'memory' },
      { kind: 'broken_rows', count: 3 },
    ]);
  });
  it('pass settings and the number of rows on', () => {
    expect(model({ observationCount: 100_000, confirmEnabled: false, badgeEnabled: false })).toMatchObject({
      nowMs: NOW,
      observationCount: 100_000,
      confirmEnabled: false,
      badgeEnabled: false,
      dohEnabled: false,
    });
    expect(model({ dohEnabled: true, country: 'IR' })).toMatchObject({ dohEnabled: true, country: 'IR' });
    expect(model({})).not.toHaveProperty('country');
  });
  it('what was seen on another network is marked, comes last and is not in the headline', () => {
    const before = state('surfshark', 'blocked', { network: 'another' });
    const shown = model({ verdicts: [before, state('nordvpn', 'ok')] });
    expect(shown.headline.key).toBe('headlineAllOk');
    expect(shown.services.map((r) => [r.service, r.earlier])).toEqual([
      ['nordvpn', undefined],
      ['surfshark', true],
    ]);
    expect(model({ verdicts: [before] }).headline.key).toBe('headlineNothingYet');
  });
  it('on the badge are the blocked and the likely blocked', () => {
    expect(badgeCount([], NETWORK)).toBe(0);
    const all = STATES.map((s, i) => state(`s${i}`, s));
    expect(badgeCount(all, NETWORK)).toBe(2);
    expect(badgeCount(all, 'another')).toBe(0);
  });
});
