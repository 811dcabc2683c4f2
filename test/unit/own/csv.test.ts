import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CELL_MAX, CELLS_MAX, ROWS_MAX, readCsv, separatorOf } from '../../../src/own/csv.ts';
import { csvLine } from '../../../src/report/csv.ts';

const cells = (text: string, separator?: string) =>
  readCsv(text, separator).records.map((record) => record.cells);

describe('a record', () => {
  it.each<[string, string, string[][]]>([
    [
      'bare cells',
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['the last line without an end', 'a\r\nb', [['a'], ['b']]],
    ['old Macintosh ends', 'a\rb\r', [['a'], ['b']]],
    ['quotes', '"a","b ""c"""\r\n', [['a', 'b "c"']]],
    ['separators and lines in quotes', '"a,b","c\r\nd\ne"\r\nf', [['a,b', 'c\r\nd\ne'], ['f']]],
    [
      'empty cells',
      'a,,\n,,b\n"",x',
      [
        ['a', '', ''],
        ['', '', 'b'],
        ['', 'x'],
      ],
    ],
    ['an empty last cell at the end', 'a,', [['a', '']]],
    ['empty lines left out', '\n\na\n  \n\nb\n\n', [['a'], ['b']]],
    [
      'a quote out of place',
      'a"b,c\n"d"e,f',
      [
        ['a"b', 'c'],
        ['de', 'f'],
      ],
    ],
    ['space kept', ' a , b ', [[' a ', ' b ']]],
    ['nothing', '', []],
  ])('%s', (_, text, expected) => {
    expect(cells(text)).toEqual(expected);
  });

  it('knows the line it begins on', () => {
    const { records } = readCsv('a\r\n"b\nb\r\nb"\r\n\r\nc\rd');
    expect(records.map(({ line }) => line)).toEqual([1, 2, 6, 7]);
  });

  it('has a semicolon or tab between cells where the header has', () => {
    expect(['a,b', 'a;b;c', 'a\tb', 'a', 'a,b;c'].map(separatorOf)).toEqual([',', ';', '\t', ',', ',']);
    expect(cells('a;"b;c"\nd,e', ';')).toEqual([['a', 'b;c'], ['d,e']]);
    expect(cells('a\tb', '\t')).toEqual([['a', 'b']]);
  });
});

describe('bounds', () => {
  it('a quote that never closes ends the reading, and the records before it stay', () => {
    expect(readCsv('a,b\nc,"d\ne\nf')).toEqual({
      records: [{ line: 1, cells: ['a', 'b'] }],
      stopped: { line: 2, reason: 'unterminated_quote' },
    });
    expect(readCsv('"').stopped).toEqual({ line: 1, reason: 'unterminated_quote' });
    expect(readCsv('"a""').stopped?.reason).toBe('unterminated_quote');
  });

  it('rows', () => {
    expect(readCsv('a\n'.repeat(ROWS_MAX)).stopped).toBeUndefined();
    const { records, stopped } = readCsv('a\n'.repeat(ROWS_MAX + 1));
    expect([records.length, stopped]).toEqual([ROWS_MAX, { line: ROWS_MAX + 1, reason: 'too_many_rows' }]);
  });

  it('a cell too long is no cell; one too many is dropped', () => {
    const long = 'x'.repeat(CELL_MAX);
    expect(cells(`${long},"${long}",${long}y,"${long}y",z`)).toEqual([
      [long, long, undefined, undefined, 'z'],
    ]);
    expect(cells(','.repeat(1_000_000))[0]).toHaveLength(CELLS_MAX);
  });
});

it('what our own writer wrote comes back, and no text at all throws', () => {
  const record = fc.array(fc.stringMatching(/^[a-z][^\0]{0,20}$/), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 5 }), (table) => {
      expect(cells(table.map(csvLine).join(''))).toEqual(table);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.constantFrom('"', '""', ',', '\n', '\r\n', '\r', 'a', ' ', '\0')), (pieces) => {
      readCsv(pieces.join(''));
    }),
  );
});
