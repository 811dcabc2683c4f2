// CSV by RFC 4180, with one thing more: no cell can be read as a formula by a spreadsheet, whatever a hostile host name says.

/** One record, with CRLF. Every cell is quoted; a cell that a spreadsheet would calculate gets an apostrophe in front. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(text: string): string {
  // Spreadsheets trim before they look, and some read full-width signs as signs.
  const guarded =
    /^[\s\p{Cc}\ufeff]*[=+\-@＝＋－＠|%]/u.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return `"${guarded.replaceAll('"', '""')}"`;
}
