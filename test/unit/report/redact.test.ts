// What leaves at which level: secrets are planted in rows and looked for in the text, and the coarse levels hold what they promise and no more.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataText, handOver } from '../../../src/report/handOver.ts';
import { COUNT_COLUMNS, countsOf, LEVELS, REPORT_COLUMNS, weekOf } from '../../../src/report/redact.ts';
import { type Kept, reportsOf } from '../../../src/report/reports.ts';
import {
  AT,
  blocked,
  DAY,
  day,
  NAME,
  NETWORK_ID,
  nowDay,
  ORIGIN,
  PATH,
  PEER,
  plantedRows,
  request,
} from './planted.ts';

const NOTHING: Kept = { observations: [], verdicts: [], mistakes: [], days: [] };
const text = (level: (typeof LEVELS)[number], kept: Kept) =>
  dataText(handOver(level, 'telegram', kept, ORIGIN));

describe('a secret in the rows', () => {
  it('such as the name of a network or a path leaves at no level', () => {
    fc.assert(
      fc.property(plantedRows, (kept) => {
        for (const level of LEVELS) {
          const said = text(level, kept);
          expect(said).not.toContain(NAME);
          expect(said).not.toContain('Smiths');
          expect(said).not.toContain(PATH);
          expect(said).not.toContain('letters.html');
        }
      }),
    );
  });

  it('of any kind leaves neither as a count nor in a report: no id, host, address, time of day or text of the row', () => {
    fc.assert(
      fc.property(plantedRows, (kept) => {
        for (const level of ['L0', 'L1'] as const) {
          const said = text(level, kept);
          for (const secret of [
            NETWORK_ID,
            PEER,
            'plain-secret',
            'check-1',
            't.me',
            'elsewhere',
            'my.site',
            'ru-warning',
          ])
            expect(said).not.toContain(secret);
          expect(said).not.toMatch(/12:04|\d\d:\d\d|T\d\d/);
          expect(said).not.toContain(String(AT).slice(0, 8));
        }
      }),
    );
  });

  it('that is one for everybody is told in full: exact times and random names of networks', () => {
    const said = text('L2', {
      ...NOTHING,
      verdicts: [blocked({ observations: ['a'] })],
      observations: [request('a')],
    });
    expect(said).toContain('2026-11-24T12:04:31.789Z');
    expect(said).toContain(NETWORK_ID);
    expect(said).toContain('"country": "RU"');
  });
});

describe('a report', () => {
  const report = (kept: Partial<Kept>) => reportsOf({ ...NOTHING, ...kept }, ORIGIN);

  it('says what the anonymous one says', () => {
    expect(
      report({
        verdicts: [blocked()],
        observations: [
          request('a', AT, { outcome: 'failure', failure: 'connection_reset', stage: 'tls' }),
          ...['control-a', 'control-b'].map((target) =>
            request(target, AT + 5_000, { source: 'control', target, host: `${target}.example` }),
          ),
        ],
        days: [nowDay('l', { methods: `${'.'.repeat(24)}n`.padEnd(48, '.') })],
      }),
    ).toEqual([
      {
        record: 'report',
        schema_version: 1,
        day: '2026-11-24',
        country: 'RU',
        asn: 0,
        service: 'telegram',
        state: 'likely_blocked',
        method: 'tls_name_filter',
        stage: 'tls',
        failure: 'connection_reset',
        rule: 'L1',
        rules_version: 3,
        control: 'ok',
        source: 'watch',
        browser: 'firefox',
        extension_version: '0.1',
      },
    ]);
  });

  it('has only the columns of its table, and every column is used', () => {
    const [first = {}] = report({ verdicts: [blocked()], observations: [request('a')] });
    expect(Object.keys(first).sort()).toEqual([...REPORT_COLUMNS].sort());
  });

  it('stands for a service, a state and a day once, however many half hours and networks there were', () => {
    const said = report({
      days: [
        day('llluoo', { network: 'net-1' }),
        day('ll', { network: 'net-2' }),
        day('o', { day: DAY - 1 }),
        day('o', { day: DAY - 1, network: 'elsewhere' }),
      ],
    });
    expect(said.map((r) => `${r.day} ${r.country} ${r.state}`)).toEqual([
      '2026-11-24 RU likely_blocked',
      '2026-11-24 RU ok',
      '2026-11-24 RU unclear',
      '2026-11-23 RU ok',
      '2026-11-23 ZZ ok',
    ]);
  });

  it('leaves out sites of the person’s own list', () => {
    expect(report({ days: [nowDay('b', { service: 'own-my.site.example' })] })).toEqual([]);
  });

  it('of a day gone by takes step and sign from the rows of that time', () => {
    const yesterday = AT - 86_400_000;
    const [said] = report({
      days: [nowDay('b', { day: DAY - 1 })],
      observations: [
        request('late', yesterday + 3_600_000, { outcome: 'failure', failure: 'eof_error', stage: 'http' }),
        request('then', yesterday, {
          source: 'check',
          outcome: 'failure',
          failure: 'dns_bogon_error',
          stage: 'dns',
        }),
        request('fine', yesterday + 1),
      ],
    });
    expect(said).toMatchObject({
      day: '2026-11-23',
      stage: 'dns',
      failure: 'dns_bogon_error',
      source: 'check',
    });
    expect(said).not.toHaveProperty('rule');
  });

  it('says other for what is on no list', () => {
    const odd = blocked({ rule: 'a secret', stage: 'odd' as 'tls', failure: 'odd' as 'eof_error' });
    expect(report({ verdicts: [odd] })[0]).toMatchObject({ rule: 'other', stage: 'other', failure: 'other' });
  });

  it('tells no version finer than major and minor, and no country that is none', () => {
    const odd = { ...ORIGIN, version: '12.3.4-nightly', countryOf: () => 'Russia' };
    expect(reportsOf({ ...NOTHING, verdicts: [blocked()] }, odd)[0]).toMatchObject({
      extension_version: '12.3',
      country: 'ZZ',
    });
  });
});

describe('counts', () => {
  it('are days of a week by country, service, state and method, and nothing else', () => {
    const days = [day('l'), day('lo', { day: DAY - 1 }), day('o', { day: DAY - 7 })];
    const counts = countsOf(reportsOf({ ...NOTHING, days }, ORIGIN));
    expect(counts.map((c) => [c.week, c.state, c.days])).toEqual([
      ['2026-W48', 'likely_blocked', 2],
      ['2026-W48', 'ok', 1],
      ['2026-W47', 'ok', 1],
    ]);
    for (const count of counts)
      expect(Object.keys(count).filter((key) => !(COUNT_COLUMNS as readonly string[]).includes(key))).toEqual(
        [],
      );
  });

  it.each([
    ['2026-11-24', '2026-W48'],
    ['2026-11-22', '2026-W47'],
    ['2021-01-03', '2020-W53'],
    ['2024-12-30', '2025-W01'],
    ['2027-01-03', '2026-W53'],
    ['1970-01-01', '1970-W01'],
  ])('%s is in %s', (date, week) => {
    expect(weekOf(Date.parse(date) / 86_400_000)).toBe(week);
  });
});

describe('what is handed over in full', () => {
  it('is about one service: its verdict, its marks and the rows that these rest on', () => {
    const kept: Kept = {
      observations: [
        request('a'),
        request('b', AT, { source: 'control', target: 'control-a' }),
        request('c'),
      ],
      verdicts: [blocked(), blocked({ service: 'nordvpn' })],
      mistakes: [],
      days: [day('oollo'), day('b', { service: 'nordvpn' })],
    };
    const data = handOver('L2', 'telegram', kept, ORIGIN);
    expect(data.records.map((r) => [r.record, 'id' in r ? r.id : r.service])).toEqual([
      ['verdict', 'telegram'],
      ['observation', 'a'],
      ['observation', 'b'],
    ]);
    expect(
      data.level === 'L2' && data.history.map((h) => [h.from.slice(11, 16), h.to.slice(11, 16), h.state]),
    ).toEqual([
      ['02:00', '02:30', 'ok'],
      ['01:00', '02:00', 'likely_blocked'],
      ['00:00', '01:00', 'ok'],
    ]);
  });

  it('goes on over midnight as one stretch, but not from one network to another', () => {
    const late = day(`${'.'.repeat(47)}b`, { day: DAY - 1 });
    const data = handOver(
      'L2',
      'telegram',
      { ...NOTHING, days: [day('b'), late, day('.b', { network: 'x' })] },
      ORIGIN,
    );
    expect(data.level === 'L2' && data.history.map((h) => [h.network, h.from, h.to])).toEqual([
      ['x', '2026-11-24T00:30:00.000Z', '2026-11-24T01:00:00.000Z'],
      [NETWORK_ID, '2026-11-23T23:30:00.000Z', '2026-11-24T00:30:00.000Z'],
    ]);
  });
});

describe('the data as text', () => {
  it('is the data again when it is read', () => {
    for (const level of LEVELS) {
      const data = handOver(
        level,
        'telegram',
        { ...NOTHING, verdicts: [blocked()], observations: [request('a')] },
        ORIGIN,
      );
      expect(JSON.parse(dataText(data))).toEqual(data);
    }
  });

  it('holds no sign that turns letters round, and none that is no letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (odd) => {
        const data = handOver('L1', 'telegram', { ...NOTHING, verdicts: [blocked()] }, ORIGIN);
        const said = dataText({ ...data, schema: odd as 'reachable-hand-over' });
        expect(said).not.toMatch(/[\u202a-\u202e\u2066-\u2069\p{Cs}]|[^\P{Cc}\n]/u);
        expect(JSON.parse(said).schema).toBe(odd);
      }),
    );
  });

  it('of nothing is still data', () => {
    for (const level of LEVELS) expect(JSON.parse(text(level, NOTHING)).records).toEqual([]);
  });
});
