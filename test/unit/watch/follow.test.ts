// Requests followed with a clock that is moved by hand: what is stored of them, and when.
import { beforeEach, describe, expect, it } from 'vitest';
import { type FollowDeps, Follower } from '../../../extension/watch/follow.ts';
import { matchRedirect } from '../../../src/catalogue/fingerprints.ts';
import { SERVICES } from '../../../src/catalogue/index.ts';
import { buildIndex, matchHost } from '../../../src/catalogue/match.ts';
import { classify } from '../../../src/observe/classify.ts';
import type { RequestEvent } from '../../../src/observe/event.ts';
import type { Observation } from '../../../src/observe/observation.ts';
import type { PendingRequest } from '../../../src/observe/pending.ts';
import { VENDORS } from '../observe/vendors.ts';

const T0 = 1_790_000_000_000;
const index = buildIndex(SERVICES);

/** Everything around a follower; it outlives one, as session storage outlives the worker. */
class World {
  nowMs = T0;
  onLine = true;
  /** The machine sleeps this long before the next timer fires. */
  sleptS = 0;
  controlElapsedMs: number | undefined;
  readonly pending = new Map<string, PendingRequest>();
  readonly kept: Observation[] = [];
  readonly byNameAt: number[] = [];
  timers: { readonly dueAtMs: number; readonly fn: (slept: boolean) => Promise<void> }[] = [];

  readonly deps: FollowDeps = {
    now: () => this.nowMs,
    match: (host) => matchHost(index, host),
    classify: (error, p) => classify(VENDORS.chromium, error, { scheme: p.scheme }),
    redirectTarget: (p, to) => {
      const print = matchRedirect(to);
      return {
        host: to.host,
        inside: matchHost(index, to.host)?.service.id === p.service,
        ...(print && { fingerprint: print.id }),
      };
    },
    allowed: async (c) => ({
      controls: c.kind === 'main_frame',
      confirm: c.kind === 'main_frame' && !c.proxied,
    }),
    online: () => this.onLine,
    network: async () => 'net-1',
    session: async () => 's1',
    controlElapsedMs: async () => this.controlElapsedMs,
    getPending: async (id) => this.pending.get(id),
    putPending: async (p) => void this.pending.set(p.requestId, p),
    dropPending: async (id) => void this.pending.delete(id),
    allPending: async () => [...this.pending.values()],
    askedByName: async () => void this.byNameAt.push(this.nowMs),
    later: (delayMs, fn) => void this.timers.push({ dueAtMs: this.nowMs + delayMs, fn }),
    keep: async (o) => {
      // As the store does: one row an id.
      const at = this.kept.findIndex((k) => k.id === o.id);
      if (at < 0) this.kept.push(o);
    },
  };

  /** Moves the clock, running the timers on the way. */
  async goTo(second: number): Promise<void> {
    const untilMs = T0 + second * 1000;
    for (;;) {
      const next = this.timers.filter((t) => t.dueAtMs <= untilMs).sort((a, b) => a.dueAtMs - b.dueAtMs)[0];
      if (!next) break;
      this.timers = this.timers.filter((t) => t !== next);
      this.nowMs = next.dueAtMs + this.sleptS * 1000;
      await next.fn(this.sleptS > 0);
      this.sleptS = 0;
    }
    this.nowMs = untilMs;
  }
}

let world: World;
let follower: Follower;
beforeEach(() => {
  world = new World();
  follower = new Follower(world.deps);
});

type Type = RequestEvent['type'];
type Said = Partial<Omit<Extract<RequestEvent, { type: 'redirect' }>, 'type'>> & {
  readonly url?: string;
  readonly error?: string;
  readonly fromCache?: boolean;
  readonly blockedBy?: boolean;
};

/** One event at this second, delivered when the clock shows it (or later). */
async function tell(second: number, type: Type, said: Said = {}): Promise<void> {
  if (T0 + second * 1000 > world.nowMs) await world.goTo(second);
  const { url = 'https://nordvpn.com', ...rest } = said;
  const [scheme = '', host = ''] = url.split('://');
  const usual = { error: '', fromCache: false, blockedBy: false, challenge: false, to: undefined };
  await follower.handle({
    ...usual,
    requestId: '7',
    atMs: T0 + second * 1000,
    origin: { scheme, host, port: scheme === 'https' ? 443 : 80 },
    kind: 'main_frame',
    tabId: 3,
    own: false,
    prerendered: false,
    proxied: false,
    type,
    ...rest,
  } as RequestEvent);
}

const ADDRESS = '203.0.114.9';
const outcomes = () => world.kept.map((o) => o.outcome);

describe('a request', () => {
  it('that comes is a success, once', async () => {
    await tell(0, 'start');
    await tell(1, 'headers', { status: 200, address: ADDRESS });
    await tell(2, 'end', { status: 200, address: ADDRESS });
    expect(world.kept).toMatchObject([
      { outcome: 'success', status: 200, address: ADDRESS, startedAtMs: T0, atMs: T0 + 2_000 },
    ]);
    expect(world.pending.size).toBe(0);
    await world.goTo(600);
    expect(outcomes()).toEqual(['success']);
  });

  it('to a host not watched is nothing', async () => {
    for (const type of ['start', 'headers', 'error', 'end'] as const) {
      await tell(1, type, { url: 'https://nordvpn.example', address: ADDRESS });
    }
    expect(world.kept).toEqual([]);
    expect(world.pending.size).toBe(0);
  });

  it.each([
    ['from the cache', { address: ADDRESS, fromCache: true }],
    ['without a peer, as from a service worker', {}],
  ])('answered %s proves nothing', async (_, said) => {
    await tell(0, 'start');
    await tell(1, 'end', { status: 200, ...said });
    expect(world.kept).toEqual([]);
    expect(world.pending.size).toBe(0);
  });

  it('for a WebSocket proves that it was answered also where its peer is not told', async () => {
    const socket = { url: 'wss://venus.web.telegram.org', kind: 'websocket' } as const;
    await tell(0, 'start', socket);
    await tell(1, 'end', { ...socket, status: 101 });
    expect(world.kept).toMatchObject([{ outcome: 'success', scheme: 'wss', status: 101 }]);
  });

  it('for Telegram by name is remembered, by address not', async () => {
    await tell(0, 'start', { url: 'https://web.telegram.org' });
    await tell(5, 'start', { url: 'http://149.154.175.50', requestId: '8' });
    await tell(6, 'start', { requestId: '9' });
    expect(world.byNameAt).toEqual([T0]);
  });

  it('that fails is classified', async () => {
    await tell(0, 'start');
    await tell(1, 'error', { error: 'net::ERR_CONNECTION_RESET', address: ADDRESS });
    expect(world.kept).toMatchObject([{ outcome: 'failure', failure: 'connection_reset', stage: 'tls' }]);
  });

  it('that fails while the device is offline says nothing', async () => {
    await tell(0, 'start');
    world.onLine = false;
    await tell(1, 'error', { error: 'net::ERR_CONNECTION_RESET' });
    expect(world.kept).toMatchObject([{ outcome: 'confounded', confounder: 'offline' }]);
  });

  it('through a proxy says nothing and asks for nothing, whenever that is noticed', async () => {
    const asked: PendingRequest[] = [];
    follower = new Follower({ ...world.deps, keep: async (_, p) => void asked.push(p) });
    await tell(0, 'start', { proxied: true });
    await tell(1, 'error', { error: 'net::ERR_CONNECTION_RESET', proxied: true });
    await tell(10, 'start', { requestId: '8' });
    await tell(11, 'error', { requestId: '8', error: 'net::ERR_CONNECTION_RESET', proxied: true });
    expect(asked).toMatchObject([
      { proxied: true, confirm: false },
      { proxied: true, controls: false, confirm: false },
    ]);
  });
});

describe('silence', () => {
  it('is a stall after 12 s, while the request hangs', async () => {
    await tell(0, 'start');
    await world.goTo(11.9);
    expect(world.kept).toEqual([]);
    await world.goTo(12.1);
    expect(world.kept).toMatchObject([{ outcome: 'stall', startedAtMs: T0 }]);
    expect(world.kept[0]?.atMs).toBeLessThan(T0 + 12_100);
  });

  it('lasts longer where controls are slow', async () => {
    world.controlElapsedMs = 3_000;
    await tell(0, 'start');
    await world.goTo(17.9);
    expect(world.kept).toEqual([]);
    await world.goTo(18.1);
    expect(outcomes()).toEqual(['stall']);
  });

  it('is found by the alarm when the worker was killed meanwhile', async () => {
    await tell(0, 'start');
    world.timers = [];
    follower = new Follower(world.deps);
    await world.goTo(30);
    await follower.sweep();
    expect(world.kept).toMatchObject([{ outcome: 'stall', startedAtMs: T0, atMs: T0 + 30_000 }]);
  });

  it('of a machine that slept begins anew when it wakes', async () => {
    await tell(0, 'start');
    world.sleptS = 600;
    await world.goTo(13);
    expect(outcomes()).toEqual([]);
    await world.goTo(620);
    expect(outcomes()).toEqual([]);
    await world.goTo(626);
    expect(outcomes()).toEqual(['stall']);
  });

  it('of a machine that slept is none when the page comes after all', async () => {
    await tell(0, 'start');
    world.sleptS = 600;
    await world.goTo(13);
    await tell(614, 'end', { status: 200, address: ADDRESS });
    await world.goTo(900);
    expect(outcomes()).toEqual(['success']);
  });

  it('of what a page asks for means nothing', async () => {
    await tell(0, 'start', { kind: 'xmlhttprequest', requestId: '8' });
    await world.goTo(100);
    await follower.sweep();
    expect(world.kept).toEqual([]);
  });

  it('of a device that is offline means nothing', async () => {
    await tell(0, 'start');
    world.onLine = false;
    await world.goTo(60);
    expect(world.kept).toEqual([]);
  });

  it('after the headers is headers only', async () => {
    await tell(0, 'start');
    await tell(2, 'headers', { status: 200, address: ADDRESS });
    await world.goTo(13.9);
    expect(world.kept).toEqual([]);
    await world.goTo(14.1);
    expect(world.kept).toMatchObject([{ outcome: 'headers_only', status: 200, address: ADDRESS }]);
  });

  it.each([
    [5, []],
    [9.9, []],
    [10, ['stall']],
    [11, ['stall']],
  ])('given up after %s s', async (second, expected) => {
    await tell(0, 'start');
    await tell(second, 'error', { error: 'net::ERR_ABORTED' });
    expect(outcomes()).toEqual(expected);
    await world.goTo(600);
    expect(outcomes()).toEqual(expected);
  });
});

describe('a success like the last one', () => {
  const page = async (second: number, requestId: string) => {
    await tell(second, 'start', { requestId });
    await tell(second, 'end', { requestId, status: 200, address: ADDRESS });
  };

  it('inside a page is not told again within a minute', async () => {
    for (const [second, id] of [
      [0, '1'],
      [30, '2'],
      [61, '3'],
    ] as const) {
      await tell(second, 'start', { requestId: id, kind: 'xmlhttprequest' });
      await tell(second, 'end', { requestId: id, kind: 'xmlhttprequest', status: 200, address: ADDRESS });
    }
    expect(world.kept.map((o) => o.atMs)).toEqual([T0, T0 + 61_000]);
  });

  it('is always told of a page itself: there are few', async () => {
    await page(0, '1');
    await page(30, '2');
    expect(world.kept).toHaveLength(2);
  });

  it('is told when another status came in between, or a failure', async () => {
    await page(0, '1');
    await tell(5, 'end', { requestId: '2', status: 503, address: ADDRESS });
    await page(10, '3');
    await tell(15, 'error', { requestId: '4', error: 'net::ERR_CONNECTION_RESET' });
    await page(20, '5');
    expect(outcomes()).toEqual(['success', 'success', 'success', 'failure', 'success']);
  });

  // Not so yet: what a sweep keeps does not count as the last thing seen of the host.
  it('is told after a stall of another request', async () => {
    await page(0, '1');
    await tell(5, 'start', { requestId: '2' });
    await world.goTo(18);
    await page(20, '3');
    expect(outcomes()).toEqual(['success', 'stall', 'success']);
  });

  it('is told when it ends the stall of its own request', async () => {
    const told: Observation[] = [];
    follower = new Follower({ ...world.deps, keep: async (o) => void told.push(o) });
    await page(0, '1');
    await tell(5, 'start', { requestId: '2' });
    await world.goTo(18);
    await tell(19, 'end', { requestId: '2', status: 200, address: ADDRESS });
    expect(told.map((o) => o.outcome)).toEqual(['success', 'stall', 'success']);
  });
});

describe('events in another order', () => {
  it('an end before its start is no request that hangs', async () => {
    await tell(1, 'error', { error: 'net::ERR_CONNECTION_RESET' });
    await tell(0, 'start');
    await world.goTo(600);
    await follower.sweep();
    expect(outcomes()).toEqual(['failure']);
    expect(world.pending.size).toBe(0);
  });

  it('headers after their end are not waited for', async () => {
    await tell(0, 'start');
    await tell(2, 'end', { status: 200, address: ADDRESS });
    await tell(1, 'headers', { status: 200, address: ADDRESS });
    await world.goTo(600);
    expect(outcomes()).toEqual(['success']);
    expect(world.pending.size).toBe(0);
  });

  // Not so yet: a start writes over what headers wrote.
  it('headers before their start are not forgotten', async () => {
    await tell(1, 'headers', { status: 200, address: ADDRESS });
    await tell(0, 'start');
    await world.goTo(30);
    expect(outcomes()).toEqual(['headers_only']);
  });

  it('an end without a start, after a restart, is kept', async () => {
    await tell(1, 'end', { status: 200, address: ADDRESS });
    expect(outcomes()).toEqual(['success']);
  });
});

describe('a chain of redirects', () => {
  const to = (host: string, path = '/', query = '') => ({ host, path, query });

  it('is followed hop by hop', async () => {
    await tell(0, 'start', { url: 'http://nordvpn.com' });
    await tell(1, 'redirect', {
      url: 'http://nordvpn.com',
      status: 301,
      address: ADDRESS,
      to: to('nordvpn.com'),
    });
    await tell(1, 'start');
    await tell(2, 'redirect', { status: 302, address: ADDRESS, to: to('www.nordvpn.com') });
    await tell(2, 'start', { url: 'https://www.nordvpn.com' });
    await tell(3, 'end', { url: 'https://www.nordvpn.com', status: 200, address: ADDRESS });
    expect(world.kept.map((o) => [o.scheme, o.host, o.outcome, o.status])).toEqual([
      ['https', 'nordvpn.com', 'success', 302],
      ['https', 'www.nordvpn.com', 'success', 200],
    ]);
    await world.goTo(600);
    expect(world.kept).toHaveLength(2);
  });

  it('that leads to a block page is kept with its name', async () => {
    await tell(0, 'start', { url: 'http://nordvpn.com' });
    await tell(1, 'redirect', {
      url: 'http://nordvpn.com',
      status: 302,
      address: ADDRESS,
      to: to('warning.rt.ru', '/', '?id=17&st=0'),
    });
    expect(world.kept).toMatchObject([
      { outcome: 'redirect', redirectHost: 'warning.rt.ru', fingerprint: 'ru-warning-rt' },
    ]);
    expect(JSON.stringify(world.kept)).not.toContain('id=17');
  });

  it('inside the browser (HSTS) came from nowhere', async () => {
    await tell(0, 'start', { url: 'http://nordvpn.com' });
    await tell(0, 'redirect', { url: 'http://nordvpn.com', status: 307, to: to('nordvpn.com') });
    expect(world.kept).toEqual([]);
    await tell(0, 'start');
    await world.goTo(13);
    expect(world.kept).toMatchObject([{ scheme: 'https', outcome: 'stall' }]);
  });

  // Not so yet: the second hop has the key of the first, which has ended, and its observation the same id.
  it('on the same host is followed too: a page that freezes after it is seen', async () => {
    await tell(0, 'start');
    await tell(1, 'redirect', { status: 302, address: ADDRESS, to: to('nordvpn.com', '/ru/') });
    await tell(1, 'start');
    await tell(2, 'headers', { status: 200, address: ADDRESS });
    await world.goTo(30);
    expect(outcomes()).toEqual(['success', 'headers_only']);
  });

  it('on the same host is followed too: one that fails after it is seen', async () => {
    await tell(0, 'start');
    await tell(1, 'redirect', { status: 302, address: ADDRESS, to: to('nordvpn.com', '/ru/') });
    await tell(1, 'start');
    await tell(2, 'error', { error: 'net::ERR_CONNECTION_RESET' });
    expect(outcomes()).toEqual(['success', 'failure']);
  });
});
