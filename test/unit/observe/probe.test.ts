// What comes of our own requests.
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { type Observation, ObservationSchema } from '../../../src/observe/observation.ts';
import { observeProbe, type ProbeResult, type ProbeTarget } from '../../../src/observe/probe.ts';

const START = 1_790_000_000_000;
const TARGET: ProbeTarget = {
  id: 'job-1:https:nordvpn.com:443',
  source: 'confirm',
  network: 'net-1',
  target: 'nordvpn',
  endpoint: 'nordvpn.com',
  scheme: 'https',
  host: 'nordvpn.com',
  port: 443,
};
const result = (more: Partial<ProbeResult> & Pick<ProbeResult, 'outcome'>): ProbeResult => ({
  startedAtMs: START,
  atMs: START + 400,
  ...more,
});

describe('a probe', () => {
  it.each<[string, ProbeResult, Partial<Observation>, absent?: keyof Observation]>([
    [
      'that was answered',
      result({ outcome: 'answered', status: 404 }),
      { outcome: 'success', status: 404 },
      'bodyBytes',
    ],
    [
      'whose body came whole',
      result({ outcome: 'answered', status: 200, bodyBytes: 900, bodyComplete: true }),
      { outcome: 'read', bodyBytes: 900, bodyComplete: true },
      'failure',
    ],
    [
      'whose body froze',
      result({ outcome: 'frozen', status: 200, bodyBytes: 16_000 }),
      {
        outcome: 'read',
        failure: 'generic_timeout_error',
        stage: 'body',
        bodyBytes: 16_000,
        bodyComplete: false,
      },
    ],
    [
      'whose body froze before the first byte',
      result({ outcome: 'frozen' }),
      { outcome: 'read', bodyBytes: 0, bodyComplete: false },
    ],
    [
      'that stayed silent',
      result({ outcome: 'silent' }),
      { outcome: 'stall', failure: 'generic_timeout_error', stage: 'unknown' },
    ],
    [
      'that failed',
      result({ outcome: 'error', said: { failure: 'connection_reset', stage: 'tls' } }),
      { outcome: 'failure', failure: 'connection_reset', stage: 'tls' },
    ],
    [
      'that failed with a detail',
      result({
        outcome: 'error',
        said: { failure: 'ssl_failed_handshake', stage: 'tls', detail: 'foreign_bytes' },
      }),
      { detail: 'foreign_bytes' },
    ],
    [
      'that failed in the body',
      result({ outcome: 'error', bodyBytes: 5, said: { failure: 'connection_reset', stage: 'tls' } }),
      { outcome: 'failure', stage: 'body', bodyBytes: 5 },
    ],
    [
      'that failed for a reason nobody told',
      result({ outcome: 'error' }),
      { outcome: 'failure', failure: 'unknown_failure', stage: 'unknown' },
    ],
    [
      'that another extension stopped',
      result({ outcome: 'error', said: { confounder: 'other_extension' } }),
      { outcome: 'confounded', confounder: 'other_extension' },
      'failure',
    ],
    [
      'that a proxy carried',
      result({ outcome: 'answered', status: 200, bodyBytes: 9, proxied: true }),
      { outcome: 'confounded', confounder: 'proxied' },
      'bodyBytes',
    ],
    [
      'sent on within the service',
      result({ outcome: 'redirected', redirectHost: 'www.nordvpn.com', redirectInside: true }),
      { outcome: 'success' },
      'redirectHost',
    ],
    [
      'sent elsewhere',
      result({ outcome: 'redirected', redirectHost: 'parked.example', redirectInside: false }),
      { outcome: 'redirect', redirectHost: 'parked.example' },
    ],
    ['sent nobody knows where', result({ outcome: 'redirected' }), { outcome: 'redirect' }, 'redirectHost'],
    [
      'sent to a hostile host',
      result({ outcome: 'redirected', redirectHost: '=cmd()' }),
      { outcome: 'redirect' },
      'redirectHost',
    ],
    [
      'sent to a block page',
      result({
        outcome: 'redirected',
        redirectHost: 'warning.rt.ru',
        redirectInside: true,
        fingerprint: 'ru-warning-rt',
      }),
      { outcome: 'redirect', fingerprint: 'ru-warning-rt' },
    ],
  ])('%s', (_, r, expected, absent) => {
    const o = observeProbe(TARGET, r);
    expect(v.parse(ObservationSchema, o)).toEqual(o);
    expect(o).toMatchObject({
      id: TARGET.id,
      source: 'confirm',
      target: 'nordvpn',
      host: 'nordvpn.com',
      kind: 'other',
      ...expected,
    });
    if (absent) expect(o).not.toHaveProperty(absent);
  });

  it('of a body says how long that took, and which known page it is', () => {
    const o = observeProbe(
      { ...TARGET, quietMs: 5 },
      result({
        outcome: 'answered',
        bodyBytes: 7,
        bodyMs: 3_000,
        bodyComplete: true,
        fingerprint: 'ir-iframe-34',
      }),
    );
    expect(o).toMatchObject({ outcome: 'read', bodyMs: 3_000, fingerprint: 'ir-iframe-34', quietMs: 5 });
  });

  it('never ends before it began', () => {
    expect(observeProbe(TARGET, result({ outcome: 'silent', atMs: START - 1 })).atMs).toBe(START);
  });
});
