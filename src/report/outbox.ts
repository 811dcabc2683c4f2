// The queue of reports: what state each is in and what changes it. A report is `ready` from the transaction that wrote its verdict, not sent before
// its time; `held` while the person holds it; `inflight` from before the request until its answer, or until the lease ends because nobody waits for
// one any more; then `acknowledged`, `rejected`, or 14 days after its day `expired`. Ended ones stay for a while to be looked at.
//
// Every change is a function from one outbox to the next that leaves alone what it does not change; the store writes the difference. Pure: the
// clock and chance are passed in.
import * as v from 'valibot';
import type { Mistake } from '../judge/mistake.ts';
import { firstSlots, quietSlots, type Slots, slotAt } from './slots.ts';
import { BACKOFF_MAX_MS, BACKOFF_MS, LEASE_MS } from './times.ts';
import { type Ack, REFUSALS, WireReportSchema } from './wire.ts';

export const OUTBOX_STATES = ['ready', 'held', 'inflight', 'acknowledged', 'rejected', 'expired'] as const;
/** After its day; whoever collects takes none that is older. */
export const EXPIRE_DAYS = 14;
/** Ended reports are kept for so long. */
export const ENDED_DAYS = 30;
/** Which reports there were is known for so long, which is longer than they can be sent. */
export const MADE_DAYS = 16;
export const MAX_REPORTS = 500;
const DAY_MS = 24 * 3_600_000;
/** In the place of a key: of this day nothing more is made. */
const ALL = '';

const Time = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** One stored report. */
export const OutboxRowSchema = v.object({
  /** The report's. */
  id: v.string(),
  /** The very thing that is shown and sealed. */
  report: WireReportSchema,
  state: v.picklist(OUTBOX_STATES),
  notBeforeMs: Time,
  /** Requests that had no usable answer. */
  attempts: Count,
  /** When the last request began; absent when there was none. */
  sentAtMs: v.optional(Time),
  /** When it became `acknowledged`, `rejected` or `expired`. */
  endedAtMs: v.optional(Time),
  /** `rejected`: what those who collect had against it, if they said so. */
  why: v.optional(v.picklist(REFUSALS)),
});
export type OutboxRow = v.InferOutput<typeof OutboxRowSchema>;

/** What is remembered of one day, so that nothing is reported twice whatever becomes of the report. */
export const MadeSchema = v.object({
  /** As reports write it. */
  day: v.pipe(v.string(), v.isoDate()),
  /** Target and verdict of each report that was made, and of successes that were not drawn. An empty one stands for all there could be. */
  keys: v.pipe(v.array(v.pipe(v.string(), v.maxLength(80))), v.maxLength(2_000)),
  /** Those that would have been made if there had been room. */
  notMade: Count,
});
export type Made = v.InferOutput<typeof MadeSchema>;

export interface Outbox {
  readonly rows: readonly OutboxRow[];
  readonly made: readonly Made[];
  /** Absent while sending is switched off. */
  readonly slots?: Slots | undefined;
}

export const EMPTY_OUTBOX: Outbox = { rows: [], made: [] };

/** What came of a request: the gateway's word; `key_trouble` when the relay or gateway could not use the message; undefined for all the rest. */
export type Answer = Ack | 'key_trouble' | undefined;

/** What is to be sent, if anything is: a report, or without one a dummy. */
export interface Taken {
  readonly outbox: Outbox;
  readonly due: boolean;
  readonly row?: OutboxRow | undefined;
}

/** The day of a report about something seen then, in universal time. */
export function isoDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** The person switches sending on. Where it is on already, nothing changes. */
export function switchedOn(outbox: Outbox, nowMs: number, random01: number): Outbox {
  return outbox.slots ? outbox : { ...outbox, slots: firstSlots(nowMs, random01) };
}

/** And off. Nothing is left but, if there were reports of today, that there were: switched on again, it must not report them twice. */
export function switchedOff({ made }: Outbox, nowMs: number): Outbox {
  const day = isoDay(nowMs);
  return { rows: [], made: made.some((m) => m.day >= day) ? [{ day, keys: [ALL], notMade: 0 }] : [] };
}

/** The browser has started, and not merely the worker. */
export function started(outbox: Outbox, nowMs: number, random01: number): Outbox {
  return outbox.slots ? { ...outbox, slots: quietSlots(outbox.slots, nowMs, random01) } : outbox;
}

/** Whether this was reported, or is not to be. */
export function isMade({ made }: Outbox, day: string, key: string): boolean {
  return made.some((m) => m.day === day && (m.keys.includes(key) || m.keys.includes(ALL)));
}

/** Remembers that it is not to be reported again; `notMade`: 1 when there was no room. */
export function marked(outbox: Outbox, day: string, key: string, notMade = 0): Outbox {
  const row = outbox.made.find((m) => m.day === day);
  const next = { day, keys: [...(row?.keys ?? []), key], notMade: (row?.notMade ?? 0) + notMade };
  return { ...outbox, made: [...outbox.made.filter((m) => m !== row), next] };
}

/** With a new report; when the outbox is full the first that ended makes room, and never one that was not sent. */
export function added(outbox: Outbox, key: string, row: OutboxRow): Outbox {
  const { day } = row.report;
  let { rows } = outbox;
  if (rows.length >= MAX_REPORTS) {
    const [first] = rows.filter(isEnded).sort(byEnd);
    if (!first) return marked(outbox, day, key, 1);
    rows = rows.filter((r) => r !== first);
  }
  return marked({ ...outbox, rows: [...rows, row] }, day, key);
}

/** As the clock has it: leases that ended, reports past their time, and what was kept long enough. */
export function settled(outbox: Outbox, nowMs: number, endedDays = ENDED_DAYS): Outbox {
  // Either way: what is of the future comes from a clock that has been set back since.
  const within = (atMs: number, limitMs: number) => Math.abs(nowMs - atMs) < limitMs;
  return {
    ...outbox,
    rows: outbox.rows.flatMap((row) => {
      const { state, sentAtMs = 0, endedAtMs, report } = row;
      if (endedAtMs !== undefined) return within(endedAtMs, endedDays * DAY_MS) ? row : [];
      if (state === 'inflight' && within(sentAtMs, LEASE_MS)) return row;
      if (!within(Date.parse(report.day), EXPIRE_DAYS * DAY_MS))
        return { ...row, state: 'expired' as const, endedAtMs: nowMs };
      return state === 'inflight' ? { ...row, state: 'ready' as const } : row;
    }),
    made: outbox.made.filter(({ day }) => within(Date.parse(day), MADE_DAYS * DAY_MS)),
  };
}

/** A slot, if one is due: any of the reports whose time has come. */
export function slotTaken(outbox: Outbox, nowMs: number, slotRandom01: number, rowRandom01: number): Taken {
  const now = settled(outbox, nowMs);
  if (!now.slots) return { outbox, due: false };
  const { due, slots } = slotAt(now.slots, nowMs, slotRandom01);
  // By chance and not the oldest first: then none stands in the way of the others, whatever is the matter with it.
  const ready = now.rows.filter((row) => row.state === 'ready' && row.notBeforeMs <= nowMs);
  const row = due ? ready[Math.floor(rowRandom01 * ready.length)] : undefined;
  return { ...taken({ ...now, slots }, row?.id, nowMs), due };
}

/** A report that is not being sent yet, to be sent at once. */
export function taken(outbox: Outbox, id: string | undefined, nowMs: number): Taken {
  let row: OutboxRow | undefined;
  const next = changed(settled(outbox, nowMs), id, (was) => {
    row = { ...was, state: 'inflight', sentAtMs: nowMs };
    return row;
  });
  return { outbox: next, due: row !== undefined, row };
}

/** After a request: acknowledged or refused only by a word that names the report; otherwise it goes out again, later each time. */
export function answered(
  outbox: Outbox,
  id: string,
  answer: Answer,
  nowMs: number,
  random01: number,
): Outbox {
  const change = (row: OutboxRow): OutboxRow => {
    if (typeof answer === 'object' && answer.report_id === id) {
      const { result, why } = answer;
      const state = result === 'refused' ? 'rejected' : 'acknowledged';
      return { ...row, state, endedAtMs: nowMs, ...(why && { why }) };
    }
    const laterMs = Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** row.attempts * (0.5 + random01));
    const attempts = row.attempts + (answer === 'key_trouble' ? 0 : 1);
    return { ...row, state: 'ready', attempts, notBeforeMs: nowMs + Math.round(laterMs) };
  };
  // The person may have deleted it meanwhile, or another request may have been answered first.
  return changed(outbox, id, change, (row) => row.state === 'inflight');
}

/** The person holds a report, or lets it go. */
export function held(outbox: Outbox, id: string, hold: boolean): Outbox {
  return changed(outbox, id, (row) => ({ ...row, state: hold ? 'held' : 'ready' }));
}

/** The person deletes a report. One that is being sent may arrive all the same. */
export function removed(outbox: Outbox, id: string): Outbox {
  return { ...outbox, rows: outbox.rows.filter((row) => row.id !== id) };
}

/** The person says that a verdict is wrong: what did not arrive of it never is sent again. */
export function withdrawn(outbox: Outbox, { service, state, sinceMs }: Mistake): Outbox {
  const meant = (row: OutboxRow) =>
    !isEnded(row) &&
    row.report.target === service &&
    row.report.verdict === state &&
    row.report.day >= isoDay(sinceMs);
  return { ...outbox, rows: outbox.rows.filter((row) => !meant(row)) };
}

/**
 * Two writers that did not know of each other, as a killed one and the next, may have made the same report twice: the ids of those that wait though
 * another says it already, or will.
 */
export function twins(rows: readonly OutboxRow[]): readonly string[] {
  const said = new Set<string>();
  const inOrder = [...rows].sort((a, b) => Number(isWaiting(a)) - Number(isWaiting(b)));
  return inOrder.flatMap((row) => {
    const { target, verdict, day } = row.report;
    const what = `${target} ${verdict} ${day}`;
    if (said.has(what) && isWaiting(row)) return row.id;
    said.add(what);
    return [];
  });
}

/** For the list a person sees: what is still to be sent, in the order of its time, then the rest, newest first. */
export function outboxRows(outbox: Outbox, nowMs: number): OutboxRow[] {
  return [...settled(outbox, nowMs).rows].sort(
    (a, b) => Number(isEnded(a)) - Number(isEnded(b)) || byEnd(b, a) || a.notBeforeMs - b.notBeforeMs,
  );
}

/** Reports of the last days that were not made because the outbox was full. */
export function notMade({ made }: Outbox): number {
  return made.reduce((sum, m) => sum + m.notMade, 0);
}

function changed(
  outbox: Outbox,
  id: string | undefined,
  change: (row: OutboxRow) => OutboxRow,
  may = isWaiting,
): Outbox {
  return { ...outbox, rows: outbox.rows.map((row) => (row.id === id && may(row) ? change(row) : row)) };
}

function isWaiting({ state }: OutboxRow): boolean {
  return state === 'ready' || state === 'held';
}

function isEnded({ endedAtMs }: OutboxRow): boolean {
  return endedAtMs !== undefined;
}

function byEnd(a: OutboxRow, b: OutboxRow): number {
  return (a.endedAtMs ?? 0) - (b.endedAtMs ?? 0);
}
