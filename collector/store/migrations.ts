// The tables, step by step. A step that was released is never changed; the next one is added below it.
import type { Database } from './database.ts';

interface Migration {
  readonly number: number;
  readonly statements: readonly string[];
}

export const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    statements: [
      // Columns are named as the fields of a report; `received_day` is when it came, to the day.
      `create table reports (
        report_id uuid primary key,
        received_day date not null,
        schema_version smallint not null,
        day date not null,
        country text not null,
        asn bigint not null,
        target text not null,
        list_version smallint not null,
        verdict text not null,
        stage text not null,
        failure text not null,
        rule text not null,
        rules_version smallint not null,
        control text not null,
        source text not null,
        browser text not null,
        extension_version text not null
      )`,
      'create index reports_by_day on reports (day)',
      'create index reports_by_received_day on reports (received_day)',
      // How many messages of any kind came: one row a day for each running collector, so that no two wait for each other.
      `create table intake (
        day date not null,
        instance uuid not null,
        messages bigint not null,
        primary key (day, instance)
      )`,
    ],
  },
  {
    number: 2,
    statements: [
      `create table published_weeks (
        week text primary key,
        published_day date not null
      )`,
      // Rounded counts only. Without a day and a network: all days and networks of the week that are not told apart.
      `create table cells (
        week text not null references published_weeks,
        country text not null,
        asn bigint,
        target text not null,
        day date,
        verdict text not null,
        source text not null,
        reports integer not null,
        confirmed boolean not null
      )`,
      'create index cells_by_week on cells (week, country)',
      'create index cells_by_country on cells (country, target, week)',
      'create index cells_by_target on cells (target, week)',
    ],
  },
];

/** Any number; all collectors on one database wait for each other with it. */
const LOCK = 7_272_001;

/** Brings the tables to the newest step. Several collectors may start at once. */
export async function migrate(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await tx.query('create table if not exists migrations (number integer primary key)');
    const done = await tx.query<{ number: number }>('select number from migrations');
    const newest = Math.max(0, ...done.map(({ number }) => number));
    const known = Math.max(...MIGRATIONS.map(({ number }) => number));
    if (newest > known) {
      throw new Error(
        `The database is at step ${newest}, this collector knows ${known}: start the newer collector again.`,
      );
    }
    for (const { number, statements } of MIGRATIONS.filter((m) => m.number > newest)) {
      for (const statement of statements) await tx.query(statement);
      await tx.query('insert into migrations (number) values ($1)', [number]);
    }
  });
}
