// What the sender does with one message, step by step, and what it makes of every answer.
import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../../extension/keep/database.ts';
import { createSender } from '../../../extension/send/sender.ts';
import type { Outbox, OutboxRow } from '../../../src/report/outbox.ts';
import { firstSlots } from '../../../src/report/slots.ts';
import { LEASE_MS, SLOT_GAP_MS } from '../../../src/report/times.ts';
import { MemoryStore, type Store } from '../../../src/store.ts';
import { outboxRow, wireReport } from '../report/outboxSamples.ts';
import { EVERYTHING, NOW } from '../store.contract.ts';
import { type Fate, World } from './world.ts';

const HOUR_MS = 3_600_000;
const A = 'a'.repeat(32);
const B = 'b'.repeat(32);

function ready(id: string, more: Partial<OutboxRow> = {}): OutboxRow {
  return outboxRow(id, NOW - HOUR_MS, { report: wireReport(NOW, { report_id: id }), ...more });
}

/** Switched on, with a slot that is due and these reports. */
async function world(rows: readonly OutboxRow[], open?: () => Promise<Store>): Promise<World> {
  const made = open ? new World(await open(), open) : new World();
  const outbox: Outbox = { rows, made: [], slots: { ...firstSlots(NOW - HOUR_MS, 0), nextSlotAtMs: NOW } };
  await made.disk.transact(EVERYTHING, () => ({ outbox }));
  made.on = true;
  return made;
}

const outboxOf = async ({ open }: World) => (await (await open()).read(EVERYTHING)).outbox;
const stateOf = async (w: World) => (await outboxOf(w)).rows.map((row) => row.state);
const tick = (w: World) => w.run((sender) => sender.tick());

describe('a slot that is due', () => {
  it('sends the very report that is stored, once it is on the disk that it is being sent', async () => {
    const w = await world([ready(A)]);
    await tick(w);
    expect(w.log).toEqual(['written strictly', `sealed ${A}`, 'posted', 'read', 'written']);
    expect(w.arrivals).toEqual([{ atMs: NOW, report: ready(A).report, on: true }]);
    expect(await stateOf(w)).toEqual(['acknowledged']);
    const { slots } = await outboxOf(w);
    expect(slots?.nextSlotAtMs).toBeGreaterThanOrEqual(NOW + SLOT_GAP_MS);
    expect(slots?.takenAtMs).toEqual([NOW]);
  });

  it('sends a dummy where no report is ready, reads its answer like any other, and keeps nothing of it', async () => {
    const w = await world([ready(A, { notBeforeMs: NOW + 1 }), ready(B, { state: 'held' })]);
    const { rows } = await outboxOf(w);
    await tick(w);
    expect(w.log).toEqual(['written strictly', 'sealed a dummy', 'posted', 'read']);
    expect((await outboxOf(w)).rows).toEqual(rows);
  });

  it('sends one message, however many reports are ready and whoever asks how often', async () => {
    const w = await world([ready(A), ready(B)]);
    await Promise.all([1, 2, 3].map(() => w.run((sender) => sender.tick())));
    await tick(w);
    expect(w.arrivals).toHaveLength(1);
  });

  it('passes unused while something is missing, and no message is even made', async () => {
    const w = await world([ready(A)]);
    w.ready = false;
    await tick(w);
    expect(w.log).toEqual(['written strictly']);
    expect(await stateOf(w)).toEqual(['ready']);
    expect((await outboxOf(w)).slots?.nextSlotAtMs).toBeGreaterThan(NOW);
    w.ready = true;
    await tick(w);
    expect(w.arrivals).toEqual([]);
  });
});

it('nothing leaves when the permission is taken away while a message is made', async () => {
  const w = await world([ready(A)]);
  w.meanwhile = () => {
    w.ready = false;
  };
  await tick(w);
  expect(w.log).toEqual(['written strictly', `sealed ${A}`, 'written']);
  expect(await stateOf(w)).toEqual(['ready']);
});

describe('nothing is done', () => {
  it('before the slot: nothing is written, nobody is asked', async () => {
    const w = await world([ready(A)]);
    w.nowMs = NOW - 1;
    w.ready = false;
    await tick(w);
    expect(w.log).toEqual([]);
  });

  it('while sending was never switched on', async () => {
    const w = new World();
    await w.disk.transact(EVERYTHING, () => ({ outbox: { rows: [ready(A)], made: [] } }));
    w.on = true;
    await tick(w);
    await w.run((sender) => sender.sendNow(A));
    expect(w.arrivals).toEqual([]);
  });
});

describe('of the answers', () => {
  it('the gateway’s word, naming the report, refuses it for good and says why', async () => {
    const w = await world([ready(A)]);
    w.fate = 'refused';
    await tick(w);
    expect((await outboxOf(w)).rows).toMatchObject([{ state: 'rejected', why: 'day', sentAtMs: NOW }]);
  });

  it.each<Fate>(['lost', 'never', 'names_another', 'relay_5xx', 'not_opened', 'seal_fails'])(
    '%s acknowledges nothing: the report waits and goes out again under its id',
    async (fate) => {
      const w = await world([ready(A)]);
      w.fate = fate;
      await tick(w);
      const [row] = (await outboxOf(w)).rows;
      expect(row).toMatchObject({ state: 'ready', attempts: 1, notBeforeMs: NOW + HOUR_MS });
      w.fate = 'stored';
      w.nowMs = NOW + 200 * HOUR_MS;
      await tick(w);
      expect(await stateOf(w)).toEqual(['acknowledged']);
      expect([...w.collected.keys()]).toEqual([A]);
    },
  );

  it.each([false, true])(
    'an outer 4xx is trouble with the key: the report waits, and no attempt is counted; with a long page: %s',
    async (tooLong) => {
      const w = await world([ready(A)]);
      w.fate = 'relay_4xx';
      w.tooLong = tooLong;
      await tick(w);
      expect((await outboxOf(w)).rows).toMatchObject([
        { state: 'ready', attempts: 0, notBeforeMs: NOW + HOUR_MS },
      ]);
    },
  );

  it('none of a dummy changes anything', async () => {
    for (const fate of ['stored', 'never', 'relay_4xx', 'seal_fails', 'not_opened'] as const) {
      const w = await world([]);
      w.fate = fate;
      await tick(w);
      expect((await outboxOf(w)).rows).toEqual([]);
    }
  });
});

it('a report that always fails does not keep the others', async () => {
  for (const chance of [
    [0, 0],
    [0.1, 0.9],
    [0.5, 0.5, 0.1],
  ]) {
    const w = await world([ready(A), ready(B)]);
    w.unsealable.add(A);
    w.chance = chance;
    for (let slots = 0; slots < 3; slots++) {
      await tick(w);
      w.nowMs = (await outboxOf(w)).slots?.nextSlotAtMs ?? 0;
    }
    expect([...w.collected.keys()]).toEqual([B]);
  }
});

describe('send now', () => {
  it('sends a report before its time and a held one, and uses no slot', async () => {
    const w = await world([ready(A, { notBeforeMs: NOW + HOUR_MS }), ready(B, { state: 'held' })]);
    const { slots } = await outboxOf(w);
    await w.run((sender) => sender.sendNow(A));
    await w.run((sender) => sender.sendNow(B));
    expect([...w.collected.keys()]).toEqual([A, B]);
    expect(await stateOf(w)).toEqual(['acknowledged', 'acknowledged']);
    expect((await outboxOf(w)).slots).toEqual(slots);
  });

  it('sends once, however often it is clicked, and nothing that is not there', async () => {
    const w = await world([ready(A)]);
    await Promise.all([A, A, B].map((id) => w.run((sender) => sender.sendNow(id))));
    expect(w.arrivals).toHaveLength(1);
  });

  it('sends nothing while something is missing', async () => {
    const w = await world([ready(A)]);
    const before = await outboxOf(w);
    w.ready = false;
    await w.run((sender) => sender.sendNow(A));
    expect(w.arrivals).toEqual([]);
    expect(await outboxOf(w)).toEqual(before);
  });
});

describe('switching off', () => {
  it('leaves nothing behind', async () => {
    const w = await world([ready(A), ready(B, { state: 'acknowledged', endedAtMs: NOW })]);
    await w.off();
    expect(await outboxOf(w)).toEqual({ rows: [], made: [] });
  });

  it('aborts what is on its way, and writes nothing of it afterwards', async () => {
    const store = new MemoryStore();
    const outbox: Outbox = { rows: [ready(A)], made: [], slots: { ...firstSlots(NOW, 0), nextSlotAtMs: 0 } };
    await store.transact(EVERYTHING, () => ({ outbox }));
    let signal: AbortSignal | undefined;
    const sender = createSender({
      now: () => NOW,
      random01: () => 0.5,
      store: async () => store,
      ready: async () => true,
      seal: async () => ({ bytes: new Uint8Array(), open: () => Promise.reject(new Error('no answer')) }),
      sealDummy: async () => ({ bytes: new Uint8Array() }),
      post: (_, given) => {
        signal = given;
        return new Promise((_resolve, reject) => {
          given.addEventListener('abort', () => reject(given.reason));
        });
      },
    });
    const sending = sender.tick();
    await vi.waitFor(() => expect(signal?.aborted).toBe(false));
    await sender.off();
    expect(signal?.aborted).toBe(true);
    await sending;
    expect((await store.read(EVERYTHING)).outbox).toEqual({ rows: [], made: [] });
  });

  it('while the message is being made: it is never posted, whatever posting makes of the signal', async () => {
    const w = await world([ready(A)]);
    const post = vi.fn(async () => ({ status: 200, arrayBuffer: async () => new ArrayBuffer() }));
    let made: () => void = () => undefined;
    const seal = vi.fn(async () => {
      await new Promise<void>((resolve) => {
        made = resolve;
      });
      return { bytes: new Uint8Array(), open: () => Promise.reject(new Error('no answer')) };
    });
    const sender = createSender({
      now: () => NOW,
      random01: () => 0.5,
      store: async () => w.disk,
      ready: async () => true,
      seal,
      sealDummy: seal,
      post,
    });
    const sending = sender.tick();
    await vi.waitFor(() => expect(seal).toHaveBeenCalled());
    await sender.off();
    made();
    await sending;
    expect(post).not.toHaveBeenCalled();
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('before the %i. wait of a message sends nothing after', async (wait) => {
    const w = await world([ready(A)]);
    w.offAfter = wait;
    await tick(w);
    expect(w.arrivals.filter((arrival) => !arrival.on)).toEqual([]);
    if (!w.on) expect(await outboxOf(w)).toEqual({ rows: [], made: [] });
  });
});

describe('an unanswered request', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is given up before Chrome ends the worker for it', async () => {
    const limit = vi.spyOn(AbortSignal, 'timeout');
    await tick(await world([ready(A)]));
    expect(limit.mock.calls.flat().every((ms) => ms < 30_000 && ms < LEASE_MS)).toBe(true);
    expect(limit).toHaveBeenCalledTimes(1);
  });
});

describe('a worker that is killed', () => {
  // plans, ready, written (before and after), seal, post (before and after), open, written (before and after)
  it.each(Array.from({ length: 12 }, (_, i) => i + 1))(
    'at its %i. wait loses no report and makes none of it twice, on disk',
    async (wait) => {
      const name = `killed-${wait}`;
      const w = await world([ready(A)], () => openDatabase(() => NOW, name));
      w.killAfter = wait;
      await tick(w);
      for (let i = 0; i < 10; i++) {
        w.nowMs += 30 * HOUR_MS;
        await tick(w);
      }
      expect(await stateOf(w)).toEqual(['acknowledged']);
      expect([...w.collected.keys()]).toEqual([A]);
      expect(w.arrivals.filter((arrival) => arrival.report).length).toBeLessThanOrEqual(2);
    },
  );

  it('leaves the report to nobody until its lease ends', async () => {
    const w = await world([ready(A)]);
    w.killAfter = 6;
    await tick(w);
    expect(await stateOf(w)).toEqual(['inflight']);
    w.nowMs = NOW + LEASE_MS - 1;
    await w.run((sender) => sender.sendNow(A));
    expect(w.collected.size).toBe(0);
    w.nowMs = NOW + LEASE_MS;
    await w.run((sender) => sender.sendNow(A));
    expect([...w.collected.keys()]).toEqual([A]);
  });
});
