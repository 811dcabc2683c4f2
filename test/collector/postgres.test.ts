// The contract on a real PostgreSQL server.
import { afterAll, beforeAll } from 'vitest';
import { openPostgres } from '../../collector/store/postgres.ts';
import { collectorContract } from './contract.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

collectorContract('PostgreSQL', async () => openPostgres(server.url, () => undefined));
