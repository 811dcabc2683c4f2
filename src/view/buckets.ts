// The columns of the timeline: the person's own hours, days and weeks, cut from the half hours that are stored in universal time.
import { SLOT_MS, SLOTS } from '../judge/day.ts';

export const ZOOMS = ['hour', 'day', 'week'] as const;
/** How much time one column is. A week is seven days that end today, so that none is half empty and no country's first weekday is needed. */
export type Zoom = (typeof ZOOMS)[number];

/** How many minutes the clock of the person is ahead of universal time at a moment. */
export type OffsetMinutes = (atMs: number) => number;

/** One column, without the moment in which it ends. The last one ends in the future. */
export interface Bucket {
  readonly fromMs: number;
  readonly toMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Half hours of a column when no clock is put forward or back in it. */
export const SLOTS_IN: Readonly<Record<Zoom, number>> = { hour: 2, day: SLOTS, week: 7 * SLOTS };

/**
 * The newest `count` columns, the one with `nowMs` last. Every half hour is in one of them. Where a clock is put forward a day is shorter, and an
 * hour that does not exist has no column; where it is put back a day is longer, and the hour that comes twice has two.
 */
export function bucketsOf(zoom: Zoom, count: number, nowMs: number, offsetMinutes: OffsetMinutes): Bucket[] {
  const localMs = (atMs: number) => atMs + offsetMinutes(atMs) * MINUTE_MS;
  const today = Math.floor(localMs(nowMs) / DAY_MS);
  const numberAt = (atMs: number) => {
    if (zoom === 'hour') return Math.floor(localMs(atMs) / HOUR_MS);
    const day = Math.floor(localMs(atMs) / DAY_MS);
    return zoom === 'day' ? day : Math.floor((day - today - 1) / 7);
  };
  const nowSlot = Math.floor(nowMs / SLOT_MS);
  const buckets: Bucket[] = [];
  let number = Number.NEGATIVE_INFINITY;
  let open = { fromMs: 0, toMs: 0 };
  // One column more than is wanted: a day with an hour more would cut the first one off.
  for (let slot = nowSlot - (count + 1) * SLOTS_IN[zoom]; ; slot++) {
    const atMs = slot * SLOT_MS;
    const next = numberAt(atMs);
    const full = zoom === 'hour' && atMs - open.fromMs >= HOUR_MS;
    // Only what is later: a clock that is put back over midnight must not bring yesterday back after today.
    if (next > number || full) {
      if (slot > nowSlot) return buckets.slice(-count);
      open = { fromMs: atMs, toMs: atMs };
      buckets.push(open);
      number = next;
    }
    open.toMs = atMs + SLOT_MS;
  }
}
