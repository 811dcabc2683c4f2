// What holds on every database that the collector can use. Run on PGlite and on a PostgreSQL server; the published answers are compared letter for
// letter with the same expectation, so both say the same.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishDue } from '../../collector/publish/weekly.ts';
import type { Database } from '../../collector/store/database.ts';
import { MIGRATIONS, migrate } from '../../collector/store/migrations.ts';
import { commitBatch, deleteOld, KEPT_DAYS } from '../../collector/store/reports.ts';
import { NoAnswer } from '../../extension/send/encapsulate.ts';
import { encapsulate } from '../../extension/send/ohttp.ts';
import { NETWORKS } from '../../src/catalogue/networks.ts';
import type { WireReport } from '../../src/report/wire.ts';
import { NOW_MS, report } from './samples.ts';
import { type TestCollector, testCollector } from './service.ts';

const DAY_MS = 86_400_000;
const many = (count: number, more: Partial<WireReport>) => Array.from({ length: count }, () => report(more));

export function collectorContract(name: string, open: () => Promise<Database>): void {
  describe(`the collector on ${name}`, () => {
    let db: Database;
    let collector: TestCollector;
    const rows = async (sql: string) => db.query<{ n: number }>(sql);
    const count = async (table: string) => (await rows(`select count(*)::int as n from ${table}`))[0]?.n;

    beforeAll(async () => {
      db = await open();
      await Promise.all([migrate(db), migrate(db)]);
      collector = testCollector(db);
    });

    afterAll(() => db.close());

    const empty = async () => {
      for (const table of ['reports', 'intake', 'cells', 'published_weeks'])
        await db.query(`delete from ${table}`);
      collector.clock.nowMs = NOW_MS;
    };

    it('makes its tables once, and does not touch those of a newer one', async () => {
      await migrate(db);
      expect(await count('migrations')).toBe(MIGRATIONS.length);
      await db.query('insert into migrations (number) values (1000)');
      await expect(migrate(db)).rejects.toThrow(/start the newer collector/);
      await db.query('delete from migrations where number = 1000');
    });

    it('stores a report once, with all its fields and the day it came', async () => {
      await empty();
      const sent = report({ asn: Math.max(...NETWORKS) });
      expect(await collector.send(sent)).toEqual({ report_id: sent.report_id, result: 'stored' });
      expect(await collector.send(sent)).toEqual({ report_id: sent.report_id, result: 'duplicate' });
      const stored = await db.query<Record<string, unknown>>(
        `select *, replace(report_id::text, '-', '') as report_id, day::text as day, asn::float8 as asn,
          received_day::text as received_day from reports`,
      );
      expect(stored.map((row) => ({ ...row }))).toEqual([{ ...sent, received_day: '2026-11-27' }]);
    });

    it('takes the same bytes twice for one report', async () => {
      await empty();
      const { bytes, open } = await encapsulate(report(), collector.config);
      const answers = await Promise.all([0, 1, 2].map(() => collector.post(bytes)));
      const results = await Promise.all(
        answers.map(async (a) => (await open(new Uint8Array(await a.arrayBuffer()))).result),
      );
      expect(results.sort()).toEqual(['duplicate', 'duplicate', 'stored']);
      expect(await count('reports')).toBe(1);
    });

    it('takes the id for the report: another one under it is not stored', async () => {
      await empty();
      const sent = report();
      await collector.send(sent);
      expect((await collector.send({ ...sent, verdict: 'ok' })).result).toBe('duplicate');
      expect(await db.query('select verdict from reports')).toEqual([{ verdict: 'likely_blocked' }]);
    });

    it('counts every message, and keeps nothing of dummies and refusals', async () => {
      await empty();
      await collector.sendDummy();
      const refused = report({ day: '2026-11-28' });
      expect(await collector.send(refused)).toEqual({
        report_id: refused.report_id,
        result: 'refused',
        why: 'day',
      });
      await collector.send(report());
      expect(await count('reports')).toBe(1);
      expect(await rows('select sum(messages)::int as n from intake')).toEqual([{ n: 3 }]);
    });

    it('of two reports with one id that arrive together stores the first', async () => {
      await empty();
      const first = report({ verdict: 'ok' });
      // Others before and after it in the order of ids.
      const between = [...many(20, {}), first, { ...first, verdict: 'blocked' as const }, ...many(20, {})];
      const fresh = await commitBatch(db, between, between.length, {
        day: '2026-11-27',
        instance: '00000000-0000-4000-8000-000000000002',
      });
      expect(fresh.size).toBe(41);
      expect(
        await db.query('select verdict from reports where report_id::text = $1', [
          first.report_id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
        ]),
      ).toEqual([{ verdict: 'ok' }]);
    });

    it('stores each once, and fails none, when two collectors get the same ones in another order', async () => {
      await empty();
      const commit = (reports: readonly WireReport[], instance: number) =>
        commitBatch(db, reports, reports.length, {
          day: '2026-11-27',
          instance: `00000000-0000-4000-8000-00000000001${instance}`,
        });
      for (let round = 0; round < 4; round++) {
        const sent = many(5_000, {});
        const stored = await Promise.all([commit(sent, 1), commit(sent.toReversed(), 2)]);
        expect(stored.reduce((sum, fresh) => sum + fresh.size, 0)).toBe(5_000);
      }
    });

    it('stores what arrives together', async () => {
      await empty();
      const sent = many(60, {});
      const results = await Promise.all([...sent, ...sent].map((r) => collector.send(r)));
      expect(results.filter(({ result }) => result === 'stored')).toHaveLength(60);
      expect(await count('reports')).toBe(60);
    });

    it('keeps reports for the time that their id may come again, and no longer', async () => {
      await empty();
      await collector.send(report());
      const dayAfter = (days: number) => new Date(NOW_MS + days * DAY_MS).toISOString().slice(0, 10);
      expect(await deleteOld(db, dayAfter(30))).toBe(0);
      expect(await deleteOld(db, dayAfter(KEPT_DAYS))).toBe(0);
      expect(await deleteOld(db, dayAfter(KEPT_DAYS + 1))).toBe(1);
      expect([await count('reports'), await count('intake')]).toEqual([0, 0]);
    });

    describe('publishes', () => {
      /** Week 47 of 2026: 16 to 22 November. */
      const DUE_MS = Date.parse('2026-11-26T00:00:00Z');
      const get = async (path: string) => {
        const response = await collector.app.request(path);
        return { status: response.status, text: await response.text() };
      };

      beforeAll(async () => {
        await empty();
        const batches: WireReport[][] = [
          many(23, { day: '2026-11-16', asn: 44244, verdict: 'blocked' }),
          many(12, { day: '2026-11-17', asn: 197207, verdict: 'blocked' }),
          many(4, { day: '2026-11-17', asn: 44244, verdict: 'blocked' }),
          many(3, { day: '2026-11-22', asn: 0, verdict: 'ok' }),
          many(3, { day: '2026-11-21', asn: 44244, verdict: 'ok' }),
          many(9, { day: '2026-11-18', asn: 12389, country: 'RU', target: 'psiphon', verdict: 'blocked' }),
          many(4, { day: '2026-11-18', asn: 12389, country: 'RU', verdict: 'likely_blocked' }),
          // Of the week before and of the week after.
          many(8, { day: '2026-11-15', asn: 44244, verdict: 'ok' }),
          many(8, { day: '2026-11-23', asn: 44244, verdict: 'ok' }),
        ];
        await commitBatch(db, batches.flat(), 74, {
          day: '2026-11-23',
          instance: '00000000-0000-4000-8000-000000000001',
        });
      });

      it('nothing before three days have passed', async () => {
        expect(await publishDue(db, DUE_MS - 1)).toEqual([{ week: '2026-W46', cells: 1 }]);
        expect(await get('/v1/cells.json?week=2026-W47')).toMatchObject({ status: 200 });
        expect(JSON.parse((await get('/v1/cells.json?week=2026-W47')).text).cells).toEqual([]);
      });

      it('then the week, once, whoever comes first', async () => {
        const both = await Promise.all([publishDue(db, DUE_MS), publishDue(db, DUE_MS)]);
        expect(both.flat()).toEqual([{ week: '2026-W47', cells: 4 }]);
        await collector.send(report({ day: '2026-11-20', country: 'IR' }));
        expect(await publishDue(db, DUE_MS + DAY_MS)).toEqual([]);
      });

      it('what everybody reads, letter for letter', async () => {
        const { text } = await get('/v1/cells.json?week=2026-W47');
        const { notes, complete, cells } = JSON.parse(text);
        expect(notes[0]).toMatch(/reports, not people/);
        expect(complete).toBe(true);
        const cell = (more: object) => ({
          week: '2026-W47',
          country: 'IR',
          target: 'telegram',
          source: 'watch',
          verdict: 'blocked',
          label: '',
          ...more,
        });
        expect(cells).toEqual([
          cell({ asn: 44244, day: '2026-11-16', reports: 25 }),
          // The four of the 17th were the only small ones: the twelve stand with them.
          cell({ asn: null, day: null, reports: 15 }),
          cell({ asn: null, day: null, verdict: 'ok', reports: 5 }),
          cell({
            country: 'RU',
            target: 'psiphon',
            asn: 12389,
            day: '2026-11-18',
            reports: 10,
            label: 'unconfirmed',
          }),
        ]);
        expect((await get('/v1/cells.csv?country=RU')).text).toBe(
          [
            '"week","country","asn","target","day","verdict","source","reports_not_people","label"',
            '"2026-W47","RU","12389","psiphon","2026-11-18","blocked","watch","10","unconfirmed"',
            '',
          ].join('\r\n'),
        );
        expect(
          JSON.parse((await get('/v1/weeks.json')).text).weeks.map((w: { week: string }) => w.week),
        ).toEqual(['2026-W47', '2026-W46']);
      });

      it('to whoever asks for a part of it', async () => {
        const cellsFor = async (query: string) =>
          JSON.parse((await get(`/v1/cells.json?${query}`)).text).cells;
        expect(await cellsFor('target=psiphon')).toHaveLength(1);
        expect(await cellsFor('country=IR&asn=44244')).toHaveLength(2);
        expect(await cellsFor('country=IR&week=2026-W46')).toHaveLength(1);
        expect(await cellsFor('country=DE')).toEqual([]);
      });

      it('a page of it', async () => {
        const { text } = await get('/?country=RU');
        expect(text).toContain('blocked, unconfirmed: 10 reports');
        expect(text).not.toContain('likely blocked:');
        expect((await get('/')).text).toContain('blocked: 40 reports');
      });

      it('nothing that a report says beside', async () => {
        const all = (
          await Promise.all(['/', '/v1/cells.json?country=IR', '/v1/cells.csv?country=IR'].map(get))
        ).map(({ text }) => text);
        for (const text of all) expect(text).not.toMatch(/connection_reset|firefox|[0-9a-f]{32}/);
      });
    });

    it('acknowledges nothing while the database is away, says so in its health, and nothing else', async () => {
      const away = await open();
      const without = testCollector(away);
      await away.close();
      await expect(without.send(report())).rejects.toThrow(NoAnswer);
      await expect(without.sendDummy()).resolves.toBeUndefined();
      const health = await without.app.request('/health');
      expect([health.status, await health.text()]).toEqual([503, '{"ok":false}']);
      expect((await collector.app.request('/health')).status).toBe(200);
    });
  });
}
