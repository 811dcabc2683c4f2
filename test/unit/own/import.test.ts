import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SERVICES } from '../../../src/catalogue/index.ts';
import { buildIndex, matchHost } from '../../../src/catalogue/match.ts';
import { CELL_MAX, ROWS_MAX } from '../../../src/own/csv.ts';
import { FILE_MAX } from '../../../src/own/decode.ts';
import {
  applyImport,
  IMPORT_REASONS,
  type ImportPreview,
  REFUSED_MAX,
  REFUSED_TEXT_MAX,
  readImport,
} from '../../../src/own/import.ts';
import {
  add,
  addFingerprints,
  EMPTY_OWN_LIST,
  knownOf,
  OWN_FINGERPRINTS_MAX,
  OWN_HOSTS_MAX,
  type OwnList,
} from '../../../src/own/list.ts';
import { toAscii } from './browser.ts';

const AT = 1_790_000_000_000;
const shipped = buildIndex(SERVICES);
const isShipped = (host: string) => matchHost(shipped, host) !== undefined;
const LIST = add(EMPTY_OWN_LIST, ['already.org'], '', AT);
const read = (text: string, list: OwnList = LIST) => readImport(text, knownOf(list, isShipped), toAscii);
const hosts = (preview: ImportPreview) =>
  preview.kind === 'fingerprints' ? expect.unreachable() : preview.accepted.map(({ host }) => host);
const reasons = (preview: ImportPreview) => preview.refused.map(({ line, reason }) => `${line} ${reason}`);

const CITIZEN_LAB = 'url,category_code,category_description,date_added,source,notes\n';
const OONI =
  'name,scope,other_names,location_found,pattern_type,pattern,confidence_no_fp,expected_countries,source,exp_url,notes\n';

describe('a plain list', () => {
  const preview = read(
    '\ufeff# my sites\r\nExample.org\r\n\r\nhttps://news.org/page#part  # a comment\nexample.org\nalready.org\nt.me\n10.0.0.1\r\rпример.рф\n<script>\n#x.org',
  );

  it('gives its hosts in order', () => {
    expect(preview.kind).toBe('plain');
    expect(hosts(preview)).toEqual(['example.org', 'news.org', 'xn--e1afmkfd.xn--p1ai']);
    expect(preview.accepted[0]).toEqual({ host: 'example.org', group: '' });
  });

  it('and says by line what it left out', () => {
    expect(preview.duplicates).toBe(1);
    expect(preview.refused).toEqual([
      { line: 6, text: 'already.org', reason: 'already_on_list' },
      { line: 7, text: 't.me', reason: 'on_shipped_list' },
      { line: 8, text: '10.0.0.1', reason: 'private_address' },
      { line: 11, text: '<script>', reason: 'single_label' },
    ]);
    expect(preview.counts).toEqual({
      already_on_list: 1,
      on_shipped_list: 1,
      private_address: 1,
      single_label: 1,
    });
  });

  it.each(['', '\ufeff', '\n\n\r\n', '# nothing\n', '   '])('may be empty: %j', (text) => {
    expect(read(text)).toEqual({
      kind: 'plain',
      accepted: [],
      refused: [],
      counts: {},
      duplicates: 0,
      tooMany: 0,
    });
  });
});

describe('a test list of Citizen Lab', () => {
  it('gives the hosts of its addresses', () => {
    const preview = read(
      `${CITIZEN_LAB}https://sq.example.org,CULTR,Culture,2018-07-06,Someone,"notes, with ""quotes""\nand a line"\r\nhttp://www.news.org/a?b=c,NEWS,News Media,2014-04-15,x,\nhttp://www.news.org/d,NEWS,News Media,2014-04-15,x,\nhttp://8.8.8.8/,X,X,,,\n`,
    );
    expect(preview.kind).toBe('citizenlab');
    expect(hosts(preview)).toEqual(['sq.example.org', 'www.news.org']);
    expect([preview.duplicates, reasons(preview)]).toEqual([1, ['6 address']]);
  });

  it('is known whatever the order, case, quotes or separator of its header', () => {
    for (const text of [
      `\ufeff\n"notes","URL","category_code"\nx,https://a.org/,NEWS`,
      'url;category_code\nhttps://a.org/;NEWS',
      'category_code\turl\r\nNEWS\thttps://a.org/',
    ]) {
      expect([read(text).kind, hosts(read(text))]).toEqual(['citizenlab', ['a.org']]);
    }
  });

  it('may be broken: short rows, endless cells, a quote that never closes', () => {
    const preview = read(
      `${CITIZEN_LAB}https://a.org/\n${'x'.repeat(CELL_MAX + 1)},X\n,X,,,,\nhttps://b.org/,X\nhttps://c.org/,"X\nhttps://d.org/`,
    );
    expect(hosts(preview)).toEqual(['a.org', 'b.org']);
    expect(reasons(preview).sort()).toEqual(['3 too_long', '4 empty', '6 unterminated_quote']);
  });
});

describe('our own export', () => {
  it('brings groups, pauses and times; what is unreadable there costs no host', () => {
    const preview = read(
      'host,group,paused,added\na.org,News,true,2026-01-02T03:04:05.000Z\nb.org,"\'=1+1",FALSE,yesterday\nc.org\n"d.org","x\ny",maybe,2026-01-02',
    );
    expect(preview).toMatchObject({ kind: 'own', refused: [], duplicates: 0 });
    expect(preview.accepted).toEqual([
      { host: 'a.org', group: 'News', paused: true, addedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5) },
      { host: 'b.org', group: '=1+1' },
      { host: 'c.org', group: '' },
      { host: 'd.org', group: 'x y' },
    ]);
    expect(applyImport(LIST, preview, AT, 'Old').hosts.slice(1)).toEqual([
      { host: 'a.org', group: 'News', paused: true, addedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5) },
      { host: 'b.org', group: '=1+1', addedAtMs: AT },
      { host: 'c.org', group: 'Old', addedAtMs: AT },
      { host: 'd.org', group: 'x y', addedAtMs: AT },
    ]);
  });
});

describe('a list of block pages', () => {
  const text = `${OONI}a.1,nat,,header.location,prefix,http://lighthouse.isp.net,5,"AE,SA",ooni,,
a.2,isp,,body,contains,"content=""Access Denied - Some Company",5,AF,ooni,,"two
lines"
a.3,isp,,dns,full,134.17.0.7,5,BY,ooni,,
a.4,isp,,dns,full,134.17.0.7,5,BY,ooni,,the same
a.5,vbw,,body,contains,not available,5,ES,ooni,,
a.6,isp,,body,regexp,blocked.*,5,ES,ooni,,
a.7,isp,,dns,full,127.0.0.1,5,BR,ooni,,
a.8,isp,,header.location,prefix,https://telegram.org/,5,BR,ooni,,
`;

  it('gives what can be said in our words', () => {
    const preview = read(text);
    expect(preview.kind).toBe('fingerprints');
    expect(preview.accepted).toMatchObject([
      { scope: 'national', country: 'AE', redirect: { host: 'lighthouse.isp.net' } },
      { scope: 'isp', country: 'AF', bodyHas: ['content="access denied - some company'] },
      { scope: 'isp', country: 'BY', addresses: ['134.17.0.7'] },
    ]);
    expect(preview.duplicates).toBe(1);
    expect(reasons(preview)).toEqual([
      '7 scope_not_supported',
      '8 pattern_not_supported',
      '9 too_common',
      '10 on_shipped_list',
    ]);
    expect(preview.refused[1]?.text).toBe('blocked.*');
  });

  it('may lack the columns that are not needed', () => {
    const { accepted, refused } = read(
      'scope,location_found,pattern_type,pattern\nisp,dns,full,134.17.0.7\n',
    );
    expect([accepted, refused]).toMatchObject([[{ scope: 'isp', addresses: ['134.17.0.7'] }], []]);
  });

  it('read again gives nothing new', () => {
    const list = applyImport(LIST, read(text), AT);
    expect(list.fingerprints).toHaveLength(3);
    expect(list.hosts).toEqual(LIST.hosts);
    expect(read(text, list)).toMatchObject({ accepted: [], duplicates: 4 });
  });

  it('of which only so many fit', () => {
    const rows = Array.from(
      { length: OWN_FINGERPRINTS_MAX + 4 },
      (_, i) => `n${i},isp,,body,contains,blocked page number ${i},5,RU,,,\n`,
    );
    const preview = read(OONI + rows.join(''));
    expect([preview.accepted.length, preview.tooMany]).toEqual([OWN_FINGERPRINTS_MAX, 4]);
    const some = addFingerprints(LIST, applyImport(LIST, preview, AT).fingerprints.slice(10));
    expect(read(OONI + rows.join(''), some)).toMatchObject({
      duplicates: OWN_FINGERPRINTS_MAX - 10,
      tooMany: 4,
    });
  });
});

describe('bounds', () => {
  it('what does not fit on the list is counted, wrong and repeated lines apart', () => {
    const list = add(
      EMPTY_OWN_LIST,
      Array.from({ length: OWN_HOSTS_MAX - 2 }, (_, i) => `h${i}.org`),
      '',
      AT,
    );
    const preview = read('a.org\nb.org\nc.org\nd.org\nd.org\nlocalhost\nh0.org', list);
    expect(hosts(preview)).toEqual(['a.org', 'b.org']);
    expect(preview).toMatchObject({
      tooMany: 2,
      duplicates: 1,
      counts: { local_name: 1, already_on_list: 1 },
    });
  });

  it('a text of more than 5 MB is not read', () => {
    expect(read('a'.repeat(FILE_MAX + 1))).toMatchObject({
      accepted: [],
      refused: [{ line: 0, text: '', reason: 'too_large' }],
    });
  });

  it.each([
    ['plain', (i: number) => `https://host${i % 50_000}.example.org/x`, ''],
    ['citizenlab', (i: number) => `https://host${i % 50_000}.example.org/,NEWS,,,,`, CITIZEN_LAB],
  ])('100,000 rows (%s) are read in time, and no more of them', (kind, row, header) => {
    // The header is a row too.
    const count = ROWS_MAX - (header ? 1 : 0);
    const rows = Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('');
    const started = performance.now();
    const preview = read(header + rows);
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(preview).toMatchObject({
      kind,
      counts: {},
      duplicates: count - 50_000,
      tooMany: 50_000 - (OWN_HOSTS_MAX - 1),
    });
    expect(read(`${header}${rows}one.more.org\n`).refused).toEqual([
      { line: ROWS_MAX + 1, text: '', reason: 'too_many_rows' },
    ]);
  });

  it('of refused lines the first 200 are told, all counted, in 80 harmless characters', () => {
    const preview = read(`bad\u0000\u202e ${'😀x'.repeat(100)}\n`.repeat(REFUSED_MAX + 50));
    expect(preview.refused).toHaveLength(REFUSED_MAX);
    expect(preview.counts).toEqual({ not_a_site: REFUSED_MAX + 50 });
    for (const { text } of preview.refused) {
      expect(text).toMatch(/^bad (?:😀x)+😀?$/u);
      expect(text.length).toBeLessThanOrEqual(REFUSED_TEXT_MAX);
    }
  });

  it('hostile texts of 5 MB are read in time', () => {
    const started = performance.now();
    for (const piece of [
      '\n',
      '"',
      '","',
      '#',
      ' #',
      `${' '.repeat(4_000)}x\n`,
      `x${'.'.repeat(4_000)}x\n`,
      `${'a'.repeat(60)}.`,
    ]) {
      read(piece.repeat(FILE_MAX / piece.length));
      read(CITIZEN_LAB + piece.repeat((FILE_MAX - 100) / piece.length));
    }
    expect(performance.now() - started).toBeLessThan(25_000);
  }, 60_000);
});

it('no text throws; only known reasons are given; a preview is plain data and reading changes nothing', () => {
  const before = JSON.stringify(LIST);
  const piece = fc.constantFrom(
    ...[
      '\n',
      '\r\n',
      ',',
      '"',
      '#',
      'a.org',
      'https://b.org/',
      '10.0.0.1',
      '\0',
      '\u202e',
      CITIZEN_LAB,
      OONI,
      'host,group\n',
    ],
    ...['n,isp,,dns,full,8.8.8.8,5,RU,,,', 'ж', '\ud800', 'toString', '__proto__'],
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 10 })), { maxLength: 20 }),
      (pieces) => {
        const preview = read(pieces.join(''));
        for (const { reason } of preview.refused) expect(IMPORT_REASONS).toContain(reason);
        expect(JSON.parse(JSON.stringify(preview))).toEqual(preview);
        const after = applyImport(LIST, preview, AT);
        expect(after.hosts.length + after.fingerprints.length).toBe(1 + preview.accepted.length);
      },
    ),
    { numRuns: 500 },
  );
  expect(JSON.stringify(LIST)).toBe(before);
});

describe('applying', () => {
  it('adds to the list as it is by then, and the list before undoes it', () => {
    const preview = read('a.org\nb.org\n');
    const meanwhile = add(LIST, ['b.org'], 'Mine', AT);
    const after = applyImport(meanwhile, preview, AT + 1, ' From a\nfile ');
    expect(after.hosts.map(({ host, group }) => `${host} ${group}`)).toEqual([
      'already.org ',
      'b.org Mine',
      'a.org From a file',
    ]);
    expect(meanwhile).toEqual(add(LIST, ['b.org'], 'Mine', AT));
  });
});
