// A small world for the sender: a disk, a clock, a relay with a collector behind it, and workers that can be killed at every wait.
import { createSender, type Sender } from '../../../extension/send/sender.ts';
import type { Ack, WireReport } from '../../../src/report/wire.ts';
import { MemoryStore, type Store } from '../../../src/store.ts';
import { NOW } from '../store.contract.ts';

/**
 * What becomes of a message. `stored`: all goes well. `lost`: it arrives, its answer does not. `never`: the relay is not reached. `refused`: by
 * the collector, for good. `not_opened`: what comes back is not the collector's answer. The others speak for themselves.
 */
export const FATES = [
  'stored',
  'lost',
  'never',
  'refused',
  'names_another',
  'relay_4xx',
  'relay_5xx',
  'not_opened',
  'seal_fails',
] as const;
export type Fate = (typeof FATES)[number];

export interface Arrival {
  readonly atMs: number;
  /** Undefined of a dummy. */
  readonly report: WireReport | undefined;
  /** Whether the person had sending switched on then. */
  readonly on: boolean;
}

const OTHER_ID = 'f'.repeat(32);
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

export class World {
  nowMs = NOW;
  fate: Fate = 'stored';
  ready = true;
  /** What happens while a report is being sealed. */
  meanwhile: () => void = () => undefined;
  /** The answer is longer than any may be. */
  tooLong = false;
  /** As the person believes it to be. */
  on = false;
  /** Waits until the worker is killed, or until `off` is called; endless by default. */
  killAfter = Number.POSITIVE_INFINITY;
  offAfter = Number.POSITIVE_INFINITY;
  /** Numbers from 0 to below 1, again and again. */
  chance: readonly number[] = [0.5];
  /** Ids of reports of which no message can ever be made. */
  readonly unsealable = new Set<string>();
  readonly arrivals: Arrival[] = [];
  readonly collected = new Map<string, WireReport>();
  /** Ids that an acknowledgement has named, and that a refusal has. */
  readonly acknowledged = new Set<string>();
  readonly refused = new Set<string>();
  /** What was done, in order. */
  readonly log: string[] = [];
  sender: Sender;
  #switchingOff: Promise<void> | undefined;
  #draws = 0;
  #life = 0;
  #die: () => void = () => undefined;
  #dead: Promise<void> = Promise.resolve();

  constructor(
    readonly disk: Store = new MemoryStore(),
    readonly open: () => Promise<Store> = async () => disk,
  ) {
    this.sender = this.#born();
  }

  /** A new worker; the old one never gets an answer to anything again. */
  restart(): void {
    this.#die();
    this.#switchingOff = undefined;
    this.killAfter = Number.POSITIVE_INFINITY;
    this.offAfter = Number.POSITIVE_INFINITY;
    this.sender = this.#born();
  }

  /** Runs it to its end or until the worker is killed; then there is a new one. */
  async run(work: (sender: Sender) => Promise<void>): Promise<void> {
    const done = work(this.sender).then(() => this.#switchingOff);
    await Promise.race([done, this.#dead]);
    if (this.killAfter <= 0) this.restart();
    this.killAfter = Number.POSITIVE_INFINITY;
    this.offAfter = Number.POSITIVE_INFINITY;
  }

  async off(): Promise<void> {
    this.on = false;
    await this.sender.off();
  }

  #born(): Sender {
    const life = ++this.#life;
    this.#dead = new Promise((resolve) => {
      this.#die = resolve;
    });
    // Called at every wait.
    const wait = async (): Promise<void> => {
      if (life !== this.#life) return new Promise(() => undefined);
      if (--this.offAfter === 0) this.#switchingOff = this.off();
      if (--this.killAfter > 0) return;
      if (this.killAfter === 0) this.#die();
      return new Promise(() => undefined);
    };
    const store = async () => {
      const opened = await this.open();
      return {
        transact: async (...[query, decide, durability]: Parameters<Store['transact']>) => {
          await wait();
          const change = await opened.transact(query, decide, durability);
          this.log.push(durability === 'strict' ? 'written strictly' : 'written');
          await wait();
          return change;
        },
        plans: async (network: string) => {
          await wait();
          return opened.plans(network);
        },
      };
    };
    return createSender({
      now: () => this.nowMs,
      random01: () => this.chance[this.#draws++ % this.chance.length] ?? 0,
      store,
      ready: async () => {
        await wait();
        return this.ready && this.on;
      },
      seal: async (report) => {
        await wait();
        this.log.push(`sealed ${report.report_id}`);
        this.meanwhile();
        if (this.fate === 'seal_fails' || this.unsealable.has(report.report_id)) throw new Error('no key');
        return { bytes: encode(report), open: (answer) => this.#opened(answer, wait) };
      },
      sealDummy: async () => {
        await wait();
        this.log.push('sealed a dummy');
        if (this.fate === 'seal_fails') throw new Error('no key');
        return { bytes: encode(null) };
      },
      post: async (bytes, signal) => {
        await wait();
        signal.throwIfAborted();
        const response = this.#arrived(JSON.parse(new TextDecoder().decode(bytes)) ?? undefined);
        await wait();
        signal.throwIfAborted();
        return response;
      },
    });
  }

  #arrived(report: WireReport | undefined): Pick<Response, 'status' | 'arrayBuffer'> {
    this.log.push('posted');
    const { fate } = this;
    if (fate === 'never') throw new TypeError('Failed to fetch');
    this.arrivals.push({ atMs: this.nowMs, report, on: this.on });
    const status = fate === 'relay_4xx' ? 422 : fate === 'relay_5xx' ? 502 : 200;
    const body = encode(status === 200 && report ? this.#collected(report) : null);
    if (fate === 'lost') throw new TypeError('Failed to fetch');
    const arrayBuffer = async () => {
      this.log.push('read');
      if (this.tooLong) throw new RangeError('too long');
      return body.buffer as ArrayBuffer;
    };
    return { status, arrayBuffer };
  }

  /** What the collector does and answers. */
  #collected(report: WireReport): Ack {
    const { report_id } = report;
    if (this.fate === 'refused') {
      this.refused.add(report_id);
      return { report_id, result: 'refused', why: 'day' };
    }
    const result = this.collected.has(report_id) ? 'duplicate' : 'stored';
    this.collected.set(report_id, report);
    if (this.fate === 'names_another') return { report_id: OTHER_ID, result };
    if (this.fate === 'stored') this.acknowledged.add(report_id);
    return { report_id, result };
  }

  async #opened(answer: Uint8Array, wait: () => Promise<void>): Promise<Ack> {
    await wait();
    const ack: Ack | null = JSON.parse(new TextDecoder().decode(answer));
    if (!ack || this.fate === 'not_opened') throw new Error('no answer');
    return ack;
  }
}
