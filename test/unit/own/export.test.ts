import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../src/own/csv.ts';
import { OWN_COLUMNS, ownListCsv, ownListText, unguarded } from '../../../src/own/export.ts';
import { applyImport, readImport } from '../../../src/own/import.ts';
import {
  addRows,
  EMPTY_OWN_LIST,
  knownOf,
  type OwnHost,
  type OwnList,
  plainGroup,
} from '../../../src/own/list.ts';
import { toAscii } from './browser.ts';

const AT = 1_790_000_000_000;
/** What a spreadsheet would calculate. */
const FORMULA = /^[\s]*[=+\-@\t\r|%＝＋－＠]/;
const back = (text: string) =>
  readImport(
    text,
    knownOf(EMPTY_OWN_LIST, () => false),
    toAscii,
  );

const row: fc.Arbitrary<OwnHost> = fc
  .record({
    host: fc.stringMatching(/^([a-z0-9]([a-z0-9]{0,20}[a-z0-9])?\.){1,4}(com|org|xn--p1ai)$/),
    group: fc
      .oneof(fc.string({ unit: 'binary' }), fc.constantFrom('=1+1', '-', '@x', '"a",b', '| x', '＝1', '#'))
      .map(plainGroup),
    paused: fc.boolean(),
    addedAtMs: fc.integer({ min: 0, max: 8.64e15 }),
  })
  .map(({ paused, ...rest }) => (paused ? { ...rest, paused: true } : rest));
const list: fc.Arbitrary<OwnList> = fc
  .array(row, { maxLength: 20 })
  .map((rows) => addRows(EMPTY_OWN_LIST, rows));

describe('the list as plain text', () => {
  it('is a host a line', () => {
    const two = addRows(EMPTY_OWN_LIST, [
      { host: 'b.org', group: 'x', paused: true, addedAtMs: AT },
      { host: 'a.org', group: '', addedAtMs: AT },
    ]);
    expect(ownListText(two)).toBe('b.org\na.org\n');
    expect(ownListText(EMPTY_OWN_LIST)).toBe('');
  });

  it('comes back to the same hosts in the same order', () => {
    fc.assert(
      fc.property(list, (own) => {
        const preview = back(ownListText(own));
        expect(preview).toMatchObject({ kind: 'plain', refused: [], duplicates: 0, tooMany: 0 });
        expect(preview.accepted).toEqual(own.hosts.map(({ host }) => ({ host, group: '' })));
      }),
    );
  });
});

describe('the list as CSV', () => {
  it('has a column for all that is kept', () => {
    const one = addRows(EMPTY_OWN_LIST, [
      { host: 'a.org', group: '=HYPERLINK("x")', paused: true, addedAtMs: 0 },
    ]);
    expect(ownListCsv(one)).toBe(
      '"host","group","paused","added"\r\n"a.org","\'=HYPERLINK(""x"")","true","1970-01-01T00:00:00.000Z"\r\n',
    );
    expect(ownListCsv(EMPTY_OWN_LIST)).toBe(`${OWN_COLUMNS.map((name) => `"${name}"`).join(',')}\r\n`);
  });

  it('comes back to the very same list, and no cell is a formula', () => {
    fc.assert(
      fc.property(list, (own) => {
        const text = ownListCsv(own);
        for (const { cells } of readCsv(text).records)
          for (const cell of cells) expect(cell).not.toMatch(FORMULA);
        const preview = back(text);
        expect(preview).toMatchObject({ kind: 'own', refused: [], duplicates: 0, tooMany: 0 });
        const again = applyImport(EMPTY_OWN_LIST, preview, AT);
        // An apostrophe that the person wrote before a sign is taken for a guard.
        const kept = (hosts: readonly OwnHost[]) =>
          hosts.map((host) => ({ ...host, group: plainGroup(unguarded(host.group)) }));
        expect(again.hosts).toEqual(kept(own.hosts));
      }),
    );
  });
});

it.each([
  ["'=1", '=1'],
  ["' =1", ' =1'],
  ["''", "''"],
  ["'tis", "'tis"],
  ['=1', '=1'],
  ['', ''],
])('the guard of %j is taken off: %j', (cell, bare) => {
  expect(unguarded(cell)).toBe(bare);
});
