// How much leaves with a file: counts, what an anonymous report would say, or the rows as they are. The names that a person gave to networks are
// not even asked for, so they leave at no level.
import { dayOf } from '../judge/day.ts';
import type { Method, State } from '../judge/verdict.ts';
import { type ExportRecord, mistakeRecord, observationRecord, verdictRecord } from './export.ts';
import type { Kept, Report } from './reports.ts';

/** From least to most. */
export const LEVELS = ['L0', 'L1', 'L2'] as const;
export type Level = (typeof LEVELS)[number];
/** What is chosen unless a person chooses otherwise. */
export const USUAL_LEVEL: Level = 'L1';

/** On how many days of a week a service was found in a state. */
export interface Count {
  readonly record: 'count';
  /** ISO 8601, `2026-W48`. */
  readonly week: string;
  readonly country: string;
  readonly service: string;
  readonly state: State;
  readonly method?: Method | 'other';
  readonly days: number;
}

/** Columns of the two coarse levels, in the order of the CSV. */
export const COUNT_COLUMNS = ['record', 'week', 'country', 'service', 'state', 'method', 'days'] as const;
export const REPORT_COLUMNS = [
  'record',
  'schema_version',
  'day',
  'country',
  'asn',
  'service',
  'state',
  'method',
  'stage',
  'failure',
  'rule',
  'rules_version',
  'control',
  'source',
  'browser',
  'extension_version',
] as const;

export function countsOf(reports: readonly Report[]): Count[] {
  const counts = new Map<string, Count>();
  for (const { day, country, service, state, method } of reports) {
    const week = weekOf(dayOf(Date.parse(day)));
    const key = [week, country, service, state, method].join(' ');
    const days = (counts.get(key)?.days ?? 0) + 1;
    counts.set(key, { record: 'count', week, country, service, state, ...(method && { method }), days });
  }
  return [...counts.values()];
}

/** Verdicts, marks, then observations. A text that none of ours could be is left out. */
export function rowsOf({ observations, verdicts, mistakes }: Kept): ExportRecord[] {
  return [
    ...verdicts.map(verdictRecord),
    ...mistakes.map(mistakeRecord),
    ...observations.map(observationRecord),
  ].map(plain);
}

/** The ISO week of a day: the year is that of its Thursday. */
export function weekOf(day: number): string {
  // 1970 began on a Thursday.
  const thursday = day - ((day + 3) % 7) + 3;
  const year = new Date(thursday * 86_400_000).getUTCFullYear();
  const week = Math.floor((thursday - dayOf(Date.UTC(year, 0, 1))) / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** Without the texts that hold what no id, name of a host, address or time does: a slash, a space, a question mark. */
export function plain<Row extends object>(row: Row): Row {
  const isPlain = (value: unknown) => typeof value !== 'string' || /^[A-Za-z0-9._:|[\]+-]*$/.test(value);
  return Object.fromEntries(
    Object.entries(row)
      .map(([key, value]) => [key, Array.isArray(value) ? value.filter(isPlain) : value])
      .filter(([, value]) => isPlain(value)),
  ) as Row;
}
