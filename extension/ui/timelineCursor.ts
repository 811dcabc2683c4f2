// Where the cursor of the timeline goes with a key, and which cell is under a pointer. A cell is kept by its service and time, so that it stays the
// same one when rows change places.
import type { Timeline } from '../../src/view/timeline.ts';

export interface CellAt {
  readonly service: string;
  readonly fromMs: number;
}

export interface CellIndex {
  readonly row: number;
  readonly column: number;
}

const PAGE_ROWS = 10;

/** The cell that a key leads to; undefined for keys that mean nothing here. */
export function moved(
  key: string,
  from: CellIndex,
  { buckets, rows }: Timeline,
  rtl: boolean,
): CellIndex | undefined {
  const later = rtl ? 'ArrowLeft' : 'ArrowRight';
  const earlier = rtl ? 'ArrowRight' : 'ArrowLeft';
  const last = { row: rows.length - 1, column: buckets.length - 1 };
  const within = (row: number, column: number) => ({
    row: Math.min(Math.max(row, 0), last.row),
    column: Math.min(Math.max(column, 0), last.column),
  });
  switch (key) {
    case 'ArrowUp':
      return within(from.row - 1, from.column);
    case 'ArrowDown':
      return within(from.row + 1, from.column);
    case later:
      return within(from.row, from.column + 1);
    case earlier:
      return within(from.row, from.column - 1);
    case 'Home':
      return within(from.row, 0);
    case 'End':
      return within(from.row, last.column);
    case 'PageUp':
      return within(from.row - PAGE_ROWS, from.column);
    case 'PageDown':
      return within(from.row + PAGE_ROWS, from.column);
    default:
      return undefined;
  }
}

/** Where a kept cell is now; undefined when it is gone. */
export function indexOf(at: CellAt | undefined, { buckets, rows }: Timeline): CellIndex | undefined {
  if (at === undefined) return undefined;
  const row = rows.findIndex(({ service }) => service === at.service);
  const column = buckets.findIndex(({ fromMs, toMs }) => fromMs <= at.fromMs && at.fromMs < toMs);
  return row < 0 || column < 0 ? undefined : { row, column };
}

/** The cell there, to be kept. */
export function cellAt(index: CellIndex | undefined, { buckets, rows }: Timeline): CellAt | undefined {
  const service = index && rows[index.row]?.service;
  const fromMs = index && buckets[index.column]?.fromMs;
  return service === undefined || fromMs === undefined ? undefined : { service, fromMs };
}

/** The column under a pointer over cells that stand from `left` over `width`. */
export function columnUnder(
  clientX: number,
  { left, width }: { readonly left: number; readonly width: number },
  columns: number,
  rtl: boolean,
): number {
  const along = (clientX - left) / width;
  const column = Math.floor((rtl ? 1 - along : along) * columns);
  return Math.min(Math.max(column, 0), columns - 1);
}

/** So many columns of all, as a length in CSS. */
export function partOf(columns: number, all: number): string {
  return `${(100 * columns) / all}%`;
}
