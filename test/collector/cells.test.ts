// What is published can neither show nor give away fewer than five reports: by rules that hold for any counts, and by trying every small table.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, type Count, publishableCells } from '../../collector/publish/cells.ts';
import { NETWORKS_OF } from '../../src/catalogue/networks.ts';

const WEEK = '2026-W47';
const BASE = { country: 'IR', asn: 1, target: 'telegram', day: '2026-11-16', verdict: 'ok', source: 'watch' };
const counts = (...reports: readonly number[]): Count[] =>
  reports
    .map((n, i) => ({ ...BASE, asn: i + 1, reports: n }))
    // A table has no rows of nothing.
    .filter((count) => count.reports > 0);
const shown = (cells: readonly Cell[]) => cells.map(({ asn, reports }) => [asn, reports]);

describe('cells', () => {
  it('of five reports and more are told, rounded', () => {
    expect(shown(publishableCells(WEEK, counts(5, 7, 8, 12, 13)))).toEqual([
      [1, 5],
      [2, 5],
      [3, 10],
      [4, 10],
      [5, 15],
    ]);
  });

  it('of fewer are told together, for the country and week', () => {
    const [rest] = publishableCells(WEEK, counts(3, 4));
    expect(rest).toEqual({
      week: WEEK,
      country: 'IR',
      asn: null,
      target: 'telegram',
      day: null,
      verdict: 'ok',
      source: 'watch',
      reports: 5,
      confirmed: true,
    });
  });

  it('that are too few even together are left out', () => {
    expect(publishableCells(WEEK, counts(4))).toEqual([]);
    expect(publishableCells(WEEK, counts(2, 2))).toEqual([]);
  });

  it('of which one alone would be missing are joined by the smallest other', () => {
    expect(shown(publishableCells(WEEK, counts(4, 9, 20)))).toEqual([
      [3, 20],
      [null, 15],
    ]);
    expect(shown(publishableCells(WEEK, counts(1, 2, 9, 20)))).toEqual([
      [4, 20],
      [null, 10],
    ]);
  });

  it('of another country, target, verdict or source are another group', () => {
    for (const other of [
      { country: 'RU' },
      { target: 'psiphon' },
      { verdict: 'down' },
      { source: 'check' },
    ]) {
      const two = [...counts(3), { ...BASE, ...other, asn: 2, reports: 3 }];
      expect(publishableCells(WEEK, two)).toEqual([]);
    }
  });
});

describe('"blocked"', () => {
  const blocked = (asn: number, reports: number, day = BASE.day): Count => ({
    ...BASE,
    verdict: 'blocked',
    asn,
    day,
    reports,
  });
  const confirmed = (...rows: readonly Count[]) => publishableCells(WEEK, rows).map((c) => c.confirmed);
  const [first = 0, second = 0, third = 0] = NETWORKS_OF.IR ?? [];
  const [abroad = 0] = NETWORKS_OF.RU ?? [];

  it('is confirmed by two networks', () => {
    expect(confirmed(blocked(first, 6), blocked(second, 6))).toEqual([true, true]);
    expect(confirmed(blocked(first, 60), blocked(first, 60, '2026-11-17'))).toEqual([false, false]);
  });

  it('is not confirmed by a network that is not known, is none of the country, or of which too few say so', () => {
    expect(confirmed(blocked(0, 60), blocked(first, 60))).toEqual([false, false]);
    expect(confirmed(blocked(abroad, 60), blocked(first, 60))).toEqual([false, false]);
    expect(confirmed(blocked(first, 60), blocked(second, 30), blocked(third, 4))).toEqual([true, true]);
    expect(confirmed(blocked(first, 60), blocked(second, 4))).toEqual([false]);
  });

  it('is confirmed for its own country and target only', () => {
    const [ir, ru] = publishableCells(WEEK, [
      blocked(first, 6),
      blocked(second, 6),
      { ...blocked(first, 6), country: 'RU' },
    ]).filter((c) => c.asn === first);
    expect([ir?.confirmed, ru?.confirmed]).toEqual([true, false]);
  });

  it('of no country is never confirmed', () => {
    const nowhere = [first, second].map((asn) => ({ ...blocked(asn, 60), country: 'ZZ' }));
    expect(confirmed(...nowhere)).toEqual([false, false]);
  });
});

/** Any week: few values, so that groups form. */
const table = fc
  .uniqueArray(
    fc.record({
      country: fc.constantFrom('IR', 'RU'),
      asn: fc.integer({ min: 0, max: 4 }),
      target: fc.constantFrom('telegram', 'psiphon'),
      day: fc.constantFrom('2026-11-16', '2026-11-17', '2026-11-18'),
      verdict: fc.constantFrom('ok', 'blocked'),
      source: fc.constantFrom('watch', 'check'),
      reports: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 60 })),
    }),
    { selector: ({ reports: _, ...key }) => JSON.stringify(key), maxLength: 60 },
  )
  .map((rows): readonly Count[] => rows);

const inGroup = (a: Pick<Count, 'country' | 'target' | 'verdict' | 'source'>) => (b: typeof a) =>
  a.country === b.country && a.target === b.target && a.verdict === b.verdict && a.source === b.source;

/** The counts behind each published number of one group, told from the outside: those not told alone are together, or nowhere. */
function behind(cells: readonly Cell[], group: readonly Count[]): readonly (readonly Count[])[] {
  const alone = group.filter((g) => cells.some((c) => c.asn === g.asn && c.day === g.day));
  const rest = cells.some((c) => c.asn === null) ? [group.filter((g) => !alone.includes(g))] : [];
  return [...alone.map((count) => [count]), ...rest];
}

const sum = (list: readonly Count[]) => list.reduce((all, { reports }) => all + reports, 0);

describe('whatever the counts', () => {
  it('every number stands for five reports and more, is a multiple of five, and no report is in two', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const cells = publishableCells(WEEK, rows);
        for (const group of rows) {
          const all = rows.filter(inGroup(group));
          const own = cells.filter(inGroup(group));
          const sets = behind(own, all);
          expect(sets.length).toBe(own.length);
          for (const set of sets) expect(sum(set)).toBeGreaterThanOrEqual(5);
          const counted = sets.flat();
          expect(new Set(counted).size).toBe(counted.length);
        }
        for (const { reports } of cells) {
          expect(reports % 5).toBe(0);
          expect(reports).toBeGreaterThanOrEqual(5);
        }
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it('a small count is never the only one that is not told', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const cells = publishableCells(WEEK, rows);
        for (const small of rows.filter(({ reports }) => reports < 5)) {
          const all = rows.filter(inGroup(small));
          const own = cells.filter(inGroup(small));
          const alone = all.filter((g) => own.some((c) => c.asn === g.asn && c.day === g.day));
          expect(alone).not.toContain(small);
          if (alone.length > 0) expect(all.length - alone.length).toBeGreaterThanOrEqual(2);
        }
      }),
      { seed: 2, numRuns: 1000 },
    );
  });

  it('the order of the rows does not matter', () => {
    const key = (cell: Cell) => JSON.stringify(cell);
    fc.assert(
      fc.property(table, (rows) => {
        // Of two equally small ones either may join: compare where sizes differ.
        const distinct = rows.map((row, i) => ({ ...row, reports: i + 1 }));
        const turned = publishableCells(WEEK, [...distinct].reverse());
        expect(turned.map(key).sort()).toEqual(publishableCells(WEEK, distinct).map(key).sort());
      }),
      { seed: 3 },
    );
  });

  it('no small count can be found out: every table of three networks that looks the same leaves it open', () => {
    const MOST = 12;
    const looks = new Map<string, number[][]>();
    for (let a = 0; a <= MOST; a++)
      for (let b = 0; b <= MOST; b++)
        for (let c = 0; c <= MOST; c++) {
          const look = JSON.stringify(shown(publishableCells(WEEK, counts(a, b, c))).sort());
          looks.set(look, [...(looks.get(look) ?? []), [a, b, c]]);
        }
    for (const [look, tables] of looks) {
      for (const place of [0, 1, 2]) {
        const values = new Set(tables.map((t) => t[place] as number));
        const small = [...values].filter((value) => value > 0 && value < 5);
        if (small.length > 0) expect(values.size, `${look} at ${place}`).toBeGreaterThanOrEqual(3);
      }
    }
  });
});
