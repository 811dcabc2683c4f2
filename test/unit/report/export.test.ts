// Exports come back as what went in: line by line as JSON, cell by cell as CSV, and no cell is a formula.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mistakeOf } from '../../../src/judge/mistake.ts';
import type { Verdict } from '../../../src/judge/verdict.ts';
import type { Observation } from '../../../src/observe/observation.ts';
import { csvLine } from '../../../src/report/csv.ts';
import {
  COLUMNS,
  csvHeader,
  csvRecord,
  EXPORT_SCHEMA_VERSION,
  jsonLine,
  mistakeRecord,
  observationRecord,
  verdictRecord,
} from '../../../src/report/export.ts';
import { NOW, row, verdict } from '../store.contract.ts';

/** RFC 4180, strictly: throws on a quote out of place, a bare line break or an unfinished record. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      at++;
      for (;;) {
        const quote = text.indexOf('"', at);
        if (quote < 0) throw new Error('quote never closed');
        cell += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at++;
      }
    } else {
      const end = /[",\r\n]/g;
      end.lastIndex = at;
      const stop = end.exec(text)?.index ?? text.length;
      if (text[stop] === '"') throw new Error('quote inside a bare cell');
      cell = text.slice(at, stop);
      at = stop;
    }
    record.push(cell);
    if (text[at] === ',') at++;
    else if (text.startsWith('\r\n', at)) {
      records.push(record);
      record = [];
      at += 2;
    } else throw new Error(`no separator at ${at}`);
  }
  if (record.length > 0) throw new Error('last record has no line break');
  return records;
}

/** What a spreadsheet would calculate. */
const FORMULA = /^[=+\-@\t\r]/;
/** A cell as it was before it was guarded. */
const unguarded = (cell: string) => (cell.startsWith("'") ? cell.slice(1) : cell);

const FULL: Required<Observation> = {
  ...row('a|b'),
  version: 1,
  source: 'confirm',
  check: 'check-1',
  outcome: 'failure',
  failure: 'connection_reset',
  detail: 'foreign_bytes',
  stage: 'tls',
  confounder: 'not_repeated',
  status: 451,
  address: '2001:db8::1',
  redirectHost: 'parked.example',
  fingerprint: 'ru-warning-rt',
  blockedBy: true,
  challenge: true,
  answers: ['1.1.1.1', '::1'],
  overHttps: false,
  resolver: 'google',
  bodyBytes: 16_000,
  bodyMs: 2_000,
  quietMs: 480_000,
  bodyComplete: false,
  clockSkewHours: -3,
};
const VERDICT: Verdict = verdict('telegram', {
  state: 'likely_blocked',
  failure: 'connection_reset',
  stage: 'tls',
  method: 'tls_name_filter',
  confounders: ['controls_failed', 'not_repeated'],
  lastOkAtMs: NOW - 1,
  observations: ['a', 'b'],
});
const RECORDS = [
  observationRecord(FULL),
  observationRecord(row('b')),
  verdictRecord(VERDICT),
  verdictRecord(verdict('nordvpn')),
  mistakeRecord(mistakeOf(VERDICT, NOW + 5_000)),
];

describe('a record', () => {
  it('has only keys that are columns', () => {
    for (const record of RECORDS)
      expect(Object.keys(record).filter((key) => !(COLUMNS as readonly string[]).includes(key))).toEqual([]);
  });

  it('uses every column', () => {
    const used = new Set(RECORDS.flatMap((record) => Object.keys(record)));
    expect(COLUMNS.filter((column) => !used.has(column))).toEqual([]);
    expect(new Set(COLUMNS).size).toBe(COLUMNS.length);
  });

  it('of an observation says all of it', () => {
    expect(observationRecord(FULL)).toEqual({
      record: 'observation',
      id: 'a|b',
      time: '2026-09-21T14:13:20.000Z',
      started: '2026-09-21T14:13:19.700Z',
      source: 'confirm',
      check: 'check-1',
      network: 'net-1',
      service: 'telegram',
      endpoint: 't.me',
      scheme: 'https',
      host: 't.me',
      port: 443,
      kind: 'main_frame',
      outcome: 'failure',
      failure: 'connection_reset',
      detail: 'foreign_bytes',
      stage: 'tls',
      confounders: ['not_repeated'],
      status: 451,
      address: '2001:db8::1',
      redirect_host: 'parked.example',
      fingerprint: 'ru-warning-rt',
      answers: ['1.1.1.1', '::1'],
      over_https: false,
      resolver: 'google',
      body_bytes: 16_000,
      body_ms: 2_000,
      quiet_ms: 480_000,
      body_complete: false,
      clock_skew_hours: -3,
    });
  });

  it('keeps absent apart from empty and from zero', () => {
    expect(observationRecord(row('a', NOW, { status: 0, answers: [], bodyBytes: 0 }))).toMatchObject({
      status: 0,
      answers: [],
      body_bytes: 0,
    });
    expect(observationRecord(row('a'))).not.toHaveProperty('answers');
    expect(observationRecord(row('a', NOW, { scheme: 'none', port: 0 }))).not.toHaveProperty('port');
    expect(verdictRecord(verdict('x'))).not.toHaveProperty('confounders');
  });

  it('of a verdict says since when, how and on what it rests', () => {
    expect(verdictRecord(VERDICT)).toMatchObject({
      record: 'verdict',
      service: 'telegram',
      state: 'likely_blocked',
      method: 'tls_name_filter',
      confounders: ['controls_failed', 'not_repeated'],
      point_of_control: 'unknown',
      rule: 'O3',
      rules_version: 1,
      rests_on: ['a', 'b'],
    });
  });

  it('of a mark says which verdict is wrong and when the person said so', () => {
    expect(mistakeRecord(mistakeOf(VERDICT, NOW + 5_000))).toEqual({
      record: 'mistake',
      time: '2026-09-21T14:13:25.000Z',
      network: 'net-1',
      service: 'telegram',
      state: 'likely_blocked',
      stage: 'tls',
      method: 'tls_name_filter',
      rule: 'O3',
      rules_version: 1,
      since: verdictRecord(VERDICT).since,
    });
  });

  it('of a time no calendar has does not throw', () => {
    expect(observationRecord({ ...row('a'), atMs: 9e15 }).time).toBe('');
  });
});

describe('JSON Lines', () => {
  it('are one record a line', () => {
    const header = {
      record: 'header',
      schema: 'reachable-export',
      schema_version: EXPORT_SCHEMA_VERSION,
      extension_version: '0.1.0',
      browser: 'firefox',
      rules_version: 1,
    } as const;
    const text = [header, ...RECORDS].map(jsonLine).join('');
    expect(text.endsWith('\n')).toBe(true);
    expect(
      text
        .slice(0, -1)
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([header, ...RECORDS]);
  });

  it('stay one line whatever a row holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (host) => {
        const line = jsonLine(observationRecord({ ...row('a'), host }));
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(JSON.parse(line)).toMatchObject({ host });
      }),
    );
  });
});

describe('CSV', () => {
  it('has the header and comes back cell by cell', () => {
    const text = csvHeader() + RECORDS.map(csvRecord).join('');
    const [header, ...records] = parseCsv(text);
    expect(header).toEqual([...COLUMNS]);
    expect(records.map((cells) => cells.map(unguarded))).toEqual(
      RECORDS.map((record) =>
        COLUMNS.map((column) => {
          const value = record[column];
          return value === undefined ? '' : Array.isArray(value) ? value.join(' ') : String(value);
        }),
      ),
    );
  });

  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          '=',
          '+',
          '-',
          '@',
          '\t',
          '\r',
          '\n',
          ' ',
          '"',
          ',',
          ';',
          "'",
          '|',
          '%',
          '\u0000',
          '\u00a0',
          '\ufeff',
          '＝',
          '1',
          'cmd',
        ),
        { maxLength: 8 },
      )
      .map((parts) => parts.join('')),
  );

  it('brings any cells back, guarded at most by one apostrophe', () => {
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 6 }), (cells) => {
        const [back, ...more] = parseCsv(csvLine(cells));
        expect(more).toEqual([]);
        expect(
          back?.map((cell, i) => (cell === cells[i] ? cell : cell === `'${cells[i]}` ? cells[i] : undefined)),
        ).toEqual(cells);
      }),
      { numRuns: 500 },
    );
  });

  it('has no cell that a spreadsheet would calculate', () => {
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 6 }), (cells) => {
        for (const cell of parseCsv(csvLine(cells))[0] ?? []) {
          expect(cell).not.toMatch(FORMULA);
          expect(cell.trimStart()).not.toMatch(FORMULA);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    '=cmd|calc',
    '+1',
    '-1',
    '@SUM(1)',
    '\t=1',
    '\r=1',
    ' =1',
    '\n=1',
    '"=1',
    '＝1',
    'a"b',
    'a,b',
    'a\r\nb',
    '',
    "'",
    '|x',
  ])('a host that says %j is only text', (host) => {
    const cells = parseCsv(csvRecord(observationRecord({ ...row('a'), host })))[0] ?? [];
    expect(cells).toHaveLength(COLUMNS.length);
    const cell = cells[COLUMNS.indexOf('host')] ?? '';
    expect(cell).not.toMatch(FORMULA);
    expect([host, `'${host}`]).toContain(cell);
  });

  it('leaves harmless cells alone', () => {
    expect(csvLine(['t.me', '2001:db8::1', '', '443', 'a-b'])).toBe(
      '"t.me","2001:db8::1","","443","a-b"\r\n',
    );
  });
});
