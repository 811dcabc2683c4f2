// The store on disk: IndexedDB through idb. Rows live from the transaction that wrote them until the daily sweep finds them older than the
// person wants or beyond the bound; a row that no longer parses is set aside in `broken` at the first reading, never shown, never fatal.
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import * as v from 'valibot';
import type { CheckRow } from '../../src/check/row.ts';
import type { NetworkRow } from '../../src/judge/controls.ts';
import { type DayRow, dayOf, withVerdict } from '../../src/judge/day.ts';
import type { Mistake } from '../../src/judge/mistake.ts';
import type { Opinion } from '../../src/judge/opinion.ts';
import type { Verdict } from '../../src/judge/verdict.ts';
import type { Observation } from '../../src/observe/observation.ts';
import { ENDED_DAYS, type Made, type Outbox, type OutboxRow, settled } from '../../src/report/outbox.ts';
import type { Slots } from '../../src/report/slots.ts';
import {
  type Change,
  type ConfirmJob,
  DAY_MS,
  type ExportRows,
  MAX_CHECKS,
  MAX_OBSERVATIONS,
  MAX_RECENT,
  newestFirst,
  type Plans,
  pageKey,
  parsePageKey,
  presentCheck,
  type Rows,
  type RowsWanted,
  type Store,
  TABLES,
  type Table,
  type TableRows,
  tableOf,
  type Written,
  writtenKey,
} from '../../src/store.ts';
import { SCHEMAS } from './rows.ts';

/** Of the database with readable rows. */
export const NAME = 'reachable';
/** Broken rows kept for a look; the count goes on. */
const MAX_BROKEN = 200;
/** Days remembered so that they need not be read; a day of every service several times over. */
const MAX_DAYS_KNOWN = 500;
/** A database that does not open within this long is treated as one that cannot. */
const OPEN_LIMIT_MS = 5_000;

interface Schema extends DBSchema {
  observations: {
    key: string;
    value: Observation;
    indexes: { byTime: [number, string]; byNetwork: [string, number]; byTarget: [string, number, string] };
  };
  verdicts: { key: string; value: Verdict };
  jobs: { key: string; value: ConfirmJob };
  networks: { key: string; value: NetworkRow };
  broken: { key: number; value: { store: string; atMs: number; row: unknown } };
  counts: { key: string; value: number };
  opinions: { key: [string, string]; value: Opinion; indexes: { byTime: number } };
  checks: { key: string; value: CheckRow };
  days: { key: [number, string, string]; value: DayRow };
  mistakes: { key: [string, string, number]; value: Mistake };
  outbox: { key: string; value: OutboxRow };
  made: { key: string; value: Made };
  slots: { key: string; value: Slots };
}
type StoreName = Table | 'broken' | 'counts';
const ALL: StoreName[] = [...TABLES, 'broken', 'counts'];
type WriteTransaction = IDBPTransaction<Schema, StoreName[], 'readwrite'>;

/** Numbered steps; the database's version is how many were taken. Never edited once released, only added to. */
export const MIGRATIONS: readonly ((
  db: IDBPDatabase<Schema>,
  tx: IDBPTransaction<Schema, StoreName[], 'versionchange'>,
) => void)[] = [
  (db) => {
    const observations = db.createObjectStore('observations', { keyPath: 'id' });
    observations.createIndex('byTime', ['atMs', 'id']);
    observations.createIndex('byNetwork', ['network', 'atMs']);
    db.createObjectStore('verdicts', { keyPath: 'service' });
    db.createObjectStore('jobs', { keyPath: 'id' });
    db.createObjectStore('networks', { keyPath: 'network' });
  },
  (db) => {
    db.createObjectStore('broken', { autoIncrement: true });
    db.createObjectStore('counts');
  },
  (db) => {
    db.createObjectStore('opinions', { keyPath: ['network', 'service'] }).createIndex('byTime', 'atMs');
    db.createObjectStore('checks', { keyPath: 'id' });
  },
  (db, tx) => {
    tx.objectStore('observations').createIndex('byTarget', ['target', 'atMs', 'id']);
    db.createObjectStore('days', { keyPath: ['day', 'network', 'service'] });
    db.createObjectStore('mistakes', { keyPath: ['service', 'network', 'sinceMs'] });
  },
  (db) => {
    db.createObjectStore('outbox', { keyPath: 'id' });
    db.createObjectStore('made', { keyPath: 'day' });
    db.createObjectStore('slots', { keyPath: 'name' });
  },
];

/**
 * Opens the database. Rejects when it cannot be opened (disk full, private mode, a newer version on disk): the caller then keeps
 * everything in memory and says so. `onClosed` is called when the browser takes the open database away: open anew.
 */
export async function openDatabase(
  now: () => number,
  name = NAME,
  onClosed: () => void = () => undefined,
): Promise<DiskStore> {
  const opening = openDB<Schema>(name, MIGRATIONS.length, {
    upgrade(db, from, _to, tx) {
      for (const step of MIGRATIONS.slice(from)) step(db, tx as never);
    },
    // A newer copy of the extension wants to upgrade: let go at once.
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      onClosed();
    },
    terminated: onClosed,
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('not in time')), OPEN_LIMIT_MS);
  });
  try {
    return new DiskStore(await Promise.race([opening, late]), now);
  } finally {
    clearTimeout(timer);
  }
}

/** Made by {@link openDatabase}. */
export class DiskStore implements Store {
  readonly kind = 'disk';
  readonly #db: IDBPDatabase<Schema>;
  readonly #now: () => number;
  /**
   * What the last decision read and wrote: only this object writes to the database, so the next decision need not read it all again. Made by
   * the first transaction of this life of the worker, dropped by an error, the sweep, and a question about another network or an older time.
   */
  #lately: { readonly network: string; readonly sinceMs: number; readonly rows: Rows } | undefined;
  /** Days as they were last read or written. */
  readonly #days = new Map<string, DayRow>();
  /** Transactions one after the other, so that each decides on what the one before wrote. */
  #tail: Promise<unknown> = Promise.resolve();

  constructor(db: IDBPDatabase<Schema>, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  transact(
    query: { network: string; sinceMs: number },
    decide: (rows: Rows) => Change,
    durability: 'strict' | 'default' = 'default',
  ): Promise<Change> {
    return this.#inTurn(() => this.#transact(query, decide, durability));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#tail.then(work);
    this.#tail = done.catch(() => undefined);
    return done;
  }

  async #transact(
    query: { network: string; sinceMs: number },
    decide: (rows: Rows) => Change,
    durability: 'strict' | 'default',
  ): Promise<Change> {
    const tx = this.#db.transaction(ALL, 'readwrite', { durability });
    try {
      const rows = this.#known(query) ?? (await this.#rows(tx, query));
      const change = decide(rows);
      const observations = tx.objectStore('observations');
      // Asking the database which ids it has costs a round trip each. A replaced row older than the window is counted twice until the sweep.
      const known = new Set(rows.recent.map((o) => o.id));
      for (const o of change.observations ?? []) quiet(observations.put(o));
      const added = new Set((change.observations ?? []).map((o) => o.id).filter((id) => !known.has(id))).size;
      for (const verdict of change.verdicts ?? []) {
        quiet(tx.objectStore('verdicts').put(verdict));
        await this.#remember(tx, verdict);
      }
      for (const id of change.doneJobs ?? []) quiet(tx.objectStore('jobs').delete(id));
      for (const job of change.jobs ?? []) quiet(tx.objectStore('jobs').put(job));
      if (change.network) quiet(tx.objectStore('networks').put(change.network));
      for (const opinion of change.opinions ?? []) quiet(tx.objectStore('opinions').put(opinion));
      if (change.check) quiet(tx.objectStore('checks').put(change.check));
      if (change.outbox) writeOutbox(tx, rows.outbox, change.outbox);
      if (added > 0) await this.#addCount(tx, added);
      await tx.done;
      // Which check is the newest after one has ended is not known from here.
      const ended = change.check !== undefined && change.check.state !== 'running';
      this.#lately = ended ? undefined : { ...query, rows: after(rows, change, query.network) };
      return change;
    } catch (error) {
      this.#lately = undefined;
      try {
        tx.abort();
      } catch {
        // Already over.
      }
      await tx.done.catch(() => undefined);
      throw error;
    }
  }

  /** What the next decision would read, if it is known. */
  #known(query: { network: string; sinceMs: number }): Rows | undefined {
    const lately = this.#lately;
    if (!lately || lately.network !== query.network || lately.sinceMs > query.sinceMs) return undefined;
    return {
      ...lately.rows,
      recent: lately.rows.recent.filter((o) => o.atMs >= query.sinceMs),
      opinions: lately.rows.opinions.filter((o) => o.atMs >= query.sinceMs),
    };
  }

  async read(query: { network: string; sinceMs: number }): Promise<Rows> {
    await this.#tail;
    const known = this.#known(query);
    if (known) return known;
    const tx = this.#db.transaction(ALL, 'readwrite');
    const rows = await this.#rows(tx, query);
    await tx.done;
    return rows;
  }

  async plans(network: string): Promise<Plans> {
    await this.#tail;
    if (this.#lately?.network === network) {
      const { jobs, network: row, check, outbox } = this.#lately.rows;
      return { jobs, network: row, check, slots: outbox.slots };
    }
    const tx = this.#db.transaction(ALL, 'readwrite');
    const plans = await this.#plans(tx, network);
    await tx.done;
    return plans;
  }

  networks(): Promise<readonly NetworkRow[]> {
    return this.#all('networks');
  }

  async opinions(networks: readonly string[]): Promise<readonly Opinion[]> {
    await this.#tail;
    const tx = this.#db.transaction(ALL, 'readwrite');
    // An empty array comes after every string in the order of keys.
    const found = await Promise.all(
      networks.map((n) => tx.objectStore('opinions').getAll(IDBKeyRange.bound([n], [n, []]))),
    );
    const rows = await this.#good(tx, 'opinions', found.flat());
    await tx.done;
    return rows;
  }

  async checks(): Promise<readonly CheckRow[]> {
    return newestFirst(await this.#all('checks'));
  }

  async #all<T extends Table>(table: T, range?: IDBKeyRange): Promise<TableRows[T][]> {
    await this.#tail;
    const tx = this.#db.transaction(ALL, 'readwrite');
    const rows = await this.#good(tx, table, await tx.objectStore(table as Table).getAll(range as never));
    await tx.done;
    return rows;
  }

  async observationsById(ids: readonly string[]): Promise<readonly Observation[]> {
    const tx = this.#db.transaction(ALL, 'readwrite');
    const found = await Promise.all([...new Set(ids)].map((id) => tx.objectStore('observations').get(id)));
    const good = await this.#good(
      tx,
      'observations',
      found.filter((row) => row !== undefined),
    );
    await tx.done;
    return good.sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  }

  async days(sinceDay: number): Promise<readonly DayRow[]> {
    return this.#all('days', IDBKeyRange.lowerBound([sinceDay]));
  }

  mistakes(): Promise<readonly Mistake[]> {
    return this.#all('mistakes');
  }

  mark(mistake: Mistake, wrong: boolean): Promise<void> {
    const { service, network, sinceMs } = mistake;
    // In its turn, as the sweep: a decision under way would remember what was before.
    return this.#inTurn(async () => {
      await (wrong
        ? this.#db.put('mistakes', mistake)
        : this.#db.delete('mistakes', [service, network, sinceMs]));
      this.#lately = undefined;
    });
  }

  erase(): Promise<void> {
    return this.#last(async (tx) => {
      for (const name of ALL) quiet(tx.objectStore(name).clear());
    });
  }

  async moveOut(): Promise<Written> {
    const rows: Record<string, unknown> = {};
    await this.#last(async (tx) => {
      for (const table of TABLES)
        for (const row of await this.#good(tx, table, await tx.objectStore(table).getAll()))
          rows[writtenKey(table, row)] = row;
    });
    return rows;
  }

  /** Nothing is written here after it. */
  #last(work: (tx: WriteTransaction) => Promise<void>): Promise<void> {
    return this.#inTurn(async () => {
      try {
        const tx = this.#db.transaction(ALL, 'readwrite');
        await work(tx);
        await tx.done;
      } finally {
        this.#db.close();
      }
    });
  }

  /** Takes in rows that were kept elsewhere. */
  async fill(rows: Written): Promise<void> {
    const tx = this.#db.transaction(ALL, 'readwrite', { durability: 'strict' });
    for (const [key, row] of Object.entries(rows))
      quiet(tx.objectStore(tableOf(key) as Table).put(row as never));
    quiet(tx.objectStore('counts').put(await tx.objectStore('observations').count(), 'observations'));
    await tx.done;
  }

  async page(after: string | undefined, limit: number, wanted: RowsWanted = {}): Promise<ExportRows> {
    const { target, sinceMs = 0 } = wanted;
    const from = (after === undefined ? undefined : parsePageKey(after)) ?? { atMs: sinceMs, id: '' };
    const index = target ? 'byTarget' : 'byTime';
    const range = target
      ? IDBKeyRange.bound([target, from.atMs, from.id], [target, []], true)
      : IDBKeyRange.lowerBound([from.atMs, from.id], true);
    const tx = this.#db.transaction(ALL, 'readwrite');
    let observations: Observation[] = [];
    let more = true;
    // Broken rows are gone once read, so a page of nothing else is simply read again.
    while (more && observations.length === 0) {
      const raw = await tx
        .objectStore('observations')
        .index(index)
        .getAll(range, limit + 1);
      more = raw.length > limit;
      observations = await this.#good(tx, 'observations', raw.slice(0, limit));
    }
    await tx.done;
    const last = observations.at(-1);
    return { observations, ...(more && last && { next: pageKey(last) }) };
  }

  async count(): Promise<number> {
    return (await this.#db.get('counts', 'observations')) ?? 0;
  }

  async brokenCount(): Promise<number> {
    return (await this.#db.get('counts', 'broken')) ?? 0;
  }

  sweep(nowMs: number, retentionDays: number): Promise<void> {
    return this.#inTurn(() => this.#sweep(nowMs, retentionDays));
  }

  async #sweep(nowMs: number, retentionDays: number): Promise<void> {
    this.#lately = undefined;
    this.#days.clear();
    const tx = this.#db.transaction(ALL, 'readwrite');
    const observations = tx.objectStore('observations');
    const oldest = nowMs - retentionDays * DAY_MS;
    quiet(tx.objectStore('days').delete(IDBKeyRange.upperBound([dayOf(oldest)])));
    for (const mistake of await tx.objectStore('mistakes').getAll()) {
      const { service, network, sinceMs } = mistake;
      if (!(mistake.atMs >= oldest)) quiet(tx.objectStore('mistakes').delete([service, network, sinceMs]));
    }
    // A row without a usable time is in no index and would never be met: find it here.
    if ((await observations.count()) !== (await observations.index('byTime').count())) {
      for (let cursor = await observations.openCursor(); cursor; cursor = await cursor.continue()) {
        await this.#good(tx, 'observations', [cursor.value]);
      }
    }
    for (
      let cursor = await observations.index('byTime').openCursor(IDBKeyRange.upperBound([oldest, '']));
      cursor;
      cursor = await cursor.continue()
    ) {
      quiet(cursor.delete());
    }
    let count = await observations.count();
    for (
      let cursor = await observations.index('byTime').openCursor();
      cursor && count > MAX_OBSERVATIONS;
      cursor = await cursor.continue()
    ) {
      quiet(cursor.delete());
      count--;
    }
    await tx.objectStore('counts').put(count, 'observations');
    for (const verdict of await tx.objectStore('verdicts').getAll()) {
      if (!(verdict.lastSeenAtMs >= oldest)) quiet(tx.objectStore('verdicts').delete(verdict.service));
    }
    for (const network of await tx.objectStore('networks').getAll()) {
      if (!((network.checkedAtMs ?? network.sinceMs) >= oldest))
        quiet(tx.objectStore('networks').delete(network.network));
    }
    for (
      let cursor = await tx
        .objectStore('opinions')
        .index('byTime')
        .openCursor(IDBKeyRange.upperBound(oldest));
      cursor;
      cursor = await cursor.continue()
    ) {
      quiet(cursor.delete());
    }
    const checks = await this.#good(tx, 'checks', await tx.objectStore('checks').getAll());
    for (const [i, check] of newestFirst(checks).entries()) {
      if (i >= MAX_CHECKS || check.startedAtMs < oldest) quiet(tx.objectStore('checks').delete(check.id));
    }
    for (const job of await tx.objectStore('jobs').getAll()) {
      if (!(job.dueAtMs >= nowMs - 3_600_000)) quiet(tx.objectStore('jobs').delete(job.id));
    }
    const outbox = await this.#outbox(tx);
    writeOutbox(tx, outbox, settled(outbox, nowMs, Math.min(ENDED_DAYS, retentionDays)));
    await tx.done;
  }

  async #rows(tx: WriteTransaction, query: { network: string; sinceMs: number }): Promise<Rows> {
    const range = IDBKeyRange.bound([query.network, query.sinceMs], [query.network, Number.MAX_SAFE_INTEGER]);
    const [observations, verdicts, mistakes, opinions, networks] = await Promise.all([
      newest(tx, range),
      tx.objectStore('verdicts').getAll(),
      tx.objectStore('mistakes').getAll(),
      tx.objectStore('opinions').index('byTime').getAll(IDBKeyRange.lowerBound(query.sinceMs)),
      tx.objectStore('networks').getAll(),
    ]);
    return {
      opinions: (await this.#good(tx, 'opinions', opinions)).filter((o) => o.network !== query.network),
      named: (await this.#good(tx, 'networks', networks)).filter(
        (n) => n.name && n.network !== query.network,
      ),
      recent: await this.#good(tx, 'observations', observations),
      verdicts: await this.#good(tx, 'verdicts', verdicts),
      mistakes: await this.#good(tx, 'mistakes', mistakes),
      outbox: await this.#outbox(tx),
      ...(await this.#plans(tx, query.network)),
    };
  }

  async #outbox(tx: WriteTransaction): Promise<Outbox> {
    const [rows, made, slots] = await Promise.all([
      tx.objectStore('outbox').getAll(),
      tx.objectStore('made').getAll(),
      tx.objectStore('slots').getAll(),
    ]);
    return {
      rows: await this.#good(tx, 'outbox', rows),
      made: await this.#good(tx, 'made', made),
      slots: (await this.#good(tx, 'slots', slots))[0],
    };
  }

  async #plans(tx: WriteTransaction, network: string): Promise<Plans> {
    const [jobs, row, checks, slots] = await Promise.all([
      tx.objectStore('jobs').getAll(),
      tx.objectStore('networks').get(network),
      tx.objectStore('checks').getAll(),
      tx.objectStore('slots').getAll(),
    ]);
    return {
      slots: (await this.#good(tx, 'slots', slots))[0],
      check: presentCheck(await this.#good(tx, 'checks', checks)),
      jobs: await this.#good(tx, 'jobs', jobs),
      network: (await this.#good(tx, 'networks', row ? [row] : []))[0],
    };
  }

  /** The rows that parse; the others are moved to `broken` in the same transaction. */
  async #good<T extends Table>(
    tx: WriteTransaction,
    store: T,
    rows: readonly unknown[],
  ): Promise<TableRows[T][]> {
    const good: TableRows[T][] = [];
    for (const row of rows) {
      const parsed = v.safeParse(SCHEMAS[store], row);
      if (parsed.success) {
        good.push(parsed.output as TableRows[T]);
        continue;
      }
      const objectStore = tx.objectStore(store as Table);
      const path = [objectStore.keyPath ?? []].flat();
      const key = path.map((name) => (row as Record<string, unknown>)[name] as string);
      quiet(objectStore.delete((key.length > 1 ? key : key[0]) as never));
      const broken = ((await tx.objectStore('counts').get('broken')) ?? 0) + 1;
      quiet(tx.objectStore('counts').put(broken, 'broken'));
      if (broken <= MAX_BROKEN) quiet(tx.objectStore('broken').put({ store, atMs: this.#now(), row }));
      if (store === 'observations') await this.#addCount(tx, -1);
    }
    return good;
  }

  /** The verdict's half hour in the timeline: read once a day and service, written when it changes. */
  async #remember(tx: WriteTransaction, verdict: Verdict): Promise<void> {
    const key: [number, string, string] = [dayOf(verdict.lastSeenAtMs), verdict.network, verdict.service];
    const id = key.join(' ');
    const stored =
      this.#days.get(id) ??
      (await this.#good(tx, 'days', [await tx.objectStore('days').get(key)].filter(Boolean)))[0];
    const row = withVerdict(stored, verdict);
    if (row) quiet(tx.objectStore('days').put(row));
    if (this.#days.size >= MAX_DAYS_KNOWN) this.#days.clear();
    const known = row ?? stored;
    if (known) this.#days.set(id, known);
  }

  async #addCount(tx: WriteTransaction, by: number): Promise<void> {
    const counts = tx.objectStore('counts');
    await counts.put(Math.max(0, ((await counts.get('observations')) ?? 0) + by), 'observations');
  }
}

/** The newest rows of a range, oldest first. `getAll` is several times faster than a cursor but can only start at the old end. */
async function newest(tx: WriteTransaction, range: IDBKeyRange): Promise<unknown[]> {
  const index = tx.objectStore('observations').index('byNetwork');
  if ((await index.count(range)) <= MAX_RECENT) return index.getAll(range);
  const rows: unknown[] = [];
  for (
    let cursor = await index.openCursor(range, 'prev');
    cursor && rows.length < MAX_RECENT;
    cursor = await cursor.continue()
  ) {
    rows.push(cursor.value);
  }
  return rows.reverse();
}

/** The rows that a reading after the change would find. */
function after(rows: Rows, change: Change, network: string): Rows {
  const written = new Map(
    (change.observations ?? []).filter((o) => o.network === network).map((o) => [o.id, o]),
  );
  const judged = new Set((change.verdicts ?? []).map((v) => v.service));
  const over = new Set([...(change.doneJobs ?? []), ...(change.jobs ?? []).map((j) => j.id)]);
  return {
    recent: [...rows.recent.filter((o) => !written.has(o.id)), ...written.values()]
      .sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1))
      .slice(-MAX_RECENT),
    verdicts: [...rows.verdicts.filter((v) => !judged.has(v.service)), ...(change.verdicts ?? [])],
    jobs: [...rows.jobs.filter((j) => !over.has(j.id)), ...(change.jobs ?? [])],
    network: change.network?.network === network ? change.network : rows.network,
    opinions: rows.opinions,
    named: rows.named,
    check: change.check ?? rows.check,
    outbox: change.outbox ?? rows.outbox,
    mistakes: rows.mistakes,
  };
}

/** Writes what differs; a row that was left alone is the same object. */
function writeOutbox(tx: WriteTransaction, before: Outbox, after: Outbox): void {
  const write = <T>(name: 'outbox' | 'made' | 'slots', was: readonly T[], is: readonly T[], key: keyof T) => {
    const store = tx.objectStore(name);
    const known = new Set(was);
    const kept = new Set(is.map((row) => row[key]));
    for (const row of is) if (!known.has(row)) quiet(store.put(row as never));
    for (const row of was) if (!kept.has(row[key])) quiet(store.delete(row[key] as string));
  };
  write('outbox', before.rows, after.rows, 'id');
  write('made', before.made, after.made, 'day');
  write('slots', before.slots ? [before.slots] : [], after.slots ? [after.slots] : [], 'name');
}

/** A request whose failure shows in its transaction: `tx.done` rejects, and nobody else need hear of it. */
function quiet(request: Promise<unknown>): void {
  request.catch(() => undefined);
}
