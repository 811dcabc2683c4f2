// The three ways of keeping: each keeps the contract of stores, lets nothing readable reach the disk where it says so, loses nothing to a killed worker,
// and passes into each other whole or not at all.
import 'fake-indexeddb/auto';
import { deleteDB, openDB } from 'idb';
import * as v from 'valibot';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browser, life, liveUntil, local, session, writing } from './fakeStorage.ts';

vi.mock('../../../extension/browser.ts', () => ({ browser, ENGINE: 'chromium' }));

import '../../../extension/seldomFile.ts';
import { seal, unseal } from '../../../extension/keep/lock.ts';
import {
  beginWipe,
  changeStorage,
  lock,
  type Opened,
  openStore,
  Refused,
  unlock,
  wipe,
} from '../../../extension/keep/open.ts';
import { MANY } from '../../../extension/keep/sealing.ts';
import { FEWER, MOST } from '../../../extension/keep/sessionRows.ts';
import { dayOf } from '../../../src/judge/day.ts';
import { mistakeOf } from '../../../src/judge/mistake.ts';
import { EMPTY_OUTBOX, isMade, isoDay, switchedOff, switchedOn } from '../../../src/report/outbox.ts';
import { DAY_MS, MemoryStore, type Rows, type Store, USUAL_RETENTION_DAYS } from '../../../src/store.ts';
import { RequestSchema } from '../../../src/view/messages.ts';
import type { StorageMode } from '../../../src/view/storage.ts';
import { outboxRow, wireReport } from '../report/outboxSamples.ts';
import {
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
} from '../store.contract.ts';

const PASSPHRASE = 'correct horse battery staple';
const OTHER = 'another one, as long';
/** In what is kept, in a form that no compression hides. */
const MARKER = 'q7Zk3vXw9LmB2';
let clockMs = NOW;
const now = () => clockMs;
const open = () => openStore({ now, onClosed: () => undefined });

for (const name of ['put', 'add', 'delete', 'clear'] as const) {
  const real = IDBObjectStore.prototype[name] as (...all: unknown[]) => IDBRequest;
  IDBObjectStore.prototype[name] = function (this: IDBObjectStore, ...all: unknown[]) {
    writing();
    return real.apply(this, all);
  } as never;
}
const realDelete = indexedDB.deleteDatabase.bind(indexedDB);
indexedDB.deleteDatabase = (name) => {
  writing();
  return realDelete(name);
};

/** How slowly a passphrase is stretched is asked in one test; the others need not wait for it. */
const rounds: number[] = [];
const realDerive = crypto.subtle.deriveKey.bind(crypto.subtle);
crypto.subtle.deriveKey = ((
  how: Pbkdf2Params,
  ...rest: Parameters<typeof realDerive> extends [unknown, ...infer R] ? R : never
) => {
  rounds.push(how.iterations);
  return realDerive({ ...how, iterations: 1 }, ...rest);
}) as typeof realDerive;

const databases = async () => (await indexedDB.databases()).map(({ name }) => name ?? '');

async function nothingThere(): Promise<void> {
  liveUntil(Number.POSITIVE_INFINITY);
  clockMs = NOW;
  for (const name of await databases()) await deleteDB(name);
  local.items.clear();
  session.items.clear();
}

/** The browser is closed and started again. */
function restart(): void {
  session.items.clear();
}

async function change(mode: StorageMode, passphrase?: string): Promise<Opened> {
  await changeStorage(await open(), mode, passphrase, now);
  return open();
}

const toLocked = () => change('locked', PASSPHRASE);

/** A bit of everything, with the marker in it. */
async function fill(store: Store): Promise<void> {
  await put(store, {
    observations: [row('a', NOW - DAY_MS), row(`${MARKER}-id`, NOW)],
    verdicts: [verdict('telegram', { state: 'blocked' })],
    jobs: [job('j')],
    network: { network: NETWORK, sinceMs: NOW, everAnswered: [], name: MARKER },
    opinions: [opinion('elsewhere', NOW)],
    check: checkRow('c'),
  });
  await put(store, { outbox: OUTBOX });
  await store.mark(mistakeOf(verdict('telegram'), NOW), true);
}

/** All that a store holds. */
async function all(store: Store): Promise<unknown> {
  // Some stores read more than they were asked for.
  const { outbox, slots: _, ...rows } = (await store.read(EVERYTHING)) as Rows & { slots?: unknown };
  const made = outbox.made.map((m) => ({ ...m, keys: [...m.keys].sort() }));
  return {
    ...rows,
    outbox: { rows: [...outbox.rows].sort((a, b) => (a.id < b.id ? -1 : 1)), made, slots: outbox.slots },
    days: await store.days(0),
    observations: (await store.page(undefined, 1_000)).observations,
    networks: await store.networks(),
    opinions: await store.opinions(['elsewhere']),
    count: await store.count(),
  };
}

/** Every byte that is on the disk, as text. */
async function onDisk(): Promise<string> {
  const texts = [...local.items].flat();
  for (const name of await databases()) {
    const db = await openDB(name);
    for (const table of db.objectStoreNames) {
      for (const one of await db.getAll(table)) {
        texts.push(JSON.stringify(one));
        const { sealed } = Object(one) as { sealed?: Uint8Array };
        if (sealed) texts.push(Buffer.from(sealed).toString('latin1'));
      }
    }
    db.close();
  }
  return texts.join('\n');
}

beforeEach(nothingThere);

describe('in memory by choice', () => {
  storeContract(
    async () => {
      await nothingThere();
      return (await change('memory')).store;
    },
    async () => (await open()).store,
  );

  it('is there after the worker was killed, and gone with the browser', async () => {
    const { store, state } = await change('memory');
    expect([store.kind, state]).toEqual(['chosen', 'memory']);
    await fill(store);
    const before = await all(store);
    expect(await all((await open()).store)).toEqual(before);
    restart();
    const anew = (await open()).store;
    expect(await anew.count()).toBe(0);
    expect(await anew.networks()).toEqual([]);
  });

  it('writes nothing on the disk but that it is so', async () => {
    const { store } = await change('memory');
    await put(store, { observations: [row(MARKER)], verdicts: [verdict('telegram')] });
    await store.sweep(NOW, USUAL_RETENTION_DAYS);
    expect(await databases()).toEqual([]);
    expect([...local.items.keys()].sort()).toEqual(['reporting', 'storage']);
    expect(await onDisk()).not.toMatch(new RegExp(`${MARKER}|telegram`));
  });

  it('leaves out the oldest where there is no room', async () => {
    const { store } = await change('memory');
    await put(store, { observations: Array.from({ length: MOST + 1 }, (_, i) => row(`r${i}`, NOW + i)) });
    const after = (await open()).store;
    expect(await after.count()).toBe(FEWER);
    expect(ids((await after.page(undefined, 1)).observations)).toEqual([`r${MOST + 1 - FEWER}`]);
  });

  it('makes room when the browser has none', async () => {
    const { store } = await change('memory');
    session.mostItems = 20;
    for (let i = 0; i < 40; i++) await put(store, { observations: [row(`r${i}`, NOW + i)] });
    const kept = ids((await (await open()).store.page(undefined, 99)).observations);
    expect(kept.length).toBeGreaterThan(8);
    expect(kept.at(-1)).toBe('r39');
    session.mostItems = Number.POSITIVE_INFINITY;
  });

  it('of a setting that cannot be read, is what is', async () => {
    await local.set({ storage: { mode: 'locked', id: 'x', lock: 'broken' } });
    expect((await open()).state).toBe('memory');
    expect(await databases()).toEqual([]);
  });
});

describe('locked', () => {
  describe('and not to be read', () => {
    storeContract(
      async () => {
        await nothingThere();
        await toLocked();
        restart();
        return (await open()).store;
      },
      async () => (await open()).store,
    );
  });

  describe('and to be read', () => {
    storeContract(
      async () => {
        await nothingThere();
        return (await toLocked()).store;
      },
      async () => (await open()).store,
    );
  });

  it('shows after a start of the browser what was seen since, and with the passphrase everything', async () => {
    await fill((await toLocked()).store);
    const before = await all((await open()).store);
    restart();
    const { store, state } = await open();
    expect([store.kind, state]).toEqual(['chosen', 'locked']);
    expect(await store.count()).toBe(0);
    await put(store, { observations: [row('later', NOW + 1)] });
    expect(ids((await (await open()).store.page(undefined, 9)).observations)).toEqual(['later']);

    await expect(unlock(OTHER)).rejects.toThrow(Refused);
    expect((await open()).state).toBe('locked');
    await unlock(PASSPHRASE);
    const unlocked = await open();
    expect(unlocked.state).toBe('unlocked');
    expect(ids((await unlocked.store.page(undefined, 9)).observations)).toEqual([
      'a',
      `${MARKER}-id`,
      'later',
    ]);
    // But for the new row all is as it was.
    const {
      count: _,
      observations: __,
      recent: ___,
      ...rest
    } = (await all(unlocked.store)) as Record<string, unknown>;
    expect(before).toMatchObject(rest);

    await lock();
    expect(ids((await (await open()).store.page(undefined, 9)).observations)).toEqual(['later']);
    expect((await open()).state).toBe('locked');
  });

  it('lets nothing readable reach the disk, and neither key nor passphrase', async () => {
    await fill((await toLocked()).store);
    const text = await onDisk();
    expect(text).not.toMatch(new RegExp(`${MARKER}|telegram|${PASSPHRASE}`));
    const [key = ''] = [...session.items]
      .filter(([name]) => name.startsWith('key '))
      .map(([, one]) => JSON.parse(one));
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(text).not.toContain(key);
  });

  it('seals to a few sizes only', async () => {
    await fill((await toLocked()).store);
    const [name = ''] = await databases();
    const db = await openDB(name);
    const rows = (await db.getAll('rows')) as { day: number; sealed: Uint8Array }[];
    db.close();
    expect(new Set(rows.map(({ sealed }) => sealed.length))).toEqual(new Set([4_096 + 32 + 16]));
    expect(new Set(rows.map(({ day }) => day))).toEqual(new Set([dayOf(NOW)]));
  });

  it('passes over what was damaged or forged', async () => {
    await fill((await toLocked()).store);
    const [name = ''] = await databases();
    const { lock: kept } = JSON.parse(local.items.get('storage') ?? '') as { lock: { publicKey: string } };
    const db = await openDB(name);
    await db.put('rows', { day: 1, sealed: new Uint8Array(4_144) });
    await db.put('rows', { day: 1, sealed: 'words' });
    await db.put('rows', {
      day: 1,
      sealed: await seal(kept.publicKey, {
        'observations evil': { id: '<img>' },
        'nothing x': {},
        'constructor y': {},
        'made x': { keys: 3 },
      }),
    });
    db.close();
    const { store, state } = await open();
    expect(state).toBe('unlocked');
    expect(await store.count()).toBe(2);
    // Those two that could not be opened are told of.
    expect(await store.brokenCount()).toBe(2);
  });

  it('puts many sealed rows together into a few as soon as they can be opened', async () => {
    await toLocked();
    restart();
    // Each by a worker of its own.
    for (let i = 0; i <= MANY; i++)
      await put((await open()).store, { observations: [row(`r${i}`, NOW - (i % 3) * DAY_MS)] });
    const [name = ''] = await databases();
    const count = async () => {
      const db = await openDB(name);
      const rows = await db.count('rows');
      db.close();
      return rows;
    };
    // The first was there from the start.
    expect(await count()).toBe(MANY + 2);
    await unlock(PASSPHRASE);
    expect(await (await open()).store.count()).toBe(MANY + 1);
    expect(await count()).toBe(3);
    expect(await (await open()).store.count()).toBe(MANY + 1);
  });

  it('puts what one worker writes together, so that a page that fails for hours fills no disk', async () => {
    await toLocked();
    restart();
    const { store } = await open();
    const network = (i: number) => ({
      network: NETWORK,
      sinceMs: NOW,
      checkedAtMs: NOW + i,
      everAnswered: [],
    });
    for (let i = 0; i < 200; i++) {
      clockMs = NOW + i;
      await put(store, {
        network: network(i),
        ...(i % 2 === 0 && { observations: [row(`r${i}`, NOW + i)] }),
      });
    }
    const [name = ''] = await databases();
    const db = await openDB(name);
    expect(await db.count('rows')).toBeLessThan(10);
    db.close();
    await unlock(PASSPHRASE);
    const opened = (await open()).store;
    expect(await opened.count()).toBe(100);
    expect(await opened.networks()).toEqual([network(199)]);
  });

  it('lets what cannot be opened grow old too', async () => {
    await fill((await toLocked()).store);
    restart();
    clockMs = NOW + 31 * DAY_MS;
    await (await open()).store.sweep(clockMs, USUAL_RETENTION_DAYS);
    await unlock(PASSPHRASE);
    expect(await (await open()).store.count()).toBe(0);
  });

  it('is kept in memory, and said so, when its database does not open', async () => {
    await toLocked();
    const refused = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new Error('no room');
    });
    const said = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { store } = await open();
    expect(store.kind).toBe('memory');
    await put(store, { observations: [row('a')] });
    expect(await (await open()).store.count()).toBe(1);
    refused.mockRestore();
    said.mockRestore();
  });
});

describe('a change of the way', () => {
  const WAYS: readonly (readonly [StorageMode, string | undefined])[] = [
    ['standard', undefined],
    ['locked', PASSPHRASE],
    ['memory', undefined],
  ];
  const start = async ([mode, passphrase]: (typeof WAYS)[number]) => {
    await nothingThere();
    const opened = await change(mode, passphrase);
    await fill(opened.store);
    return all((await open()).store);
  };
  const PAIRS = WAYS.flatMap((from) => WAYS.filter((to) => to[0] !== 'memory').map((to) => ({ from, to })));

  it.each(PAIRS)('from $from.0 to $to.0 takes everything along', async ({ from, to }) => {
    const before = await start(from);
    const { store, state } = await change(...to);
    expect(await all(store)).toEqual(before);
    expect(state).toBe(to[0] === 'locked' ? 'unlocked' : to[0]);
    expect((await databases()).length).toBe(1);
    if (to[0] === 'locked') expect(await onDisk()).not.toContain(MARKER);
  });

  it.each(WAYS.slice(0, 2))(
    'from %s to memory leaves nothing, but what was reported is known',
    async (...from) => {
      await start(from);
      const { store } = await change('memory');
      expect(await store.count()).toBe(0);
      const { outbox } = await store.read(EVERYTHING);
      expect(outbox).toEqual({ ...OUTBOX, rows: [] });
      expect(await databases()).toEqual([]);
      expect(await onDisk()).not.toContain(MARKER);
    },
  );

  it('needs what is locked to be opened first, or it would be lost', async () => {
    await start(['locked', PASSPHRASE]);
    restart();
    for (const [mode, passphrase] of WAYS.slice(0, 2))
      await expect(changeStorage(await open(), mode, passphrase, now)).rejects.toThrow(Refused);
    await unlock(PASSPHRASE);
    expect(await (await open()).store.count()).toBe(2);
  });

  it('to another passphrase makes the first one useless', async () => {
    await start(['locked', PASSPHRASE]);
    await change('locked', OTHER);
    restart();
    await expect(unlock(PASSPHRASE)).rejects.toThrow(Refused);
    await unlock(OTHER);
    expect(await (await open()).store.count()).toBe(2);
  });

  it('refuses whoever still has the old store, so that nothing is written where it should not be', async () => {
    await start(['standard', undefined]);
    const old = (await open()).store;
    await changeStorage(await open(), 'standard', undefined, now);
    const opened = await open();
    await changeStorage(opened, 'memory', undefined, now);
    await expect(put(opened.store, { observations: [row('late')] })).rejects.toThrow();
    await open();
    await expect(put(old, { observations: [row('late')] })).rejects.toThrow();
    expect(await databases()).toEqual([]);
  });

  const CHANGES = PAIRS.filter(({ from, to }) => from !== to || to[0] === 'locked');
  it.each([...CHANGES, { from: WAYS[0], to: WAYS[2] }, { from: WAYS[1], to: WAYS[2] }] as typeof PAIRS)(
    'from $from.0 to $to.0, cut short anywhere, leaves one of them whole',
    async ({ from, to }) => {
      let cut = true;
      let kills = 0;
      for (let killAt = 1; cut; killAt++) {
        const before = await start(from);
        liveUntil(killAt);
        cut = await change(...to).then(
          () => false,
          () => true,
        );
        if (life.writes < killAt) cut = false;
        kills++;
        liveUntil(Number.POSITIVE_INFINITY);
        const { store, state } = await open();
        const is = state === 'unlocked' ? 'locked' : state;
        expect([from[0], to[0]], `killed at write ${killAt}`).toContain(is);
        if (is !== 'memory' || from[0] === 'memory')
          expect(await all(store), `write ${killAt}`).toEqual(before);
        expect((await databases()).length).toBe(is === 'memory' ? 0 : 1);
        if (is !== 'standard') expect(await onDisk()).not.toContain(MARKER);
      }
      expect(kills).toBeGreaterThan(3);
    },
    120_000,
  );
});

describe('a killed worker', () => {
  it.each(['memory', 'locked'] as const)('leaves all of a change or nothing: %s', async (mode) => {
    for (let killAt = 1; killAt < 6; killAt++) {
      await nothingThere();
      const { store } = await change(mode, PASSPHRASE);
      await put(store, { jobs: [job('j')] });
      liveUntil(killAt);
      const done = await put(store, { observations: [row('a')], doneJobs: ['j'] }).then(
        () => true,
        () => false,
      );
      liveUntil(Number.POSITIVE_INFINITY);
      const { recent, jobs } = await (await open()).store.read(EVERYTHING);
      const state = [recent.length, jobs.length].join();
      expect(['0,1', '1,0'], `write ${killAt}`).toContain(state);
      if (done) expect(state).toBe('1,0');
    }
  });
});

describe('everything erased', () => {
  it.each(['standard', 'memory', 'locked'] as const)(
    'from %s, cut short anywhere, comes to its end',
    async (mode) => {
      let cut = true;
      for (let killAt = 2; cut; killAt++) {
        await nothingThere();
        await local.set({ own: 'list' });
        const opened = await change(mode, PASSPHRASE);
        await fill(opened.store);
        liveUntil(killAt);
        cut = await (async () => {
          await beginWipe();
          await opened.store.erase();
          await wipe();
        })().then(
          () => false,
          () => true,
        );
        liveUntil(Number.POSITIVE_INFINITY);
        const { store, state } = await open();
        expect(state, `write ${killAt}`).toBe('standard');
        expect(await store.count()).toBe(0);
        expect(await store.networks()).toEqual([]);
        expect([...local.items.keys(), ...session.items.keys()]).toEqual([]);
        expect(await databases()).toEqual(['reachable']);
      }
    },
  );
});

describe('reports', () => {
  const outboxOf = async () => (await (await open()).store.read(EVERYTHING)).outbox;
  const on = (store: Store) => put(store, { outbox: { ...EMPTY_OUTBOX, slots: OUTBOX.slots } });
  /** Switched on, and reports are made. */
  const reporting = async (mode: StorageMode) => {
    const { store } = await change(mode, PASSPHRASE);
    await on(store);
    await put(store, { outbox: OUTBOX });
    return store;
  };

  it.each(['memory', 'locked'] as const)(
    'stay switched on when the browser is started again: %s',
    async (mode) => {
      await on((await change(mode, PASSPHRASE)).store);
      restart();
      expect((await outboxOf()).slots).toEqual(OUTBOX.slots);
      const { store } = await open();
      await put(store, { outbox: switchedOff(await outboxOf(), NOW) });
      restart();
      expect((await outboxOf()).slots).toBeUndefined();
    },
  );

  it.each(['memory', 'locked'] as const)(
    'of a day that an earlier start knew are not made again: %s',
    async (mode) => {
      await reporting(mode);
      expect(isMade(await outboxOf(), isoDay(NOW), 'nordvpn blocked')).toBe(false);
      restart();
      expect(isMade(await outboxOf(), isoDay(NOW), 'nordvpn blocked')).toBe(true);
      // And after a killed worker neither.
      expect(isMade(await outboxOf(), isoDay(NOW), 'nordvpn blocked')).toBe(true);
      // Of the next day nothing is known, because there is nothing.
      clockMs = NOW + DAY_MS;
      await put((await open()).store, { network: { network: 'x', sinceMs: clockMs, everAnswered: [] } });
      expect(isMade(await outboxOf(), isoDay(clockMs), 'nordvpn blocked')).toBe(false);
      restart();
      expect(isMade(await outboxOf(), isoDay(clockMs), 'nordvpn blocked')).toBe(true);
    },
  );

  it.each(['memory', 'locked'] as const)(
    'are not made twice where they are switched off and on again on one day: %s',
    async (mode) => {
      const store = await reporting(mode);
      await put(store, { outbox: switchedOff(await outboxOf(), NOW) });
      restart();
      expect((await outboxOf()).slots).toBeUndefined();
      await put((await open()).store, { outbox: switchedOn(await outboxOf(), NOW, 0.5) });
      expect(isMade(await outboxOf(), isoDay(NOW), 'telegram blocked')).toBe(true);
    },
  );

  it.each(['memory', 'locked'] as const)(
    'leave nothing on the disk once they are off and their day is over: %s',
    async (mode) => {
      const store = await reporting(mode);
      await put(store, { outbox: switchedOff(await outboxOf(), NOW) });
      expect(Object.keys(JSON.parse(local.items.get('reporting') ?? ''))).toEqual(['day']);
      clockMs = NOW + DAY_MS;
      restart();
      await open();
      expect(local.items.get('reporting')).toBeUndefined();
    },
  );

  it('leave no trace of their times when everything is kept readable again', async () => {
    const { store } = await change('memory');
    await on(store);
    await change('standard');
    expect(JSON.parse(local.items.get('reporting') ?? '')).toBe(null);
    expect((await outboxOf()).slots).toEqual(OUTBOX.slots);
  });

  it('can be switched off wherever a killed worker left them', async () => {
    for (let killAt = 1; killAt < 6; killAt++) {
      await nothingThere();
      await reporting('locked');
      const off = switchedOff(await outboxOf(), NOW);
      const { store: next } = await open();
      liveUntil(killAt);
      await put(next, { outbox: off }).catch(() => undefined);
      liveUntil(Number.POSITIVE_INFINITY);
      const { rows, slots } = await outboxOf();
      if (!slots) expect(rows, `killed at write ${killAt}`).toEqual([]);
    }
  });

  it('of a worker that was killed before it knew of them are not sent twice', async () => {
    const { store } = await toLocked();
    await on(store);
    restart();
    // One is sealed, and then the worker is killed; the next knows nothing of it and makes the same one.
    const report = { target: 'telegram', verdict: 'blocked' };
    for (const id of ['a', 'b']) {
      const { store: next } = await open();
      const { slots } = (await next.read(EVERYTHING)).outbox;
      await put(next, {
        outbox: {
          ...EMPTY_OUTBOX,
          rows: [outboxRow(id, NOW, { report: wireReport(NOW, report as object) })],
          slots,
        },
      });
      restart();
    }
    await unlock(PASSPHRASE);
    expect((await outboxOf()).rows.map(({ id }) => id)).toEqual(['a']);
  });

  it('that were sealed come back with the passphrase, and new ones can be made', async () => {
    await reporting('locked');
    restart();
    expect((await outboxOf()).rows).toEqual([]);
    await unlock(PASSPHRASE);
    const outbox = await outboxOf();
    expect(outbox.rows.map(({ id }) => id).sort()).toEqual(OUTBOX.rows.map(({ id }) => id).sort());
    expect(isMade(outbox, isoDay(NOW), 'telegram blocked')).toBe(true);
    expect(isMade(outbox, isoDay(NOW), 'nordvpn blocked')).toBe(false);
  });

  it('are on the disk, and not merely on their way, before they are sent', async () => {
    const { store } = await toLocked();
    await on(store);
    const opened = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await store.transact(EVERYTHING, () => ({ outbox: OUTBOX }), 'strict');
    expect(opened.mock.calls.map(([, , options]) => options?.durability)).toEqual(['strict']);
    opened.mockRestore();
  });

  it('that follow a switching off in one sealed row are not taken for those before it', async () => {
    const store = await reporting('locked');
    await put(store, { outbox: switchedOff(await outboxOf(), NOW) });
    await put(store, { outbox: OUTBOX });
    restart();
    await unlock(PASSPHRASE);
    expect((await outboxOf()).rows.map(({ id }) => id).sort()).toEqual(['a', 'b']);
  });

  it('that were sealed do not come back once reporting was switched off', async () => {
    await reporting('locked');
    restart();
    await put((await open()).store, { outbox: switchedOff(await outboxOf(), NOW) });
    await on((await open()).store);
    await unlock(PASSPHRASE);
    expect((await outboxOf()).rows).toEqual([]);
  });
});

describe('a passphrase', () => {
  it.each([
    ['seven77', false],
    ['eight888', true],
    ['x'.repeat(1_024), true],
    ['x'.repeat(1_025), false],
  ])('of %# is bounded', (passphrase, fine) => {
    for (const request of [
      { type: 'unlock', passphrase },
      { type: 'storage', mode: 'locked', passphrase },
    ])
      expect(v.safeParse(RequestSchema, request).success).toBe(fine);
  });

  it('takes a million rounds to try', async () => {
    rounds.length = 0;
    await toLocked();
    restart();
    await unlock(PASSPHRASE);
    expect(rounds).toEqual([1_000_000, 1_000_000]);
  });

  it('is the same however its accents were typed', async () => {
    await change('locked', 'cafe\u0301 con leche');
    restart();
    await unlock('caf\u00e9 con leche');
    expect((await open()).state).toBe('unlocked');
  });
});

it('what is sealed is for one key only', async () => {
  const publicKeyOf = () =>
    (JSON.parse(local.items.get('storage') ?? '') as { lock: { publicKey: string } }).lock.publicKey;
  const keyOf = () =>
    JSON.parse([...session.items].find(([name]) => name.startsWith('key '))?.[1] ?? '""') as string;
  await toLocked();
  const sealed = await seal(publicKeyOf(), { 'jobs j': job('j') });
  expect(await unseal(publicKeyOf(), keyOf(), [sealed])).toEqual([{ 'jobs j': job('j') }]);
  await nothingThere();
  await toLocked();
  expect(await unseal(publicKeyOf(), keyOf(), [sealed])).toEqual([]);
});

it('what is written just as it was is not written down again', async () => {
  const written: object[] = [];
  const store = new MemoryStore('chosen', {}, async (rows) => {
    written.push(rows);
  });
  for (let i = 0; i < 3; i++) await put(store, { jobs: [job('a')] });
  expect(written).toEqual([{ 'jobs a': job('a') }]);
});

it('a memory that could not be written down is written down with the next change', async () => {
  const written: object[] = [];
  let fails = true;
  const store = new MemoryStore('chosen', {}, async (rows) => {
    if (fails) throw new Error('no room');
    written.push(rows);
  });
  await expect(put(store, { jobs: [job('a')] })).rejects.toThrow('no room');
  fails = false;
  await put(store, { jobs: [job('b')] });
  expect(written).toEqual([{ 'jobs a': job('a'), 'jobs b': job('b') }]);
});
