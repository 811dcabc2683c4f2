// An export that a person reads in any browser: a table of what was found, and all records beneath it, written piece by piece because there may be
// very many.
import type { ExportRecord } from './export.ts';
import { escapeHtml, html, joined, latin, PAGE_END, pageStart, table, type Words, word } from './html.ts';
import type { Count, Level } from './redact.ts';
import type { Report } from './reports.ts';

/** Rows of the table; the records beneath it are all there. */
const MAX_ROWS = 1_000;

/** Down to where the records begin. `found` is what the table is made of: verdicts, reports or counts. */
export function exportPageStart(
  level: Level,
  found: readonly (Count | Report | ExportRecord)[],
  nameOf: (service: string) => string,
  t: Words,
): string {
  const rows = found.slice(0, MAX_ROWS).map((one) => {
    const cell = (name: string) => String((one as Readonly<Record<string, unknown>>)[name] ?? '');
    return [
      nameOf(cell('service')),
      joined(word('state', cell('state'), t), word('method', cell('method'), t)),
      latin(joined(cell('week') || cell('day') || cell('time'), cell('country'))),
      ...(one.record === 'count' ? [t.number(one.days)] : []),
    ];
  });
  const heads = [t('columnService'), t('section_results'), t('columnTime')];
  return `${pageStart(t('measuredWith'), t)}${html`
<p>${t(`level_${level}`)}. ${t(`levelHint_${level}`)}</p>
${table(level === 'L0' ? [...heads, t('columnDays')] : heads, rows)}
<h2>${t('evidenceData')}</h2>
`}<pre dir="ltr">\n`;
}

/** One record with its line break. */
export function exportPageLine(record: object): string {
  return escapeHtml(`${JSON.stringify(record)}\n`);
}

export function exportPageEnd(empty: boolean, t: Words): string {
  return `</pre>\n${empty ? html`<p>${t('evidenceEmpty')}</p>` : ''}${PAGE_END}`;
}
