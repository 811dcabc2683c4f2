// The text of an export in our own formats, at the level that a person chose. The full one is written while it is read; the coarse ones are short,
// and known only when all has been read.
import type { Verdict } from '../../src/judge/verdict.ts';
import type { Observation } from '../../src/observe/observation.ts';
import { csvLine } from '../../src/report/csv.ts';
import { csvCells, EXPORT_SCHEMA_VERSION, jsonLine } from '../../src/report/export.ts';
import { exportPageEnd, exportPageLine, exportPageStart } from '../../src/report/exportHtml.ts';
import { COUNT_COLUMNS, type Count, countsOf, REPORT_COLUMNS, rowsOf } from '../../src/report/redact.ts';
import { type Kept, type Origin, type Report, reportsOf } from '../../src/report/reports.ts';
import type { RowsPage } from '../../src/view/messages.ts';
import type { ExportChoice } from './exportChoice.ts';
import { writer } from './exportPages.ts';
import type { Text } from './text.ts';

/** Takes page by page what is to be exported, and gives the text for it; the rest of the text comes at the end. */
export interface LevelWriter {
  page(rows: RowsPage, first: boolean): string;
  end(): readonly string[];
}

export interface Naming {
  readonly nameOf: (service: string) => string;
  readonly t: Text;
}

export function fullWriter(
  format: 'jsonl' | 'csv' | 'html',
  origin: Origin,
  { nameOf, t }: Naming,
): LevelWriter {
  if (format !== 'html') return { page: writer(format, origin), end: () => [] };
  let empty = true;
  return {
    page({ observations, verdicts = [], mistakes = [] }, first) {
      const found = rowsOf({ observations: [], verdicts, mistakes, days: [] });
      const start = first ? exportPageStart('L2', found.slice(0, verdicts.length), nameOf, t) : '';
      const records = [...found, ...rowsOf({ observations, verdicts: [], mistakes: [], days: [] })];
      empty &&= records.length === 0;
      return start + records.map(exportPageLine).join('');
    },
    end: () => [exportPageEnd(empty, t)],
  };
}

export function coarseWriter(
  { format, level }: Pick<ExportChoice, 'format' | 'level'>,
  origin: Origin,
  days: Kept['days'],
  { nameOf, t }: Naming,
): LevelWriter {
  const observations: Observation[] = [];
  const verdicts: Verdict[] = [];
  return {
    page(rows) {
      observations.push(...rows.observations);
      verdicts.push(...(rows.verdicts ?? []));
      return '';
    },
    end() {
      const reports = reportsOf({ observations, verdicts, mistakes: [], days }, origin);
      const records: readonly (Count | Report)[] = level === 'L0' ? countsOf(reports) : reports;
      if (format === 'html') {
        const start = exportPageStart(level, records, nameOf, t);
        return [start, ...records.map(exportPageLine), exportPageEnd(records.length === 0, t)];
      }
      if (format === 'csv') {
        const columns = level === 'L0' ? COUNT_COLUMNS : REPORT_COLUMNS;
        return [csvLine(columns), ...records.map((one) => csvCells(one, columns))];
      }
      const header = { record: 'header', schema: 'reachable-export', schema_version: EXPORT_SCHEMA_VERSION };
      return [{ ...header, level }, ...records].map(jsonLine);
    },
  };
}
