// Whole histories by chance: reports are made, slots come, answers are lost, workers are killed between any two steps, the person changes their
// mind. Whatever happens, no verdict is reported twice, nothing is lost, nothing is sent while switched off, and the relay sees one message a slot.
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { SERVICES } from '../../../src/catalogue/index.ts';
import { withReports } from '../../../src/report/fromVerdicts.ts';
import {
  EXPIRE_DAYS,
  held,
  MadeSchema,
  type Outbox,
  OutboxRowSchema,
  removed,
  started,
  switchedOn,
} from '../../../src/report/outbox.ts';
import { SLOTS_A_DAY, SlotsSchema } from '../../../src/report/slots.ts';
import { LEASE_MS, SLOT_GAP_MS } from '../../../src/report/times.ts';
import type { WireReport } from '../../../src/report/wire.ts';
import { DAY_MS } from '../../../src/store.ts';
import { EVERYTHING, verdict } from '../store.contract.ts';
import { FATES, type Fate, World } from './world.ts';

const MINUTE_MS = 60_000;
const TARGETS = SERVICES.slice(0, 3).map((s) => s.id);
const VERDICTS = ['likely_blocked', 'unclear', 'ok'] as const;

type Step =
  | { readonly do: 'make'; readonly target: number; readonly verdict: number; readonly draw01: number }
  | { readonly do: 'wait'; readonly ms: number }
  | {
      readonly do: 'slot' | 'now';
      readonly row: number;
      readonly fate: Fate;
      readonly kill: number;
      readonly off: number;
    }
  | { readonly do: 'switch'; readonly on: boolean; readonly kill: number }
  | { readonly do: 'restart'; readonly browser: boolean }
  | { readonly do: 'hold' | 'release' | 'delete'; readonly row: number }
  | { readonly do: 'ready'; readonly is: boolean };

const NEVER = Number.POSITIVE_INFINITY;
const seldom = fc.oneof({ weight: 3, arbitrary: fc.constant(NEVER) }, fc.integer({ min: 1, max: 11 }));
const rarely = fc.oneof({ weight: 12, arbitrary: fc.constant(NEVER) }, fc.integer({ min: 1, max: 9 }));
const row = fc.nat(5);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('make' as const),
      target: fc.nat(TARGETS.length - 1),
      verdict: fc.nat(VERDICTS.length - 1),
      draw01: fc.constantFrom(0, 0.04, 0.06, 0.9),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.oneof(
        fc.constantFrom(MINUTE_MS, LEASE_MS, 40 * MINUTE_MS, 7 * 60 * MINUTE_MS, DAY_MS),
        fc.integer({ min: 1, max: 3 * DAY_MS }),
      ),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('slot' as const, 'slot' as const, 'slot' as const, 'now' as const),
      row,
      fate: fc.oneof({ weight: 2, arbitrary: fc.constant('stored' as const) }, fc.constantFrom(...FATES)),
      kill: seldom,
      off: rarely,
    }),
  },
  fc.record({ do: fc.constant('switch' as const), on: fc.boolean(), kill: seldom }),
  fc.record({ do: fc.constant('restart' as const), browser: fc.boolean() }),
  fc.record({ do: fc.constantFrom('hold' as const, 'release' as const, 'delete' as const), row }),
  fc.record({ do: fc.constant('ready' as const), is: fc.boolean() }),
);

/** One person's browser, and what must be true of it. */
class History {
  readonly world = new World();
  /** Every report there ever was, by id. */
  readonly made = new Map<string, WireReport>();
  /** Those that may be gone: deleted, or given up with the rest when sending was switched off. */
  readonly given = new Set<string>();
  readonly slotTimes: number[] = [];
  #serial = 0;

  async outbox(): Promise<Outbox> {
    return (await this.world.disk.read(EVERYTHING)).outbox;
  }

  async change(decide: (outbox: Outbox) => Outbox): Promise<void> {
    await this.world.disk.transact(EVERYTHING, ({ outbox }) => ({ outbox: decide(outbox) }));
  }

  async on(): Promise<void> {
    this.world.on = true;
    await this.change((outbox) => switchedOn(outbox, this.world.nowMs, 0.3));
  }

  /** As the background does at every start: what was taken back and not finished is finished. */
  async begin(): Promise<void> {
    if (!this.world.on) await this.world.off();
  }

  async take(s: Step): Promise<void> {
    const { world } = this;
    const { rows } = await this.outbox();
    const chosen = 'row' in s ? (rows[s.row % Math.max(1, rows.length)]?.id ?? '') : '';
    switch (s.do) {
      case 'make':
        await this.#make(s);
        break;
      case 'wait':
        world.nowMs += s.ms;
        break;
      case 'slot':
      case 'now': {
        const before = world.arrivals.length;
        world.fate = s.fate;
        world.killAfter = s.kill;
        world.offAfter = s.off;
        await world.run((sender) => (s.do === 'slot' ? sender.tick() : sender.sendNow(chosen)));
        const sent = world.arrivals.slice(before);
        expect(sent.length).toBeLessThanOrEqual(1);
        if (s.do === 'slot') this.slotTimes.push(...sent.map((arrival) => arrival.atMs));
        await this.begin();
        break;
      }
      case 'switch':
        if (s.on) {
          await this.on();
          break;
        }
        world.on = false;
        world.killAfter = s.kill;
        await world.run((sender) => sender.off());
        await this.begin();
        break;
      case 'restart':
        world.restart();
        if (s.browser) await this.change((outbox) => started(outbox, world.nowMs, 0.5));
        break;
      case 'hold':
      case 'release':
        await this.change((outbox) => held(outbox, chosen, s.do === 'hold'));
        break;
      case 'delete':
        this.given.add(chosen);
        await this.change((outbox) => removed(outbox, chosen));
        break;
      case 'ready':
        world.ready = s.is;
        break;
    }
    if (!world.on) for (const id of this.made.keys()) this.given.add(id);
    await this.check();
  }

  async #make(s: Extract<Step, { do: 'make' }>): Promise<void> {
    const { nowMs } = this.world;
    const words = [++this.#serial, 1, 2, 3, 2 ** 31, Math.floor(s.draw01 * 2 ** 32)];
    const found = verdict(TARGETS[s.target] ?? '', {
      state: VERDICTS[s.verdict] ?? 'ok',
      lastSeenAtMs: nowMs,
    });
    await this.world.disk.transact(EVERYTHING, (rows) =>
      withReports(
        rows,
        { verdicts: [found] },
        { version: '1.2.3', browser: 'chromium', country: '', random: Uint32Array.from(words) },
      ),
    );
    for (const { id, report } of (await this.outbox()).rows) this.made.set(id, report);
  }

  /** True after every step. */
  async check(): Promise<void> {
    const { world } = this;
    const { rows, made, slots } = await this.outbox();
    // Never two reports of the same, sent or not, whatever became of the first.
    const told = [...this.made.values()].map((r) => `${r.day} ${r.target} ${r.verdict}`);
    expect(new Set(told).size).toBe(told.length);
    // Whoever collects has what was made, as it was made, and nothing else.
    for (const [id, report] of world.collected)
      expect(report).toEqual({ ...this.made.get(id), report_id: id });
    for (const r of rows) {
      if (r.state === 'acknowledged')
        expect(world.acknowledged.has(r.id) && world.collected.has(r.id)).toBe(true);
      if (r.state === 'rejected') expect(world.refused.has(r.id)).toBe(true);
      expect(v.parse(OutboxRowSchema, r)).toEqual(r);
    }
    for (const m of made) expect(v.parse(MadeSchema, m)).toEqual(m);
    if (slots) expect(v.parse(SlotsSchema, slots)).toEqual(slots);
    // Nothing is lost that the person did not give up.
    const there = new Set(rows.map((r) => r.id));
    for (const [id, { day }] of this.made) {
      const old = world.nowMs - Date.parse(day) > EXPIRE_DAYS * DAY_MS;
      if (!this.given.has(id) && !old) expect(there.has(id), id).toBe(true);
    }
    expect(world.arrivals.filter((arrival) => !arrival.on)).toEqual([]);
    if (!world.on) expect([rows, slots]).toEqual([[], undefined]);
  }

  /** The relay's view. */
  checkSlots(): void {
    for (const [i, at] of this.slotTimes.entries()) {
      const before = this.slotTimes[i - 1];
      if (before !== undefined) expect(at - before).toBeGreaterThanOrEqual(SLOT_GAP_MS);
      const ninth = this.slotTimes[i + SLOTS_A_DAY];
      if (ninth !== undefined) expect(ninth - at).toBeGreaterThanOrEqual(DAY_MS);
    }
  }

  /** From now on all goes well. */
  async end(): Promise<void> {
    const { world } = this;
    world.restart();
    world.ready = true;
    world.fate = 'stored';
    for (let slots = 0; slots < 60; slots++) {
      await world.run((sender) => sender.tick());
      world.nowMs = Math.max(world.nowMs + 1, (await this.outbox()).slots?.nextSlotAtMs ?? 0);
    }
    for (const r of (await this.outbox()).rows) expect(['ready', 'inflight']).not.toContain(r.state);
  }
}

const steps = fc.array(step, { minLength: 5, maxLength: 60, size: 'max' });
const chance = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.999, noNaN: true })), {
  minLength: 1,
  maxLength: 7,
});

describe('whatever happens', () => {
  it('every report is made once, kept until its end, and sent only while the person wants it', async () => {
    await fc.assert(
      fc.asyncProperty(steps, chance, async (list, numbers) => {
        const history = new History();
        history.world.chance = numbers;
        await history.on();
        for (const s of list) await history.take(s);
        if (history.world.on) await history.end();
      }),
      { numRuns: 100 },
    );
  });

  it('the relay sees one message a slot, half an hour apart or more and at most eight in any 24 hours', async () => {
    // Switching off and on begins anew, which a person does not do eight times a day.
    const staysOn = steps.map((list) =>
      list.filter((s) => s.do !== 'switch').map((s) => ('off' in s ? { ...s, off: NEVER } : s)),
    );
    await fc.assert(
      fc.asyncProperty(staysOn, chance, async (list, numbers) => {
        const history = new History();
        history.world.chance = numbers;
        await history.on();
        for (const s of list) {
          const { slots } = await history.outbox();
          // Asked the moment it is due, or at any other time.
          if (s.do === 'slot' && s.row > 0)
            history.world.nowMs = Math.max(history.world.nowMs, slots?.nextSlotAtMs ?? 0);
          await history.take(s);
        }
        history.checkSlots();
      }),
      { numRuns: 100 },
    );
  });
});
