// What was published: written once a week and never changed, read by everybody. These tables hold rounded counts and nothing else.
import type { Cell } from '../publish/cells.ts';
import type { Connection } from './database.ts';

/** No answer is longer; ask with a narrower filter. */
export const MAX_CELLS = 50_000;

/** Which cells; what is left out does not matter. */
export interface CellFilter {
  readonly week?: string | undefined;
  readonly sinceWeek?: string | undefined;
  readonly country?: string | undefined;
  readonly asn?: number | undefined;
  readonly target?: string | undefined;
}

/** False when the week is published already, or just being published by another collector. */
export async function claimWeek(tx: Connection, week: string, day: string): Promise<boolean> {
  const claimed = await tx.query(
    'insert into published_weeks (week, published_day) values ($1, $2::date) on conflict (week) do nothing returning week',
    [week, day],
  );
  return claimed.length > 0;
}

export async function putCells(tx: Connection, cells: readonly Cell[]): Promise<void> {
  await tx.query(
    `insert into cells (week, country, asn, target, day, verdict, source, reports, confirmed)
      select week, country, asn, target, day, verdict, source, reports, confirmed
      from json_to_recordset($1::json) as given(week text, country text, asn bigint, target text, day date,
        verdict text, source text, reports integer, confirmed boolean)`,
    [JSON.stringify(cells)],
  );
}

/** Newest first. */
export async function publishedWeeks(
  db: Connection,
): Promise<readonly { readonly week: string; readonly published: string }[]> {
  return db.query('select week, published_day::text as published from published_weeks order by week desc');
}

/** In alphabetical order. */
export async function publishedCountries(db: Connection): Promise<readonly string[]> {
  const rows = await db.query<{ country: string }>('select distinct country from cells order by country');
  return rows.map(({ country }) => country);
}

/** Newest week first, then by country, target and day; at most {@link MAX_CELLS}. */
export async function cellsOf(db: Connection, filter: CellFilter): Promise<readonly Cell[]> {
  return db.query<Cell>(
    `select week, country, asn::float8 as asn, target, day::text as day, verdict, source, reports, confirmed
      from cells
      where ($1::text is null or week = $1) and ($2::text is null or week >= $2) and ($3::text is null or country = $3)
        and ($4::bigint is null or cells.asn = $4) and ($5::text is null or target = $5)
      order by week desc, country, target, cells.day nulls last, cells.asn nulls last, verdict, source
      limit ${MAX_CELLS}`,
    [
      filter.week ?? null,
      filter.sinceWeek ?? null,
      filter.country ?? null,
      filter.asn ?? null,
      filter.target ?? null,
    ],
  );
}
