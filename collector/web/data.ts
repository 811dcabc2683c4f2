// The published cells for machines: JSON that says what its numbers are, and CSV whose header does.
import type { Context } from 'hono';
import * as v from 'valibot';
import { csvLine } from '../../src/report/csv.ts';
import { WireReportSchema } from '../../src/report/wire.ts';
import { type Cell, MIN_NETWORKS, MIN_REPORTS, ROUNDED_TO } from '../publish/cells.ts';
import { LATE_DAYS } from '../publish/weekly.ts';
import type { Connection } from '../store/database.ts';
import { type CellFilter, cellsOf, MAX_CELLS, publishedWeeks } from '../store/published.ts';
import { refusal } from './refusal.ts';

/** What everybody who counts should know first. */
export const NOTES = [
  'Counts are reports, not people: one person may send many, and anybody can forge them.',
  `Each number stands for at least ${MIN_REPORTS} reports and is rounded to a multiple of ${ROUNDED_TO}. Each report is counted in at most one number.`,
  'Where asn and day are null, the number is of all networks and days of that country and week that have too few reports of their own. What is still too few is left out.',
  `Each week is published once, ${LATE_DAYS} days after its end or later, and never changed; reports that came later are not in it.`,
  `A "blocked" that is not confirmed was not reported by ${MIN_NETWORKS} known networks with ${MIN_REPORTS} reports each: treat it as unconfirmed.`,
  'Of what works (verdict "ok") about one report in twenty is sent; of failures each. "watch" is what people opened, "check" what they had checked: make no rate of the two together.',
];

const Week = v.pipe(v.string(), v.regex(/^[0-9]{4}-W[0-9]{2}$/));
const FilterSchema = v.pipe(
  v.strictObject({
    week: v.optional(Week),
    country: v.optional(WireReportSchema.entries.country),
    asn: v.optional(
      v.pipe(v.string(), v.regex(/^[0-9]{1,10}$/), v.transform(Number), WireReportSchema.entries.asn),
    ),
    target: v.optional(WireReportSchema.entries.target),
  }),
  v.check(({ week, country, target }) => (week ?? country ?? target) !== undefined),
);

const COLUMNS = [
  'week',
  'country',
  'asn',
  'target',
  'day',
  'verdict',
  'source',
  'reports_not_people',
  'label',
] as const;

/** Undefined when the query is none of ours. It must name a week, a country or a target. */
function filterOf(c: Context): CellFilter | undefined {
  const parsed = v.safeParse(FilterSchema, c.req.query());
  return parsed.success ? parsed.output : undefined;
}

export async function weeksJson(db: Connection): Promise<Response> {
  return json({ notes: NOTES, weeks: await publishedWeeks(db) });
}

export async function cellsJson(c: Context, db: Connection): Promise<Response> {
  const filter = filterOf(c);
  if (!filter) return refusal(400);
  const cells = await cellsOf(db, filter);
  return json({
    notes: NOTES,
    complete: cells.length < MAX_CELLS,
    cells: cells.map(({ confirmed, ...cell }) => ({ ...cell, label: label(confirmed) })),
  });
}

export async function cellsCsv(c: Context, db: Connection): Promise<Response> {
  const filter = filterOf(c);
  if (!filter) return refusal(400);
  const cells = await cellsOf(db, filter);
  // A table has no place to say that it is not whole.
  if (cells.length >= MAX_CELLS) return refusal(413);
  const lines = cells.map((cell) => csvLine(rowOf(cell)));
  return published([csvLine(COLUMNS), ...lines].join(''), 'text/csv; charset=utf-8; header=present');
}

function rowOf(cell: Cell): readonly string[] {
  const { week, country, asn, target, day, verdict, source, reports, confirmed } = cell;
  return [week, country, asn ?? '', target, day ?? '', verdict, source, reports, label(confirmed)].map(
    String,
  );
}

/** Empty when there is nothing to warn of. */
function label(confirmed: boolean): 'unconfirmed' | '' {
  return confirmed ? '' : 'unconfirmed';
}

function json(body: object): Response {
  return published(JSON.stringify(body), 'application/json');
}

function published(body: string, type: string): Response {
  return new Response(body, {
    headers: {
      'content-type': type,
      'cache-control': 'public, max-age=3600',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    },
  });
}
