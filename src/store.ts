// The port: what the core asks of storage, and the memory implementation that tests use and that stands in when no database opens.
// One method writes: it reads what a decision needs, lets a pure function decide, and writes everything or nothing.
import type { CheckRow } from './check/row.ts';
import type { NetworkRow } from './judge/controls.ts';
import { type DayRow, dayOf, withVerdict } from './judge/day.ts';
import type { Mistake } from './judge/mistake.ts';
import type { Opinion } from './judge/opinion.ts';
import type { Verdict } from './judge/verdict.ts';
import type { Observation } from './observe/observation.ts';
import { EMPTY_OUTBOX, ENDED_DAYS, type Outbox, settled } from './report/outbox.ts';

/** For how long things are kept, as a person may choose; older rows go at the daily sweep. */
export const RETENTION_DAYS = [7, 30, 90] as const;
export const USUAL_RETENTION_DAYS = 30;
export const DAY_MS = 24 * 3_600_000;
export const MAX_OBSERVATIONS = 100_000;
/** A round of confirming requests due so long ago will never be sent. */
export const JOB_MAX_AGE_MS = 3_600_000;
/** Newest rows of one network that a decision gets to see: a check of everything in which everything fails has about 1,100. */
export const MAX_RECENT = 1_200;
/** Checks remembered; the oldest go at the daily sweep. */
export const MAX_CHECKS = 50;

/** A round of confirming requests that is due, written in the same transaction as the failure that asked for it. */
export interface ConfirmJob {
  readonly id: string;
  readonly service: string;
  readonly endpoint: string;
  /** Scheme, host and port that the person opened. */
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly network: string;
  readonly dueAtMs: number;
  /** The page also came over plain http: its body is to be compared with the known block pages. */
  readonly alsoHttp?: true;
  /** Only Telegram's addresses, without any name, once nothing was asked by name for eight minutes; given up after this time. */
  readonly byAddressUntilMs?: number;
}

/** What a decision reads. */
export interface Rows {
  /** Observations of the network asked for, since the time asked for, oldest first, at most {@link MAX_RECENT}. */
  readonly recent: readonly Observation[];
  readonly verdicts: readonly Verdict[];
  readonly jobs: readonly ConfirmJob[];
  readonly network: NetworkRow | undefined;
  /** What was found lately on other networks: of the same age as `recent`. */
  readonly opinions: readonly Opinion[];
  /** Networks the person has named, other than this one. */
  readonly named: readonly NetworkRow[];
  /** Of the checks: the running one, or the newest. */
  readonly check: CheckRow | undefined;
  readonly outbox: Outbox;
  /** What the person said is wrong, in no order. */
  readonly mistakes: readonly Mistake[];
}

/** The little that every event asks. */
export interface Plans extends Pick<Rows, 'jobs' | 'network' | 'check'> {
  /** When the next report is due; absent while none are sent. */
  readonly slots?: Outbox['slots'];
}

/** What a decision writes. Putting a row with a known id replaces it. */
export interface Change {
  readonly observations?: readonly Observation[];
  readonly verdicts?: readonly Verdict[];
  readonly jobs?: readonly ConfirmJob[];
  readonly doneJobs?: readonly string[];
  readonly network?: NetworkRow;
  readonly opinions?: readonly Opinion[];
  readonly check?: CheckRow;
  /** The outbox as it is from now on. */
  readonly outbox?: Outbox;
}

/** Which observations; absent fields leave all in. */
export interface RowsWanted {
  /** Catalogue id of a service or control. */
  readonly target?: string | undefined;
  /** Not older; milliseconds since 1970. */
  readonly sinceMs?: number | undefined;
}

export interface ExportRows {
  readonly observations: readonly Observation[];
  /** Pass back to get the next page; absent at the end. */
  readonly next?: string;
}

export interface Store {
  /** `disk` or, when no database could be opened, `memory`. */
  readonly kind: 'disk' | 'memory';
  /**
   * Reads, decides, writes; resolves after the commit. `decide` must be synchronous and may run once only. `strict`: the rows are on the disk then,
   * and not merely on their way there.
   */
  transact(
    query: { readonly network: string; readonly sinceMs: number },
    decide: (rows: Rows) => Change,
    durability?: 'strict' | 'default',
  ): Promise<Change>;
  read(query: { readonly network: string; readonly sinceMs: number }): Promise<Rows>;
  plans(network: string): Promise<Plans>;
  /** All networks that are still known, in no order. */
  networks(): Promise<readonly NetworkRow[]>;
  /** What was found on these networks, in no order. */
  opinions(networks: readonly string[]): Promise<readonly Opinion[]>;
  /** Newest first. */
  checks(): Promise<readonly CheckRow[]>;
  /** The named observations that are still kept, oldest first. */
  observationsById(ids: readonly string[]): Promise<readonly Observation[]>;
  /** Observations in order of time, a page at a time. Rows added meanwhile may or may not appear; none appears twice. */
  page(after: string | undefined, limit: number, wanted?: RowsWanted): Promise<ExportRows>;
  /** The days from this one on, of every service and network, oldest first. */
  days(sinceDay: number): Promise<readonly DayRow[]>;
  /** What the person said is wrong, in no order. */
  mistakes(): Promise<readonly Mistake[]>;
  /** Remembers it, or takes it back. */
  mark(mistake: Mistake, wrong: boolean): Promise<void>;
  count(): Promise<number>;
  /** Rows that could not be read and were set aside. */
  brokenCount(): Promise<number>;
  /** Deletes what is older than this many days, or too much. */
  sweep(nowMs: number, retentionDays: number): Promise<void>;
  /** Forgets everything. Open the store anew afterwards. */
  erase(): Promise<void>;
}

/** Position in the order of export: time, then id. */
export function pageKey(o: Pick<Observation, 'atMs' | 'id'>): string {
  return `${o.atMs}|${o.id}`;
}

/** The parts of {@link pageKey}; undefined when it is not one. */
export function parsePageKey(key: string): { readonly atMs: number; readonly id: string } | undefined {
  const bar = key.indexOf('|');
  const atMs = Number(key.slice(0, bar));
  return bar > 0 && Number.isSafeInteger(atMs) ? { atMs, id: key.slice(bar + 1) } : undefined;
}

/** The running check, or the newest. */
export function presentCheck(checks: readonly CheckRow[]): CheckRow | undefined {
  return checks.find((c) => c.state === 'running') ?? newestFirst(checks)[0];
}

export function newestFirst(checks: readonly CheckRow[]): CheckRow[] {
  return [...checks].sort((a, b) => b.startedAtMs - a.startedAtMs || (a.id < b.id ? -1 : 1));
}

/** Everything in memory: gone with the worker. */
export class MemoryStore implements Store {
  readonly kind = 'memory';
  #observations = new Map<string, Observation>();
  #verdicts = new Map<string, Verdict>();
  #jobs = new Map<string, ConfirmJob>();
  #networks = new Map<string, NetworkRow>();
  #opinions = new Map<string, Opinion>();
  #checks = new Map<string, CheckRow>();
  #days = new Map<string, DayRow>();
  #mistakes = new Map<string, Mistake>();
  #outbox = EMPTY_OUTBOX;

  async transact(
    query: { network: string; sinceMs: number },
    decide: (rows: Rows) => Change,
  ): Promise<Change> {
    // No pause between reading and writing, or two at once would lose one's rows.
    const change = decide(this.#rows(query));
    for (const o of change.observations ?? []) this.#observations.set(o.id, o);
    for (const v of change.verdicts ?? []) {
      this.#verdicts.set(v.service, v);
      const key = [dayOf(v.lastSeenAtMs), v.network, v.service].join(' ');
      const day = withVerdict(this.#days.get(key), v);
      if (day) this.#days.set(key, day);
    }
    for (const id of change.doneJobs ?? []) this.#jobs.delete(id);
    for (const j of change.jobs ?? []) this.#jobs.set(j.id, j);
    if (change.network) this.#networks.set(change.network.network, change.network);
    for (const o of change.opinions ?? []) this.#opinions.set(`${o.network} ${o.service}`, o);
    if (change.check) this.#checks.set(change.check.id, change.check);
    if (change.outbox) this.#outbox = change.outbox;
    return change;
  }

  async read(query: { network: string; sinceMs: number }): Promise<Rows> {
    return this.#rows(query);
  }

  #rows(query: { network: string; sinceMs: number }): Rows {
    return {
      recent: this.#sorted()
        .filter((o) => o.network === query.network && o.atMs >= query.sinceMs)
        .slice(-MAX_RECENT),
      verdicts: [...this.#verdicts.values()],
      jobs: [...this.#jobs.values()],
      network: this.#networks.get(query.network),
      opinions: [...this.#opinions.values()].filter(
        (o) => o.network !== query.network && o.atMs >= query.sinceMs,
      ),
      named: [...this.#networks.values()].filter((n) => n.name && n.network !== query.network),
      check: presentCheck([...this.#checks.values()]),
      outbox: this.#outbox,
      mistakes: [...this.#mistakes.values()],
    };
  }

  async plans(network: string): Promise<Plans> {
    return {
      slots: this.#outbox.slots,
      jobs: [...this.#jobs.values()],
      network: this.#networks.get(network),
      check: presentCheck([...this.#checks.values()]),
    };
  }

  async networks(): Promise<readonly NetworkRow[]> {
    return [...this.#networks.values()];
  }

  async opinions(networks: readonly string[]): Promise<readonly Opinion[]> {
    return [...this.#opinions.values()].filter((o) => networks.includes(o.network));
  }

  async checks(): Promise<readonly CheckRow[]> {
    return newestFirst([...this.#checks.values()]);
  }

  async observationsById(ids: readonly string[]): Promise<readonly Observation[]> {
    const wanted = new Set(ids);
    return this.#sorted().filter((o) => wanted.has(o.id));
  }

  async days(sinceDay: number): Promise<readonly DayRow[]> {
    return [...this.#days.values()].filter((row) => row.day >= sinceDay).sort((a, b) => a.day - b.day);
  }

  async mistakes(): Promise<readonly Mistake[]> {
    return [...this.#mistakes.values()];
  }

  async mark(mistake: Mistake, wrong: boolean): Promise<void> {
    const key = [mistake.service, mistake.network, mistake.sinceMs].join(' ');
    if (wrong) this.#mistakes.set(key, mistake);
    else this.#mistakes.delete(key);
  }

  async page(after: string | undefined, limit: number, wanted: RowsWanted = {}): Promise<ExportRows> {
    const { target, sinceMs = 0 } = wanted;
    const all = this.#sorted().filter((o) => (!target || o.target === target) && o.atMs >= sinceMs);
    const from = after === undefined ? undefined : parsePageKey(after);
    const rest = from
      ? all.filter((o) => o.atMs > from.atMs || (o.atMs === from.atMs && o.id > from.id))
      : all;
    const observations = rest.slice(0, limit);
    const last = observations.at(-1);
    return { observations, ...(rest.length > limit && last && { next: pageKey(last) }) };
  }

  async count(): Promise<number> {
    return this.#observations.size;
  }

  async brokenCount(): Promise<number> {
    return 0;
  }

  /** Nothing of it is anywhere else. */
  async erase(): Promise<void> {}

  async sweep(nowMs: number, retentionDays: number): Promise<void> {
    const oldest = nowMs - retentionDays * DAY_MS;
    const all = this.#sorted();
    const surplus = Math.max(0, all.length - MAX_OBSERVATIONS);
    for (const [i, o] of all.entries()) {
      if (i < surplus || o.atMs < oldest) this.#observations.delete(o.id);
    }
    for (const v of this.#verdicts.values()) if (v.lastSeenAtMs < oldest) this.#verdicts.delete(v.service);
    for (const n of [...this.#networks.values()]) {
      if ((n.checkedAtMs ?? n.sinceMs) < oldest) this.#networks.delete(n.network);
    }
    for (const [key, o] of [...this.#opinions]) if (o.atMs < oldest) this.#opinions.delete(key);
    const checks = newestFirst([...this.#checks.values()]);
    for (const [i, c] of checks.entries()) {
      if (i >= MAX_CHECKS || c.startedAtMs < oldest) this.#checks.delete(c.id);
    }
    for (const j of [...this.#jobs.values()]) if (j.dueAtMs < nowMs - JOB_MAX_AGE_MS) this.#jobs.delete(j.id);
    for (const [key, row] of [...this.#days]) if (row.day < dayOf(oldest)) this.#days.delete(key);
    for (const [key, mistake] of [...this.#mistakes]) if (mistake.atMs < oldest) this.#mistakes.delete(key);
    this.#outbox = settled(this.#outbox, nowMs, Math.min(ENDED_DAYS, retentionDays));
  }

  #sorted(): Observation[] {
    return [...this.#observations.values()].sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  }
}
