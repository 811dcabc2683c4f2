// What was found, over time: the timeline's grid of services by hours, days or weeks, and the changes of one service. Both are read letter by
// letter from the stored days, many of which may be of several networks.
import { type DayRow, dayOf, SLOT_MS, SLOTS } from '../judge/day.ts';
import { bySeverity } from '../judge/severity.ts';
import type { Method, State } from '../judge/verdict.ts';
import { type Bucket, bucketsOf, type OffsetMinutes, SLOTS_IN, type Zoom } from './buckets.ts';
import { HalfHours, methodOf, OK, stateOf, UNDECIDED } from './halfHours.ts';

/** What one service was like in one column. */
export interface TimelineCell {
  /** The worst of its half hours, as within a half hour. */
  readonly state: State;
  /** How; the newest that was told with that state. */
  readonly method?: Method;
  /** Half hours with that state, of those in which anything was seen. */
  readonly slots: number;
  readonly seenSlots: number;
}

export interface TimelineRow {
  readonly service: string;
  /** The worst of its cells, as services are ordered everywhere. */
  readonly state: State;
  /** One for each column; undefined where nothing was seen, which is not the same as fine. */
  readonly cells: readonly (TimelineCell | undefined)[];
}

export interface Timeline {
  /** Oldest first. */
  readonly buckets: readonly Bucket[];
  /** Telegram first, then the worst, then what was in trouble last; services of which nothing was seen are left out. */
  readonly rows: readonly TimelineRow[];
}

export interface TimelineInput {
  readonly zoom: Zoom;
  readonly nowMs: number;
  readonly offsetMinutes: OffsetMinutes;
  /** Only what was seen on these; absent: on all. */
  readonly networks?: ReadonlySet<string>;
}

/** A time in which a service was in one state. */
export interface HistoryRun {
  readonly state: State;
  readonly method?: Method;
  /** From the first half hour in which it was seen so to the end of the last, which may be a little in the future. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface HistoryInput {
  /** Only what was seen on these; absent: on all. */
  readonly networks?: ReadonlySet<string>;
  /** Nothing before. */
  readonly sinceMs?: number;
  /** How many, at most. */
  readonly most?: number;
}

const HISTORY_MOST = 200;
/** A state does not go on over a time this long in which nothing was seen. */
const GAP_MS = 86_400_000;
/** Columns at least and at most: as many as there is something for. */
const COLUMNS: Readonly<Record<Zoom, readonly [least: number, most: number]>> = {
  hour: [48, 48],
  day: [30, 90],
  week: [5, 13],
};

/** The grid. The same rows give the same grid in whatever order they come. */
export function timelineOf(days: readonly DayRow[], input: TimelineInput): Timeline {
  const { zoom, nowMs, offsetMinutes, networks } = input;
  const oldestMs = days.reduce((oldest, row) => Math.min(oldest, row.day * SLOTS * SLOT_MS), nowMs);
  const [least, most] = COLUMNS[zoom];
  // Time that fills so many columns may begin in one more and end in another.
  const count = Math.floor((nowMs - oldestMs) / (SLOTS_IN[zoom] * SLOT_MS)) + 2;
  const buckets = bucketsOf(zoom, Math.min(Math.max(count, least), most), nowMs, offsetMinutes);
  // The slots of the whole picture, numbered from the first.
  const first = (buckets[0]?.fromMs ?? nowMs) / SLOT_MS;
  const ends = buckets.map(({ toMs }) => toMs / SLOT_MS - first);
  const length = ends.at(-1) ?? 0;

  const byService = new Map<string, HalfHours>();
  for (const row of days) {
    const at = row.day * SLOTS - first;
    if (at <= -SLOTS || at >= length || (networks && !networks.has(row.network))) continue;
    const seen = byService.get(row.service) ?? new HalfHours(length);
    byService.set(row.service, seen);
    seen.merge(row, at);
  }
  const rows = [...byService].flatMap(([service, seen]) => rowOf(service, seen, ends) ?? []);
  return {
    buckets,
    rows: rows.sort(inOrder).map(({ service, state, cells }) => ({ service, state, cells })),
  };
}

/** What changed for one service, newest first. */
export function historyOf(
  service: string,
  days: readonly DayRow[],
  { networks, sinceMs = 0, most = HISTORY_MOST }: HistoryInput = {},
): HistoryRun[] {
  const byDay = new Map<number, HalfHours>();
  for (const row of days) {
    if (row.service !== service || row.day < dayOf(sinceMs) || (networks && !networks.has(row.network)))
      continue;
    const seen = byDay.get(row.day) ?? new HalfHours(SLOTS);
    byDay.set(row.day, seen);
    seen.merge(row, 0);
  }
  const runs: { state: State; method?: Method; fromMs: number; toMs: number }[] = [];
  for (const [day, seen] of [...byDay].sort(([a], [b]) => b - a)) {
    for (let slot = SLOTS - 1; slot >= 0; slot--) {
      const state = stateOf(seen.badness[slot]);
      const fromMs = (day * SLOTS + slot) * SLOT_MS;
      if (state === undefined || fromMs < sinceMs) continue;
      const method = methodOf(seen.telling[slot]);
      const later = runs.at(-1);
      const toMs = fromMs + SLOT_MS;
      if (later?.state === state && later.method === method && later.fromMs - toMs < GAP_MS) {
        later.fromMs = fromMs;
      } else if (runs.length === most) return runs;
      else runs.push({ state, ...(method && { method }), fromMs, toMs });
    }
  }
  return runs;
}

interface MadeRow extends TimelineRow {
  /** The last half hour that was not fine; -1 when all were. */
  readonly troubledSlot: number;
}

function rowOf(
  service: string,
  { badness, telling }: HalfHours,
  ends: readonly number[],
): MadeRow | undefined {
  const states = new Set<State>();
  let troubledSlot = -1;
  let slot = 0;
  const cells = ends.map((end): TimelineCell | undefined => {
    let worst = 0;
    let how = 0;
    let slots = 0;
    let seenSlots = 0;
    for (; slot < end; slot++) {
      const bad = badness[slot] ?? 0;
      if (bad === 0) continue;
      seenSlots++;
      if (bad !== OK) troubledSlot = slot;
      if (bad > worst) {
        worst = bad;
        how = 0;
        slots = 0;
      }
      if (bad < worst) continue;
      slots++;
      const tells = telling[slot] ?? 0;
      if (how === 0 || tells > UNDECIDED) how = tells;
    }
    const state = stateOf(worst);
    const method = methodOf(how);
    if (state) states.add(state);
    return state && { state, ...(method && { method }), slots, seenSlots };
  });
  const [state] = [...states].sort(bySeverity);
  return state && { service, state, cells, troubledSlot };
}

function inOrder(a: MadeRow, b: MadeRow): number {
  return (
    Number(b.service === 'telegram') - Number(a.service === 'telegram') ||
    bySeverity(a.state, b.state) ||
    b.troubledSlot - a.troubledSlot ||
    (a.service < b.service ? -1 : 1)
  );
}
