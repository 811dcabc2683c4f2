// Both stores keep the contract; the one on disk also survives old versions, broken rows and restarts.
import 'fake-indexeddb/auto';
import { deleteDB, type IDBPDatabase, openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MIGRATIONS, openDatabase } from '../../extension/keep/database.ts';
import { EMPTY_OUTBOX, held } from '../../src/report/outbox.ts';
import {
  MAX_IN_MEMORY,
  MemoryStore,
  pageKey,
  parsePageKey,
  type Store,
  USUAL_RETENTION_DAYS,
} from '../../src/store.ts';
import { outboxRow } from './report/outboxSamples.ts';
import {
  allPages,
  checkRow,
  EVERYTHING,
  ids,
  job,
  NETWORK,
  NOW,
  OUTBOX,
  opinion,
  put,
  row,
  storeContract,
  verdict,
} from './store.contract.ts';

let serial = 0;
const freshName = () => `test-${++serial}`;
const open = (name: string) => openDatabase(() => NOW, name);

describe('in memory', () => {
  storeContract(
    async () => new MemoryStore(),
    async () => new MemoryStore(),
  );

  it('says so', () => {
    expect(new MemoryStore().kind).toBe('memory');
  });

  it('keeps the newest 20,000 observations', async () => {
    const store = new MemoryStore();
    const rows = Array.from({ length: MAX_IN_MEMORY + 5 }, (_, i) => row(`r${i}`, NOW - MAX_IN_MEMORY + i));
    await put(store, { observations: rows });
    await store.sweep(NOW, USUAL_RETENTION_DAYS);
    expect(await store.count()).toBe(MAX_IN_MEMORY);
    expect(ids((await store.page(undefined, 1)).observations)).toEqual(['r5']);
  });
});

describe('on disk', () => {
  storeContract(
    () => open(freshName()),
    () => open(`test-${serial}`),
  );

  it('says so', async () => {
    expect((await open(freshName())).kind).toBe('disk');
  });
});

describe('a position in the export', () => {
  it('is read back from its key', () => {
    expect(parsePageKey(pageKey({ atMs: NOW, id: 'a|b|c' }))).toEqual({ atMs: NOW, id: 'a|b|c' });
  });
  it.each(['', 'x', '|a', '1.5|a', 'NaN|a', 'Infinity|a'])('is not %j', (key) => {
    expect(parsePageKey(key)).toBeUndefined();
  });
});

describe('the outbox on disk', () => {
  const outboxOf = async (store: Store) => (await store.read(EVERYTHING)).outbox;

  it('is there after a restart', async () => {
    const name = freshName();
    await put(await open(name), { outbox: OUTBOX });
    expect(await outboxOf(await open(name))).toEqual(OUTBOX);
  });

  it('is on the disk, and not merely on its way, when that was asked for', async () => {
    const store = await open(freshName());
    const opened = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await store.transact(EVERYTHING, () => ({ outbox: OUTBOX }), 'strict');
    await store.transact(EVERYTHING, () => ({}));
    expect(opened.mock.calls.map(([, , options]) => options?.durability)).toEqual(['strict', 'default']);
    opened.mockRestore();
  });

  it('is written as far as it differs', async () => {
    const store = await open(freshName());
    await put(store, { outbox: OUTBOX });
    const written = vi.spyOn(IDBObjectStore.prototype, 'put');
    const deleted = vi.spyOn(IDBObjectStore.prototype, 'delete');
    await store.transact(EVERYTHING, ({ outbox }) => ({ outbox: held(outbox, 'a', true) }));
    expect(written.mock.calls).toMatchObject([[{ id: 'a', state: 'held' }]]);
    expect(deleted).not.toHaveBeenCalled();
    written.mockRestore();
    deleted.mockRestore();
  });

  it('and the verdict are written both or neither', async () => {
    const name = freshName();
    const store = await open(name);
    await put(store, { outbox: OUTBOX });
    const impossible = { ...verdict('telegram'), extra: () => 0 } as never;
    const outbox = { ...OUTBOX, rows: [...OUTBOX.rows, outboxRow('c', NOW)] };
    await expect(put(store, { verdicts: [impossible], outbox })).rejects.toThrow();
    expect(await outboxOf(store)).toEqual(OUTBOX);
    expect(await outboxOf(await open(name))).toEqual(OUTBOX);
  });

  it('leaves broken rows aside', async () => {
    const name = freshName();
    await put(await open(name), { outbox: OUTBOX });
    const db = await openDB(name);
    const good = outboxRow('bad', NOW);
    const bad: readonly object[] = [
      { ...good, state: 'sent' },
      { ...good, id: 'bad2', report: { ...good.report, ip: '192.0.2.1' } },
      { ...good, id: 'bad3', report: { ...good.report, target: 'https://example.org/' } },
      { ...good, id: 'bad4', notBeforeMs: 'soon' },
    ];
    for (const row of bad) await db.put('outbox', row);
    await db.put('made', { day: '2026-11-24', keys: 'all', notMade: 0 });
    const store = await open(name);
    expect(await outboxOf(store)).toEqual(OUTBOX);
    expect(await store.brokenCount()).toBe(5);
    await db.put('slots', { ...OUTBOX.slots, nextSlotAtMs: 'soon' });
    // Sending is off then, until the person's choice is read again.
    expect(await outboxOf(await open(name))).toEqual({ ...OUTBOX, slots: undefined });
    db.close();
  });
});

describe('after a restart', () => {
  it('a second store on the same database sees everything', async () => {
    const name = freshName();
    const first = await open(name);
    await put(first, {
      observations: [row('a'), row('b', NOW + 1)],
      verdicts: [verdict('telegram')],
      jobs: [job('j')],
      network: { network: NETWORK, sinceMs: NOW, everAnswered: ['control-a'] },
    });
    const second = await open(name);
    expect(await second.read(EVERYTHING)).toEqual(await first.read(EVERYTHING));
    expect(ids(await allPages(second, 1))).toEqual(['a', 'b']);
    expect(await second.count()).toBe(2);
    await put(second, { observations: [row('a', NOW, { status: 404 }), row('c', NOW + 2)] });
    expect(await first.count()).toBe(3);
  });
});

/** A database as an earlier version of the extension left it. */
async function openVersion(name: string, version: number): Promise<IDBPDatabase> {
  return openDB(name, version, {
    upgrade(db, from, _to, tx) {
      for (const step of MIGRATIONS.slice(from, version)) step(db as never, tx as never);
    },
  });
}

describe('a migration', () => {
  it.each(MIGRATIONS.map((_, i) => i + 1))('from version %i keeps every row', async (version) => {
    const name = freshName();
    const old = await openVersion(name, version);
    await old.put('observations', row('a'));
    await old.put('verdicts', verdict('telegram'));
    await old.put('jobs', job('j'));
    await old.put('networks', { network: NETWORK, sinceMs: NOW, everAnswered: [] });
    old.close();
    const store = await open(name);
    expect(await store.read(EVERYTHING)).toEqual({
      recent: [row('a')],
      verdicts: [verdict('telegram')],
      jobs: [job('j')],
      network: { network: NETWORK, sinceMs: NOW, everAnswered: [] },
      opinions: [],
      named: [],
      outbox: EMPTY_OUTBOX,
      mistakes: [],
    });
    await put(store, { observations: [row('b')] });
    expect(ids(await allPages(store, 1))).toEqual(['a', 'b']);
    await store.sweep(NOW, USUAL_RETENTION_DAYS);
    expect(await store.count()).toBe(2);
  });

  it('is tried from every version there was', () => {
    expect(MIGRATIONS.length).toBeGreaterThan(0);
  });
});

describe('a database that cannot be opened', () => {
  it('because a newer version is on disk rejects, and leaves it alone', async () => {
    const name = freshName();
    const newer = await openDB(name, MIGRATIONS.length + 1, {
      upgrade(db) {
        db.createObjectStore('observations', { keyPath: 'id' });
      },
    });
    await newer.put('observations', { id: 'a' });
    newer.close();
    await expect(open(name)).rejects.toThrow();
    const again = await openDB(name);
    expect(again.version).toBe(MIGRATIONS.length + 1);
    expect(await again.count('observations')).toBe(1);
    again.close();
  });

  it('because there is none in this browser rejects', async () => {
    const real = indexedDB.open;
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException(
        'A mutation operation was attempted on a database that did not allow mutations.',
        'InvalidStateError',
      );
    });
    await expect(open(freshName())).rejects.toThrow();
    vi.restoreAllMocks();
    expect(indexedDB.open).toBe(real);
  });

  it('because somebody holds it back rejects after a while', async () => {
    const name = freshName();
    const stubborn = await openVersion(name, 1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const opening = expect(open(name)).rejects.toThrow('in time');
    await vi.advanceTimersByTimeAsync(10_000);
    await opening;
    stubborn.close();
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
});

const BROKEN: readonly (readonly [string, Record<string, unknown>])[] = [
  ['an unknown version', { ...row('bad'), version: 2 }],
  ['no version', { ...row('bad'), version: undefined }],
  ['a negative time', { ...row('bad'), startedAtMs: -1 }],
  ['a fractional start', { ...row('bad'), startedAtMs: NOW + 0.5 }],
  ['a host with markup', { ...row('bad'), host: '<img src=x onerror=alert(1)>' }],
  ['a host that is a formula', { ...row('bad'), host: '=cmd|calc' }],
  ['a status in words', { ...row('bad'), status: '200' }],
  ['an outcome of the future', { ...row('bad'), outcome: 'teleported' }],
  ['an outcome from the prototype', { ...row('bad'), outcome: 'constructor' }],
  ['endless answers', { ...row('bad'), answers: Array.from({ length: 5_000 }, () => '1.1.1.1') }],
  ['an object for a name', { ...row('bad'), target: { toString: 'telegram' } }],
  ['an id with a line break', { ...row('bad'), id: 'b\nad' }],
];

describe('a broken row', () => {
  async function withBroken(
    broken: readonly Record<string, unknown>[],
  ): Promise<{ store: Store; db: IDBPDatabase }> {
    const name = freshName();
    const store = await open(name);
    await put(store, { observations: [row('a', NOW - 1), row('b', NOW + 1)] });
    const db = await openDB(name);
    const tx = db.transaction(['observations', 'counts'], 'readwrite');
    for (const o of broken) await tx.objectStore('observations').put(o);
    await tx.objectStore('counts').put(2 + broken.length, 'observations');
    await tx.done;
    // What is broken meanwhile is met by the next life of the worker: this one remembers what it wrote.
    return { store: await open(name), db };
  }

  it.each(BROKEN)('with %s is set aside, counted, and the others live on', async (_, broken) => {
    const { store, db } = await withBroken([broken]);
    expect(ids((await store.read(EVERYTHING)).recent)).toEqual(['a', 'b']);
    expect(await store.brokenCount()).toBe(1);
    expect(await store.count()).toBe(2);
    expect(ids(await allPages(store, 10))).toEqual(['a', 'b']);
    expect(await db.getAll('broken')).toMatchObject([
      { store: 'observations', atMs: NOW, row: { id: broken.id } },
    ]);
    await put(store, { observations: [row('c', NOW + 2)] });
    expect(await store.brokenCount()).toBe(1);
    db.close();
  });

  it.each(BROKEN)('with %s is not exported', async (_, broken) => {
    const { store, db } = await withBroken([broken]);
    expect(ids(await allPages(store, 1))).toEqual(['a', 'b']);
    expect(await store.brokenCount()).toBe(1);
    db.close();
  });

  it('without a time is found by the sweep', async () => {
    const { atMs: _, ...timeless } = row('bad');
    const { store, db } = await withBroken([timeless, { ...row('bad2'), atMs: Number.NaN }]);
    expect(ids((await store.read(EVERYTHING)).recent)).toEqual(['a', 'b']);
    await store.sweep(NOW, USUAL_RETENTION_DAYS);
    expect(await store.brokenCount()).toBe(2);
    expect(await store.count()).toBe(2);
    expect(ids((await store.read(EVERYTHING)).recent)).toEqual(['a', 'b']);
    db.close();
  });

  it('without a time is not found by its id either', async () => {
    const { atMs: _, ...timeless } = row('bad');
    const { store, db } = await withBroken([timeless]);
    expect(ids(await store.observationsById(['a', 'bad', 'b']))).toEqual(['a', 'b']);
    expect(await store.brokenCount()).toBe(1);
    db.close();
  });

  it.each([
    ['a fraction', [NOW + 0.25, NOW + 0.5]],
    ['words', ['abc', 'abd']],
    ['a date', [new Date(NOW), new Date(NOW + 1)]],
  ])('whose time is %s does not make the export begin anew', async (_, times) => {
    for (const limit of [1, 2, 3]) {
      const { store, db } = await withBroken(times.map((atMs, i) => ({ ...row(`bad${i}`), atMs })));
      expect(ids(await allPages(store, limit))).toEqual(['a', 'b']);
      db.close();
    }
  });

  it('of any other kind is set aside too', async () => {
    const name = freshName();
    await put(await open(name), { verdicts: [verdict('nordvpn')], jobs: [job('good')] });
    const store = await open(name);
    const db = await openDB(name);
    await db.put('verdicts', { ...verdict('telegram'), state: 'conquered' });
    await db.put('verdicts', { service: 'surfshark' });
    await db.put('jobs', { ...job('bad'), host: 'evil.example/path' });
    await db.put('networks', { network: NETWORK, sinceMs: 'yesterday' });
    await db.put('opinions', { ...opinion('net-2', NOW), state: 'conquered' });
    await db.put('checks', { ...checkRow('bad'), choice: 'everything' });
    expect(await store.read(EVERYTHING)).toEqual({
      recent: [],
      verdicts: [verdict('nordvpn')],
      jobs: [job('good')],
      network: undefined,
      opinions: [],
      named: [],
      outbox: EMPTY_OUTBOX,
      mistakes: [],
    });
    expect(await store.brokenCount()).toBe(6);
    expect(await store.read(EVERYTHING)).toMatchObject({ jobs: [{ id: 'good' }] });
    expect(await store.brokenCount()).toBe(6);
    db.close();
  });

  it('is kept for a look, but not without end', async () => {
    const { store, db } = await withBroken(
      Array.from({ length: 250 }, (_, i) => ({ ...row(`bad${i}`), version: 9 })),
    );
    expect(ids((await store.read(EVERYTHING)).recent)).toEqual(['a', 'b']);
    expect(await store.brokenCount()).toBe(250);
    expect(await db.count('broken')).toBe(200);
    db.close();
  });
});

describe('a failing disk', () => {
  it('writes all or nothing', async () => {
    const name = freshName();
    const store = await open(name);
    await put(store, { observations: [row('a')] });
    // A function cannot be stored: the write fails in the middle of the transaction.
    const impossible = { ...row('c'), extra: () => 0 } as never;
    const change = {
      observations: [row('b'), impossible],
      verdicts: [verdict('telegram')],
      jobs: [job('j')],
    };
    await expect(put(store, change)).rejects.toThrow();
    expect(await store.read(EVERYTHING)).toMatchObject({ recent: [{ id: 'a' }], verdicts: [], jobs: [] });
    expect(await store.count()).toBe(1);
    await put(store, { observations: [row('c')] });
    expect(await store.count()).toBe(2);
    await deleteDB(name);
  });
});
