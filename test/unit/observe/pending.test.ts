// How the end of a request, or its silence, becomes an observation.
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { type Observation, ObservationSchema, REQUEST_KINDS } from '../../../src/observe/observation.ts';
import {
  canStall,
  failed,
  headersOnly,
  type PendingRequest,
  redirected,
  stalled,
  stallLimitMs,
  succeeded,
} from '../../../src/observe/pending.ts';

const START = 1_790_000_000_000;
const atSecond = (second: number) => START + second * 1000;
const PENDING: PendingRequest = {
  requestId: '42',
  session: 'a1b2',
  service: 'nordvpn',
  endpoint: 'nordvpn.com',
  scheme: 'https',
  host: 'www.nordvpn.com',
  port: 443,
  kind: 'main_frame',
  startedAtMs: START,
  network: 'net-1',
  controls: true,
  confirm: true,
};
const WITH_HEADERS: PendingRequest = {
  ...PENDING,
  headersAtMs: atSecond(1),
  status: 200,
  address: '203.0.114.9',
};
const PROXIED: PendingRequest = { ...PENDING, proxied: true };
const GAVE_UP = { confounder: 'gave_up_early' } as const;
const RESET = { failure: 'connection_reset', stage: 'tls' } as const;

function valid(o: Observation | undefined): Observation {
  expect(v.parse(ObservationSchema, o)).toEqual(o);
  return o as Observation;
}

describe('given up by the person', () => {
  it.each<[string, PendingRequest, number, Partial<Observation> | undefined]>([
    ['after 5 s of silence: nothing', PENDING, 5, undefined],
    ['after 9.999 s of silence: nothing', PENDING, 9.999, undefined],
    [
      'after 10 s of silence: a stall',
      PENDING,
      10,
      { outcome: 'stall', failure: 'generic_timeout_error', stage: 'unknown' },
    ],
    ['after 11 s of silence: a stall', PENDING, 11, { outcome: 'stall' }],
    ['after 11 s, an image or the like: nothing', { ...PENDING, kind: 'xmlhttprequest' }, 11, undefined],
    [
      'after 11 s, a WebSocket that never opened: a stall',
      { ...PENDING, kind: 'websocket' },
      11,
      { outcome: 'stall' },
    ],
    [
      'a WebSocket that was open for an hour: nothing',
      { ...WITH_HEADERS, kind: 'websocket' },
      3_600,
      undefined,
    ],
    ['5 s after the headers: nothing', WITH_HEADERS, 6, undefined],
    [
      '10 s after the headers: headers only',
      WITH_HEADERS,
      11,
      { outcome: 'headers_only', stage: 'body', status: 200, address: '203.0.114.9' },
    ],
    ['10 s after the headers of a script: nothing', { ...WITH_HEADERS, kind: 'script' }, 11, undefined],
  ])('%s', (_, pending, second, expected) => {
    const o = failed(pending, GAVE_UP, { atMs: atSecond(second) });
    if (expected) expect(valid(o)).toMatchObject({ ...expected, atMs: atSecond(second) });
    else expect(o).toBeUndefined();
  });
});

describe('an error', () => {
  it('keeps failure, stage, detail and peer', () => {
    const o = valid(
      failed(
        PENDING,
        { ...RESET, detail: 'foreign_bytes' as const },
        { atMs: atSecond(1), address: '203.0.114.9' },
      ),
    );
    expect(o).toEqual({
      version: 1,
      id: `a1b2:42:${START.toString(36)}:https:www.nordvpn.com`,
      startedAtMs: START,
      atMs: atSecond(1),
      source: 'watch',
      network: 'net-1',
      target: 'nordvpn',
      endpoint: 'nordvpn.com',
      scheme: 'https',
      host: 'www.nordvpn.com',
      port: 443,
      kind: 'main_frame',
      outcome: 'failure',
      failure: 'connection_reset',
      stage: 'tls',
      detail: 'foreign_bytes',
      address: '203.0.114.9',
    });
  });
  it('after the headers is one of the body', () => {
    expect(failed(WITH_HEADERS, RESET, { atMs: atSecond(3) })).toMatchObject({
      outcome: 'failure',
      stage: 'body',
    });
  });
  it('that says nothing about the network is kept as that', () => {
    const o = valid(failed(PENDING, { confounder: 'offline' }, { atMs: atSecond(1) }));
    expect(o).toMatchObject({ outcome: 'confounded', confounder: 'offline' });
    expect(o.failure).toBeUndefined();
  });
  it('never ends before its start, whatever the clock did', () => {
    expect(failed(PENDING, RESET, { atMs: START - 5_000 })?.atMs).toBe(START);
  });
});

describe('a redirect', () => {
  const facts = { atMs: atSecond(1), status: 302, address: '203.0.114.9' };
  it('inside the service over TLS is an answer', () => {
    expect(valid(redirected(PENDING, { host: 'nordvpn.com', inside: true }, facts))).toMatchObject({
      outcome: 'success',
      status: 302,
    });
  });
  it('inside the service over http is nothing', () => {
    expect(
      redirected({ ...PENDING, scheme: 'http' }, { host: 'nordvpn.com', inside: true }, facts),
    ).toBeUndefined();
  });
  it('outside is kept with the host and nothing more', () => {
    expect(valid(redirected(PENDING, { host: 'parked.example', inside: false }, facts))).toMatchObject({
      outcome: 'redirect',
      redirectHost: 'parked.example',
    });
  });
  it('to a block page is kept with its fingerprint, even when it is inside', () => {
    for (const inside of [true, false]) {
      expect(
        valid(redirected(PENDING, { host: 'warning.rt.ru', inside, fingerprint: 'ru-warning-rt' }, facts)),
      ).toMatchObject({
        outcome: 'redirect',
        fingerprint: 'ru-warning-rt',
      });
    }
  });
  it.each(['=cmd()', 'a b', 'ÜBER.example', '', `${'a'.repeat(254)}`])(
    'to the hostile host %j is kept without it',
    (host) => {
      expect(valid(redirected(PENDING, { host, inside: false }, facts)).redirectHost).toBeUndefined();
    },
  );
  it('through a proxy says nothing', () => {
    expect(valid(redirected(PROXIED, { host: 'parked.example', inside: false }, facts))).toMatchObject({
      outcome: 'confounded',
      confounder: 'proxied',
    });
  });
});

describe('other ends', () => {
  it('a success keeps status, peer and what the headers say', () => {
    expect(
      valid(
        succeeded(PENDING, {
          atMs: atSecond(1),
          status: 451,
          address: '203.0.114.9',
          blockedBy: true,
          challenge: true,
        }),
      ),
    ).toMatchObject({
      outcome: 'success',
      status: 451,
      blockedBy: true,
      challenge: true,
    });
  });
  it('what the headers do not say is absent, not false', () => {
    const o = valid(succeeded(PENDING, { atMs: atSecond(1), blockedBy: false, challenge: false }));
    expect(Object.keys(o)).not.toEqual(expect.arrayContaining(['blockedBy']));
    expect(Object.keys(o)).not.toEqual(expect.arrayContaining(['challenge']));
  });
  it('a proxied request says nothing, however it ends', () => {
    const facts = { atMs: atSecond(20) };
    for (const o of [
      stalled(PROXIED, atSecond(20)),
      failed(PROXIED, RESET, facts),
      failed(PROXIED, GAVE_UP, facts),
      succeeded(PROXIED, facts),
    ]) {
      expect(valid(o)).toMatchObject({ outcome: 'confounded', confounder: 'proxied' });
    }
  });
  it('headers without an end keep what the headers said', () => {
    expect(valid(headersOnly(WITH_HEADERS, atSecond(13)))).toMatchObject({
      outcome: 'headers_only',
      stage: 'body',
      status: 200,
    });
  });
});

describe('an id', () => {
  it('is the same for the stall and the error of one request, and another for its next hop', () => {
    const id = stalled(PENDING, atSecond(12)).id;
    expect(failed(PENDING, RESET, { atMs: atSecond(90) })?.id).toBe(id);
    expect(stalled({ ...PENDING, scheme: 'http' }, atSecond(12)).id).not.toBe(id);
    expect(stalled({ ...PENDING, host: 'nordvpn.com' }, atSecond(12)).id).not.toBe(id);
    expect(stalled({ ...PENDING, session: 'c3d4' }, atSecond(12)).id).not.toBe(id);
  });
  it('fits the schema for the longest and strangest host', () => {
    valid(
      stalled(
        { ...PENDING, requestId: '9'.repeat(40), host: `${'a'.repeat(240)}.nordvpn.com` },
        atSecond(12),
      ),
    );
    valid(stalled({ ...PENDING, host: '[2001:db8::1]' }, atSecond(12)));
  });
});

describe('silence', () => {
  it.each([
    [undefined, 12_000],
    [0, 12_000],
    [1_999, 12_000],
    [3_000, 18_000],
    [60_000, 60_000],
  ])('with controls that take %s ms may last %i ms', (controlMs, limitMs) => {
    expect(stallLimitMs(controlMs)).toBe(limitMs);
  });
  it('means something for documents, scripts, stylesheets and WebSockets only', () => {
    expect(REQUEST_KINDS.filter(canStall)).toEqual([
      'main_frame',
      'sub_frame',
      'script',
      'stylesheet',
      'websocket',
    ]);
  });
});
