// What the page makes of published cells: the worst of each target and week, without hiding what speaks against it.
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../collector/publish/cells.ts';
import { heatmap } from '../../collector/web/heatmap.ts';

const cell = (more: Partial<Cell>): Cell => ({
  week: '2026-W47',
  country: 'IR',
  asn: null,
  target: 'telegram',
  day: null,
  verdict: 'ok',
  source: 'watch',
  reports: 5,
  confirmed: true,
  ...more,
});
const squares = (...cells: readonly Cell[]) => heatmap(cells, ['2026-W47', '2026-W46'])[0]?.squares;

describe('the heatmap', () => {
  it('shows the worst, and beside it how often it works', () => {
    expect(
      squares(cell({ reports: 400 }), cell({ verdict: 'blocked', reports: 10 }), cell({ verdict: 'down' })),
    ).toEqual([{ finding: 'blocked', reports: 10, ok: 400 }, undefined]);
  });

  it('calls blocked what is confirmed, and unconfirmed what is not', () => {
    expect(squares(cell({ verdict: 'blocked', confirmed: false }))?.[0]?.finding).toBe('unconfirmed');
    expect(squares(cell({ verdict: 'likely_blocked' }))?.[0]?.finding).toBe('likely_blocked');
    for (const verdict of ['unclear', 'slow', 'filtered', 'other'])
      expect(squares(cell({ verdict }))?.[0]?.finding).toBe('trouble');
  });

  it('adds what is said of several networks, days and sources', () => {
    expect(
      squares(cell({ asn: 1, day: '2026-11-16' }), cell({ source: 'check' }), cell({ week: '2026-W46' })),
    ).toEqual([
      { finding: 'ok', reports: 10, ok: 10 },
      { finding: 'ok', reports: 5, ok: 5 },
    ]);
  });

  it('has the worst target first', () => {
    const rows = heatmap(
      [
        cell({ target: 'a' }),
        cell({ target: 'b', verdict: 'blocked' }),
        cell({ target: 'c', verdict: 'unclear' }),
      ],
      ['2026-W47'],
    );
    expect(rows.map(({ target }) => target)).toEqual(['b', 'c', 'a']);
  });
});
