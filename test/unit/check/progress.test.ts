// How far a check is: every step once, nothing asked again that is through, and times that a person can believe.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SERVICES } from '../../../src/catalogue/index.ts';
import { planCheck } from '../../../src/check/plan.ts';
import {
  dueAtMs,
  endCheck,
  progressOf,
  REPEAT_AFTER_MS,
  settleFirst,
  settleRepeat,
  stillFirst,
  stillRepeat,
} from '../../../src/check/progress.ts';
import type { CheckRow } from '../../../src/check/row.ts';
import { checkRow, NOW } from '../store.contract.ts';

const CHOICE = { groups: ['commercial_vpn' as const], mode: 'now' as const, deep: false };
const PLAN = planCheck(SERVICES, CHOICE, 1);
const begun = (more: Partial<CheckRow> = {}) =>
  checkRow('c', { choice: CHOICE, total: PLAN.length, ...more });
const [A, B, C] = PLAN.map((item) => item.key) as [string, string, string];

describe('the first round', () => {
  it('has all that is not through', () => {
    expect(stillFirst(begun(), PLAN)).toHaveLength(PLAN.length);
    const row = settleFirst(begun(), [{ key: A, failed: false, atMs: NOW }]);
    expect(stillFirst(row, PLAN).map(({ item }) => item.key)).not.toContain(A);
  });

  it('counts what is told twice once', () => {
    const told = [{ key: A, failed: true, atMs: NOW }];
    const row = settleFirst(settleFirst(begun(), told), told);
    expect(row.done).toEqual([A]);
    expect(row.failed).toEqual([{ key: A, atMs: NOW }]);
  });
});

describe('the second round', () => {
  const row = settleFirst(begun(), [
    { key: A, failed: true, atMs: NOW },
    { key: B, failed: false, atMs: NOW },
    { key: C, failed: true, atMs: NOW + 5_000 },
  ]);

  it('has only what failed, 20 s after it did', () => {
    expect(stillRepeat(row, PLAN).map(({ item, dueAtMs: at }) => [item.key, at])).toEqual([
      [A, NOW + REPEAT_AFTER_MS],
      [C, NOW + 5_000 + REPEAT_AFTER_MS],
    ]);
    expect(stillRepeat(settleRepeat(row, [A]), PLAN).map(({ item }) => item.key)).toEqual([C]);
  });

  it('leaves out what an update took off the list', () => {
    expect(stillRepeat(row, PLAN.slice(1)).map(({ item }) => item.key)).toEqual([C]);
  });
});

describe('a quiet check', () => {
  const quiet = begun({ choice: { ...CHOICE, mode: 'quiet' }, seed: 9 });

  it('is spread over 10 to 30 minutes in order, whatever the number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seed) => {
        const times = PLAN.map((_, i) => dueAtMs({ ...quiet, seed }, i) - NOW);
        const last = Math.max(...times);
        expect(last).toBeGreaterThan(9 * 60_000);
        expect(last).toBeLessThanOrEqual(30 * 60_000 * (1 + 1 / PLAN.length));
        expect(times.every((t, i) => i < 2 || t >= (times[i - 2] as number))).toBe(true);
      }),
    );
  });

  it('says how long is left', () => {
    const left = progressOf(quiet, NOW).leftMs ?? 0;
    expect(left).toBeGreaterThan(9 * 60_000);
    expect(left).toBeLessThanOrEqual(30 * 60_000);
  });
});

describe('what is shown', () => {
  it('goes from asking over waiting to repeating', () => {
    const all = PLAN.map((item) => ({ key: item.key, failed: item.key === A, atMs: NOW + 4_000 }));
    const asked = settleFirst(begun(), all);
    expect(progressOf(begun(), NOW)).toMatchObject({
      phase: 'asking',
      done: 0,
      total: PLAN.length,
      failed: 0,
    });
    expect(progressOf(asked, NOW + 5_000)).toMatchObject({ phase: 'waiting', done: 0, total: 1, failed: 1 });
    expect(progressOf(asked, NOW + 4_000 + REPEAT_AFTER_MS)).toMatchObject({ phase: 'repeating' });
  });

  it('has no time left before there is a pace, and never less than none', () => {
    expect(progressOf(begun(), NOW + 1_000)).not.toHaveProperty('leftMs');
    const half = settleFirst(
      begun(),
      PLAN.slice(0, PLAN.length / 2).map(({ key }) => ({ key, failed: false, atMs: NOW + 3_000 })),
    );
    const left = progressOf(half, NOW + 4_000).leftMs ?? -1;
    expect(left).toBeGreaterThan(2_000);
    expect(left).toBeLessThan(8_000);
  });

  it('ends with a reason', () => {
    expect(progressOf(endCheck(begun(), 'stopped', NOW - 5, 'proxied'), NOW)).toMatchObject({
      state: 'stopped',
      why: 'proxied',
      // A clock set back meanwhile makes no check end before it began.
      endedAtMs: NOW,
    });
  });
});
