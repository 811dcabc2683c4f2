// Sends what the outbox holds, one message a slot, and writes down what became of it. What it does is decided in src/report/outbox.ts; here are only
// the steps with a wait between them. The worker may be killed at any wait: that a report is being sent is on the disk before its request begins,
// so it goes out again when the lease ends, under the same id, and whoever collects knows it. Everything it touches is handed in.
import {
  type Answer,
  answered,
  type Outbox,
  slotTaken,
  switchedOff,
  type Taken,
  taken,
} from '../../src/report/outbox.ts';
import { slotAt } from '../../src/report/slots.ts';
import type { Ack, WireReport } from '../../src/report/wire.ts';
import type { Store } from '../../src/store.ts';

/** Chrome ends a worker whose request is not answered for 30 s. */
const ANSWER_LIMIT_MS = 25_000;
/** The outbox is of no network. */
const NO_NETWORK = '';

/** A report as a message, and how to read its answer. */
export interface SealedReport {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the collector says of this report; rejects when it is not the collector's answer to this message, or says nothing. */
  readonly open: (answer: Uint8Array) => Promise<Ack>;
}

export interface SenderDeps {
  readonly now: () => number;
  /** From 0 to below 1. */
  readonly random01: () => number;
  readonly store: () => Promise<Pick<Store, 'transact' | 'plans'>>;
  /** Consent, header rule, permission and key are all there, and the store is on disk. Asked before every message. */
  readonly ready: () => Promise<boolean>;
  /** A new message each time, also of a report that was sealed before. */
  readonly seal: (report: WireReport) => Promise<SealedReport>;
  /** A message that says nothing, and that the relay cannot tell from a report. */
  readonly sealDummy: () => Promise<Pick<SealedReport, 'bytes'>>;
  /** To the relay. */
  readonly post: (
    bytes: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ) => Promise<Pick<Response, 'status' | 'arrayBuffer'>>;
}

export interface Sender {
  /** Sends the message of a slot that is due. Takes as long as the network does, and never rejects for its sake. */
  readonly tick: () => Promise<void>;
  /** The person sends this report at once. */
  readonly sendNow: (id: string) => Promise<void>;
  /** Sending is switched off: what is on its way is aborted, and nothing is left. Take the consent back first. */
  readonly off: () => Promise<void>;
}

export function createSender({ now, random01, store, ready, seal, sealDummy, post }: SenderDeps): Sender {
  /** Aborted when sending is switched off; what began before must not go on after. */
  let period = new AbortController();

  async function change(decide: (outbox: Outbox) => Outbox, durability?: 'strict'): Promise<void> {
    const query = { network: NO_NETWORK, sinceMs: now() };
    await (await store()).transact(query, ({ outbox }) => ({ outbox: decide(outbox) }), durability);
  }

  /** Takes what is to be sent, and sends it once that is on the disk. While nothing may be sent, a slot passes unused. */
  async function send(take: (outbox: Outbox) => Taken): Promise<void> {
    const { signal } = period;
    const may = await ready();
    let found: Taken | undefined;
    await change((outbox) => {
      // Switched off meanwhile.
      if (!outbox.slots) return outbox;
      found = take(outbox);
      return may ? found.outbox : { ...outbox, slots: found.outbox.slots };
    }, 'strict');
    if (!may || !found?.due) return;
    const { row } = found;
    const answer = await exchange(row?.report, signal).catch(() => undefined);
    // Of a dummy nothing is kept.
    if (row) await change((outbox) => answered(outbox, row.id, answer, now(), random01()));
  }

  async function exchange(report: WireReport | undefined, signal: AbortSignal): Promise<Answer> {
    const sealed = report && (await seal(report));
    const { bytes } = sealed ?? (await sealDummy());
    // Again at the last moment: without the permission the header rule is not followed, and the relay would learn who sends.
    if (!(await ready())) return undefined;
    signal.throwIfAborted();
    const response = await post(bytes, AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]));
    // Read to its end of a dummy too: the relay sees no difference.
    const answer = response.arrayBuffer();
    if (Math.floor(response.status / 100) === 4) {
      // Whatever is written there, and however long it is.
      await answer.catch(() => undefined);
      return 'key_trouble';
    }
    const read = new Uint8Array(await answer);
    // Whatever the relay says of it, only what is sealed counts.
    return sealed?.open(read);
  }

  return {
    async tick() {
      const { slots } = await (await store()).plans(NO_NETWORK);
      // Most of the time there is nothing to do, and nothing to ask for.
      if (slots && slotAt(slots, now(), 0).slots !== slots)
        await send((outbox) => slotTaken(outbox, now(), random01(), random01()));
    },
    sendNow: (id) => send((outbox) => taken(outbox, id, now())),
    off() {
      period.abort();
      period = new AbortController();
      return change((outbox) => switchedOff(outbox, now()));
    },
  };
}
