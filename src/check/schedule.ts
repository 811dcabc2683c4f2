// When a schedule checks next and when it is over. Off by default; the person picks the services, and after a week it must be switched on anew.
import type { ScheduleHours } from './groups.ts';
import type { Schedule } from './row.ts';

const HOUR_MS = 3_600_000;
const LASTS_MS = 7 * 24 * HOUR_MS;
/** Earlier or later by up to this part of the interval, so that nobody on the network can set their clock by it. */
const JITTER = 0.15;

/** A schedule that begins now; the first check comes after one interval. */
export function beginSchedule(
  everyHours: ScheduleHours,
  only: readonly string[],
  nowMs: number,
  random01: number,
): Schedule {
  const untilMs = nowMs + LASTS_MS;
  return { everyHours, only: [...only], untilMs, nextAtMs: nextAtMs(everyHours, nowMs, random01) };
}

/** What a schedule says at a moment: `over` for good, `due` with the schedule as it goes on, or not yet. */
export function scheduleAt(
  schedule: Schedule,
  nowMs: number,
  random01: number,
): { readonly is: 'over' | 'waiting' } | { readonly is: 'due'; readonly next: Schedule } {
  if (nowMs >= schedule.untilMs) return { is: 'over' };
  if (nowMs < schedule.nextAtMs) return { is: 'waiting' };
  // A computer that slept through several is asked once.
  return { is: 'due', next: { ...schedule, nextAtMs: nextAtMs(schedule.everyHours, nowMs, random01) } };
}

function nextAtMs(everyHours: ScheduleHours, nowMs: number, random01: number): number {
  return nowMs + Math.round(everyHours * HOUR_MS * (1 - JITTER + 2 * JITTER * random01));
}
