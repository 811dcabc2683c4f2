// Pages that leave the device, written as text: whatever is put into one is shown as it is and can do nothing. No script, nothing from elsewhere.

/** What a page needs of the translator. */
export interface Words {
  (key: string, substitutions?: readonly string[]): string;
  n(key: string, count: number): string;
  number(value: number): string;
  country(code: string): string;
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
}

/** Markup of ours; only {@link html} makes it, so a stored row that looks like one is still text. */
export class Html {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

type Part = Html | string | number | undefined | false | readonly Part[];

/** Markup with everything filled in escaped, but what is markup already. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((string, i) => string + (i < parts.length ? shown(parts[i]) : '')).join(''));
}

function shown(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.toString();
  return Array.isArray(part) ? part.map(shown).join('') : escapeHtml(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Also takes out what would turn the order of letters round, and what is no letter. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[^\P{Cc}\t\n]|\p{Cs}/gu, '\ufffd')
    .replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}

/** Latin text in a page of any direction. */
export function latin(text: string): Html {
  return html`<bdi dir="ltr">${text}</bdi>`;
}

/** The word for a value of a closed list; nothing where there is no value, or none that says anything. */
export function word(list: string, value: unknown, t: Words): string {
  return typeof value !== 'string' || /^(?:unknown|other)?$/.test(value) ? '' : t(`${list}_${value}`);
}

export function joined(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(' · ');
}

/** A table, with heads where they are needed; nothing without rows. */
export function table(heads: readonly string[], rows: readonly (readonly Part[])[]): Html {
  if (rows.length === 0) return html``;
  return html`<table>${heads.length > 0 && html`<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>`}<tbody>
${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody></table>`;
}

const STYLE = `:root{color-scheme:light}
body{max-width:46rem;margin:0 auto;padding:1rem;font:1rem/1.45 system-ui,sans-serif;color:#1a2027;background:#fff;overflow-wrap:break-word}
h1{font-size:1.5rem;line-height:1.25}
h2{margin:1.4rem 0 .4rem;font-size:1.1rem}
p,dl{margin:.4rem 0}
.state{font-size:1.25em;font-weight:650}
dl{display:grid;grid-template-columns:minmax(6rem,25%) 1fr;gap:.2rem .8rem}
dt,th,.quiet{color:#55606c}
dd{margin:0}
bdi{overflow-wrap:anywhere}
:is(dd,dt,td):not(:has(bdi))::first-letter{text-transform:uppercase}
table{width:100%;border-collapse:collapse;font-size:.9em}
th,td{padding:.15em .8em .15em 0;text-align:start;vertical-align:top;border-top:1px solid #dde2e8}
[dir=rtl] :is(th,td){padding:.15em 0 .15em .8em}
pre{padding:.6rem;font:.75rem/1.4 ui-monospace,monospace;white-space:pre-wrap;word-break:break-all;background:#f3f5f7}
@media print,(min-width:40rem){tr>:first-child{white-space:nowrap}}
@page{size:A4;margin:14mm}
@media print{body{max-width:none;padding:0;font-size:9pt;line-height:1.35}h1{font-size:15pt}h2{margin:.8em 0 .2em;font-size:10.5pt}table{font-size:8pt}pre{padding:0;font-size:5.5pt;line-height:1.25;background:none}h1,h2{break-after:avoid}tr,dl>*{break-inside:avoid}p,pre{orphans:3;widows:3}}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark}body{color:#e8ecf0;background:#14171b}dt,th,.quiet{color:#a2adb9}th,td{border-color:#343b44}pre{background:#1d2126}}`;

/** The page down to its body, which {@link PAGE_END} ends: in two, so that a long one can be written piece by piece. */
export function pageStart(title: string, { language, direction }: Words): Html {
  return html`<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
`;
}

export const PAGE_END = '</main>\n</body>\n</html>\n';
