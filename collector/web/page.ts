// The public page: what was published of one country, as a table that is coloured like a heatmap. No script; every square says in words what its
// colour and letter say.
import { CLOUDS } from '../../src/catalogue/clouds.ts';
import { SERVICES } from '../../src/catalogue/index.ts';
import { type Html, html } from '../../src/report/html.ts';
import { NO_COUNTRY } from '../../src/report/wire.ts';
import { NOTES } from './data.ts';
import { FINDINGS, type Finding, type HeatmapRow, type Square } from './heatmap.ts';

export interface PageModel {
  readonly countries: readonly string[];
  /** The one shown; undefined when nothing was published yet. */
  readonly country: string | undefined;
  /** Newest first. */
  readonly weeks: readonly string[];
  readonly rows: readonly HeatmapRow[];
}

const NAMES: ReadonlyMap<string, string> = new Map(
  [...SERVICES, ...CLOUDS].map(({ id, name }) => [id, name]),
);
const REGIONS = new Intl.DisplayNames(['en'], { type: 'region' });

const WORDS: Readonly<Record<Finding, { readonly letter: string; readonly word: string }>> = {
  blocked: { letter: 'B', word: 'blocked' },
  unconfirmed: { letter: 'B?', word: 'blocked, unconfirmed' },
  likely_blocked: { letter: 'L', word: 'likely blocked' },
  trouble: { letter: '·', word: 'trouble, not clearly a block' },
  ok: { letter: '✓', word: 'works' },
};
/** From so many reports on a square is darker. */
const MANY = 100;
const SOME = 25;

export function pageHtml(model: PageModel): string {
  const title = 'Reachable: what people reported as blocked';
  return `<!doctype html>\n${html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<main>
<h1>What people reported as blocked</h1>
${model.country === undefined ? html`<p>Nothing is published yet. A week appears here three days after its end or later, once there are enough reports.</p>` : countryPart(model, model.country)}
<h2>What the numbers are</h2>
<ul>
${NOTES.map((note) => html`<li>${note}</li>\n`)}</ul>
<h2>For machines</h2>
<p><a href="v1/weeks.json">Published weeks</a>${model.country !== undefined && html`, this country as <a href="v1/cells.json?country=${model.country}">JSON</a> and <a href="v1/cells.csv?country=${model.country}">CSV</a>`}. Filters: <code>week</code>, <code>country</code>, <code>asn</code>, <code>target</code>.</p>
</main>
</body>
</html>`}\n`;
}

function countryPart({ countries, weeks, rows }: PageModel, country: string): Html {
  return html`<form method="get">
<label for="country">Country</label>
<select id="country" name="country">${countries.map((code) => html`<option value="${code}"${code === country && html` selected`}>${countryName(code)}</option>`)}</select>
<button type="submit">Show</button>
</form>
<p class="legend">${FINDINGS.map((finding) => html`<span class="${finding} some">${WORDS[finding].letter}</span> ${WORDS[finding].word} `)}</p>
<div class="wide" role="region" aria-label="Table of targets and weeks" tabindex="0">
<table>
<caption>${countryName(country)}: the worst that was reported of each target in each week, and how many reports say so</caption>
<thead><tr><th scope="col">Target</th>${weeks.map((week) => html`<th scope="col">${week}</th>`)}</tr></thead>
<tbody>
${rows.map(({ target, squares }) => html`<tr><th scope="row">${NAMES.get(target) ?? target}</th>${squares.map(squareCell)}</tr>\n`)}</tbody>
</table>
</div>`;
}

function squareCell(square: Square | undefined): Html {
  if (!square) return html`<td><span class="hidden">nothing published</span></td>`;
  const { finding, reports, ok } = square;
  const shade = reports >= MANY ? 'many' : reports >= SOME ? 'some' : 'few';
  const all: readonly (readonly [Finding, number])[] =
    finding !== 'ok' && ok > 0
      ? [
          [finding, reports],
          ['ok', ok],
        ]
      : [[finding, reports]];
  const shown = all.map(([f, count]) => `${WORDS[f].letter} ${count}`).join(' ');
  const said = all.map(([f, count]) => `${WORDS[f].word}: ${count} reports`).join('; ');
  return html`<td class="${finding} ${shade}"><span aria-hidden="true">${shown}</span><span class="hidden">${said}</span></td>`;
}

function countryName(code: string): string {
  return code === NO_COUNTRY ? 'No country given' : (REGIONS.of(code) ?? code);
}
