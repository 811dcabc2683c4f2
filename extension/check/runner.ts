// Runs a check: neutral sites, then every chosen host with bounded concurrency, then once more what failed. Everything measured is stored with
// the row that says how far the check is, in one transaction; so a killed worker's check goes on where it was, and a cancelled one keeps its
// measurements. One runner runs one check.
import { isAddress } from '../../src/catalogue/host.ts';
import type { Control, Endpoint, Service } from '../../src/catalogue/types.ts';
import { type CheckItem, planCheck, repeatsOf } from '../../src/check/plan.ts';
import {
  type CheckProgress,
  endCheck,
  progressOf,
  settleFirst,
  settleRepeat,
  stillFirst,
  stillRepeat,
} from '../../src/check/progress.ts';
import type { CheckRow, StopReason } from '../../src/check/row.ts';
import { failureClass } from '../../src/judge/measurement.ts';
import type { NetworkState } from '../../src/judge/verdict.ts';
import type { Observation } from '../../src/observe/observation.ts';
import { observeProbe } from '../../src/observe/probe.ts';
import type { ProbePlan, Prober } from './probe.ts';
import type { Question } from './resolve.ts';
import { READING, withSpeed } from './speed.ts';
import { openSocket, socketsReady } from './webSocket.ts';

/** Requests under way at once. Where all is silent each takes 12 s, and 250 of them must be through in a minute. */
const AT_ONCE = 64;
/** What is shown moves at least four times a second, whatever answers. */
const TELL_MS = 200;
/** How long it is waited until it is looked again whether something is due. */
const LOOK_MS = 200;
/** Between two starts, so that a slow line is not flooded. */
const APART_MS = 35;
/** Connecting, TLS and first byte. */
const DEADLINE_MS = 12_000;
/** Controls are asked again this often, so that each failure has some within a minute. */
const CONTROLS_EVERY_MS = 25_000;
const TICK_MS = 5_000;
/** Measurements are written together: every writing judges anew all that failed. */
const FLUSH_MS = 1_000;
/** Further away than this nobody waits awake: the alarm brings the check back. */
const PATIENCE_MS = 25_000;

export interface RunnerDeps {
  readonly now: () => number;
  readonly prober: Prober;
  readonly rateControls: readonly Control[];
  readonly services: () => readonly Service[];
  readonly serviceById: (id: string) => Service | undefined;
  /** Stores observations together with the row; resolves after the commit. */
  readonly keep: (found: readonly Observation[], row: CheckRow) => Promise<void>;
  /** A round of controls; never rejects. */
  readonly controls: (network: string) => Promise<Observation[]>;
  /** What the browser's resolver says (Firefox), and with `deep` two resolvers abroad. Never rejects. */
  readonly resolve: (question: Question, network: string, deep: boolean) => Promise<Observation[]>;
  readonly networkState: () => Promise<NetworkState | undefined>;
  /** Keeps the background from being put to sleep while this is called now and then. */
  readonly stayAwake: () => void;
  /** Called often; whoever shows it decides how often it is drawn. */
  readonly onProgress: (progress: CheckProgress) => void;
  /** Told when the check will go on by itself, at this time, if it is woken. */
  readonly sleepUntil: (atMs: number) => void;
}

/** Network states in which nothing of ours goes out or would mean anything. */
const STOPPED_BY: Readonly<Partial<Record<NetworkState, StopReason>>> = {
  proxied: 'proxied',
  offline: 'offline',
  portal: 'portal',
};

export class Runner {
  readonly #deps: RunnerDeps;
  readonly #abort = new AbortController();
  readonly #plan: readonly CheckItem[];
  /** Place of each item in the plan: what its observations are called by. */
  readonly #place: ReadonlyMap<string, number>;
  #row: CheckRow;
  #waiting: Observation[] = [];
  #flushed: Promise<void> = Promise.resolve();
  #stop: StopReason | 'cancelled' | undefined;

  constructor(row: CheckRow, deps: RunnerDeps) {
    this.#row = row;
    this.#deps = deps;
    this.#plan = planCheck(deps.services(), row.choice, row.seed);
    this.#place = new Map(this.#plan.map((item, place) => [item.key, place]));
  }

  get row(): CheckRow {
    return this.#row;
  }

  progress(): CheckProgress {
    return progressOf(this.#row, this.#deps.now());
  }

  /** Ends the check as soon as what was measured is stored. */
  stop(why: StopReason | 'cancelled'): void {
    this.#stop ??= why;
    this.#abort.abort();
  }

  /** To the end, to a stop, or until a quiet check has nothing to do for a while. Never rejects. */
  async run(): Promise<void> {
    const telling = setInterval(() => this.#deps.onProgress(this.progress()), TELL_MS);
    try {
      // A quiet check that sleeps comes back through the alarm, as one whose worker was killed.
      if ((await this.#rounds()) === 'asleep') return;
    } finally {
      clearInterval(telling);
    }
    const ending = this.#stop;
    if (!ending) await this.#end('done');
    else if (ending === 'cancelled') await this.#end('cancelled');
    else await this.#end('stopped', ending);
  }

  async #rounds(): Promise<'through' | 'asleep'> {
    const deps = this.#deps;
    await this.#controls();
    const state = await deps.networkState();
    const why = state && STOPPED_BY[state];
    if (why) this.stop(why);
    let controlsAtMs = deps.now();
    const again = setInterval(() => {
      deps.stayAwake();
      if (deps.now() - controlsAtMs < CONTROLS_EVERY_MS || this.#row.choice.mode === 'quiet') return;
      controlsAtMs = deps.now();
      void this.#controls();
    }, TICK_MS);
    try {
      const first = await this.#round(
        () => stillFirst(this.#row, this.#plan),
        (item) => this.#first(item),
      );
      if (first === 'asleep') return 'asleep';
      const second = await this.#round(
        () => stillRepeat(this.#row, this.#plan),
        (item) => this.#second(item),
      );
      if (second === 'asleep') return 'asleep';
      if (!this.#stop && this.#row.choice.mode === 'now') await this.#controls();
      return 'through';
    } finally {
      clearInterval(again);
      await this.#flush();
    }
  }

  /** Starts everything that is due, at most {@link AT_ONCE} at a time, until nothing is left. */
  async #round(
    still: () => readonly { readonly item: CheckItem; readonly dueAtMs: number }[],
    ask: (item: CheckItem) => Promise<void>,
  ): Promise<'through' | 'asleep'> {
    const { now } = this.#deps;
    const atOnce = this.#row.choice.mode === 'quiet' ? 2 : AT_ONCE;
    const begun = new Set<string>();
    const running = new Set<Promise<void>>();
    while (!this.#stop) {
      const left = still().filter(({ item }) => !begun.has(item.key));
      const next = left.find(({ dueAtMs }) => dueAtMs <= now());
      if (next && running.size < atOnce) {
        begun.add(next.item.key);
        const asked = ask(next.item).finally(() => running.delete(asked));
        running.add(asked);
        await pause(APART_MS);
      } else if (running.size > 0) {
        // Woken by an end, or to look whether something is due by now.
        await Promise.race([...running, pause(LOOK_MS)]);
      } else if (left.length > 0) {
        const dueAtMs = Math.min(...left.map((one) => one.dueAtMs));
        await this.#flush();
        if (dueAtMs - now() > PATIENCE_MS) {
          this.#deps.sleepUntil(dueAtMs);
          return 'asleep';
        }
        await pause(Math.min(LOOK_MS, Math.max(20, dueAtMs - now())));
      } else break;
    }
    await Promise.all(running);
    await this.#flush();
    return 'through';
  }

  async #first(item: CheckItem): Promise<void> {
    const found = await this.#ask(item, '');
    if (this.#stop) return;
    const last = item.webSocket ? found.at(-1) : found[0];
    // Telegram's web address answers a request without a name by an error of its certificate: that is an answer.
    const failed = last !== undefined && (failureClass(last) !== undefined || last.outcome === 'redirect');
    // Of a name that failed the resolver's answer is part of what was seen.
    found.push(...(await this.#answers(item, failed)));
    this.#put(found, (row) => settleFirst(row, [{ key: item.key, failed, atMs: this.#deps.now() }]));
  }

  async #second(item: CheckItem): Promise<void> {
    const endpoint = this.#endpoint(item);
    const repeats = repeatsOf(item, endpoint);
    const found = (await Promise.all(repeats.map((one, n) => this.#ask(one, `:${n + 2}`, item.key)))).flat();
    if (this.#stop) return;
    found.push(...(await this.#answers(item, true)));
    this.#put(found, (row) => settleRepeat(row, [item.key]));
  }

  #answers(item: CheckItem, failed: boolean): Promise<Observation[]> {
    const { choice, network } = this.#row;
    if (isAddress(item.host) || !(failed || choice.deep)) return Promise.resolve([]);
    const question = { target: item.service, endpoint: item.endpoint, host: item.host };
    return this.#deps.resolve(question, network, choice.deep);
  }

  async #ask(item: CheckItem, suffix: string, key = item.key): Promise<Observation[]> {
    const first = await this.#probe(item, suffix, key);
    if (first.confounder === 'proxied') this.stop('proxied');
    if (this.#stop) return [first];
    // Cancelled while they were made ready: nothing more is sent.
    if (item.webSocket && first.outcome === 'success' && (await socketsReady()) && !this.#stop)
      return [first, await this.#probe({ ...item, scheme: 'wss' }, `${suffix}:ws`, key)];
    return withSpeed(first, {
      now: this.#deps.now,
      network: this.#row.network,
      rateControls: this.#deps.rateControls,
      again: (name) => this.#probe(item, suffix + name, key),
      id: `${this.#row.id}:${this.#place.get(key)}${suffix}`,
    });
  }

  async #probe(item: CheckItem, suffix: string, key: string): Promise<Observation> {
    const plan: ProbePlan = {
      url: `${item.scheme}://${item.host}:${item.port}${item.path}`,
      method: 'GET',
      deadlineMs: DEADLINE_MS,
      signal: this.#abort.signal,
      ...(item.scheme === 'wss' && { send: openSocket }),
      ...(item.read && READING),
      ...(item.compare && { compare: true as const }),
    };
    const told = await this.#deps.prober.probe(plan);
    // A handshake that is through.
    const result = plan.send && told.status === 200 ? { ...told, status: 101 } : told;
    return observeProbe(
      {
        id: `${this.#row.id}:${this.#place.get(key)}${suffix}`,
        source: 'check',
        check: this.#row.id,
        network: this.#row.network,
        target: item.service,
        endpoint: item.endpoint,
        scheme: item.scheme,
        host: item.host,
        port: item.port,
      },
      result,
    );
  }

  #endpoint(item: CheckItem): Endpoint | undefined {
    return this.#deps.serviceById(item.service)?.endpoints.find((e) => e.host === item.endpoint);
  }

  async #controls(): Promise<void> {
    this.#put(await this.#deps.controls(this.#row.network), (row) => row);
    await this.#flush();
  }

  /** Remembers what was found together with what it means for the check; written a moment later with whatever else came. */
  #put(found: readonly Observation[], change: (row: CheckRow) => CheckRow): void {
    this.#row = change(this.#row);
    const first = this.#waiting.length === 0;
    this.#waiting.push(...found.map((o) => ({ ...o, check: this.#row.id })));
    this.#deps.onProgress(this.progress());
    if (first) setTimeout(() => void this.#flush(), FLUSH_MS);
  }

  #flush(): Promise<void> {
    this.#flushed = this.#flushed.then(async () => {
      if (this.#waiting.length === 0) return;
      const found = this.#waiting;
      this.#waiting = [];
      await this.#deps.keep(found, this.#row);
    });
    return this.#flushed;
  }

  async #end(state: 'done' | 'cancelled' | 'stopped', why?: StopReason): Promise<void> {
    this.#row = endCheck(this.#row, state, this.#deps.now(), why);
    await this.#deps.keep([], this.#row);
    this.#deps.onProgress(this.progress());
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
