// The table of all services: which rows there are, which of them are wanted, and in which order.
import { bySeverity, SEVERITY } from '../judge/severity.ts';
import type { State } from '../judge/verdict.ts';
import type { PopupModel, ServiceRow } from './model.ts';

/** In the order in which they stand. */
export const COLUMNS = ['service', 'state', 'method', 'since', 'seen', 'ok'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Order {
  readonly column: Column;
  /** The other way round than {@link inOrder} begins. */
  readonly reversed: boolean;
}

/** How words are compared, and what a method is called. */
export interface Words {
  readonly compare: (a: string, b: string) => number;
  readonly method: (row: ServiceRow) => string | undefined;
}

/** Everything that was seen, and Telegram, as the model orders it. */
export function seenRows({ telegram, services, clouds }: PopupModel): readonly ServiceRow[] {
  return [telegram, ...services, ...clouds];
}

/** What was never seen, as rows without a finding. */
export function unseenRows({ unknown }: PopupModel): readonly ServiceRow[] {
  return unknown.map((one) => ({
    ...one,
    state: 'unknown',
    pointOfControl: 'unknown',
    confounders: [],
    endpoints: [],
    elsewhere: [],
    evidence: [],
  }));
}

/** Whether the name, id or a host of a service has these letters in it. */
export function isNamed({ name, service, endpoints }: ServiceRow, query: string): boolean {
  const wanted = query.trim().toLowerCase();
  return (
    name.toLowerCase().includes(wanted) ||
    service.includes(wanted) ||
    endpoints.some(({ endpoint }) => endpoint.includes(wanted))
  );
}

/** How many rows are in each state that any is in; the worst first. */
export function countsOf(rows: readonly ServiceRow[]): { readonly state: State; readonly count: number }[] {
  return SEVERITY.map((state) => ({ state, count: rows.filter((row) => row.state === state).length })).filter(
    ({ count }) => count > 0,
  );
}

/**
 * Ordered by a column: names from A to Z, the worst state first, the latest time first; reversed, the other way round. Rows that have nothing in it
 * are last either way, and among states those seen earlier or elsewhere. Of equals the order stays.
 */
export function inOrder(
  rows: readonly ServiceRow[],
  { column, reversed }: Order,
  words: Words,
): ServiceRow[] {
  const sign = reversed ? -1 : 1;
  const earlier = (row: ServiceRow) => Number(row.earlier ?? false);
  const by: Readonly<Record<Column, (a: ServiceRow, b: ServiceRow) => number>> = {
    service: (a, b) => sign * words.compare(a.name, b.name),
    state: (a, b) => earlier(a) - earlier(b) || sign * bySeverity(a.state, b.state),
    method: (a, b) => present(words.method(a), words.method(b), (x, y) => sign * words.compare(x, y)),
    since: (a, b) => present(a.sinceMs, b.sinceMs, (x, y) => sign * (y - x)),
    seen: (a, b) => present(a.lastSeenAtMs, b.lastSeenAtMs, (x, y) => sign * (y - x)),
    ok: (a, b) => present(a.lastOkAtMs, b.lastOkAtMs, (x, y) => sign * (y - x)),
  };
  return [...rows].sort(by[column]);
}

function present<T>(a: T | undefined, b: T | undefined, compare: (a: T, b: T) => number): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return compare(a, b);
}
