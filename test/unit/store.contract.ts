// What every store promises, whatever it is made of: one set of tests, run on each.
import { beforeEach, describe, expect, it } from 'vitest';
import type { CheckRow } from '../../src/check/row.ts';
import type { NetworkRow } from '../../src/judge/controls.ts';
import { dayOf, SLOT_MS, slotsOf } from '../../src/judge/day.ts';
import { isMeant, mistakeOf } from '../../src/judge/mistake.ts';
import type { Opinion } from '../../src/judge/opinion.ts';
import type { Verdict } from '../../src/judge/verdict.ts';
import type { Observation } from '../../src/observe/observation.ts';
import { EMPTY_OUTBOX, ENDED_DAYS, held, MADE_DAYS, type Outbox } from '../../src/report/outbox.ts';
import { firstSlots } from '../../src/report/slots.ts';
import {
  type Change,
  type ConfirmJob,
  DAY_MS,
  MAX_RECENT,
  type Store,
  USUAL_RETENTION_DAYS,
} from '../../src/store.ts';

import { outboxRow, wireReport } from './report/outboxSamples.ts';

export const NOW = 1_790_000_000_000;
export const NETWORK = 'net-1';
export const EVERYTHING = { network: NETWORK, sinceMs: 0 };

export function row(id: string, atMs = NOW, more: Partial<Observation> = {}): Observation {
  return {
    version: 1,
    id,
    startedAtMs: Math.max(0, atMs - 300),
    atMs,
    source: 'watch',
    network: NETWORK,
    target: 'telegram',
    endpoint: 't.me',
    scheme: 'https',
    host: 't.me',
    port: 443,
    kind: 'main_frame',
    outcome: 'success',
    status: 200,
    ...more,
  };
}

export function verdict(service: string, more: Partial<Verdict> = {}): Verdict {
  return {
    version: 1,
    service,
    network: NETWORK,
    state: 'ok',
    pointOfControl: 'unknown',
    rule: 'O3',
    rulesVersion: 1,
    confounders: [],
    sinceMs: NOW,
    lastSeenAtMs: NOW,
    endpoints: [],
    observations: [],
    ...more,
  };
}

export function job(id: string, more: Partial<ConfirmJob> = {}): ConfirmJob {
  return {
    id,
    service: 'telegram',
    endpoint: 't.me',
    scheme: 'https',
    host: 't.me',
    port: 443,
    network: NETWORK,
    dueAtMs: NOW,
    ...more,
  };
}

const networkRow = (network: string, more: Partial<NetworkRow> = {}): NetworkRow => ({
  network,
  sinceMs: NOW,
  everAnswered: [],
  ...more,
});

export function opinion(network: string, atMs: number, service = 'telegram'): Opinion {
  return { network, service, state: 'ok', rule: 'O3', atMs, reached: [{ host: 't.me', atMs }] };
}

export function checkRow(id: string, more: Partial<CheckRow> = {}): CheckRow {
  return {
    id,
    network: NETWORK,
    startedAtMs: NOW,
    choice: { groups: ['telegram'], mode: 'now', deep: false },
    seed: 1,
    state: 'running',
    total: 2,
    done: [],
    failed: [],
    repeated: [],
    ...more,
  };
}

export const put = (store: Store, change: Change) => store.transact(EVERYTHING, () => change);
export const ids = (rows: readonly Pick<Observation, 'id'>[]) => rows.map((o) => o.id);

/** Every observation, by pages of this many. */
export async function allPages(store: Store, limit: number): Promise<Observation[]> {
  const rows: Observation[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < 5_000; pages++) {
    const page = await store.page(after, limit);
    expect(page.observations.length).toBeLessThanOrEqual(limit);
    rows.push(...page.observations);
    after = page.next;
    if (after === undefined) return rows;
  }
  throw new Error('pages never end');
}

const day = (atMs: number) => new Date(atMs).toISOString().slice(0, 10);

/** Two reports, what was made today, and the slots. */
export const OUTBOX: Outbox = {
  rows: [
    outboxRow('a', NOW),
    outboxRow('b', NOW, { state: 'held', report: wireReport(NOW, { target: 'protonvpn' }) }),
  ],
  made: [{ day: day(NOW), keys: ['telegram blocked', 'nordvpn ok'], notMade: 1 }],
  slots: firstSlots(NOW, 0.5),
};
const outboxOf = async (store: Store) => (await store.read(EVERYTHING)).outbox;

/** The contract. `open` gives a new, empty store. */
/** `reopen`: the store again after it was erased. */
export function storeContract(open: () => Promise<Store>, reopen: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });

  describe('a transaction', () => {
    it('starts from nothing', async () => {
      expect(await store.read(EVERYTHING)).toEqual({
        recent: [],
        verdicts: [],
        jobs: [],
        network: undefined,
        opinions: [],
        named: [],
        outbox: EMPTY_OUTBOX,
        mistakes: [],
      });
      expect(await store.count()).toBe(0);
      expect(await store.brokenCount()).toBe(0);
      expect(await store.page(undefined, 10)).toEqual({ observations: [] });
    });

    it('writes what was decided and returns it', async () => {
      const change: Change = {
        observations: [row('a')],
        verdicts: [verdict('telegram')],
        jobs: [job('j')],
        network: networkRow(NETWORK),
      };
      expect(await put(store, change)).toEqual(change);
      expect(await store.read(EVERYTHING)).toEqual({
        recent: [row('a')],
        verdicts: [verdict('telegram')],
        jobs: [job('j')],
        network: networkRow(NETWORK),
        opinions: [],
        named: [],
        outbox: EMPTY_OUTBOX,
        mistakes: [],
      });
    });

    it('keeps a field that is absent absent', async () => {
      const bare = row('a');
      delete bare.status;
      await put(store, { observations: [bare] });
      expect(Object.keys((await store.read(EVERYTHING)).recent[0] ?? {})).not.toContain('status');
    });

    it('shows the decision what is there', async () => {
      await put(store, { observations: [row('a')] });
      await store.transact(EVERYTHING, (rows) => {
        expect(ids(rows.recent)).toEqual(['a']);
        return {};
      });
    });

    it('writes nothing at all when the decision throws', async () => {
      await put(store, { observations: [row('a')] });
      await expect(
        store.transact(EVERYTHING, () => {
          throw new Error('no decision');
        }),
      ).rejects.toThrow('no decision');
      expect(ids((await store.read(EVERYTHING)).recent)).toEqual(['a']);
      await put(store, { observations: [row('b')] });
      expect(await store.count()).toBe(2);
    });

    it('of many at once happens one after the other', async () => {
      await Promise.all(
        Array.from({ length: 20 }, () =>
          store.transact(EVERYTHING, (rows) => ({
            network: networkRow(NETWORK, { controlElapsedMs: (rows.network?.controlElapsedMs ?? 0) + 1 }),
          })),
        ),
      );
      expect((await store.read(EVERYTHING)).network?.controlElapsedMs).toBe(20);
    });
  });

  describe('an observation', () => {
    it('put twice is there once, as it was put last', async () => {
      await put(store, { observations: [row('a'), row('a')] });
      await put(store, { observations: [row('a', NOW, { status: 503 })] });
      expect(await store.count()).toBe(1);
      expect((await store.read(EVERYTHING)).recent).toMatchObject([{ id: 'a', status: 503 }]);
      expect(ids(await allPages(store, 10))).toEqual(['a']);
    });

    it('put again with another time is found at its new time only', async () => {
      await put(store, { observations: [row('a', NOW), row('b', NOW + 1)] });
      await put(store, { observations: [row('a', NOW + 2)] });
      expect(ids(await allPages(store, 1))).toEqual(['b', 'a']);
    });

    it('is recent when it is of the network and not older than asked', async () => {
      await put(store, {
        observations: [
          row('old', NOW - 1),
          row('edge', NOW),
          row('new', NOW + 1),
          row('there', NOW + 1, { network: 'net-2' }),
        ],
      });
      expect(ids((await store.read({ network: NETWORK, sinceMs: NOW })).recent)).toEqual(['edge', 'new']);
      expect(ids((await store.read({ network: 'net-2', sinceMs: 0 })).recent)).toEqual(['there']);
      expect(ids((await store.read({ network: 'net', sinceMs: 0 })).recent)).toEqual([]);
    });

    it('comes oldest first, equal times by id', async () => {
      await put(store, {
        observations: [row('c', NOW), row('b', NOW), row('z', NOW - 1), row('a', NOW + 1)],
      });
      expect(ids((await store.read(EVERYTHING)).recent)).toEqual(['z', 'b', 'c', 'a']);
      expect(ids(await allPages(store, 2))).toEqual(['z', 'b', 'c', 'a']);
    });

    it('is found by id, oldest first, as far as it is kept', async () => {
      await put(store, { observations: [row('a', NOW + 2), row('b', NOW), row('c', NOW + 1)] });
      expect(ids(await store.observationsById(['a', 'gone', 'b', 'a', 'constructor', '']))).toEqual(
        expect.arrayContaining(['b', 'a']),
      );
      expect(ids(await store.observationsById(['a', 'gone', 'b']))).toEqual(['b', 'a']);
      expect(await store.observationsById([])).toEqual([]);
    });

    it(`beyond the newest ${MAX_RECENT} is not read for a decision`, async () => {
      const rows = Array.from({ length: MAX_RECENT + 50 }, (_, i) =>
        row(`r${String(i).padStart(4, '0')}`, NOW + i),
      );
      await put(store, { observations: rows });
      expect(ids((await store.read(EVERYTHING)).recent)).toEqual(ids(rows.slice(50)));
    });
  });

  describe('pages', () => {
    // Every seventh second many rows at once, so that a page ends between rows of one time.
    const rows = Array.from({ length: 1_234 }, (_, i) =>
      row(`r${(i * 7_919) % 1_234}`, NOW + Math.floor(i / 7) * 1_000),
    );

    it.each([1_000, 100, 500, 1_233, 1_234, 1_235])(
      'of %i hold 1,234 rows without loss or repetition',
      async (limit) => {
        await put(store, { observations: rows });
        const seen = await allPages(store, limit);
        const expected = [...rows].sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
        expect(ids(seen)).toEqual(ids(expected));
        expect(await store.count()).toBe(1_234);
      },
    );

    it('end without a next one', async () => {
      await put(store, { observations: [row('a'), row('b')] });
      expect((await store.page(undefined, 2)).next).toBeUndefined();
      expect((await store.page(undefined, 1)).next).toBeDefined();
    });

    it('go on in order when rows come meanwhile', async () => {
      await put(store, { observations: [row('a', NOW), row('c', NOW + 2)] });
      const first = await store.page(undefined, 1);
      await put(store, { observations: [row('0', NOW - 1), row('b', NOW + 1), row('d', NOW + 3)] });
      const rest: string[] = [];
      for (let after = first.next; after !== undefined; ) {
        const page = await store.page(after, 1);
        rest.push(...ids(page.observations));
        after = page.next;
      }
      expect(ids(first.observations)).toEqual(['a']);
      expect(rest).toEqual(['b', 'c', 'd']);
    });

    it('may be asked for with nonsense', async () => {
      await put(store, { observations: [row('a')] });
      for (const after of ['', '|', 'x', '1e400|a', 'NaN|a', '-5|a', `${NOW}|`]) {
        expect(ids((await store.page(after, 10)).observations)).toEqual(['a']);
      }
      expect(ids((await store.page(`${NOW}|a`, 10)).observations)).toEqual([]);
    });
  });

  describe('the other rows', () => {
    it('a verdict is replaced by the next of its service', async () => {
      await put(store, { verdicts: [verdict('telegram'), verdict('nordvpn')] });
      await put(store, { verdicts: [verdict('telegram', { state: 'unclear', rule: 'U6' })] });
      const { verdicts } = await store.read(EVERYTHING);
      expect(verdicts.map((v) => [v.service, v.state]).sort()).toEqual([
        ['nordvpn', 'ok'],
        ['telegram', 'unclear'],
      ]);
    });

    it('a job is there until it is done', async () => {
      await put(store, { jobs: [job('j1'), job('j2')] });
      await put(store, { doneJobs: ['j1', 'never-there'] });
      expect((await store.read(EVERYTHING)).jobs.map((j) => j.id)).toEqual(['j2']);
    });

    it('a job done and planned anew in one transaction is there', async () => {
      await put(store, { jobs: [job('j', { port: 1 })] });
      await put(store, { doneJobs: ['j'], jobs: [job('j', { port: 2 })] });
      expect((await store.read(EVERYTHING)).jobs).toEqual([job('j', { port: 2 })]);
    });

    it('jobs and network can be asked for alone', async () => {
      const network = networkRow(NETWORK, { state: 'online', checkedAtMs: NOW });
      await put(store, { observations: [row('a')], jobs: [job('j')], network });
      expect(await store.plans(NETWORK)).toEqual({ jobs: [job('j')], network });
      expect(await store.plans('net-2')).toEqual({ jobs: [job('j')], network: undefined });
    });

    it('what another network showed is read while it is fresh, and its name with it', async () => {
      const named = networkRow('net-2', { name: 'Mobile' });
      await store.transact({ network: 'net-2', sinceMs: 0 }, () => ({
        network: named,
        opinions: [opinion('net-2', NOW), opinion('net-2', NOW - 9_000, 'nordvpn')],
      }));
      await put(store, { network: networkRow(NETWORK), opinions: [opinion(NETWORK, NOW)] });
      const rows = await store.read({ network: NETWORK, sinceMs: NOW - 5_000 });
      expect(rows.opinions).toEqual([opinion('net-2', NOW)]);
      expect(rows.named).toEqual([named]);
      // From the other network's side it is this one that has no name.
      expect((await store.read({ network: 'net-2', sinceMs: 0 })).named).toEqual([]);
      expect(await store.opinions([NETWORK, 'net-2'])).toHaveLength(3);
      expect(await store.opinions(['net-2', 'net'])).toHaveLength(2);
      expect(await store.opinions([])).toEqual([]);
      expect((await store.networks()).map((n) => n.network).sort()).toEqual([NETWORK, 'net-2'].sort());
    });

    it('the check is the running one, or else the newest', async () => {
      await put(store, { check: checkRow('old', { startedAtMs: NOW - 9, state: 'done' }) });
      await put(store, { check: checkRow('new', { state: 'cancelled' }) });
      expect((await store.read(EVERYTHING)).check?.id).toBe('new');
      await put(store, { check: checkRow('run', { startedAtMs: NOW - 5 }) });
      expect((await store.plans(NETWORK)).check?.id).toBe('run');
      await put(store, { check: checkRow('run', { startedAtMs: NOW - 5, state: 'done' }) });
      expect((await store.plans(NETWORK)).check?.id).toBe('new');
      expect((await store.checks()).map((c) => c.id)).toEqual(['new', 'run', 'old']);
    });

    it('a network has its own row', async () => {
      await put(store, {
        network: networkRow(NETWORK, { state: 'online', checkedAtMs: NOW, everAnswered: ['control-a'] }),
      });
      await put(store, { network: networkRow('net-2') });
      expect((await store.read(EVERYTHING)).network?.state).toBe('online');
      expect((await store.read({ network: 'net-2', sinceMs: 0 })).network).toEqual(networkRow('net-2'));
      expect((await store.read({ network: 'net-3', sinceMs: 0 })).network).toBeUndefined();
    });
  });

  describe('the timeline', () => {
    const DAY = dayOf(NOW);
    const slots = async (day = DAY) =>
      (await store.days(day)).map(({ service, network, states }) => [
        service,
        network,
        states.replaceAll('.', ''),
      ]);

    it('has a mark for every half hour in which something was judged, the worse one where they differ', async () => {
      const later = NOW + SLOT_MS;
      await put(store, { verdicts: [verdict('telegram', { state: 'likely_blocked', method: 'dns' })] });
      await put(store, { verdicts: [verdict('telegram'), verdict('nordvpn', { network: 'net-2' })] });
      await put(store, { verdicts: [verdict('telegram', { lastSeenAtMs: later })] });
      expect((await slots()).sort()).toEqual([
        ['nordvpn', 'net-2', 'o'],
        ['telegram', NETWORK, 'lo'],
      ]);
      expect(await slots(DAY + 1)).toEqual([]);
      const telegram = (await store.days(DAY)).find((r) => r.service === 'telegram');
      const seen = telegram && slotsOf(telegram).filter(Boolean);
      expect(seen).toEqual([{ state: 'likely_blocked', method: 'dns' }, { state: 'ok' }]);
    });

    it('goes with the rows of its time', async () => {
      const old = NOW - 8 * DAY_MS;
      await put(store, { verdicts: [verdict('telegram', { lastSeenAtMs: old }), verdict('nordvpn')] });
      await store.sweep(NOW, 30);
      expect(await store.days(0)).toHaveLength(2);
      await store.sweep(NOW, 7);
      expect((await store.days(0)).map((r) => r.service)).toEqual(['nordvpn']);
    });
  });

  describe('the outbox', () => {
    it('is written with the verdict, and read by the next decision', async () => {
      await put(store, { verdicts: [verdict('telegram')], outbox: OUTBOX });
      expect(await outboxOf(store)).toEqual(OUTBOX);
      await store.transact(EVERYTHING, ({ outbox, verdicts }) => {
        expect(outbox).toEqual(OUTBOX);
        expect(verdicts).toHaveLength(1);
        return {};
      });
      // Of whatever network the decision is.
      expect((await store.read({ network: 'net-2', sinceMs: NOW })).outbox).toEqual(OUTBOX);
    });

    it('is as it was when the decision says nothing of it, and when it throws', async () => {
      await put(store, { outbox: OUTBOX });
      await put(store, { observations: [row('a')] });
      await expect(
        store.transact(EVERYTHING, () => {
          throw new Error('no decision');
        }),
      ).rejects.toThrow('no decision');
      expect(await outboxOf(store)).toEqual(OUTBOX);
    });

    it('changes by what differs: rows come, change and go', async () => {
      await put(store, { outbox: OUTBOX });
      await store.transact(EVERYTHING, ({ outbox }) => ({ outbox: held(outbox, 'a', true) }));
      expect((await outboxOf(store)).rows.map((r) => [r.id, r.state])).toEqual([
        ['a', 'held'],
        ['b', 'held'],
      ]);
      const other = { day: day(NOW + DAY_MS), keys: [], notMade: 0 };
      const next: Outbox = {
        rows: [outboxRow('c', NOW)],
        made: [other],
        slots: { ...firstSlots(NOW, 0.9), takenAtMs: [NOW] },
      };
      await store.transact(EVERYTHING, () => ({ outbox: next }));
      expect(await outboxOf(store)).toEqual(next);
      await store.transact(EVERYTHING, () => ({ outbox: EMPTY_OUTBOX }));
      expect(await outboxOf(store)).toEqual(EMPTY_OUTBOX);
    });

    it('says with the plans when the next message is due', async () => {
      expect((await store.plans(NETWORK)).slots).toBeUndefined();
      await put(store, { outbox: OUTBOX });
      expect((await store.plans(NETWORK)).slots).toEqual(OUTBOX.slots);
      expect((await store.plans('net-2')).slots).toEqual(OUTBOX.slots);
    });

    it('of many decisions at once happens one after the other', async () => {
      await put(store, { outbox: OUTBOX });
      const taking = (atMs: number) =>
        store.transact(
          { network: String(atMs % 2), sinceMs: NOW },
          ({ outbox: { slots, ...rest } }) => ({
            outbox: { ...rest, slots: slots && { ...slots, takenAtMs: [...slots.takenAtMs, atMs] } },
          }),
          'strict',
        );
      await Promise.all([1, 2, 3, 4, 5, 6].map(taking));
      expect((await outboxOf(store)).slots?.takenAtMs).toEqual([1, 2, 3, 4, 5, 6]);
    });

    it('comes with what the person said is wrong', async () => {
      const said = mistakeOf(verdict('telegram'), NOW);
      await put(store, { verdicts: [verdict('telegram')] });
      await store.mark(said, true);
      expect((await store.read(EVERYTHING)).mistakes).toEqual([said]);
      await store.mark(said, false);
      expect((await store.read(EVERYTHING)).mistakes).toEqual([]);
    });

    it('is swept: ended reports after 30 days or sooner if the person keeps less, what was made after 16', async () => {
      const ended = (id: string, days: number) =>
        outboxRow(id, NOW - days * DAY_MS, { state: 'acknowledged', endedAtMs: NOW - days * DAY_MS });
      const made = (days: number) => ({ day: day(NOW - days * DAY_MS), keys: [''], notMade: 0 });
      await put(store, {
        outbox: {
          rows: [ended('older', ENDED_DAYS + 1), ended('old', 8), ended('new', 6), outboxRow('ready', NOW)],
          made: [made(MADE_DAYS + 1), made(MADE_DAYS - 1), made(0)],
        },
      });
      await store.sweep(NOW, 90);
      expect(ids((await outboxOf(store)).rows).sort()).toEqual(['new', 'old', 'ready']);
      expect((await outboxOf(store)).made).toHaveLength(2);
      await store.sweep(NOW, 7);
      expect(ids((await outboxOf(store)).rows).sort()).toEqual(['new', 'ready']);
    });
  });

  it('what the person says is wrong is remembered once, and taken back', async () => {
    const said = mistakeOf(verdict('telegram', { state: 'blocked', method: 'dns' }), NOW);
    await store.mark(said, true);
    await store.mark({ ...said, atMs: NOW + 1 }, true);
    expect(await store.mistakes()).toEqual([{ ...said, atMs: NOW + 1 }]);
    expect(isMeant(said, verdict('telegram'))).toBe(true);
    expect(isMeant(said, verdict('telegram', { sinceMs: NOW - 1 }))).toBe(false);
    await store.mark(said, false);
    expect(await store.mistakes()).toEqual([]);
  });

  it('pages of one service hold its rows only, from the time asked for, in order', async () => {
    const rows = ['a', 'b', 'c', 'd', 'e'].map((id, i) =>
      row(id, NOW + i, { target: i % 2 === 0 ? 'telegram' : 'nordvpn' }),
    );
    await put(store, { observations: rows });
    const first = await store.page(undefined, 2, { target: 'telegram' });
    expect(ids(first.observations)).toEqual(['a', 'c']);
    expect(ids((await store.page(first.next, 2, { target: 'telegram' })).observations)).toEqual(['e']);
    expect(ids((await store.page(undefined, 9, { sinceMs: NOW + 3 })).observations)).toEqual(['d', 'e']);
    const late = await store.page(undefined, 9, { target: 'telegram', sinceMs: NOW + 1 });
    expect(ids(late.observations)).toEqual(['c', 'e']);
  });

  it('erased, nothing is left', async () => {
    await put(store, { observations: [row('a')], verdicts: [verdict('telegram')], jobs: [job('j')] });
    await store.mark(mistakeOf(verdict('telegram'), NOW), true);
    await put(store, { outbox: OUTBOX });
    await store.erase();
    const anew = await reopen();
    expect(await outboxOf(anew)).toEqual(EMPTY_OUTBOX);
    expect(await anew.count()).toBe(0);
    expect(await anew.days(0)).toEqual([]);
    expect(await anew.mistakes()).toEqual([]);
    expect((await anew.read(EVERYTHING)).verdicts).toEqual([]);
  });

  it('a decision under way does not remember what was before a mark', async () => {
    const said = mistakeOf(verdict('telegram'), NOW);
    await put(store, { observations: [row('a', NOW)] });
    const marking = store.mark(said, true);
    await put(store, { observations: [row('b', NOW + 1)] });
    await marking;
    expect((await store.read(EVERYTHING)).mistakes).toEqual([said]);
  });

  it('nor what the sweep takes meanwhile', async () => {
    const old = row('old', NOW - (USUAL_RETENTION_DAYS + 1) * DAY_MS);
    await put(store, { observations: [old, row('new', NOW)] });
    const sweeping: Promise<void>[] = [];
    await store.transact(EVERYTHING, () => {
      sweeping.push(store.sweep(NOW, USUAL_RETENTION_DAYS));
      return { observations: [row('newer', NOW + 1)] };
    });
    await Promise.all(sweeping);
    expect(ids((await store.read(EVERYTHING)).recent)).toEqual(['new', 'newer']);
  });

  describe('the daily sweep', () => {
    const LIMIT = NOW - USUAL_RETENTION_DAYS * DAY_MS;

    it('takes what is older than 30 days and leaves the rest', async () => {
      await put(store, {
        observations: [row('old', LIMIT - 1), row('edge', LIMIT), row('new', NOW)],
        verdicts: [
          verdict('telegram', { lastSeenAtMs: LIMIT - 1 }),
          verdict('nordvpn', { lastSeenAtMs: LIMIT }),
        ],
        jobs: [job('yesterday', { dueAtMs: NOW - 24 * 3_600_000 }), job('now')],
        network: networkRow('old', { sinceMs: LIMIT - 1 }),
      });
      await put(store, { network: networkRow(NETWORK, { sinceMs: LIMIT - 1, checkedAtMs: NOW }) });
      await store.sweep(NOW, USUAL_RETENTION_DAYS);
      const rows = await store.read(EVERYTHING);
      expect(ids(rows.recent)).toEqual(['edge', 'new']);
      expect(rows.verdicts.map((v) => v.service)).toEqual(['nordvpn']);
      expect(rows.jobs.map((j) => j.id)).toEqual(['now']);
      expect(rows.network).toBeDefined();
      expect((await store.read({ network: 'old', sinceMs: 0 })).network).toBeUndefined();
      expect(await store.count()).toBe(2);
    });

    it('changes nothing when there is nothing to take', async () => {
      await put(store, {
        observations: [row('a')],
        verdicts: [verdict('telegram')],
        jobs: [job('j')],
        network: networkRow(NETWORK),
      });
      const before = await store.read(EVERYTHING);
      await store.sweep(NOW, USUAL_RETENTION_DAYS);
      await store.sweep(NOW, USUAL_RETENTION_DAYS);
      expect(await store.read(EVERYTHING)).toEqual(before);
    });
  });
}
