// The timeline's rows: what a half hour says after several verdicts, and what a later version's letters are worth.
import { describe, expect, it } from 'vitest';
import { type DayRow, dayOf, isWorse, SLOT_MS, SLOTS, slotsOf, withVerdict } from '../../../src/judge/day.ts';
import { METHODS, STATES } from '../../../src/judge/verdict.ts';
import { NOW, verdict } from '../store.contract.ts';

const slot = Math.floor((NOW % 86_400_000) / SLOT_MS);
const at = (row: DayRow | undefined) => row && slotsOf(row)[slot];

describe('a half hour', () => {
  it.each(STATES.filter((state) => state !== 'unknown'))('says %s with every method', (state) => {
    for (const method of METHODS)
      expect(at(withVerdict(undefined, verdict('telegram', { state, method })))).toEqual({ state, method });
  });

  it('keeps the worse of two, whichever came first', () => {
    const bad = withVerdict(undefined, verdict('telegram', { state: 'blocked', method: 'dns' }));
    expect(withVerdict(bad, verdict('telegram'))).toBeUndefined();
    const good = withVerdict(undefined, verdict('telegram'));
    const state = 'likely_blocked';
    expect(at(withVerdict(good, verdict('telegram', { state })))).toEqual({ state });
  });

  it('an unexplained failure is less than an answer', () => {
    expect(isWorse('unclear', 'ok')).toBe(false);
    expect(isWorse('down', 'ok')).toBe(true);
  });

  it('is written once for the same finding', () => {
    const once = withVerdict(undefined, verdict('telegram'));
    expect(withVerdict(once, verdict('telegram', { lastSeenAtMs: NOW + 1 }))).toBeUndefined();
  });

  it('of midnight belongs to the day that begins', () => {
    const midnight = dayOf(NOW) * 86_400_000;
    const row = withVerdict(undefined, verdict('telegram', { lastSeenAtMs: midnight }));
    expect(row?.day).toBe(dayOf(NOW));
    expect(row && slotsOf(row).findIndex(Boolean)).toBe(0);
    const before = withVerdict(undefined, verdict('telegram', { lastSeenAtMs: midnight - 1 }));
    expect(before?.day).toBe(dayOf(NOW) - 1);
    expect(before && slotsOf(before).findIndex(Boolean)).toBe(SLOTS - 1);
  });

  it('with a letter nobody knows is a half hour without a finding', () => {
    const row = withVerdict(undefined, verdict('telegram')) as DayRow;
    expect(slotsOf({ ...row, states: 'q'.repeat(SLOTS) }).some(Boolean)).toBe(false);
    expect(slotsOf({ ...row, methods: 'q'.repeat(SLOTS) })[slot]).toEqual({ state: 'ok' });
  });
});
