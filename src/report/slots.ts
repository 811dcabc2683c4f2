// When the next message goes. Slots come by chance, and in each goes one message, whether there is anything to say or not: so the relay cannot
// tell from their times when something was blocked. Pure: the clock and chance are passed in.
import * as v from 'valibot';
import { QUIET_MIN_MS, QUIET_SPREAD_MS, SLOT_GAP_MS, SLOT_MEAN_MS, SLOTS_DAY_MS } from './times.ts';

/** In any 24 hours. */
export const SLOTS_A_DAY = 8;
/** No slot is drawn so far away; one that is comes from a clock that has been set back since. */
const AWAY_MAX_MS = 7 * 24 * 3_600_000;

const Time = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));

/** The one stored row; that it is there means that reports are made and sent. */
export const SlotsSchema = v.object({
  name: v.literal('slots'),
  /** Since when; nothing that was seen before is reported. */
  sinceMs: Time,
  nextSlotAtMs: Time,
  /** The last slots that were used, newest last. */
  takenAtMs: v.pipe(v.array(Time), v.maxLength(SLOTS_A_DAY)),
});
export type Slots = v.InferOutput<typeof SlotsSchema>;

/** As sending is switched on. */
export function firstSlots(nowMs: number, random01: number): Slots {
  return { name: 'slots', sinceMs: nowMs, nextSlotAtMs: nextAfter([], nowMs, random01), takenAtMs: [] };
}

/** Whether a slot is there to be used, and what is to come then; the same object when it is not, unless the clock was set back. */
export function slotAt(
  slots: Slots,
  nowMs: number,
  random01: number,
): { readonly due: boolean; readonly slots: Slots } {
  const awayMs = slots.nextSlotAtMs - nowMs;
  const due = awayMs <= 0;
  if (!due && awayMs < AWAY_MAX_MS) return { due, slots };
  // A computer that slept through several has one.
  const takenAtMs = due ? [...slots.takenAtMs, nowMs].slice(-SLOTS_A_DAY) : [];
  return { due, slots: { ...slots, takenAtMs, nextSlotAtMs: nextAfter(takenAtMs, nowMs, random01) } };
}

/** As the browser starts. */
export function quietSlots(slots: Slots, nowMs: number, random01: number): Slots {
  const quietUntilMs = nowMs + QUIET_MIN_MS + Math.round(random01 * QUIET_SPREAD_MS);
  return { ...slots, nextSlotAtMs: Math.max(slots.nextSlotAtMs, quietUntilMs) };
}

/** Beyond the gap the time until the next slot is exponentially distributed: that one has just been says nothing about when the next comes. */
function nextAfter(takenAtMs: readonly number[], nowMs: number, random01: number): number {
  const beyondMs = -Math.log(1 - random01) * (SLOT_MEAN_MS - SLOT_GAP_MS);
  const fullUntilMs = (takenAtMs.at(-SLOTS_A_DAY) ?? -SLOTS_DAY_MS) + SLOTS_DAY_MS;
  return Math.max(nowMs + SLOT_GAP_MS + Math.round(beyondMs), fullUntilMs);
}
