// Sealed rows on the disk: of each only a number, the day it was written on, and bytes that nobody reads without the passphrase. A database of its own,
// so that neither kind of rows is ever where the other should be.
import { type DBSchema, openDB } from 'idb';

interface Row {
  /** Since 1970, in universal time; it is how long kept rows are told from old ones without opening them. */
  readonly day: number;
  readonly sealed: Uint8Array;
}
interface Schema extends DBSchema {
  rows: { key: number; value: Row; indexes: { byDay: number } };
}

export interface SealedRows {
  /** Returns what to hand back as `over` to have the row replaced by the next one. */
  add(row: Row, durability: 'strict' | 'default', over?: number): Promise<number>;
  /** In the order in which they were added, with what to hand to `replace`. */
  all(): Promise<{ readonly keys: readonly number[]; readonly rows: readonly Row[] }>;
  /** Those with these keys by fewer ones; the rows that were added meanwhile stay after them. */
  replace(keys: readonly number[], rows: readonly Row[]): Promise<void>;
  /** Deletes what was written before this day. */
  sweep(day: number): Promise<void>;
  close(): void;
}

/** Rejects when the database cannot be opened. */
export async function openSealed(name: string): Promise<SealedRows> {
  const db = await openDB<Schema>(name, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('rows', { autoIncrement: true }).createIndex('byDay', 'day');
    },
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  return {
    async add(row, durability, over) {
      const tx = db.transaction('rows', 'readwrite', { durability });
      const [key] = await Promise.all([tx.store.put(row, over), tx.done]);
      return key;
    },
    async all() {
      const { store } = db.transaction('rows');
      const [keys, rows] = await Promise.all([store.getAllKeys(), store.getAll()]);
      return { keys, rows };
    },
    async replace(keys, rows) {
      const tx = db.transaction('rows', 'readwrite', { durability: 'strict' });
      for (const [i, key] of keys.entries()) {
        const row = rows[i];
        void (row ? tx.store.put(row, key) : tx.store.delete(key)).catch(() => undefined);
      }
      await tx.done;
    },
    async sweep(day) {
      const tx = db.transaction('rows', 'readwrite');
      const old = await tx.store.index('byDay').getAllKeys(IDBKeyRange.upperBound(day, true));
      for (const key of old) void tx.store.delete(key).catch(() => undefined);
      await tx.done;
    },
    close: () => db.close(),
  };
}
