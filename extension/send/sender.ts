// Sends what the outbox holds, one message a slot, and writes down what became of it. What it does is decided in src/report/outbox.ts; here are only
// the steps with a wait between them. The worker may be killed at any wait: that a report is being sent is on the disk before its request begins,
// so it goes out again when the lease ends, under the same id, and whoever collects knows it. Everything it touches is handed in.
import * as v from 'valibot';
import type { Mistake } from '../../src/judge/mistake.ts';
import {
  type Answer,
  answered,
  held,
  leased,
  type Outbox,
  removed,
  slotUsed,
  switchedOff,
  withdrawn,
} from '../../src/report/outbox.ts';
import { firstSlots, quietSlots, slotAt } from '../../src/report/slots.ts';
import { AckSchema, type WireReport } from '../../src/report/wire.ts';
import type { Store } from '../../src/store.ts';

/** Chrome ends a worker whose request is not answered for 30 s. */
const ANSWER_LIMIT_MS = 25_000;

/** One message, and how to read its answer. */
export interface Sealed {
  readonly bytes: Uint8Array;
  /** What the gateway said inside; rejects when it is not the gateway's. */
  readonly open: (answer: Uint8Array) => Promise<{ readonly status: number; readonly body: Uint8Array }>;
}

export interface SenderDeps {
  readonly now: () => number;
  /** From 0 to below 1. */
  readonly random01: () => number;
  readonly store: () => Promise<Pick<Store, 'outbox'>>;
  /** Consent, header rule, permission and key are all there, and the store is on disk. Asked before every message. */
  readonly ready: () => Promise<boolean>;
  /** A new message each time, of one size; without a report it is a dummy. */
  readonly seal: (report: WireReport | undefined) => Promise<Sealed>;
  /** To the relay. */
  readonly post: (
    bytes: Uint8Array,
    signal: AbortSignal,
  ) => Promise<Pick<Response, 'status' | 'arrayBuffer'>>;
}

export interface Sender {
  /** The person has switched sending on. At every start of the worker too: on again, nothing changes. */
  readonly on: () => Promise<void>;
  /** And off: what is on its way is aborted, and nothing is left. Take the consent back first. */
  readonly off: () => Promise<void>;
  /** The browser has started, and not merely the worker. */
  readonly started: () => Promise<void>;
  /** When to be woken; undefined while switched off. */
  readonly wakeAtMs: () => Promise<number | undefined>;
  /** Sends the message of a slot that is due. Takes as long as the network; never rejects for its sake. */
  readonly tick: () => Promise<void>;
  /** The person sends this report at once. */
  readonly sendNow: (id: string) => Promise<void>;
  readonly hold: (id: string, hold: boolean) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  /** The person says that this verdict is wrong. */
  readonly withdraw: (mistake: Mistake) => Promise<void>;
}

export function createSender({ now, random01, store, ready, seal, post }: SenderDeps): Sender {
  /** Aborted when sending is switched off; what began before must not go on after. */
  let period = new AbortController();

  const change = async (decide: (outbox: Outbox) => Outbox) => void (await (await store()).outbox(decide));

  /** Takes what is to be sent, and sends it once that is on the disk. While nothing may be sent, a slot passes unused. */
  async function send(take: (outbox: Outbox) => ReturnType<typeof slotUsed>): Promise<void> {
    const { signal } = period;
    const may = await ready();
    let taken: ReturnType<typeof slotUsed> | undefined;
    await (await store()).outbox((outbox) => {
      // Switched off, or not switched on.
      if (signal.aborted || !outbox.slots) return outbox;
      taken = take(outbox);
      return may ? taken.outbox : { ...outbox, slots: taken.outbox.slots };
    }, 'strict');
    if (!may || !taken?.due) return;
    const { row } = taken;
    const answer = await exchange(row?.report, signal).catch(() => undefined);
    // Of a dummy nothing is kept.
    if (row) await change((outbox) => answered(outbox, row.id, answer, now(), random01()));
  }

  async function exchange(report: WireReport | undefined, signal: AbortSignal): Promise<Answer> {
    const { bytes, open } = await seal(report);
    signal.throwIfAborted();
    const response = await post(bytes, AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]));
    const outside = hundreds(response.status);
    if (outside === 4) return 'key_trouble';
    if (outside !== 2) return undefined;
    const { status, body } = await open(new Uint8Array(await response.arrayBuffer()));
    const inside = hundreds(status);
    const ack = v.parse(AckSchema, JSON.parse(new TextDecoder().decode(body)));
    return inside === 2 || (inside === 4 && ack.result === 'refused') ? ack : undefined;
  }

  return {
    on: () =>
      change((outbox) => (outbox.slots ? outbox : { ...outbox, slots: firstSlots(now(), random01()) })),
    off: () => {
      period.abort();
      period = new AbortController();
      return change((outbox) => switchedOff(outbox, now()));
    },
    started: () =>
      change((outbox) =>
        outbox.slots ? { ...outbox, slots: quietSlots(outbox.slots, now(), random01()) } : outbox,
      ),
    wakeAtMs: async () => (await (await store()).outbox()).slots?.nextSlotAtMs,
    tick: async () => {
      const { slots } = await (await store()).outbox();
      // Most of the time there is nothing to do, and nothing to ask for.
      if (!slots || slotAt(slots, now(), 0).slots === slots) return;
      await send((outbox) => slotUsed(outbox, now(), [random01(), random01()]));
    },
    sendNow: (id) =>
      send((outbox) => {
        const taken = leased(outbox, id, now());
        return { ...taken, due: taken.row !== undefined };
      }),
    hold: (id, hold) => change((outbox) => held(outbox, id, hold)),
    remove: (id) => change((outbox) => removed(outbox, id)),
    withdraw: (mistake) => change((outbox) => withdrawn(outbox, mistake)),
  };
}

function hundreds(status: number): number {
  return Math.floor(status / 100);
}
