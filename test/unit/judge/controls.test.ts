// What neutral sites say about the network itself.
import { describe, expect, it } from 'vitest';
import {
  controlNamesPublic,
  controlsNear,
  judgeNetwork,
  type NetworkRow,
  updateNetwork,
} from '../../../src/judge/controls.ts';
import type { Observation } from '../../../src/observe/observation.ts';
import {
  at,
  control,
  controlNames,
  controlsFail,
  controlsOk,
  NETWORK,
  OFFLINE,
  OK,
  PROXIED,
  PUBLIC,
  RESET,
  watch,
} from './situation.ts';

const WEB = 'https://web.telegram.org';
const portal = (second: number) =>
  control(second, 'firefox', { outcome: 'confounded', confounder: 'portal' }, { scheme: 'http', port: 80 });

describe('controls around a moment', () => {
  it.each<[string, readonly Observation[], string]>([
    ['nobody was asked', [], 'missing'],
    ['one was asked and answered', [control(0, 'gstatic')], 'missing'],
    ['one was asked twice', [control(0, 'gstatic'), control(2, 'gstatic')], 'missing'],
    ['two answered', [control(0, 'gstatic'), control(1, 'wikipedia')], 'ok'],
    [
      'two of four answered',
      [control(0, 'gstatic'), control(1, 'wikipedia'), control(0, 'bing', RESET), control(0, 'pypi', RESET)],
      'ok',
    ],
    ['one of two answered', [control(0, 'gstatic'), control(1, 'wikipedia', RESET)], 'failed'],
    ['none answered', controlsFail(0), 'failed'],
    ['a watched site is no control', [control(0, 'gstatic'), watch(0, WEB, OK)], 'missing'],
    ['a minute before', controlsOk(-60.2), 'ok'],
    ['more than a minute before', controlsOk(-60.3), 'missing'],
    ['a minute after', controlsOk(59.8), 'ok'],
    ['more than a minute after', controlsOk(59.9), 'missing'],
  ])('%s', (_, observations, summary) => {
    expect(controlsNear(observations, at(0))).toBe(summary);
  });
});

describe('control names from the resolver', () => {
  it.each<[string, readonly Observation[], boolean | undefined]>([
    ['were not asked', controlsOk(0), undefined],
    ['were asked long ago', controlNames(-70, PUBLIC), undefined],
    ['are public', controlNames(0, PUBLIC), true],
    ['are public and more', controlNames(0, PUBLIC, '10.0.0.1'), false],
    ['are empty', controlNames(0), false],
    ['are from a fake-IP proxy', controlNames(0, '198.18.0.1'), false],
    [
      'are public for one of two',
      [...controlNames(0, PUBLIC).slice(0, 1), ...controlNames(0, '0.0.0.0').slice(1)],
      false,
    ],
  ])('%s', (_, observations, expected) => {
    expect(controlNamesPublic(observations, at(0))).toBe(expected);
  });
});

describe('the network is', () => {
  it.each<[string, readonly Observation[], string | undefined]>([
    ['not known when nothing was seen', [], undefined],
    ['not known from a watched site alone', [watch(0, WEB, OK)], undefined],
    ['not known from one control that answers', [control(0, 'gstatic')], undefined],
    ['online when two controls answer', [control(0, 'gstatic'), control(1, 'wikipedia')], 'online'],
    ['not judged by old controls', controlsOk(-70), undefined],
    ['offline when all controls fail', controlsFail(0), 'offline'],
    ['not offline by a single control', [control(0, 'gstatic', RESET)], undefined],
    ['offline when the browser says so', [watch(0, WEB, OFFLINE)], 'offline'],
    ['online again when controls answer after that', [watch(-5, WEB, OFFLINE), ...controlsOk(0)], 'online'],
    [
      'a portal when the portal check shows another page',
      [control(0, 'gstatic'), control(0, 'wikipedia'), portal(0)],
      'portal',
    ],
    ['a portal rather than offline', [...controlsFail(0), portal(0)], 'portal'],
    ['proxied when a request was', [...controlsOk(-5), watch(0, WEB, PROXIED)], 'proxied'],
    [
      'proxied when the portal check was, though another control answered after it',
      [{ ...portal(0), confounder: 'proxied' }, control(2, 'debian'), control(3, 'gstatic')],
      'proxied',
    ],
    [
      'proxied when a control’s peer is a fake address',
      [control(0, 'gstatic', { outcome: 'success', address: '198.19.3.1' }), control(0, 'wikipedia')],
      'proxied',
    ],
    [
      'proxied when a control’s peer is this machine',
      [control(0, 'gstatic', { outcome: 'success', address: '127.0.0.1' }), control(0, 'wikipedia')],
      'proxied',
    ],
    [
      'proxied when unrelated hosts answer from one address',
      [
        control(0, 'firefox', { outcome: 'success', address: '51.15.3.1' }),
        control(0, 'microsoft', { outcome: 'success', address: '51.15.3.1' }),
      ],
      'proxied',
    ],
    [
      'online when they answer from their own',
      [
        control(0, 'firefox', { outcome: 'success', address: '51.15.3.1' }),
        control(0, 'microsoft', { outcome: 'success', address: '51.15.3.2' }),
      ],
      'online',
    ],
    [
      'online where only plain http reaches well-known sites: somebody answers for all TLS',
      [
        control(0, 'firefox', { outcome: 'success' }, { scheme: 'http' }),
        control(0, 'microsoft', { outcome: 'success' }, { scheme: 'http' }),
        ...['debian', 'openbsd', 'apple'].map((name) =>
          control(0, name, { outcome: 'failure', failure: 'unknown_failure', stage: 'unknown' }),
        ),
      ],
      'online',
    ],
    [
      'proxied when every control name has a fake address',
      [...controlsOk(0), ...controlNames(0, '198.18.0.1')],
      'proxied',
    ],
    [
      'online when some control names have public addresses',
      [...controlsOk(0), ...controlNames(0, '198.18.0.1', PUBLIC)],
      'online',
    ],
    [
      'not proxied by fake addresses that lead nowhere',
      [...controlsFail(0), ...controlNames(0, '198.18.0.1')],
      'offline',
    ],
    [
      'badly clocked when a server is a day off',
      [control(0, 'firefox', { outcome: 'success', clockSkewHours: -24 }), control(0, 'gstatic')],
      'wrong_clock',
    ],
    [
      'online when a server is less than a day off',
      [control(0, 'firefox', { outcome: 'success', clockSkewHours: 23 }), control(0, 'gstatic')],
      'online',
    ],
  ])('%s', (_, observations, state) => {
    expect(judgeNetwork(observations, at(1.5))).toBe(state);
  });
});

describe('the row of a network', () => {
  const fresh: NetworkRow = { network: NETWORK, sinceMs: at(-10), everAnswered: [] };

  it('takes state, median time and who answered from a round', () => {
    const round = [
      control(0, 'gstatic', { outcome: 'success', tookS: 0.1 }),
      control(0, 'wikipedia', { outcome: 'success', tookS: 0.9 }),
      control(0, 'firefox', { outcome: 'success', tookS: 0.4 }),
    ];
    expect(updateNetwork(fresh, round, at(1))).toEqual({
      network: NETWORK,
      sinceMs: at(-10),
      state: 'online',
      checkedAtMs: at(1),
      controlElapsedMs: 400,
      everAnswered: ['control-gstatic', 'control-wikipedia', 'control-firefox'],
    });
  });

  it('stays as it is while nothing is heard', () => {
    const online = updateNetwork(fresh, controlsOk(0), at(1));
    expect(updateNetwork(online, [], at(500))).toEqual(online);
  });

  it('remembers at most 32 that answered', () => {
    const many = Array.from({ length: 40 }, (_, i) => control(0, `c${i}`));
    expect(updateNetwork(fresh, many, at(1)).everAnswered).toHaveLength(32);
  });

  it.each<[string, Observation | Observation[]]>([
    ['a proxy', watch(0, WEB, PROXIED)],
    ['being offline', watch(0, WEB, OFFLINE)],
    ['a portal', [portal(0), control(0, 'gstatic')]],
  ])('does not hold on to %s once a page came over the network', (_, found) => {
    const row = updateNetwork(fresh, [found].flat(), at(1));
    expect(row.state).toBeDefined();
    const later = updateNetwork(row, [watch(90, WEB, OK)], at(91));
    expect(later.state).toBeUndefined();
    expect(later.checkedAtMs).toBeUndefined();
  });

  it.each([
    ['a fake-IP proxy’s address', watch(90, WEB, { ...OK, address: '198.18.0.4' })],
    ['plain http', watch(90, 'http://web.telegram.org', OK)],
    ['another proxied request', watch(90, WEB, PROXIED)],
  ])('holds on to a proxy when all that came was %s', (_, o) => {
    const row = updateNetwork(fresh, [watch(0, WEB, PROXIED)], at(1));
    expect(updateNetwork(row, [o], at(91)).state).toBe('proxied');
  });

  it('holds on to a wrong clock: pages may well come with one', () => {
    const row = updateNetwork(
      fresh,
      [control(0, 'firefox', { outcome: 'success', clockSkewHours: 48 })],
      at(1),
    );
    expect(updateNetwork(row, [watch(90, WEB, OK)], at(91)).state).toBe('wrong_clock');
  });
});
