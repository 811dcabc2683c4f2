// A PostgreSQL server, by its URL. A statement that hangs is given up, whether the server or the way to it is sick, so that there are errors and no
// standstill. Transactions and single statements have connections of their own: many readers of what is published do not hold up what comes in.
import pg from 'pg';
import type { Connection, Database } from './database.ts';

const CONNECTIONS = 2;
const CONNECT_MS = 5_000;
const STATEMENT_MS = 30_000;
/** The server keeps {@link STATEMENT_MS} itself; one that has vanished keeps nothing. */
const ANSWER_MS = STATEMENT_MS + 5_000;

export function openPostgres(url: string, onError: (error: Error) => void): Database {
  const pool = () =>
    new pg.Pool({
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
      application_name: 'reachable-collector',
      // A connection that breaks says so at any time, in the middle of a transaction too; unheard, it would end this process.
    }).on('connect', (client) => client.on('error', onError));
  const single = pool();
  const transactions = pool();
  // The same for one that nobody uses: the pool makes another.
  for (const one of [single, transactions]) one.on('error', () => undefined);
  return {
    ...connection(single),
    async transaction(work) {
      const client = await transactions.connect();
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
    close: async () => {
      await Promise.all([single.end(), transactions.end()]);
    },
  };
}

function connection(db: pg.Pool | pg.PoolClient): Connection {
  return {
    query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
      (await db.query<Row>(sql, [...parameters])).rows,
  };
}
