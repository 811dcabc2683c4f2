// The times of the queue as they were promised, and the other ones that builds of tests have in their place.
import { describe, expect, it } from 'vitest';
import * as shipped from '../../../src/report/times.ts';
import * as fast from '../../browser/fastTimes.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('the times of the queue', () => {
  it('are those of the specification', () => {
    expect({ ...shipped }).toEqual({
      WAIT_MIN_MS: 2 * HOUR_MS,
      WAIT_SPREAD_MS: 22 * HOUR_MS,
      SLOT_MEAN_MS: 6 * HOUR_MS,
      SLOT_GAP_MS: 30 * MINUTE_MS,
      SLOTS_DAY_MS: 24 * HOUR_MS,
      QUIET_MIN_MS: 10 * MINUTE_MS,
      QUIET_SPREAD_MS: 50 * MINUTE_MS,
      LEASE_MS: 10 * MINUTE_MS,
      BACKOFF_MS: HOUR_MS,
      BACKOFF_MAX_MS: 24 * HOUR_MS,
      ALARM_LEAST_MS: 1_000,
      ALARM_AGAIN_MS: MINUTE_MS,
    });
  });

  it('have a fast one each, and in proportion', () => {
    const { FAST_TIMES: _, ...times } = fast;
    expect(Object.keys(times).sort()).toEqual(Object.keys(shipped).sort());
    for (const [name, ms] of Object.entries(times))
      expect(ms, name).toBeLessThan((shipped as Readonly<Record<string, number>>)[name] ?? 0);
    expect(fast.SLOT_GAP_MS).toBeLessThan(fast.SLOT_MEAN_MS);
    expect(fast.BACKOFF_MS).toBeLessThan(fast.BACKOFF_MAX_MS);
  });
});
