// What the collector takes: reports a second from sealed message to acknowledgement, against bare inserts on the same database in the same run; and
// whether it needs more memory after a hundred thousand reports than after twenty thousand. A collector of its own on each of the two databases.
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import pg from 'pg';
import { encapsulate } from '../../extension/send/ohttp.ts';
import { dayOf } from '../../src/judge/day.ts';
import { type KeyConfig, REQUEST_TYPE, SEALED_ANSWER_BYTES } from '../../src/report/ohttp.ts';
import type { WireReport } from '../../src/report/wire.ts';
import { postgresPrograms, startPostgres } from '../collector/postgres.ts';
import { type RunningCollector, startCollector } from '../collector/program.ts';
import { report, tempFolder } from '../collector/samples.ts';
import { ROOT } from '../root.ts';
import { median, type Row } from './table.ts';

const ROUNDS = 5;
const ROUND_REPORTS = 3_000;
/** Each waits for its answer, which leaves at a step of ten milliseconds. */
const SENDERS = 64;
/** Of a bare insert loop's speed, opening, checking, committing and answering included. */
const SPEED_MIN = 0.5;
const PER_SECOND_MIN = 1_000;
const ALL_MESSAGES = 100_000;
const SETTLED_MESSAGES = 20_000;
const SAMPLE_MESSAGES = 10_000;
/** What garbage collection leaves differs a little from time to time. */
const GROWTH_MAX = 1.1;

const TODAY = new Date(dayOf(Date.now()) * 86_400_000).toISOString().slice(0, 10);

export async function measureCollector(): Promise<readonly Row[]> {
  if (!postgresPrograms())
    return [{ name: 'collector', measured: 'not measured: PostgreSQL is missing', budget: '' }];
  const postgres = await startPostgres();
  try {
    return [
      ...(await using({ DATABASE_URL: postgres.url }, async (collector) => [
        ...(await speed(collector, postgres.url)),
        await memory(collector, 'PostgreSQL'),
      ])),
      ...(await using({}, async (collector) => [await memory(collector, 'PGlite')])),
    ];
  } finally {
    await postgres.stop();
  }
}

async function using<T>(
  database: Record<string, string>,
  work: (collector: RunningCollector) => Promise<T>,
): Promise<T> {
  const collector = await startCollector({ DATA_DIR: tempFolder(), ...database }, [
    '--expose-gc',
    '--import',
    join(ROOT, 'test/bench/collectorMemory.mjs'),
  ]);
  try {
    return await work(collector);
  } finally {
    collector.child.kill('SIGTERM');
    await collector.ended;
  }
}

/** How many reports this collector has stored. */
async function storedBy({ metrics }: RunningCollector): Promise<number> {
  const text = await (await fetch(metrics)).text();
  return Number(/messages_total\{outcome="stored"\} (\d+)/.exec(text)?.[1] ?? 0);
}

/** In turns: reports through the collector, and bare inserts of as many rows one by one. */
async function speed(collector: RunningCollector, url: string): Promise<readonly Row[]> {
  const bare = new pg.Client({ connectionString: url });
  await bare.connect();
  await bare.query('create table bare (report_id uuid primary key, report json not null)');
  const ratios: number[] = [];
  const perSecond: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const sealed = await sealMany(ROUND_REPORTS, collector.keys[0] as KeyConfig);
    const reports = Array.from({ length: ROUND_REPORTS }, () => report({ day: TODAY }));
    const accepted = () => timed(() => storeAll(collector, sealed));
    const inserted = () => timed(() => insertAll(bare, reports));
    const first = round % 2 === 0 ? await accepted() : await inserted();
    const second = round % 2 === 0 ? await inserted() : await accepted();
    const [acceptedMs, insertedMs] = round % 2 === 0 ? [first, second] : [second, first];
    // The first warms up.
    if (round === 0) continue;
    ratios.push(insertedMs / acceptedMs);
    perSecond.push((ROUND_REPORTS * 1000) / acceptedMs);
  }
  await bare.end();
  const ratio = median(ratios);
  const rate = median(perSecond);
  return [
    {
      name: 'collector: reports accepted',
      measured: `${ratio.toFixed(2)} × bare inserts`,
      budget: `≥ ${SPEED_MIN} ×`,
      ok: ratio >= SPEED_MIN,
    },
    {
      name: 'collector: reports accepted, sender on the same cores',
      measured: `${Math.round(rate)} a second`,
      budget: `${PER_SECOND_MIN} on two idle cores (told only)`,
    },
  ];
}

/** New reports all the time. */
async function memory(collector: RunningCollector, database: string): Promise<Row> {
  const heaps: number[] = [];
  const residents: number[] = [];
  const tookMs: number[] = [];
  for (let sent = 0; sent < ALL_MESSAGES; sent += SAMPLE_MESSAGES) {
    const sealed = await sealMany(SAMPLE_MESSAGES, collector.keys[0] as KeyConfig);
    tookMs.push(await timed(() => storeAll(collector, sealed)));
    const { heapUsed, rss } = await memoryOf(collector);
    heaps.push(heapUsed);
    residents.push(rss);
  }
  const settled = SETTLED_MESSAGES / SAMPLE_MESSAGES - 1;
  const growth = (list: readonly number[]) => (list.at(-1) ?? 0) / (list[settled] ?? 0);
  const mb = (bytes: number | undefined) => Math.round((bytes ?? 0) / 1e6);
  return {
    name: `collector on ${database}: memory after ${ALL_MESSAGES} reports, ${Math.round((SAMPLE_MESSAGES * 1000) / median(tookMs))} a second`,
    measured: `heap ${growth(heaps).toFixed(2)} × (${mb(heaps.at(-1))} MB), resident ${growth(residents).toFixed(2)} × (${mb(residents.at(-1))} MB)`,
    budget: `≤ ${GROWTH_MAX} × that after ${SETTLED_MESSAGES}`,
    ok: growth(heaps) <= GROWTH_MAX && growth(residents) <= GROWTH_MAX,
  };
}

function memoryOf({ child }: RunningCollector): Promise<NodeJS.MemoryUsage> {
  return new Promise((resolve) => {
    child.once('message', (usage) => resolve(usage as NodeJS.MemoryUsage));
    child.send('memory');
  });
}

async function sealMany(count: number, key: KeyConfig): Promise<readonly Uint8Array[]> {
  const sealed: Uint8Array[] = [];
  while (sealed.length < count) {
    const some = Array.from({ length: 100 }, () => encapsulate(report({ day: TODAY }), key));
    sealed.push(...(await Promise.all(some)).map(({ bytes }) => bytes));
  }
  return sealed;
}

/** Rejects unless each of these new reports is stored: outside, every answer looks the same. */
async function storeAll(collector: RunningCollector, sealed: readonly Uint8Array[]): Promise<void> {
  const before = await storedBy(collector);
  await sendAll(collector.gateway, sealed);
  const stored = (await storedBy(collector)) - before;
  if (stored !== sealed.length) throw new Error(`${stored} of ${sealed.length} reports were stored`);
}

/** Resolves when each was answered with a sealed answer. */
async function sendAll(gateway: string, sealed: readonly Uint8Array[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  let next = 0;
  const sender = async () => {
    for (let body = sealed[next++]; body; body = sealed[next++]) await post(agent, gateway, body);
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  agent.destroy();
}

function post(agent: Agent, gateway: string, body: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': REQUEST_TYPE, 'content-length': body.length };
    request(gateway, { agent, method: 'POST', headers }, (response) => {
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.length;
      });
      response.on('end', () => {
        if (response.statusCode === 200 && bytes === SEALED_ANSWER_BYTES) resolve();
        else reject(new Error(`answered ${response.statusCode} with ${bytes} bytes`));
      });
    })
      .on('error', reject)
      .end(body);
  });
}

async function insertAll(client: pg.Client, reports: readonly WireReport[]): Promise<void> {
  for (const one of reports)
    await client.query('insert into bare (report_id, report) values ($1, $2)', [
      one.report_id,
      JSON.stringify(one),
    ]);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
}
