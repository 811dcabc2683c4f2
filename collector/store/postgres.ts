// A PostgreSQL server, by its URL. A statement that hangs is given up, so that a sick database makes errors and not a standstill.
import pg from 'pg';
import type { Connection, Database } from './database.ts';

const CONNECTIONS = 4;
const CONNECT_MS = 5_000;
const STATEMENT_MS = 30_000;

export function openPostgres(url: string, onError: (error: Error) => void): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    application_name: 'reachable-collector',
  });
  // A connection that breaks while nobody uses it; the pool makes another.
  pool.on('error', onError);
  return {
    ...connection(pool),
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query('begin');
        const result = await work(connection(client));
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch((failure: Error) => {
          broken = failure;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

function connection(db: pg.Pool | pg.PoolClient): Connection {
  return {
    query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
      (await db.query<Row>(sql, [...parameters])).rows,
  };
}
