// What a person chooses of an export before it begins.
import type { Level } from '../../src/report/redact.ts';

export const EXPORT_FORMATS = ['jsonl', 'csv', 'html', 'ooni'] as const;
export type DashboardFormat = (typeof EXPORT_FORMATS)[number];

/** Days back that can be chosen beside everything. */
export const EXPORT_DAYS = [1, 7, 30] as const;

export interface ExportChoice {
  readonly format: DashboardFormat;
  /** Catalogue id; absent: all. */
  readonly service?: string;
  /** Not older; milliseconds since 1970. Absent: all. */
  readonly sinceMs?: number;
  /** OONI's format has one of its own. */
  readonly level: Level;
  /** OONI: the person's own visits too. */
  readonly includeWatched: boolean;
}
