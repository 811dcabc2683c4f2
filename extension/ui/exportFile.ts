// One export from choice to file: reads page by page, leaves out what was not asked for, can be stopped at any moment. The popup does without it.
import { type DayRow, dayOf } from '../../src/judge/day.ts';
import { RULES_VERSION } from '../../src/judge/rulesVersion.ts';
import type { Verdict } from '../../src/judge/verdict.ts';
import type { Observation } from '../../src/observe/observation.ts';
import { ooniLines } from '../../src/report/ooni.ts';
import type { OoniContext } from '../../src/report/ooniKeys.ts';
import type { Origin } from '../../src/report/reports.ts';
import type { RowsPage } from '../../src/view/messages.ts';
import type { ExportChoice } from './exportChoice.ts';
import { coarseWriter, fullWriter, type LevelWriter, type Naming } from './exportLevels.ts';
import { type AskPage, pagesOf } from './exportPages.ts';

/** What an export needs of the page it is made in. */
export interface ExportPorts extends Origin, Naming, Pick<OoniContext, 'asnOf' | 'serviceById'> {
  /** Pages of rows, from a time on or all. */
  readonly pages: (wanted: { readonly sinceMs?: number }) => AskPage;
  /** All days that are kept. */
  readonly days: () => Promise<readonly DayRow[]>;
}

/**
 * The file, or why there is none. `onRows` hears the observations read so far. Rejects when the background stops answering, or with the browser's
 * own error when there is no room for the file.
 */
export async function exportFile(
  choice: ExportChoice,
  ports: ExportPorts,
  onRows: (rows: number) => void,
  signal: AbortSignal,
): Promise<Blob | 'nothing' | 'cancelled'> {
  try {
    const write = await writerOf(choice, ports);
    const only = filter(choice);
    // Each page becomes a part of its own that the browser may put on the disk; the whole text is never in one string.
    const parts: Blob[] = [];
    let rows = 0;
    const ask = ports.pages(choice.sinceMs === undefined ? {} : { sinceMs: choice.sinceMs });
    for await (const page of pagesOf(ask, signal)) {
      parts.push(new Blob([write.page(only(page), parts.length === 0)]));
      rows += page.observations.length;
      onRows(rows);
    }
    const file = new Blob([...parts, ...write.end()]);
    if (choice.format === 'ooni' && file.size === 0) return 'nothing';
    // A browser that had no room for a part says so only when it is read.
    await file.slice(-1).arrayBuffer();
    signal.throwIfAborted();
    return file;
  } catch (error) {
    if (signal.aborted) return 'cancelled';
    throw error;
  }
}

async function writerOf(choice: ExportChoice, ports: ExportPorts): Promise<LevelWriter> {
  const { format, level, service, sinceMs = 0 } = choice;
  if (format === 'ooni') return ooniWriter(choice, ports);
  if (level === 'L2') return fullWriter(format, ports, ports);
  const days = (await ports.days()).filter(
    (row) => (service === undefined || row.service === service) && row.day >= dayOf(sinceMs),
  );
  return coarseWriter({ format, level }, ports, days, ports);
}

function ooniWriter({ includeWatched }: ExportChoice, ports: ExportPorts): LevelWriter {
  const observations: Observation[] = [];
  const verdicts: Verdict[] = [];
  return {
    page(rows) {
      observations.push(...rows.observations);
      verdicts.push(...(rows.verdicts ?? []));
      return '';
    },
    end() {
      const { version: softwareVersion, browser, countryOf, asnOf, serviceById } = ports;
      const context = { softwareVersion, browser, countryOf, asnOf, serviceById };
      return ooniLines(observations, verdicts, { ...context, includeWatched, rulesVersion: RULES_VERSION });
    },
  };
}

/** Of one service: its rows and those that its verdict rests on. Its verdict and marks, if they are not older than asked for. */
function filter({ service, sinceMs = 0, format, level }: ExportChoice): (page: RowsPage) => RowsPage {
  const isOf = (row: { readonly service: string }) => service === undefined || row.service === service;
  // What is derived compares with the neutral sites of the time.
  const withControls = format === 'ooni' || level !== 'L2';
  let ids: ReadonlySet<string> = new Set();
  return ({ observations, verdicts = [], mistakes = [] }) => {
    const found = verdicts.filter((v) => isOf(v) && v.lastSeenAtMs >= sinceMs);
    if (found.length > 0) ids = new Set(found.flatMap((v) => v.observations));
    const isWanted = (o: Observation) =>
      service === undefined ||
      o.target === service ||
      ids.has(o.id) ||
      (withControls && o.source === 'control');
    return {
      observations: observations.filter(isWanted),
      verdicts: found,
      mistakes: mistakes.filter((m) => isOf(m) && m.atMs >= sinceMs),
    };
  };
}
