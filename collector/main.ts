// `npm run collector`: the composition root. Reads the environment, opens the database, starts the two listeners and the hourly work, prints what
// an operator needs, and ends in order. `npm run collector -- rotate` adds a key instead; a running collector takes it up on SIGHUP.
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dayOf } from '../src/judge/day.ts';
import { type Config, readConfig } from './config.ts';
import type { GatewayKey } from './gateway/gateway.ts';
import { areKeysLasting, loadKeys, printedKeys, rotateKeys } from './gateway/keys.ts';
import { Intake } from './ingest/intake.ts';
import { takeLock } from './lock.ts';
import { createLog, kindOf, type Log } from './log.ts';
import { Metrics } from './metrics.ts';
import { dayText, publishDue } from './publish/weekly.ts';
import { listen } from './server.ts';
import type { Database } from './store/database.ts';
import { migrate } from './store/migrations.ts';
import { openPglite } from './store/pglite.ts';
import { openPostgres } from './store/postgres.ts';
import { commitBatch, deleteOld } from './store/reports.ts';
import { GATEWAY_PATH, metricsApp, publicApp, type Service } from './web/app.ts';
import { ANSWER_STEP_MS } from './web/ingest.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** What is not over by then ends the process, unclean: sooner than what starts collectors kills them (ten seconds). */
const STOP_WITHIN_MS = 9_000;

async function main(command: string | undefined): Promise<void> {
  const config = readConfig(process.env, process.cwd());
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const keyFile = join(config.dataDir, 'keys.json');
  if (command === 'rotate') {
    rotateKeys(keyFile, Date.now());
    printKeys(keyFile);
    console.log('Send SIGHUP to a running collector, and ship the new key in the next release.');
  } else if (command === undefined) {
    await serve(config, keyFile);
  } else {
    throw new Error(`"${command}" is not known. Use: npm run collector [-- rotate]`);
  }
}

async function serve(config: Config, keyFile: string): Promise<void> {
  const log = createLog(config.logLevel);
  const unlock = config.databaseUrl ? async () => undefined : await takeLock(config.dataDir);
  const db = config.databaseUrl
    ? openPostgres(config.databaseUrl, (error) => log.warn(kindOf(error), 'a database connection broke'))
    : await openPglite(join(config.dataDir, 'database'));
  await db.query('select 1').catch((error: unknown) => {
    const { code = 'no answer' } = kindOf(error);
    throw new Error(`The database cannot be used (${code}). Check DATABASE_URL, and that the server runs.`);
  });
  await migrate(db);

  let keys = loadKeys(keyFile, Date.now());
  tellOfExpiry(log, keys);
  const metrics = new Metrics();
  const instance = randomUUID();
  const intake = new Intake(
    (reports, messages) => commitBatch(db, reports, messages, { day: today(), instance }),
    (_, tookMs, error) => {
      metrics.commit(tookMs, error !== undefined);
      if (error !== undefined) log.error(kindOf(error), 'a batch was not committed');
    },
  );
  const service: Service = {
    db,
    log,
    intake,
    metrics,
    keys: () => keys,
    nowMs: Date.now,
    answerStepMs: ANSWER_STEP_MS,
  };
  const publicListener = await listen(publicApp(service), config.host, config.port);
  const metricsListener = await listen(metricsApp(service), config.metricsHost, config.metricsPort);
  console.log(`Gateway   ${url(config.host, publicListener.port)}${GATEWAY_PATH}`);
  console.log(`Page      ${url(config.host, publicListener.port)}/`);
  console.log(`Metrics   ${url(config.metricsHost, metricsListener.port)}/metrics`);
  console.log(`Database  ${config.databaseUrl ? 'PostgreSQL' : join(config.dataDir, 'database')}`);
  printKeys(keyFile);

  let working = hourly(db, log);
  const timer = setInterval(() => {
    working = working.then(() => hourly(db, log));
  }, HOUR_MS);
  const daily = setInterval(() => tellOfExpiry(log, keys), DAY_MS);
  process.on('SIGHUP', () => {
    try {
      keys = loadKeys(keyFile, Date.now());
      log.info({ keys: keys.map(({ id }) => id) }, 'keys read again');
      tellOfExpiry(log, keys);
    } catch (error) {
      log.error(kindOf(error), 'keys not read; the old ones stay');
    }
  });

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    log.info('stopping');
    setTimeout(() => {
      log.error('not everything ended in time');
      process.exit(1);
    }, STOP_WITHIN_MS).unref();
    clearInterval(timer);
    clearInterval(daily);
    await Promise.all([publicListener.stop(), metricsListener.stop()]);
    await Promise.all([intake.idle(), working]);
    await db.close();
    await unlock();
    log.info('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  log.info('started');
}

/** Publishes what is due, and deletes what is no longer needed even if that fails. Never rejects: the next hour tries again. */
async function hourly(db: Database, log: Log): Promise<void> {
  try {
    for (const published of await publishDue(db, Date.now())) log.info(published, 'published');
  } catch (error) {
    log.error(kindOf(error), 'publishing failed');
  }
  try {
    const reports = await deleteOld(db, today());
    if (reports > 0) log.info({ reports }, 'deleted');
  } catch (error) {
    log.error(kindOf(error), 'deleting failed');
  }
}

function tellOfExpiry(log: Log, keys: readonly GatewayKey[]): void {
  const nowMs = Date.now();
  const lastMs = Math.max(0, ...keys.map(({ expiresAtMs }) => expiresAtMs));
  if (lastMs <= nowMs)
    log.error('every key has expired, and no message can be opened: rotate, and ship the new one');
  else if (!areKeysLasting(keys, nowMs))
    log.warn(
      { last: dayText(dayOf(lastMs)) },
      'fewer than two keys have long enough to go: rotate, and ship the new one',
    );
}

function printKeys(keyFile: string): void {
  for (const { id, expires, hex, base64 } of printedKeys(loadKeys(keyFile, Date.now()))) {
    console.log(`Key ${id}, until ${expires}`);
    console.log(`  hex     ${hex}`);
    console.log(`  base64  ${base64}`);
  }
}

function today(): string {
  return dayText(dayOf(Date.now()));
}

function url(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

await main(process.argv[2]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
