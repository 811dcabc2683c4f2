// The one check of the whole extension: begun by a click or the schedule, joined by a second click, ended by its end, a cancel, or a change of
// the network; found again in its row after the worker was killed.

import { type CheckProgress, endCheck, progressOf } from '../../src/check/progress.ts';
import type { CheckChoice, CheckRow, StopReason } from '../../src/check/row.ts';
import { type Seldom, seldom } from '../seldom.ts';
import type { Runner, RunnerDeps } from './runner.ts';

export interface ChecksDeps extends Omit<RunnerDeps, 'onProgress' | 'sleepUntil'> {
  readonly newId: () => string;
  readonly random01: () => number;
  readonly network: () => Promise<string>;
  /** The running check, or the newest, as it is stored. */
  readonly stored: () => Promise<CheckRow | undefined>;
  readonly onProgress: (progress: CheckProgress) => void;
  /** Sets the alarm anew: {@link Checks.wakeAtMs} has changed. */
  readonly rearm: () => Promise<void>;
  /** A check came to its end by itself. */
  readonly onDone: (row: CheckRow) => Promise<void>;
}

export class Checks {
  readonly #deps: ChecksDeps;
  #runner: Runner | undefined;
  /** When a quiet check has something to do again. */
  #dueAtMs: number | undefined;

  constructor(deps: ChecksDeps) {
    this.#deps = deps;
  }

  /** When the alarm must bring a check back; undefined when none is running. */
  get wakeAtMs(): number | undefined {
    // While it runs awake the alarm is only there for a worker that is killed.
    return this.#runner ? this.#deps.now() + ALARM_AHEAD_MS : this.#dueAtMs;
  }

  get running(): boolean {
    return this.#runner !== undefined;
  }

  /** Begins a check, or joins the one that is running. Resolves when its row is stored. */
  async start(choice: CheckChoice): Promise<CheckRow | undefined> {
    if (this.#runner) return this.#runner.row;
    const stored = await this.#deps.stored();
    if (stored?.state === 'running') {
      await this.resume();
      return stored;
    }
    const rare = await seldom();
    const network = await this.#deps.network();
    const seed = Math.floor(this.#deps.random01() * 2 ** 31);
    const total = rare.planCheck(this.#deps.services(), choice, seed).length;
    if (total === 0 || this.#runner) return undefined;
    const row: CheckRow = {
      id: this.#deps.newId(),
      network,
      startedAtMs: this.#deps.now(),
      choice,
      seed,
      state: 'running',
      total,
      done: [],
      failed: [],
      repeated: [],
    };
    this.#begin(row, rare);
    await this.#deps.keep([], row);
    return row;
  }

  /** Goes on with a check that is stored as running and not running here: at every start and at every alarm. */
  async resume(): Promise<void> {
    if (this.#runner) return;
    const row = await this.#deps.stored();
    this.#dueAtMs = undefined;
    if (row?.state !== 'running' || this.#runner) return;
    const late = this.#deps.now() - row.startedAtMs > LONGEST_MS;
    if (late || row.network !== (await this.#deps.network())) await this.#over(row, 'network_changed');
    else {
      const rare = await seldom();
      if (!this.#runner) this.#begin(row, rare);
    }
  }

  async cancel(): Promise<void> {
    if (this.#runner) return this.#runner.stop('cancelled');
    const row = await this.#deps.stored();
    this.#dueAtMs = undefined;
    if (row?.state === 'running') await this.#over(row);
  }

  async networkChanged(): Promise<void> {
    if (this.#runner) return this.#runner.stop('network_changed');
    await this.resume();
  }

  /** Of the running check, or of the one that ended last. */
  async progress(): Promise<CheckProgress | undefined> {
    if (this.#runner) return this.#runner.progress();
    const row = await this.#deps.stored();
    return row && progressOf(row, this.#deps.now());
  }

  #begin(row: CheckRow, rare: Seldom): void {
    const runner = new rare.Runner(row, {
      ...this.#deps,
      sleepUntil: (atMs) => {
        this.#dueAtMs = atMs;
      },
    });
    this.#runner = runner;
    this.#deps.onProgress(runner.progress());
    void runner
      .run()
      .catch((error: unknown) => console.error(error))
      .finally(async () => {
        if (this.#runner === runner) this.#runner = undefined;
        await this.#deps.rearm();
        if (runner.row.state === 'done') await this.#deps.onDone(runner.row);
        this.#deps.onProgress(runner.progress());
      });
  }

  async #over(row: CheckRow, why?: StopReason): Promise<void> {
    const ended = endCheck(row, why ? 'stopped' : 'cancelled', this.#deps.now(), why);
    await this.#deps.keep([], ended);
    this.#deps.onProgress(progressOf(ended, this.#deps.now()));
  }
}

/** Chrome's shortest alarm. */
const ALARM_AHEAD_MS = 30_000;
/** A check that a machine brings back after this long says nothing as a whole; who knows where it is by then. */
const LONGEST_MS = 90 * 60_000;
