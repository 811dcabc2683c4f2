// What the browser tells and what passes on: secrets are planted in every string, and looked for in what is stored and exported.
import { beforeEach, describe, expect, it, vi } from 'vitest';

type Listener = (details: Record<string, unknown>) => void;
const EVENTS = [
  'onBeforeRequest',
  'onResponseStarted',
  'onBeforeRedirect',
  'onCompleted',
  'onErrorOccurred',
] as const;
const fake = vi.hoisted(() => ({
  listeners: new Map<string, (details: never) => void>(),
  filters: new Map<string, unknown>(),
  engine: 'chromium',
}));
vi.mock('../../../extension/browser.ts', () => {
  const event = (name: string) => ({
    addListener(fn: (details: never) => void, filter: unknown) {
      fake.listeners.set(name, fn);
      fake.filters.set(name, filter);
    },
  });
  return {
    get ENGINE() {
      return fake.engine;
    },
    browser: {
      runtime: { getURL: (path: string) => `chrome-extension://abcdefgh/${path}` },
      webRequest: Object.fromEntries(
        ['onBeforeRequest', 'onResponseStarted', 'onBeforeRedirect', 'onCompleted', 'onErrorOccurred'].map(
          (n) => [n, event(n)],
        ),
      ),
    },
  };
});

import { type FollowDeps, Follower } from '../../../extension/watch/follow.ts';
import { listen, originOf } from '../../../extension/watch/listen.ts';
import { matchRedirect } from '../../../src/catalogue/fingerprints.ts';
import { SERVICES, serviceById } from '../../../src/catalogue/index.ts';
import { buildIndex, matchHost } from '../../../src/catalogue/match.ts';
import { record } from '../../../src/judge/record.ts';
import { classify } from '../../../src/observe/classify.ts';
import type { RequestEvent } from '../../../src/observe/event.ts';
import type { PendingRequest } from '../../../src/observe/pending.ts';
import { csvRecord, jsonLine, observationRecord, verdictRecord } from '../../../src/report/export.ts';
import { MemoryStore } from '../../../src/store.ts';
import { popupModel } from '../../../src/view/popup.ts';
import { EMPTY_INPUT } from '../emptyInput.ts';
import { VENDORS } from '../observe/vendors.ts';

const T0 = 1_790_000_000_000;
const SECRET = 'sEcReT';
let events: RequestEvent[] = [];
const say = (name: (typeof EVENTS)[number], details: Record<string, unknown>) =>
  (fake.listeners.get(name) as unknown as Listener)({
    requestId: '7',
    type: 'main_frame',
    tabId: 3,
    timeStamp: T0,
    ...details,
  });

beforeEach(() => {
  events = [];
  listen(['*://*.nordvpn.com/*'], (event) => events.push(event));
});

describe('of a web address', () => {
  it.each([
    [
      `https://user:${SECRET}@NordVPN.com./${SECRET}?q=${SECRET}#${SECRET}`,
      { scheme: 'https', host: 'nordvpn.com', port: 443 },
    ],
    ['http://nordvpn.com', { scheme: 'http', host: 'nordvpn.com', port: 80 }],
    ['http://149.154.167.51:443/', { scheme: 'http', host: '149.154.167.51', port: 443 }],
    ['wss://venus.web.telegram.org/apiws', { scheme: 'wss', host: 'venus.web.telegram.org', port: 443 }],
    ['ws://x.example:8080/', { scheme: 'ws', host: 'x.example', port: 8080 }],
    ['https://bücher.example/', { scheme: 'https', host: 'xn--bcher-kva.example', port: 443 }],
  ])('%s only scheme, host and port are left', (url, origin) => {
    expect(originOf(url)).toEqual(origin);
  });

  it.each([
    '',
    'nordvpn.com',
    'about:blank',
    'chrome-extension://abcdefgh/popup.html',
    `data:text/html,${SECRET}`,
    'file:///etc/passwd',
    'blob:https://nordvpn.com/1',
    'javascript:1',
    'https://',
  ])('%j nothing is left', (url) => {
    expect(originOf(url)).toBeUndefined();
  });
});

describe('listening', () => {
  it.each([
    ['chromium', []],
    ['firefox', ['script', 'stylesheet']],
  ])('is to the given hosts and few types only in %s', async (engine, parts) => {
    fake.engine = engine;
    vi.resetModules();
    const fresh = await import('../../../extension/watch/listen.ts');
    fresh.listen(['*://*.nordvpn.com/*'], () => undefined);
    const stalling = ['main_frame', 'sub_frame', 'websocket', ...parts];
    const types: Record<string, string[]> = { onBeforeRequest: stalling };
    for (const name of EVENTS) {
      expect(fake.filters.get(name)).toEqual({
        urls: ['*://*.nordvpn.com/*'],
        types: types[name] ?? [...stalling, 'xmlhttprequest'],
      });
    }
  });

  it('tells the five events apart', () => {
    const url = 'https://nordvpn.com/';
    say('onBeforeRequest', { url });
    say('onResponseStarted', { url, fromCache: true, statusCode: 200, ip: '203.0.114.9' });
    say('onBeforeRedirect', {
      url,
      redirectUrl: 'https://X.example/a?b',
      statusCode: 302,
      ip: '[2001:DB8::1]',
    });
    say('onCompleted', { url, fromCache: false, statusCode: 200 });
    say('onErrorOccurred', { url, error: 'net::ERR_FAILED' });
    expect(events).toMatchObject([
      {
        type: 'start',
        requestId: '7',
        atMs: T0,
        kind: 'main_frame',
        tabId: 3,
        own: false,
        prerendered: false,
        proxied: false,
      },
      { type: 'headers', fromCache: true, status: 200, address: '203.0.114.9' },
      {
        type: 'redirect',
        to: { host: 'x.example', path: '/a', query: '?b' },
        status: 302,
        address: '2001:db8::1',
      },
      { type: 'end', fromCache: false, blockedBy: false, challenge: false },
      { type: 'error', error: 'net::ERR_FAILED' },
    ]);
  });

  it.each([
    ['<https://x.example/>; rel="blocked-by"', 451, true],
    ['<https://x.example/>; rel=blocked-by', 451, true],
    ['<https://x.example/>; rel="next blocked-by"', 451, true],
    ['<https://x.example/>; rel="blocked-by"', 200, false],
    ['<https://x.example/>; rel="next"', 451, false],
    ['', 451, false],
  ])('a link header %j with status %i', (value, statusCode, blockedBy) => {
    say('onCompleted', {
      url: 'http://nordvpn.com/',
      statusCode,
      responseHeaders: [{ name: 'Link', value }],
    });
    expect(events[0]).toMatchObject({ blockedBy });
  });

  it('a challenge is known by its header', () => {
    say('onCompleted', {
      url: 'https://nordvpn.com/',
      statusCode: 403,
      responseHeaders: [{ name: 'CF-Mitigated', value: 'challenge' }],
    });
    expect(events[0]).toMatchObject({ challenge: true });
  });

  it.each([
    ['Firefox’s proxy information', { proxyInfo: { type: 'socks' } }, true],
    ['Firefox’s word for none', { proxyInfo: { type: 'direct' } }, false],
    ['no proxy information', { proxyInfo: null }, false],
    ['this machine as the peer', { ip: '127.0.0.1', statusCode: 200 }, true],
    ['this machine as the peer of a refused connection', { ip: '127.0.0.1' }, false],
  ])('a proxy by %s', (_, details, proxied) => {
    say('onResponseStarted', { url: 'https://nordvpn.com/', ...details });
    expect(events[0]).toMatchObject({ proxied });
  });

  it.each([
    ['our background', { tabId: -1, initiator: 'chrome-extension://abcdefgh' }, true],
    ['our page', { tabId: 5, initiator: 'chrome-extension://abcdefgh' }, false],
    ['another extension', { tabId: -1, initiator: 'chrome-extension://abcdefghi' }, false],
    ['nobody', { tabId: -1 }, false],
  ])('a request of %s', (_, details, own) => {
    say('onBeforeRequest', { url: 'https://nordvpn.com/', ...details });
    expect(events[0]).toMatchObject({ own });
  });
});

describe('a planted secret', () => {
  const url = `https://user:${SECRET}@nordvpn.com/${SECRET}?token=${SECRET}#${SECRET}`;
  const planted = {
    url,
    originUrl: `https://mail.example/${SECRET}`,
    initiator: `https://${SECRET}.example`,
    documentUrl: url,
    documentId: SECRET,
    cookieStoreId: SECRET,
  };
  const headers = [
    { name: 'Set-Cookie', value: SECRET },
    { name: 'Link', value: `<https://x.example/${SECRET}>; rel="blocked-by"` },
  ];
  const ends: [string, (typeof EVENTS)[number], Record<string, unknown>][] = [
    [
      'an end',
      'onCompleted',
      { ip: '203.0.114.9', statusCode: 451, responseHeaders: headers, statusLine: `HTTP/1.1 451 ${SECRET}` },
    ],
    ['a known error', 'onErrorOccurred', { error: 'net::ERR_CONNECTION_RESET' }],
    ['a strange error', 'onErrorOccurred', { error: `Fehlercode: ${SECRET}` }],
    [
      'a redirect',
      'onBeforeRedirect',
      {
        ip: '203.0.114.9',
        statusCode: 302,
        redirectUrl: `https://user:${SECRET}@x.example/${SECRET}?${SECRET}#${SECRET}`,
      },
    ],
    [
      'a redirect to a block page',
      'onBeforeRedirect',
      { ip: '203.0.114.9', statusCode: 302, redirectUrl: `http://warning.rt.ru/${SECRET}?id=${SECRET}` },
    ],
  ];

  it.each(['chromium', 'firefox'] as const)(
    'is in no event but where it is looked at once (%s)',
    (engine) => {
      for (const [, name, details] of ends) say(name, { ...planted, ...details });
      say('onBeforeRequest', planted);
      for (const event of events) {
        const { error: _, to: __, ...rest } = event as RequestEvent & { error?: string; to?: unknown };
        expect(JSON.stringify(rest)).not.toContain(SECRET);
        if (event.type === 'error')
          expect(JSON.stringify(classify(VENDORS[engine], event.error, { scheme: 'https' }))).not.toContain(
            SECRET,
          );
      }
    },
  );

  it.each(ends)('is stored, shown and exported nowhere after %s', async (_, name, details) => {
    const index = buildIndex(SERVICES);
    const store = new MemoryStore();
    const pending = new Map<string, PendingRequest>();
    const query = { network: 'net-1', sinceMs: 0 };
    const deps: FollowDeps = {
      now: () => T0 + 2_000,
      match: (host) => matchHost(index, host),
      classify: (error, p) => classify(VENDORS.firefox, error, { scheme: p.scheme }),
      redirectTarget: (p, to) => {
        const print = matchRedirect(to);
        return {
          host: to.host,
          inside: matchHost(index, to.host)?.service.id === p.service,
          ...(print && { fingerprint: print.id }),
        };
      },
      allowed: async () => ({ controls: true, confirm: true }),
      online: () => true,
      network: async () => 'net-1',
      session: async () => 's1',
      controlElapsedMs: async () => undefined,
      getPending: async (id) => pending.get(id),
      putPending: async (p) => {
        expect(JSON.stringify(p)).not.toContain(SECRET);
        pending.set(p.requestId, p);
      },
      dropPending: async (id) => void pending.delete(id),
      allPending: async () => [...pending.values()],
      later: () => undefined,
      askedByName: async () => undefined,
      keep: async (o) => {
        await store.transact(query, (rows) =>
          record(rows, {
            network: 'net-1',
            nowMs: T0 + 2_000,
            observations: [o],
            services: serviceById,
            fingerprints: () => undefined,
            confirm: { jobId: 'j', spread01: 0 },
          }),
        );
      },
    };
    const follower = new Follower(deps);
    say('onBeforeRequest', planted);
    say('onResponseStarted', { ...planted, statusCode: 200, ip: '203.0.114.9' });
    say(name, { ...planted, timeStamp: T0 + 1_000, ...details });
    for (const event of events) await follower.handle(event);
    const rows = await store.read(query);
    expect(rows.recent).toHaveLength(1);
    const records = [...rows.recent.map(observationRecord), ...rows.verdicts.map(verdictRecord)];
    const model = popupModel({
      ...EMPTY_INPUT,
      nowMs: T0 + 3_000,
      ...rows,
      evidence: rows.recent,
      observationCount: 1,
    });
    expect(JSON.stringify([rows, model, records.map(jsonLine), records.map(csvRecord)])).not.toContain(
      SECRET,
    );
    expect(JSON.stringify([rows, model])).not.toContain(SECRET.toLowerCase());
  });
});
