// Reads CSV by RFC 4180 as other programs really write it: any line ends, commas or what a spreadsheet uses instead of them. Files come from
// strangers, so everything that grows has a bound and nothing throws.

export const ROWS_MAX = 100_000;
/** In UTF-16 code units. A pattern or host is far shorter. */
export const CELL_MAX = 4_096;
/** Later cells of a record are dropped. */
export const CELLS_MAX = 64;

export interface CsvRecord {
  /** Line of the file the record begins on, from 1. */
  readonly line: number;
  /** Undefined: longer than `CELL_MAX`. Not cut, since half a cell says something else. */
  readonly cells: readonly (string | undefined)[];
}

export interface CsvReading {
  /** In order, empty lines left out. */
  readonly records: readonly CsvRecord[];
  /** Why the rest was not read, and from which line. */
  readonly stopped?: { readonly line: number; readonly reason: 'unterminated_quote' | 'too_many_rows' };
}

/** What stands between the cells of a header: the commonest of the three that programs write. */
export function separatorOf(header: string): string {
  const count = (sign: string) => header.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

/** The records of a text. Quotes out of place are taken as they are; one that never closes ends the reading. */
export function readCsv(text: string, separator = ','): CsvReading {
  const records: CsvRecord[] = [];
  const bareEnd = new RegExp(`[\r\n${separator}]`, 'g');
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const firstLine = line;
    const cells: (string | undefined)[] = [];
    for (;;) {
      let cell = '';
      if (text[at] === '"') {
        const end = closingQuote(text, at + 1);
        if (end < 0) return { records, stopped: { line: firstLine, reason: 'unterminated_quote' } };
        const inside = text.slice(at + 1, end);
        line += inside.split(/\r\n|\r|\n/).length - 1;
        cell = inside.replaceAll('""', '"');
        at = end + 1;
      }
      bareEnd.lastIndex = at;
      const end = bareEnd.exec(text)?.index ?? text.length;
      cell += text.slice(at, end);
      at = end;
      if (cells.length < CELLS_MAX) cells.push(cell.length <= CELL_MAX ? cell : undefined);
      if (text[at] !== separator) break;
      at++;
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line++;
    if (cells.length === 1 && cells[0]?.trim() === '') continue;
    if (records.length === ROWS_MAX)
      return { records, stopped: { line: firstLine, reason: 'too_many_rows' } };
    records.push({ line: firstLine, cells });
  }
  return { records };
}

/** Where the quoted cell ends, doubled quotes being part of it; -1 when it never does. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}
