// What a measurement says, and the few sums behind it. Everything timed is compared within one run, in rounds that take turns, because
// machines differ and neighbours come and go; only sizes stand alone.

/** One line of the result. `ok` is absent for what is only told, or could not be measured here. */
export interface Row {
  readonly name: string;
  readonly measured: string;
  readonly budget: string;
  readonly ok?: boolean;
}

/** The middle value; the mean of the two middle ones when there is none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Value below which `part` (0–1) of the values lie, interpolated. NaN for no values. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** `list` beginning at another place each round, so that nobody is always first. */
export function turned<T>(list: readonly T[], round: number): readonly T[] {
  const first = round % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}

/** Prints the table; true when nothing is over. */
export function printTable(rows: readonly Row[]): boolean {
  const head: Row = { name: 'what', measured: 'measured', budget: 'budget' };
  const width = (of: (row: Row) => string) => Math.max(...[head, ...rows].map((row) => of(row).length));
  const widths = [width((r) => r.name), width((r) => r.measured), width((r) => r.budget)] as const;
  const line = (row: Row, end: string) =>
    console.log(
      `${row.name.padEnd(widths[0])}  ${row.measured.padEnd(widths[1])}  ${row.budget.padEnd(widths[2])}  ${end}`.trimEnd(),
    );
  line(head, '');
  for (const row of rows) line(row, row.ok === undefined ? '' : row.ok ? 'ok' : 'OVER');
  return rows.every((row) => row.ok !== false);
}
