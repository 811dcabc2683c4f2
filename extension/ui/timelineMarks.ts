// How each state looks in the timeline: a shape of its own in a cell, so that it is told without colour. Cells are one wide and one high and are
// stretched to what room there is; lines are not (`vector-effect`), so they stay as thick as they should be.
import type { State } from '../../src/judge/verdict.ts';

type Mark = (column: number) => string;

const LEFT = 0.08;
const WIDE = 1 - 2 * LEFT;

const bar =
  (top: number): Mark =>
  (x) =>
    `M${at(x + LEFT)} ${top}h${WIDE}V1h${-WIDE}z`;
const lines =
  (...heights: readonly (readonly [from: number, to: number])[]): Mark =>
  (x) =>
    heights.map(([from, to]) => `M${at(x + LEFT)} ${from}L${at(x + 1 - LEFT)} ${to}`).join('');

/** Those of which nothing was seen have no mark. Which are filled and how thick the lines are stands in timeline.css. */
export const MARKS: Readonly<Record<Exclude<State, 'unknown'>, Mark>> = {
  blocked: bar(0),
  likely_blocked: lines([0.28, 0.04], [0.52, 0.28], [0.76, 0.52], [1, 0.76]),
  slow: bar(0.5),
  filtered: lines([0.28, 0.28], [0.72, 0.72]),
  unclear: (x) => `M${at(x + 0.16)} .1h.68v.8h-.68z`,
  down: lines([0.2, 0.8], [0.8, 0.2]),
  refused: lines([0.5, 0.5]),
  ok: (x) => `M${at(x + 0.5)} .5h.001`,
};

/** From the most to the least telling. */
export const MARKED = Object.keys(MARKS) as (keyof typeof MARKS)[];

/** All marks of one state in a row of cells; empty when it has none. */
export function marksOf(
  state: keyof typeof MARKS,
  cells: readonly ({ readonly state: State } | undefined)[],
): string {
  return cells.map((cell, column) => (cell?.state === state ? MARKS[state](column) : '')).join('');
}

/** Short, or a hundred rows would be a megabyte. */
function at(x: number): number {
  return Math.round(x * 100) / 100;
}
