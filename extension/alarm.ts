// When the one alarm comes. The background looks anew at what is due with every event; what is due already must not be put off by that, or a page
// that goes on failing would keep the confirming requests away for as long as it does.
import { ALARM_AGAIN_MS, ALARM_LEAST_MS } from '../src/report/times.ts';

export interface AlarmDeps {
  readonly now: () => number;
  /** Sets the alarm in place of the one before. */
  readonly create: (atMs: number) => Promise<void>;
}

export class Alarm {
  readonly #deps: AlarmDeps;
  /** When the alarm set in this life of the worker comes; undefined once it has come. */
  #atMs: number | undefined;

  constructor(deps: AlarmDeps) {
    this.#deps = deps;
  }

  /** It has come: the next thing that is due needs a new one. */
  came(): void {
    this.#atMs = undefined;
  }

  /** Sets the alarm for what is due first, at `dueAtMs` (Unix milliseconds); what is due already, {@link ALARM_LEAST_MS} after it was first said. */
  async set(dueAtMs: number): Promise<void> {
    const nowMs = this.#deps.now();
    const atMs = Math.max(dueAtMs, nowMs + ALARM_LEAST_MS);
    const set = this.#atMs;
    // One that should have come long ago was lost.
    if (set !== undefined && dueAtMs <= set && set <= atMs && nowMs - set < ALARM_AGAIN_MS) return;
    this.#atMs = atMs;
    try {
      await this.#deps.create(atMs);
    } catch (error) {
      this.#atMs = undefined;
      throw error;
    }
  }
}
