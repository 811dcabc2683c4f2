// How rows go into sealed rows and come out again. Read only where the person locked what is kept (see extension/seldom.ts).
import { dayOf } from '../../src/judge/day.ts';
import type { Observation } from '../../src/observe/observation.ts';
import { type OutboxRow, twins } from '../../src/report/outbox.ts';
import { type Keeper, replayed, tableOf, type Written } from '../../src/store.ts';
import { seal, unseal } from './lock.ts';
import type { SealedRows } from './sealed.ts';

/** So many sealed rows are put together into a few as soon as they can be opened. */
export const MANY = 300;
/** So many characters go into one sealed row; some forty observations. */
const TOGETHER = 14_000;

/**
 * Seals what is written to a public key, together with what was written before as long as that is little: whoever is locked out cannot put many rows
 * together, and a page that fails for hours would fill the disk.
 */
export function sealing(sealed: SealedRows, publicKey: string, now: () => number): Keeper {
  let last: { readonly day: number; readonly key: number; readonly rows: Written } | undefined;
  return async (written, durability) => {
    const day = dayOf(now());
    const joined = last?.day === day ? followed(last.rows, written) : undefined;
    const fits = joined && JSON.stringify(joined).length < TOGETHER;
    const rows = fits ? joined : written;
    const row = { day, sealed: await seal(publicKey, rows) };
    last = { day, key: await sealed.add(row, durability, fits ? last?.key : undefined), rows };
  };
}

/** One after the other in one row, and in this order when they are read. */
function followed(before: Written, after: Written): Written {
  const rows = { ...before };
  for (const [key, row] of Object.entries(after)) {
    delete rows[key];
    rows[key] = row;
  }
  return rows;
}

/** All sealed rows that can be opened; when they have become many, they are sealed anew as few. `goodRows` leaves out what is no row of ours. */
export async function readSealed(
  sealed: SealedRows,
  publicKey: string,
  key: string,
  goodRows: (written: Written) => Written,
  nowMs: number,
): Promise<{ readonly rows: Written; readonly broken: number }> {
  const { keys, rows } = await sealed.all();
  const opened = await unseal(
    publicKey,
    key,
    rows.map((row) => row.sealed),
  );
  const all = replayed(opened.map(goodRows));
  const reports = Object.entries(all).filter(([name]) => tableOf(name) === 'outbox');
  const again = twins(reports.map(([, row]) => row as OutboxRow));
  const found = replayed([all, Object.fromEntries(again.map((id) => [`outbox ${id}`, null]))]);
  if (keys.length > MANY) {
    const fewer = await sealedByDay(publicKey, found, nowMs);
    if (fewer.length < keys.length) await sealed.replace(keys, fewer);
  }
  return { rows: found, broken: rows.length - opened.length };
}

/** Observations by their day, so that each day's grow old by themselves; all else with today's. */
export async function sealedByDay(publicKey: string, rows: Written, nowMs: number) {
  const days = new Map<number, Record<string, unknown>>([[dayOf(nowMs), {}]]);
  for (const [key, row] of Object.entries(rows)) {
    const atMs = tableOf(key) === 'observations' ? (row as Observation).atMs : nowMs;
    const day = Math.min(dayOf(atMs), dayOf(nowMs));
    const some = days.get(day) ?? {};
    some[key] = row;
    days.set(day, some);
  }
  const inOrder = [...days].sort(([a], [b]) => a - b);
  return Promise.all(inOrder.map(async ([day, some]) => ({ day, sealed: await seal(publicKey, some) })));
}
