// Slots come by chance and never betray anything: their gaps, their number, and what a sleeping computer or a wrong clock makes of them.
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { firstSlots, quietSlots, SLOTS_A_DAY, SlotsSchema, slotAt } from '../../../src/report/slots.ts';
import { QUIET_MIN_MS, QUIET_SPREAD_MS, SLOT_GAP_MS, SLOT_MEAN_MS } from '../../../src/report/times.ts';
import { NOW } from '../store.contract.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Evenly spread from 0 to below 1, in an order that has nothing to do with it. */
const evenly = (count: number) => Array.from({ length: count }, (_, i) => ((i * 7_919) % count) / count);

/** The times at which a computer that never sleeps uses its slots. */
function used(random: readonly number[], startMs = NOW): number[] {
  let slots = firstSlots(startMs, random[0] ?? 0);
  const times: number[] = [];
  for (const r of random) {
    const atMs = slots.nextSlotAtMs;
    times.push(atMs);
    slots = slotAt(slots, atMs, r).slots;
  }
  return times;
}

describe('slots', () => {
  it('are half an hour apart or more, and at most eight in any 24 hours', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(chance, fc.constant(0)), { minLength: 1, maxLength: 60 }), (random) => {
        const times = used(random);
        for (const [i, at] of times.entries()) {
          const before = times[i - 1] ?? NOW;
          expect(at - before).toBeGreaterThanOrEqual(SLOT_GAP_MS);
          const ninth = times[i + SLOTS_A_DAY];
          if (ninth !== undefined) expect(ninth - at).toBeGreaterThanOrEqual(DAY_MS);
        }
      }),
    );
  });

  it('are six hours apart on average', () => {
    const gaps = evenly(10_000).map((r) => firstSlots(NOW, r).nextSlotAtMs - NOW);
    const mean = gaps.reduce((a, b) => a + b, 0) / gaps.length;
    expect(mean / SLOT_MEAN_MS).toBeGreaterThan(0.99);
    expect(mean / SLOT_MEAN_MS).toBeLessThan(1.01);
    // Exponential beyond the gap: half of them before 0.69 of its mean.
    const median = [...gaps].sort((a, b) => a - b)[5_000] ?? 0;
    expect((median - SLOT_GAP_MS) / (SLOT_MEAN_MS - SLOT_GAP_MS)).toBeCloseTo(Math.LN2, 2);
  });

  it('are not used before their time, and once', () => {
    fc.assert(
      fc.property(chance, chance, fc.integer({ min: 1, max: 40 * HOUR_MS }), (first, next, lateMs) => {
        const slots = firstSlots(NOW, first);
        fc.pre(slots.nextSlotAtMs - NOW < 7 * DAY_MS);
        const early = slotAt(slots, slots.nextSlotAtMs - 1, next);
        expect(early).toEqual({ due: false, slots });
        expect(early.slots).toBe(slots);
        // However late: a computer that slept through several has one.
        const at = slots.nextSlotAtMs + lateMs;
        const taken = slotAt(slots, at, next);
        expect(taken.due).toBe(true);
        expect(slotAt(taken.slots, at + SLOT_GAP_MS - 1, next).due).toBe(false);
      }),
    );
  });

  it('are always of the stored shape', () => {
    fc.assert(
      fc.property(fc.array(chance, { minLength: 1, maxLength: 20 }), (random) => {
        let slots = firstSlots(NOW, random[0] ?? 0);
        for (const r of random) slots = slotAt(slots, slots.nextSlotAtMs, r).slots;
        expect(v.parse(SlotsSchema, slots)).toEqual(slots);
      }),
    );
  });
});

describe('a browser that has just started', () => {
  it('is quiet for ten to sixty minutes', () => {
    fc.assert(
      fc.property(chance, (random) => {
        const due = { ...firstSlots(NOW - DAY_MS, 0), nextSlotAtMs: NOW - 1 };
        const quietMs = quietSlots(due, NOW, random).nextSlotAtMs - NOW;
        expect(quietMs).toBeGreaterThanOrEqual(QUIET_MIN_MS);
        expect(quietMs).toBeLessThanOrEqual(QUIET_MIN_MS + QUIET_SPREAD_MS);
      }),
    );
    expect([QUIET_MIN_MS, QUIET_MIN_MS + QUIET_SPREAD_MS]).toEqual([HOUR_MS / 6, HOUR_MS]);
  });

  it('waits no less for a slot that is further away', () => {
    const slots = firstSlots(NOW, 0.9);
    expect(quietSlots(slots, NOW, 0.5)).toEqual(slots);
  });
});

describe('a clock that was years ahead', () => {
  it('and is right again does not stop sending', () => {
    const slots = { ...firstSlots(NOW + 900 * DAY_MS, 0.5), takenAtMs: Array(8).fill(NOW + 899 * DAY_MS) };
    const anew = slotAt(slots, NOW, 0.5);
    expect(anew.due).toBe(false);
    expect(anew.slots.nextSlotAtMs - NOW).toBe(firstSlots(NOW, 0.5).nextSlotAtMs - NOW);
    expect(slotAt(anew.slots, anew.slots.nextSlotAtMs, 0.5).due).toBe(true);
  });
});
