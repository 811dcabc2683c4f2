// Reports in the database: kept once each, counted for publication, deleted when they are no longer needed.
import type { WireReport } from '../../src/report/wire.ts';
import type { Count } from '../publish/cells.ts';
import type { Connection, Database } from './database.ts';

/**
 * Days that a report is kept after it came. An id must be known for as long as its report may be sent again, which is well under 30 days, and
 * its week is published by then.
 */
export const KEPT_DAYS = 40;

const COLUMNS = {
  report_id: 'uuid',
  schema_version: 'smallint',
  day: 'date',
  country: 'text',
  asn: 'bigint',
  target: 'text',
  list_version: 'smallint',
  verdict: 'text',
  stage: 'text',
  failure: 'text',
  rule: 'text',
  rules_version: 'smallint',
  control: 'text',
  source: 'text',
  browser: 'text',
  extension_version: 'text',
} as const satisfies Record<keyof WireReport, string>;
const NAMES = Object.keys(COLUMNS).join(', ');
const TYPED = Object.entries(COLUMNS)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ');

const INSERT = `insert into reports (received_day, ${NAMES})
  select $2::date, ${NAMES} from json_to_recordset($1::json) as given(${TYPED})
  on conflict (report_id) do nothing
  returning replace(report_id::text, '-', '') as id`;

const COUNT_MESSAGES = `insert into intake (day, instance, messages) values ($1::date, $2::uuid, $3::bigint)
  on conflict (day, instance) do update set messages = intake.messages + excluded.messages`;

/**
 * Commits a batch and returns the ids that were not there before. Also without reports something is written: see `ingest/intake.ts`. In the order of
 * ids, so that two collectors with the same ones do not wait for each other; of two with one id the first comes first.
 */
export async function commitBatch(
  db: Database,
  reports: readonly WireReport[],
  messages: number,
  when: { readonly day: string; readonly instance: string },
): Promise<ReadonlySet<string>> {
  const ordered = reports.toSorted((a, b) =>
    a.report_id < b.report_id ? -1 : Number(a.report_id > b.report_id),
  );
  return db.transaction(async (tx) => {
    const fresh = await tx.query<{ id: string }>(INSERT, [JSON.stringify(ordered), when.day]);
    await tx.query(COUNT_MESSAGES, [when.day, when.instance, messages]);
    return new Set(fresh.map(({ id }) => id));
  });
}

/** How many reports say the same, of the seven days from `monday` on. */
export async function countsFrom(db: Connection, monday: string): Promise<readonly Count[]> {
  return db.query<Count>(
    `select country, asn::float8 as asn, target, day::text as day, verdict, source, count(*)::int as reports
      from reports where day >= $1::date and day < $1::date + 7
      group by country, reports.asn, target, reports.day, verdict, source`,
    [monday],
  );
}

/** Undefined when there is no report. */
export async function oldestDay(db: Connection): Promise<string | undefined> {
  const [row] = await db.query<{ day: string | null }>('select min(day)::text as day from reports');
  return row?.day ?? undefined;
}

/** Deletes what came more than {@link KEPT_DAYS} days before `today`; returns how many reports that were. */
export async function deleteOld(db: Connection, today: string): Promise<number> {
  await db.query('delete from intake where day < $1::date - $2::int', [today, KEPT_DAYS]);
  const [row] = await db.query<{ reports: number }>(
    `with gone as (delete from reports where received_day < $1::date - $2::int returning 1)
      select count(*)::int as reports from gone`,
    [today, KEPT_DAYS],
  );
  return row?.reports ?? 0;
}
