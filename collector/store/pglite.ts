// The embedded database: PostgreSQL as WebAssembly in this process, its files in a folder. Nothing to set up. What was committed outlives a
// killed process; it does not promise to outlive a power cut, because WebAssembly cannot flush files to the disk. One process at a time.
import { mkdirSync } from 'node:fs';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import type { Connection, Database } from './database.ts';

/** Opens the folder; without one, a database in memory. */
export async function openPglite(folder?: string): Promise<Database> {
  if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const db = await PGlite.create(folder ? { dataDir: folder } : {});
  return {
    ...connection(db),
    transaction: (work) => db.transaction((tx) => work(connection(tx))),
    close: () => db.close(),
  };
}

function connection(db: PGlite | Transaction): Connection {
  return {
    query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
      (await db.query<Row>(sql, [...parameters])).rows,
  };
}
