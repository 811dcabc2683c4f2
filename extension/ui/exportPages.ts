// An export is asked for page by page, so that neither side ever holds more than it must; the file is written here, in the page.
import { RULES_VERSION } from '../../src/judge/rulesVersion.ts';
import type { Verdict } from '../../src/judge/verdict.ts';
import type { Observation } from '../../src/observe/observation.ts';
import {
  csvHeader,
  csvRecord,
  EXPORT_SCHEMA_VERSION,
  jsonLine,
  observationRecord,
  verdictRecord,
} from '../../src/report/export.ts';
import type { RowsPage } from '../../src/view/messages.ts';
import type { ExportFormat } from './actions.ts';

/** Turns one page of rows into text; the first page has the head and the present verdicts in front. */
export type Writer = (page: RowsPage, first: boolean) => string;

/** The two formats of our own schema. `about` is what the header says of where the rows come from. */
export function writer(
  format: ExportFormat,
  about: { readonly version: string; readonly browser: 'firefox' | 'chromium' },
): Writer {
  const record = format === 'csv' ? csvRecord : jsonLine;
  return ({ observations, verdicts = [] }, first) => {
    const header =
      format === 'csv'
        ? csvHeader()
        : jsonLine({
            record: 'header',
            schema: 'reachable-export',
            schema_version: EXPORT_SCHEMA_VERSION,
            extension_version: about.version,
            browser: about.browser,
            rules_version: RULES_VERSION,
          });
    const head = first ? header + verdicts.map((v) => record(verdictRecord(v))).join('') : '';
    return head + observations.map((o: Observation) => record(observationRecord(o))).join('');
  };
}

export type AskPage = (after: string | undefined) => Promise<RowsPage>;

/** All pages, in order. Rejects when `ask` does, or when pages never end. */
async function* pagesOf(ask: AskPage): AsyncGenerator<RowsPage> {
  let after: string | undefined;
  do {
    const page = await ask(after);
    // The same page twice would go on for ever.
    if (page.next !== undefined && page.next === after) throw new Error('export does not advance');
    yield page;
    after = page.next;
  } while (after !== undefined);
}

/** All pages as file parts, in order. `onRows` hears the lines so far. */
export async function collectPages(
  ask: AskPage,
  write: Writer,
  onRows: (rows: number) => void,
): Promise<string[]> {
  const parts: string[] = [];
  let rows = 0;
  for await (const page of pagesOf(ask)) {
    const text = write(page, parts.length === 0);
    parts.push(text);
    rows += text.split('\n').length - 1;
    onRows(rows);
  }
  return parts;
}

/** Everything kept, for a format that must see it all at once. `onRows` hears the observations so far. */
export async function collectRows(
  ask: AskPage,
  onRows: (rows: number) => void,
): Promise<{ readonly observations: readonly Observation[]; readonly verdicts: readonly Verdict[] }> {
  const observations: Observation[] = [];
  const verdicts: Verdict[] = [];
  for await (const page of pagesOf(ask)) {
    observations.push(...page.observations);
    verdicts.push(...(page.verdicts ?? []));
    onRows(observations.length);
  }
  return { observations, verdicts };
}
