// The part of the storing measurement that runs in a browser: the real store with the real decision, and beside it the least that
// writing the same rows to IndexedDB can cost: the same schema, the same batches, nothing read and nothing decided.
import { openDatabase } from '../../extension/keep/database.ts';
import { BLOCK_FINGERPRINTS } from '../../src/catalogue/blockpages.ts';
import { serviceById } from '../../src/catalogue/index.ts';
import { markAddresses } from '../../src/judge/mark.ts';
import { WINDOW_MS } from '../../src/judge/measurement.ts';
import { record } from '../../src/judge/record.ts';
import type { Observation } from '../../src/observe/observation.ts';
import { sampleObservations } from './samples.ts';

export interface KeepPlan {
  /** Rows before the timed ones. */
  readonly before: number;
  readonly rows: number;
  readonly batch: number;
  /** Time between two observations. */
  readonly everyMs: number;
  /** Which of the two goes first. */
  readonly rawFirst: boolean;
}
export interface KeepTimes {
  readonly rawMs: number;
  readonly keptMs: number;
  /** Rows in the store at the end; tells whether all were new. */
  readonly kept: number;
}

const NETWORK = 'bench-network';
/** What a person has to do with in half an hour: Telegram and a dozen others. */
const SERVICES_SEEN = 13;
const START_MS = 1_800_000_000_000;
/** The database's own name; the raw one has another. */
const KEPT = 'reachable';
const RAW = 'raw';
const fingerprints = new Map(BLOCK_FINGERPRINTS.map((f) => [f.id, f]));

async function round(plan: KeepPlan): Promise<KeepTimes> {
  const rows = sampleObservations({
    count: plan.before + plan.rows,
    firstAtMs: START_MS,
    everyMs: plan.everyMs,
    network: NETWORK,
    services: SERVICES_SEEN,
  });
  const before = batches(rows.slice(0, plan.before), 100);
  const timed = batches(rows.slice(plan.before), plan.batch);
  const raw = () => writeRaw(before, timed);
  const kept = () => writeKept(before, timed);
  if (plan.rawFirst) {
    const rawMs = await raw();
    return { rawMs, ...(await kept()) };
  }
  const result = await kept();
  return { rawMs: await raw(), ...result };
}

async function writeKept(before: Observation[][], timed: Observation[][]) {
  await drop(KEPT);
  const store = await openDatabase(() => START_MS);
  const keep = async (observations: Observation[]) => {
    const nowMs = (observations.at(-1) as Observation).atMs;
    await store.transact({ network: NETWORK, sinceMs: nowMs - WINDOW_MS }, (rows) =>
      record(rows, {
        network: NETWORK,
        nowMs,
        observations: observations.map((o) => markAddresses(o)),
        services: serviceById,
        fingerprints: (id) => fingerprints.get(id),
      }),
    );
  };
  for (const batch of before) await keep(batch);
  const startedAtMs = performance.now();
  for (const batch of timed) await keep(batch);
  const keptMs = performance.now() - startedAtMs;
  return { keptMs, kept: await store.count() };
}

async function writeRaw(before: Observation[][], timed: Observation[][]): Promise<number> {
  await drop(RAW);
  const opening = indexedDB.open(RAW, 1);
  opening.onupgradeneeded = () => {
    const observations = opening.result.createObjectStore('observations', { keyPath: 'id' });
    observations.createIndex('byTime', ['atMs', 'id']);
    observations.createIndex('byNetwork', ['network', 'atMs']);
  };
  const db = await answer(opening);
  const write = (observations: Observation[]) =>
    new Promise<void>((resolve, reject) => {
      const tx = db.transaction('observations', 'readwrite');
      for (const o of observations) tx.objectStore('observations').put(o);
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error);
    });
  for (const batch of before) await write(batch);
  const startedAtMs = performance.now();
  for (const batch of timed) await write(batch);
  const rawMs = performance.now() - startedAtMs;
  db.close();
  return rawMs;
}

function drop(name: string): Promise<unknown> {
  return answer(indexedDB.deleteDatabase(name));
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function batches<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}

declare global {
  var keepRound: typeof round;
}
globalThis.keepRound = round;
