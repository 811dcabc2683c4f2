// Removed, never there, or not known: the table of both stores' answers, and what stays of earlier ones.
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  judgeStore,
  nextStoreRow,
  STORE_HISTORY_MAX,
  STORE_RESULTS,
  type StoreResult,
  type StoreRow,
  StoreRowSchema,
} from '../../../src/judge/stores.ts';
import { STORE_ANSWERS } from '../../../src/observe/storeAnswer.ts';

const KEY = { app: 'telegram', store: 'apple', country: 'RU' } as const;
const T0 = 1_790_000_000_000;
const DAY = 86_400_000;

/** One look-up a day. */
function rowAfter(...results: StoreResult[]): StoreRow | undefined {
  return results.reduce<StoreRow | undefined>(
    (row, result, day) => nextStoreRow(KEY, row, result, T0 + day * DAY),
    undefined,
  );
}

describe('what two stores say together', () => {
  it.each([
    ['offered', 'offered', 'offered'],
    ['offered', 'not_offered', 'offered'],
    ['offered', 'cannot_tell', 'offered'],
    ['not_offered', 'offered', 'not_offered'],
    ['not_offered', 'not_offered', 'never_released'],
    ['not_offered', 'cannot_tell', 'cannot_tell'],
    ['cannot_tell', 'offered', 'cannot_tell'],
    ['cannot_tell', 'not_offered', 'cannot_tell'],
    ['cannot_tell', 'cannot_tell', 'cannot_tell'],
  ] as const)('here %s, there %s: %s', (here, us, result) => {
    expect(judgeStore({ here, us })).toEqual({ result });
  });

  it('an app that once was offered here and is now in neither store was not "never released"', () => {
    const before = rowAfter('offered');
    expect(judgeStore({ here: 'not_offered', us: 'not_offered', before })).toEqual({ result: 'cannot_tell' });
    const later = rowAfter('offered', 'not_offered');
    expect(judgeStore({ here: 'not_offered', us: 'not_offered', before: later })).toEqual({
      result: 'cannot_tell',
    });
  });
});

describe('what has changed', () => {
  it('is told with the earlier result and when that was seen last', () => {
    const before = rowAfter('offered', 'offered', 'cannot_tell');
    expect(judgeStore({ here: 'not_offered', us: 'offered', before })).toEqual({
      result: 'not_offered',
      changed: { from: 'offered', atMs: T0 + DAY },
    });
  });

  it('is nothing when the result is the same, unknown now, or was unknown before', () => {
    expect(judgeStore({ here: 'offered', us: 'offered', before: rowAfter('offered') })).toEqual({
      result: 'offered',
    });
    expect(judgeStore({ here: 'cannot_tell', us: 'offered', before: rowAfter('offered') })).toEqual({
      result: 'cannot_tell',
    });
    expect(judgeStore({ here: 'offered', us: 'offered', before: rowAfter('cannot_tell') })).toEqual({
      result: 'offered',
    });
  });
});

describe('the row kept', () => {
  it('begins with the first look-up', () => {
    expect(rowAfter('offered')).toEqual({
      ...KEY,
      result: 'offered',
      atMs: T0,
      lastTriedAtMs: T0,
      history: [{ result: 'offered', atMs: T0 }],
    });
    expect(rowAfter('cannot_tell')).toEqual({
      ...KEY,
      result: 'cannot_tell',
      atMs: T0,
      lastTriedAtMs: T0,
      history: [],
    });
  });

  it('remembers changes only, each by when it was seen first', () => {
    expect(rowAfter('offered', 'offered', 'not_offered', 'not_offered', 'offered')).toEqual({
      ...KEY,
      result: 'offered',
      atMs: T0 + 4 * DAY,
      lastTriedAtMs: T0 + 4 * DAY,
      history: [
        { result: 'offered', atMs: T0 },
        { result: 'not_offered', atMs: T0 + 2 * DAY },
        { result: 'offered', atMs: T0 + 4 * DAY },
      ],
    });
  });

  it('keeps what was known when a look-up fails, and says that it was tried', () => {
    const before = rowAfter('offered', 'not_offered');
    expect(rowAfter('offered', 'not_offered', 'cannot_tell')).toEqual({
      ...before,
      lastTriedAtMs: T0 + 2 * DAY,
    });
    // Back to the same after a failed one: no change.
    expect(rowAfter('offered', 'cannot_tell', 'offered')?.history).toHaveLength(1);
  });

  it('forgets the oldest changes', () => {
    const turns = Array.from({ length: 50 }, (_, i) => (i % 2 ? 'not_offered' : 'offered') as StoreResult);
    const row = rowAfter(...turns);
    expect(row?.history).toHaveLength(STORE_HISTORY_MAX);
    expect(row?.history.at(-1)).toEqual({ result: 'not_offered', atMs: T0 + 49 * DAY });
  });

  it('does not touch the row before it', () => {
    const before = rowAfter('offered');
    const copy = structuredClone(before);
    nextStoreRow(KEY, before, 'not_offered', T0 + DAY);
    expect(before).toEqual(copy);
  });

  it('has the stored shape whatever comes in whatever order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...STORE_RESULTS), fc.nat({ max: 4_000_000_000_000 })), {
          minLength: 1,
          maxLength: 60,
        }),
        (tries) => {
          const row = tries.reduce<StoreRow | undefined>(
            (kept, [result, atMs]) => nextStoreRow(KEY, kept, result, atMs),
            undefined,
          );
          expect(v.parse(StoreRowSchema, row)).toEqual(row);
          const known = tries.map(([result]) => result).filter((result) => result !== 'cannot_tell');
          expect(row?.result).toBe(known.at(-1) ?? 'cannot_tell');
          expect(row?.history.at(-1)?.result).toBe(known.at(-1));
          expect(row?.lastTriedAtMs).toBe(tries.at(-1)?.[1]);
        },
      ),
    );
  });

  it('is never judged "not offered" without the comparison store having it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...STORE_ANSWERS),
        fc.constantFrom(...STORE_ANSWERS),
        fc.array(fc.constantFrom(...STORE_RESULTS), { maxLength: 8 }),
        (here, us, earlier) => {
          const { result } = judgeStore({ here, us, before: rowAfter(...earlier) });
          if (result === 'not_offered') expect([here, us]).toEqual(['not_offered', 'offered']);
          if (result === 'never_released') expect(earlier).not.toContain('offered');
        },
      ),
    );
  });
});

describe('a broken row', () => {
  const good = rowAfter('offered');
  it.each([
    { ...good, app: 'Ü' },
    { ...good, store: 'other' },
    { ...good, country: 'ru' },
    { ...good, result: 'gone' },
    { ...good, atMs: -1 },
    { ...good, lastTriedAtMs: 1e300 },
    { ...good, history: [{ result: 'cannot_tell', atMs: 1 }] },
    { ...good, history: Array.from({ length: 21 }, () => ({ result: 'offered', atMs: 1 })) },
    null,
  ])('is refused: %#', (row) => {
    expect(v.safeParse(StoreRowSchema, row).success).toBe(false);
  });
});
