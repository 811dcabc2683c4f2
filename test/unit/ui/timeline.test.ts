// The timeline's picture: where keys and pointers lead in it, from right to left too, and that no two states look alike.
import { describe, expect, it } from 'vitest';
import english from '../../../extension/_locales/en/messages.json';
import { createText } from '../../../extension/ui/text.ts';
import { cellAt, columnUnder, indexOf, moved } from '../../../extension/ui/timelineCursor.ts';
import { MARKED, MARKS, marksOf } from '../../../extension/ui/timelineMarks.ts';
import { ticksOf, timeOf } from '../../../extension/ui/timelineTimes.ts';
import { STATES } from '../../../src/judge/verdict.ts';
import { bucketsOf } from '../../../src/view/buckets.ts';
import type { Timeline } from '../../../src/view/timeline.ts';
import { messagesOf } from '../../browser/messages.ts';

const NOW_MS = Date.UTC(2026, 10, 24, 12, 10);
const offsetMinutes = (atMs: number) => -new Date(atMs).getTimezoneOffset();
const buckets = bucketsOf('hour', 48, NOW_MS, offsetMinutes);
const grid: Timeline = {
  buckets,
  rows: Array.from({ length: 25 }, (_, i) => ({ service: `s${i}`, state: 'ok', cells: [] })),
};
const t = createText(messagesOf(english), 'en');

describe('a key', () => {
  const at = { row: 5, column: 20 };

  it.each([
    ['ArrowUp', 4, 20],
    ['ArrowDown', 6, 20],
    ['ArrowLeft', 5, 19],
    ['ArrowRight', 5, 21],
    ['Home', 5, 0],
    ['End', 5, 47],
    ['PageUp', 0, 20],
    ['PageDown', 15, 20],
  ])('%s leads to row %i, column %i', (key, row, column) => {
    expect(moved(key, at, grid, false)).toEqual({ row, column });
  });

  it('to the left is later where people read from right to left', () => {
    expect(moved('ArrowLeft', at, grid, true)).toEqual({ row: 5, column: 21 });
    expect(moved('ArrowRight', at, grid, true)).toEqual({ row: 5, column: 19 });
    expect(moved('End', at, grid, true)).toEqual({ row: 5, column: 47 });
  });

  it('stays inside at the edges', () => {
    const last = { row: 24, column: 47 };
    for (const key of ['ArrowDown', 'ArrowRight', 'PageDown', 'End'])
      expect(moved(key, last, grid, false)).toEqual(last);
    const first = { row: 0, column: 0 };
    for (const key of ['ArrowUp', 'ArrowLeft', 'PageUp', 'Home'])
      expect(moved(key, first, grid, false)).toEqual(first);
  });

  it('that means nothing here is left to the browser', () => {
    for (const key of ['Tab', 'Enter', 'a', ' ']) expect(moved(key, at, grid, false)).toBeUndefined();
  });
});

describe('a chosen cell', () => {
  const kept = cellAt({ row: 3, column: 40 }, grid);

  it('stays the same one when rows change places and an hour has passed', () => {
    const later: Timeline = {
      buckets: bucketsOf('hour', 48, NOW_MS + 3_600_000, offsetMinutes),
      rows: grid.rows.toReversed(),
    };
    expect(indexOf(kept, grid)).toEqual({ row: 3, column: 40 });
    expect(indexOf(kept, later)).toEqual({ row: 21, column: 39 });
  });

  it('is the day of that hour when days are shown', () => {
    const days = bucketsOf('day', 30, NOW_MS, offsetMinutes);
    const index = indexOf(kept, { ...grid, buckets: days });
    expect(days[index?.column ?? -1]?.fromMs).toBeLessThanOrEqual(kept?.fromMs ?? 0);
    expect(index?.column).toBeGreaterThan(27);
  });

  it('is none when its service or time is gone', () => {
    expect(indexOf(kept, { ...grid, rows: [] })).toBeUndefined();
    expect(indexOf({ service: 's3', fromMs: 0 }, grid)).toBeUndefined();
    expect(indexOf(undefined, grid)).toBeUndefined();
    expect(cellAt({ row: 99, column: 0 }, grid)).toBeUndefined();
  });
});

describe('a pointer', () => {
  const box = { left: 100, width: 480 };

  it('is over the column under it', () => {
    expect(columnUnder(100, box, 48, false)).toBe(0);
    expect(columnUnder(125, box, 48, false)).toBe(2);
    expect(columnUnder(579, box, 48, false)).toBe(47);
    expect(columnUnder(125, box, 48, true)).toBe(45);
  });

  it('at the very edge is not outside', () => {
    expect(columnUnder(580, box, 48, false)).toBe(47);
    expect(columnUnder(580, box, 48, true)).toBe(0);
    expect(columnUnder(99.6, box, 48, false)).toBe(0);
  });
});

describe('the marks', () => {
  it('are there for every state that can be seen, each of its own shape', () => {
    expect([...MARKED].sort()).toEqual(STATES.filter((state) => state !== 'unknown').sort());
    expect(new Set(MARKED.map((state) => MARKS[state](0))).size).toBe(MARKED.length);
  });

  it('are drawn in the columns of their state and nowhere else', () => {
    const cells = [{ state: 'ok' }, undefined, { state: 'blocked' }, { state: 'ok' }] as const;
    expect(marksOf('ok', cells)).toBe(MARKS.ok(0) + MARKS.ok(3));
    expect(marksOf('blocked', cells)).toBe(MARKS.blocked(2));
    expect(marksOf('slow', cells)).toBe('');
  });
});

describe('the labels', () => {
  it('have room for themselves', () => {
    for (const zoom of ['hour', 'day', 'week'] as const) {
      const count = { hour: 48, day: 90, week: 13 }[zoom];
      const columns = ticksOf(zoom, bucketsOf(zoom, count, NOW_MS, offsetMinutes), t).map(
        ({ column }) => column,
      );
      expect(columns.length).toBeGreaterThan(2);
      for (const [i, column] of columns.entries())
        expect((columns[i + 1] ?? count) - column).toBeGreaterThanOrEqual(zoom === 'week' ? 3 : 6);
    }
  });

  it('of hours say the day at midnight', () => {
    // In Kathmandu the stored half hours begin a quarter past.
    for (const { column, label } of ticksOf('hour', buckets, t)) {
      const hours = new Date(buckets[column]?.fromMs ?? 0).getHours();
      expect(label).toMatch(hours === 0 ? /Nov/ : /^12:(?:00|15)$/);
    }
  });

  it('of a week name its first and its last day', () => {
    const [week] = bucketsOf('week', 1, NOW_MS, offsetMinutes);
    expect(week && timeOf('week', week, t)).toMatch(/Nov 18\D+24, 2026/);
  });
});
