// An export is asked for page by page, so that neither side ever holds more than it must; the file is written here, in the page.
import type { Mistake } from '../../src/judge/mistake.ts';
import { RULES_VERSION } from '../../src/judge/rulesVersion.ts';
import type { Verdict } from '../../src/judge/verdict.ts';
import type { Observation } from '../../src/observe/observation.ts';
import {
  csvHeader,
  csvRecord,
  EXPORT_SCHEMA_VERSION,
  jsonLine,
  mistakeRecord,
  observationRecord,
  verdictRecord,
} from '../../src/report/export.ts';
import type { RowsPage } from '../../src/view/messages.ts';
import type { ExportFormat } from './actions.ts';

/** Turns one page of rows into text; the first page has the head, the present verdicts and what the person says is wrong in front. */
export type Writer = (page: RowsPage, first: boolean) => string;

/** The two formats of our own schema. `about` is what the header says of where the rows come from. */
export function writer(
  format: ExportFormat,
  about: { readonly version: string; readonly browser: 'firefox' | 'chromium' },
): Writer {
  const record = format === 'csv' ? csvRecord : jsonLine;
  return ({ observations, verdicts = [], mistakes = [] }, first) => {
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
    const found = [...verdicts.map(verdictRecord), ...mistakes.map(mistakeRecord)];
    const head = first ? header + found.map(record).join('') : '';
    return head + observations.map((o: Observation) => record(observationRecord(o))).join('');
  };
}

export type AskPage = (after: string | undefined) => Promise<RowsPage>;

/** All pages, in order. Rejects when `ask` does, when pages never end, or as soon as the signal says so. */
export async function* pagesOf(ask: AskPage, signal?: AbortSignal): AsyncGenerator<RowsPage> {
  const aborted = new Promise<never>((_, reject) =>
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );
  // It may come when nobody waits for it any more.
  aborted.catch(() => undefined);
  let after: string | undefined;
  do {
    signal?.throwIfAborted();
    const page = await Promise.race([ask(after), aborted]);
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

/** Everything kept, for what must see it all at once. `onRows` hears the observations so far. */
export async function collectRows(
  ask: AskPage,
  onRows: (rows: number) => void,
): Promise<Required<Omit<RowsPage, 'next'>>> {
  const observations: Observation[] = [];
  const verdicts: Verdict[] = [];
  const mistakes: Mistake[] = [];
  for await (const page of pagesOf(ask)) {
    observations.push(...page.observations);
    verdicts.push(...(page.verdicts ?? []));
    mistakes.push(...(page.mistakes ?? []));
    onRows(observations.length);
  }
  return { observations, verdicts, mistakes };
}
