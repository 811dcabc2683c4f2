// What of a check is through, what comes next and how long it may take: pure steps from one row to the next.
import { type CheckItem, randomFrom } from './plan.ts';
import type { CheckRow } from './row.ts';

/** The second failure must begin at least this long after the first ended; the rules ask for 20 s. */
export const REPEAT_AFTER_MS = 20_500;
/** A quiet check takes this long. */
const QUIET_MIN_MS = 10 * 60_000;
const QUIET_SPREAD_MS = 20 * 60_000;

/** How one request of a round ended, as far as the check cares. */
export interface Settled {
  readonly key: string;
  readonly failed: boolean;
  readonly atMs: number;
}

/** What a person sees of a running check. */
export interface CheckProgress {
  readonly state: CheckRow['state'];
  readonly why?: CheckRow['why'];
  /** `asking`: first round. `waiting`: until what failed may be asked again. `repeating`: second round. */
  readonly phase: 'asking' | 'waiting' | 'repeating';
  /** Requests through and in all, of the phase. */
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** Milliseconds left, as far as can be told. */
  readonly leftMs?: number;
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
}

/** The row after some requests of the first round. */
export function settleFirst(row: CheckRow, settled: readonly Settled[]): CheckRow {
  const known = new Set(row.done);
  const fresh = settled.filter((s) => !known.has(s.key));
  return {
    ...row,
    done: [...row.done, ...fresh.map((s) => s.key)],
    failed: [...row.failed, ...fresh.filter((s) => s.failed).map(({ key, atMs }) => ({ key, atMs }))],
  };
}

/** The row after some requests of the second round. */
export function settleRepeat(row: CheckRow, keys: readonly string[]): CheckRow {
  return { ...row, repeated: [...new Set([...row.repeated, ...keys])] };
}

/** The row when a check is over. */
export function endCheck(
  row: CheckRow,
  state: Exclude<CheckRow['state'], 'running'>,
  atMs: number,
  why?: NonNullable<CheckRow['why']>,
): CheckRow {
  return { ...row, state, endedAtMs: Math.max(atMs, row.startedAtMs), ...(why && { why }) };
}

/** When an item of a quiet check may be asked; always at once in the other mode. */
export function dueAtMs(row: CheckRow, position: number): number {
  if (row.choice.mode === 'now') return row.startedAtMs;
  const wholeMs = quietMs(row);
  const jitter = randomFrom(row.seed + position)();
  return row.startedAtMs + Math.floor(((position + jitter) * wholeMs) / Math.max(1, row.total));
}

function quietMs(row: CheckRow): number {
  // A handful of requests need no half hour, but never come closer together than that many would.
  const whole = QUIET_MIN_MS + randomFrom(row.seed)() * QUIET_SPREAD_MS;
  return row.total < 20 ? Math.max(QUIET_MIN_MS, (whole * row.total) / 20) : whole;
}

/** First requests still to be asked, in order, with when each is due. */
export function stillFirst(
  row: CheckRow,
  plan: readonly CheckItem[],
): { item: CheckItem; dueAtMs: number }[] {
  const done = new Set(row.done);
  return plan
    .map((item, position) => ({ item, dueAtMs: dueAtMs(row, position) }))
    .filter(({ item }) => !done.has(item.key));
}

/** Second requests still to be asked, with when each may be. */
export function stillRepeat(
  row: CheckRow,
  plan: readonly CheckItem[],
): { item: CheckItem; dueAtMs: number }[] {
  const repeated = new Set(row.repeated);
  const byKey = new Map(plan.map((item) => [item.key, item]));
  return row.failed.flatMap(({ key, atMs }) => {
    const item = byKey.get(key);
    return item && !repeated.has(key) ? [{ item, dueAtMs: atMs + REPEAT_AFTER_MS }] : [];
  });
}

/** What to show at a moment. */
export function progressOf(row: CheckRow, nowMs: number): CheckProgress {
  const asking = row.done.length < row.total;
  const waitsUntilMs = Math.min(
    ...row.failed.filter((f) => !row.repeated.includes(f.key)).map((f) => f.atMs + REPEAT_AFTER_MS),
  );
  const waiting = !asking && Number.isFinite(waitsUntilMs) && waitsUntilMs > nowMs;
  const [done, total] = asking ? [row.done.length, row.total] : [row.repeated.length, row.failed.length];
  const leftMs = left(row, nowMs);
  return {
    state: row.state,
    ...(row.why && { why: row.why }),
    phase: asking ? 'asking' : waiting ? 'waiting' : 'repeating',
    done,
    total,
    failed: row.failed.length,
    ...(row.state === 'running' && leftMs !== undefined && { leftMs }),
    startedAtMs: row.startedAtMs,
    ...(row.endedAtMs !== undefined && { endedAtMs: row.endedAtMs }),
  };
}

/** From the pace so far; with the wait for the second round when something failed. Undefined while there is no pace yet. */
function left(row: CheckRow, nowMs: number): number | undefined {
  const again = row.failed.filter((f) => !row.repeated.includes(f.key));
  const repeatMs =
    again.length > 0 ? Math.max(...again.map((f) => f.atMs)) + REPEAT_AFTER_MS - nowMs + 3_000 : 0;
  if (row.done.length >= row.total) return Math.max(0, repeatMs);
  if (row.choice.mode === 'quiet')
    return Math.max(0, row.startedAtMs + quietMs(row) - nowMs) + (again.length > 0 ? REPEAT_AFTER_MS : 0);
  if (row.done.length < 5) return undefined;
  const eachMs = (nowMs - row.startedAtMs) / row.done.length;
  return Math.max(0, Math.round(eachMs * (row.total - row.done.length))) + Math.max(0, repeatMs);
}
