// The port: what the core asks of storage, and the memory implementation that tests use, that stands in when no database opens, and that the modes
// are built on in which nothing readable may reach the disk.
// One method writes: it reads what a decision needs, lets a pure function decide, and writes everything or nothing.
import type { CheckRow } from './check/row.ts';
import type { NetworkRow } from './judge/controls.ts';
import { type DayRow, dayOf, withVerdict } from './judge/day.ts';
import type { Mistake } from './judge/mistake.ts';
import type { Opinion } from './judge/opinion.ts';
import type { Verdict } from './judge/verdict.ts';
import type { Observation } from './observe/observation.ts';
import { ENDED_DAYS, type Made, type Outbox, type OutboxRow, settled } from './report/outbox.ts';
import type { Slots } from './report/slots.ts';

/** For how long things are kept, as a person may choose; older rows go at the daily sweep. */
export const RETENTION_DAYS = [7, 30, 90] as const;
export const USUAL_RETENTION_DAYS = 30;
export const DAY_MS = 24 * 3_600_000;
export const MAX_OBSERVATIONS = 100_000;
/** And where they are all in memory. */
export const MAX_IN_MEMORY = 20_000;
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

/** Every kind of row that is kept. */
export interface TableRows {
  observations: Observation;
  verdicts: Verdict;
  jobs: ConfirmJob;
  networks: NetworkRow;
  opinions: Opinion;
  checks: CheckRow;
  days: DayRow;
  mistakes: Mistake;
  outbox: OutboxRow;
  made: Made;
  slots: Slots;
}
export type Table = keyof TableRows;

/** What makes up the key of each. */
export const KEYS: { readonly [T in Table]: readonly (keyof TableRows[T] & string)[] } = {
  observations: ['id'],
  verdicts: ['service'],
  jobs: ['id'],
  networks: ['network'],
  opinions: ['network', 'service'],
  checks: ['id'],
  days: ['day', 'network', 'service'],
  mistakes: ['service', 'network', 'sinceMs'],
  outbox: ['id'],
  made: ['day'],
  slots: ['name'],
};
export const TABLES = Object.keys(KEYS) as readonly Table[];

/**
 * Rows as plain data that can be kept anywhere: by table and key with a space between, `null` for one that is gone. A table's name and `*` with
 * `null`: all of that table, also what is not known here. What is written later counts.
 */
export type Written = Readonly<Record<string, unknown>>;

/** Where a row stands in {@link Written}. */
export function writtenKey<T extends Table>(table: T, row: TableRows[T]): string {
  return `${table} ${KEYS[table].map((part) => row[part]).join(' ')}`;
}

export function tableOf(key: string): string {
  return key.slice(0, key.indexOf(' '));
}

/** One after the other, as if they had been written so. What was reported on a day only becomes more, even where one writer did not know another's. */
export function replayed(all: readonly Written[]): Written {
  const rows: Record<string, unknown> = {};
  for (const [key, row] of all.flatMap(Object.entries)) {
    const table = tableOf(key);
    const before = rows[key];
    if (row !== null) rows[key] = table === 'made' && before ? both(before as Made, row as Made) : row;
    else if (key === `${table} *`) {
      for (const known of Object.keys(rows)) if (tableOf(known) === table) delete rows[known];
    } else delete rows[key];
  }
  return rows;
}

function both(a: Made, b: Made): Made {
  return {
    day: a.day,
    keys: [...new Set([...a.keys, ...b.keys])],
    notMade: Math.max(a.notMade, b.notMade),
  };
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
  /** `disk`; `chosen` where the person wants nothing readable on the disk; `memory` when no database could be opened. */
  readonly kind: 'disk' | 'chosen' | 'memory';
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
  /** All rows, to be moved somewhere else: nothing can be written here any more. */
  moveOut(): Promise<Written>;
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

/** Keeps what was written somewhere else too; `strict`: it is on the disk then, if it is to be there. */
export type Keeper = (written: Written, durability: 'strict' | 'default') => Promise<void>;

type Tables = { readonly [T in Table]: Map<string, TableRows[T]> };

/** Everything in memory: gone with the worker, but for what `keeper` does with it. */
export class MemoryStore implements Store {
  readonly kind: Store['kind'];
  readonly #keeper: Keeper;
  readonly #tables = Object.fromEntries(TABLES.map((table) => [table, new Map()])) as unknown as Tables;
  #written: Record<string, unknown> = {};
  #tail: Promise<void> = Promise.resolve();
  #moved = false;

  /** `rows`: those there are; they must be good. */
  constructor(kind: Store['kind'] = 'memory', rows: Written = {}, keeper: Keeper = async () => undefined) {
    this.kind = kind;
    this.#keeper = keeper;
    for (const [key, row] of Object.entries(rows)) {
      const table = tableOf(key);
      (this.#tables[table as Table] as Map<string, unknown>).set(key, row);
    }
  }

  async transact(
    query: { network: string; sinceMs: number },
    decide: (rows: Rows) => Change,
    durability: 'strict' | 'default' = 'default',
  ): Promise<Change> {
    // No pause between reading and writing, or two at once would lose one's rows.
    const change = decide(this.#rows(query));
    for (const o of change.observations ?? []) this.#put('observations', o);
    for (const v of change.verdicts ?? []) {
      this.#put('verdicts', v);
      const key = `days ${dayOf(v.lastSeenAtMs)} ${v.network} ${v.service}`;
      const day = withVerdict(this.#tables.days.get(key), v);
      if (day) this.#put('days', day);
    }
    for (const id of change.doneJobs ?? []) this.#drop('jobs', `jobs ${id}`);
    for (const j of change.jobs ?? []) this.#put('jobs', j);
    if (change.network) this.#put('networks', change.network);
    for (const o of change.opinions ?? []) this.#put('opinions', o);
    if (change.check) this.#put('checks', change.check);
    if (change.outbox) this.#writeOutbox(change.outbox);
    await this.#keep(durability);
    return change;
  }

  async read(query: { network: string; sinceMs: number }): Promise<Rows> {
    return this.#rows(query);
  }

  #rows({ network, sinceMs }: { network: string; sinceMs: number }): Rows {
    return {
      recent: this.#sorted((o) => o.network === network && o.atMs >= sinceMs).slice(-MAX_RECENT),
      verdicts: this.#all('verdicts'),
      jobs: this.#all('jobs'),
      network: this.#tables.networks.get(`networks ${network}`),
      opinions: this.#all('opinions').filter((o) => o.network !== network && o.atMs >= sinceMs),
      named: this.#all('networks').filter((n) => n.name && n.network !== network),
      check: presentCheck(this.#all('checks')),
      outbox: this.#outbox(),
      mistakes: this.#all('mistakes'),
    };
  }

  async plans(network: string): Promise<Plans> {
    return {
      slots: this.#all('slots')[0],
      jobs: this.#all('jobs'),
      network: this.#tables.networks.get(`networks ${network}`),
      check: presentCheck(this.#all('checks')),
    };
  }

  async networks(): Promise<readonly NetworkRow[]> {
    return this.#all('networks');
  }

  async opinions(networks: readonly string[]): Promise<readonly Opinion[]> {
    return this.#all('opinions').filter((o) => networks.includes(o.network));
  }

  async checks(): Promise<readonly CheckRow[]> {
    return newestFirst(this.#all('checks'));
  }

  async observationsById(ids: readonly string[]): Promise<readonly Observation[]> {
    const wanted = new Set(ids);
    return this.#sorted((o) => wanted.has(o.id));
  }

  async days(sinceDay: number): Promise<readonly DayRow[]> {
    return this.#all('days')
      .filter((row) => row.day >= sinceDay)
      .sort((a, b) => a.day - b.day);
  }

  async mistakes(): Promise<readonly Mistake[]> {
    return this.#all('mistakes');
  }

  async mark(mistake: Mistake, wrong: boolean): Promise<void> {
    if (wrong) this.#put('mistakes', mistake);
    else this.#drop('mistakes', writtenKey('mistakes', mistake));
    await this.#keep();
  }

  async page(after: string | undefined, limit: number, wanted: RowsWanted = {}): Promise<ExportRows> {
    const { target, sinceMs = 0 } = wanted;
    const from = after === undefined ? undefined : parsePageKey(after);
    const rest = this.#sorted(
      (o) =>
        (!target || o.target === target) &&
        o.atMs >= sinceMs &&
        (!from || o.atMs > from.atMs || (o.atMs === from.atMs && o.id > from.id)),
    );
    const observations = rest.slice(0, limit);
    const last = observations.at(-1);
    return { observations, ...(rest.length > limit && last && { next: pageKey(last) }) };
  }

  async count(): Promise<number> {
    return this.#tables.observations.size;
  }

  async brokenCount(): Promise<number> {
    return 0;
  }

  async erase(): Promise<void> {
    for (const table of TABLES) for (const key of [...this.#tables[table].keys()]) this.#drop(table, key);
    await this.#keep();
    this.#moved = true;
  }

  async moveOut(): Promise<Written> {
    this.#moved = true;
    await this.#tail;
    return Object.fromEntries(TABLES.flatMap((table) => [...this.#tables[table]]));
  }

  async sweep(nowMs: number, retentionDays: number): Promise<void> {
    const oldest = nowMs - retentionDays * DAY_MS;
    const surplus = this.#tables.observations.size - MAX_IN_MEMORY;
    let i = 0;
    for (const o of this.#sorted()) if (i++ < surplus || o.atMs < oldest) this.#gone('observations', o);
    for (const v of this.#all('verdicts')) if (v.lastSeenAtMs < oldest) this.#gone('verdicts', v);
    for (const n of this.#all('networks')) {
      if ((n.checkedAtMs ?? n.sinceMs) < oldest) this.#gone('networks', n);
    }
    for (const o of this.#all('opinions')) if (o.atMs < oldest) this.#gone('opinions', o);
    for (const [i, c] of newestFirst(this.#all('checks')).entries()) {
      if (i >= MAX_CHECKS || c.startedAtMs < oldest) this.#gone('checks', c);
    }
    for (const j of this.#all('jobs')) if (j.dueAtMs < nowMs - JOB_MAX_AGE_MS) this.#gone('jobs', j);
    for (const row of this.#all('days')) if (row.day < dayOf(oldest)) this.#gone('days', row);
    for (const mistake of this.#all('mistakes')) if (mistake.atMs < oldest) this.#gone('mistakes', mistake);
    this.#writeOutbox(settled(this.#outbox(), nowMs, Math.min(ENDED_DAYS, retentionDays)));
    await this.#keep();
  }

  #all<T extends Table>(table: T): TableRows[T][] {
    return [...this.#tables[table].values()];
  }

  #sorted(wanted: (o: Observation) => boolean = () => true): Observation[] {
    return this.#all('observations')
      .filter(wanted)
      .sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  }

  #outbox(): Outbox {
    return { rows: this.#all('outbox'), made: this.#all('made'), slots: this.#all('slots')[0] };
  }

  /** What differs; a row that was left alone is the same object. */
  #writeOutbox({ rows, made, slots }: Outbox): void {
    // Switched off: then nothing is left, wherever it is.
    if (!slots && this.#tables.slots.size > 0) this.#written['outbox *'] = null;
    const write = <T extends 'outbox' | 'made' | 'slots'>(table: T, is: readonly TableRows[T][]) => {
      const was = this.#all(table);
      const kept = new Set(is.map((row) => writtenKey(table, row)));
      for (const key of [...this.#tables[table].keys()]) if (!kept.has(key)) this.#drop(table, key);
      for (const row of is) if (!was.includes(row)) this.#put(table, row);
    };
    write('outbox', rows);
    write('made', made);
    write('slots', slots ? [slots] : []);
  }

  #put<T extends Table>(table: T, row: TableRows[T]): void {
    const key = writtenKey(table, row);
    // Much is written just as it was.
    if (JSON.stringify(this.#tables[table].get(key)) === JSON.stringify(row)) return;
    this.#tables[table].set(key, row);
    this.#written[key] = row;
  }

  #gone<T extends Table>(table: T, row: TableRows[T]): void {
    this.#drop(table, writtenKey(table, row));
  }

  #drop(table: Table, key: string): void {
    if (this.#tables[table].delete(key)) this.#written[key] = null;
  }

  /** In the order of the decisions; what could not be kept goes with the next. */
  async #keep(durability: 'strict' | 'default' = 'default'): Promise<void> {
    if (this.#moved) throw new Error('the rows are kept elsewhere now');
    const written = this.#written;
    this.#written = {};
    const kept = this.#tail.then(() =>
      Object.keys(written).length > 0 ? this.#keeper(written, durability) : undefined,
    );
    this.#tail = kept.catch(() => {
      this.#written = { ...written, ...this.#written };
    });
    await kept;
  }
}
