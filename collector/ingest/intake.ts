// Commits what arrives together, together: while one transaction is on its way, messages gather for the next. A message is answered after its
// commit, never before. Dummies and refused messages take the same way and cost the same commit, because the relay has a clock: it must
// not tell by waiting which messages were reports.
import type { WireReport } from '../../src/report/wire.ts';

const MAX_BATCH = 500;
/** More than a few seconds' worth are not queued; who sent them tries again later. */
const MAX_WAITING = 5_000;

export type Outcome = 'stored' | 'duplicate' | 'counted' | 'unavailable';

/** Commits one batch of `messages` messages and returns the ids of the reports that were not there before. */
export type Commit = (reports: readonly WireReport[], messages: number) => Promise<ReadonlySet<string>>;

/** Told of every batch: how many messages, how long it took, and why it failed if it did. */
export type Committed = (messages: number, tookMs: number, error?: unknown) => void;

interface Waiting {
  readonly report: WireReport | undefined;
  readonly done: (outcome: Outcome) => void;
}

export class Intake {
  readonly #commit: Commit;
  readonly #committed: Committed;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(commit: Commit, committed: Committed) {
    this.#commit = commit;
    this.#committed = committed;
  }

  /** Resolves after the commit. Without a report the message is only counted. Never rejects. */
  add(report?: WireReport): Promise<Outcome> {
    if (this.#waiting.length >= MAX_WAITING) return Promise.resolve('unavailable');
    return new Promise((done) => {
      this.#waiting.push({ report, done });
      this.#running ??= this.#run();
    });
  }

  /** How many wait for a transaction. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Whatever arrived with this message in one turn of the event loop goes into the same transaction.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) await this.#commitBatch(this.#waiting.splice(0, MAX_BATCH));
    this.#running = undefined;
  }

  async #commitBatch(batch: readonly Waiting[]): Promise<void> {
    const startedAtMs = performance.now();
    const tookMs = () => performance.now() - startedAtMs;
    try {
      const reports = batch.flatMap(({ report }) => report ?? []);
      const fresh = new Set(await this.#commit(reports, batch.length));
      this.#committed(batch.length, tookMs());
      for (const { report, done } of batch) {
        // Of two with one id in the same batch the first was stored.
        done(report === undefined ? 'counted' : fresh.delete(report.report_id) ? 'stored' : 'duplicate');
      }
    } catch (error) {
      this.#committed(batch.length, tookMs(), error);
      for (const { done } of batch) done('unavailable');
    }
  }
}
