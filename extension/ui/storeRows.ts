// What was found in the app stores, as the page keeps it.
import * as v from 'valibot';
import { type StoreKey, type StoreRow, StoreRowSchema } from '../../src/judge/stores.ts';

/** Every app in every store of every listed country is fewer. The oldest are forgotten. */
const ROWS_MAX = 1_500;

/** The good rows of what was stored. */
export function parseStoreRows(stored: unknown): StoreRow[] {
  if (!Array.isArray(stored)) return [];
  return stored.slice(-ROWS_MAX).flatMap((row) => {
    const parsed = v.safeParse(StoreRowSchema, row);
    return parsed.success ? [parsed.output] : [];
  });
}

export function findStoreRow(rows: readonly StoreRow[], key: StoreKey): StoreRow | undefined {
  return rows.find((row) => isSame(row, key));
}

/** The rows with one in the place of the one before it. */
export function withStoreRow(rows: readonly StoreRow[], row: StoreRow): StoreRow[] {
  return [...rows.filter((one) => !isSame(one, row)), row].slice(-ROWS_MAX);
}

function isSame(a: StoreKey, b: StoreKey): boolean {
  return a.app === b.app && a.store === b.store && a.country === b.country;
}
