// Checks by the clock: never sooner than asked for, one after a long sleep, and over after a week.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SCHEDULE_HOURS, saferMode } from '../../../src/check/groups.ts';
import { beginSchedule, scheduleAt } from '../../../src/check/schedule.ts';
import { NOW } from '../store.contract.ts';

const HOUR_MS = 3_600_000;

it.each(SCHEDULE_HOURS)('every %i hours, more or less, and not at once', (hours) => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (random) => {
      const { nextAtMs } = beginSchedule(hours, ['mullvad'], NOW, random);
      expect(nextAtMs - NOW).toBeGreaterThanOrEqual(hours * HOUR_MS * 0.849);
      expect(nextAtMs - NOW).toBeLessThanOrEqual(hours * HOUR_MS * 1.151);
    }),
  );
});

it('a computer that slept through several is asked once', () => {
  const begun = beginSchedule(6, ['mullvad'], NOW, 0.5);
  const late = scheduleAt(begun, NOW + 40 * HOUR_MS, 0.5);
  if (late.is !== 'due') throw new Error(late.is);
  expect(scheduleAt(late.next, NOW + 40 * HOUR_MS, 0.5).is).toBe('waiting');
  expect(scheduleAt(begun, NOW + 5 * HOUR_MS, 0.5).is).toBe('waiting');
});

it('after seven days it is over, due or not', () => {
  const begun = beginSchedule(24, ['mullvad'], NOW, 0.5);
  expect(scheduleAt(begun, NOW + 7 * 24 * HOUR_MS, 0.5).is).toBe('over');
  expect(scheduleAt(begun, NOW + 7 * 24 * HOUR_MS - 1, 0.5).is).toBe('due');
});

it('slow and quiet is preselected where many such requests at once are a risk', () => {
  expect(saferMode('IR')).toBe('quiet');
  expect(saferMode('BR')).toBe('now');
  expect(saferMode(undefined)).toBe('now');
});
