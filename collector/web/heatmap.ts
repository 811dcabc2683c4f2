// From published cells to what the page shows: one square for each target and week of a country. Pure, and from nothing but published numbers.
import type { Cell } from '../publish/cells.ts';

/** From worst to best. */
export const FINDINGS = ['blocked', 'unconfirmed', 'likely_blocked', 'trouble', 'ok'] as const;
export type Finding = (typeof FINDINGS)[number];

export interface Square {
  readonly finding: Finding;
  /** Published reports that say so. */
  readonly reports: number;
  /** And those that say it works, which may be many more. */
  readonly ok: number;
}

export interface HeatmapRow {
  readonly target: string;
  /** In the order of the weeks; undefined where nothing was published. */
  readonly squares: readonly (Square | undefined)[];
}

/** Rows with the worst findings first. */
export function heatmap(cells: readonly Cell[], weeks: readonly string[]): readonly HeatmapRow[] {
  const targets = new Map<string, Cell[]>();
  for (const cell of cells) {
    const row = targets.get(cell.target);
    if (row) row.push(cell);
    else targets.set(cell.target, [cell]);
  }
  return [...targets]
    .map(([target, row]) => ({
      target,
      squares: weeks.map((week) => squareOf(row.filter((cell) => cell.week === week))),
    }))
    .sort((a, b) => badness(b) - badness(a) || (a.target < b.target ? -1 : 1));
}

/** The worst that was found, and how many reports say that. */
function squareOf(cells: readonly Cell[]): Square | undefined {
  const reportsOf = (finding: Finding) =>
    cells.reduce((sum, cell) => sum + (findingOf(cell) === finding ? cell.reports : 0), 0);
  const finding = FINDINGS.find((f) => reportsOf(f) > 0);
  return finding && { finding, reports: reportsOf(finding), ok: reportsOf('ok') };
}

function findingOf({ verdict, confirmed }: Cell): Finding {
  if (verdict === 'blocked') return confirmed ? 'blocked' : 'unconfirmed';
  if (verdict === 'ok' || verdict === 'likely_blocked') return verdict;
  return 'trouble';
}

function badness({ squares }: HeatmapRow): number {
  return squares.reduce(
    (sum, square) => sum + (square ? (FINDINGS.length - FINDINGS.indexOf(square.finding)) ** 3 : 0),
    0,
  );
}
