// The decision table of the only code that lets the extension ask anything on its own.
import { describe, expect, it } from 'vitest';
import { allowed, type Circumstances, NETWORK_SETTLES_MS } from '../../../src/judge/trigger.ts';
import { REQUEST_KINDS } from '../../../src/observe/observation.ts';

const OPENED: Circumstances = {
  kind: 'main_frame',
  role: 'site',
  inTab: true,
  prerendered: false,
  restored: false,
  proxied: false,
  confirmEnabled: true,
};

describe('a failure', () => {
  it.each<[string, Partial<Circumstances>, controls: boolean, confirm: boolean]>([
    ['of a page the person opened', {}, true, true],
    ['with confirming switched off', { confirmEnabled: false }, true, false],
    ['of no tab', { inTab: false }, false, false],
    ['of a page loaded ahead', { prerendered: true }, false, false],
    ['of a tab restored at browser start', { restored: true }, false, false],
    ['through a proxy', { proxied: true }, false, false],
    ['right after a change of network', { networkChangedMsAgo: NETWORK_SETTLES_MS - 1 }, false, false],
    ['a while after a change of network', { networkChangedMsAgo: NETWORK_SETTLES_MS }, true, true],
    ['of a frame', { kind: 'sub_frame' }, false, false],
    ['of a script', { kind: 'script' }, false, false],
    ['of a stylesheet', { kind: 'stylesheet' }, false, false],
    ['of a page’s own question', { kind: 'xmlhttprequest' }, false, false],
    ['of anything else', { kind: 'other' }, false, false],
    ['of a WebSocket', { kind: 'websocket' }, false, false],
    ['of the web client’s WebSocket', { kind: 'websocket', role: 'data_centre_web' }, true, false],
    [
      'of the web client’s WebSocket through a proxy',
      { kind: 'websocket', role: 'data_centre_web', proxied: true },
      false,
      false,
    ],
    ['of the web client’s script', { kind: 'script', role: 'data_centre_web' }, false, false],
  ])('%s', (_, differing, controls, confirm) => {
    expect(allowed({ ...OPENED, ...differing })).toEqual({ controls, confirm });
  });

  it('confirms nothing but page loads, and never what it asks no controls for', () => {
    for (const kind of REQUEST_KINDS) {
      for (const quiet of [
        {},
        { inTab: false },
        { prerendered: true },
        { restored: true },
        { proxied: true },
      ]) {
        const decision = allowed({ ...OPENED, kind, ...quiet });
        if (decision.confirm) expect(kind).toBe('main_frame');
        if (decision.confirm) expect(decision.controls).toBe(true);
      }
    }
  });
});
