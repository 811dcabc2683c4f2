// The queue of reports: what state each is in and what changes it. A report is `ready` from the transaction that wrote its verdict, not sent before
// its time; `held` while the person holds it; `inflight` from before the request until its answer, or until the lease ends because nobody waits for
// one any more; then `acknowledged`, `rejected`, or 14 days after its day `expired`. Ended ones stay for a while to be looked at.
//
// Every change is a function from one outbox to the next that leaves alone what it does not change; the store writes the difference. Pure: the
// clock and chance are passed in.
import * as v from 'valibot';
import { dayOf } from '../judge/day.ts';
import type { Mistake } from '../judge/mistake.ts';
import { type Slots, slotAt } from './slots.ts';
import { type Ack, REFUSALS, type WireReport, WireReportSchema } from './wire.ts';

export const OUTBOX_STATES = ['ready', 'held', 'inflight', 'acknowledged', 'rejected', 'expired'] as const;
/** For so long a report that is being sent is nobody else's to send. */
export const LEASE_MS = 10 * 60_000;
/** After its day; whoever collects takes none that is older. */
export const EXPIRE_DAYS = 14;
/** Ended reports are kept for so long. */
export const ENDED_DAYS = 30;
/** Of which reports there were is known for so long, which is longer than they can be sent. */
export const MADE_DAYS = 16;
export const MAX_REPORTS = 500;
const HOUR_MS = 3_600_000;
const BACKOFF_MAX_HOURS = 24;
const DAY_MS = 24 * HOUR_MS;

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
  /** Days since 1970, in universal time. */
  day: v.pipe(Count, v.maxValue(100_000)),
  /** Target and verdict of each report that was made, and of successes that were not drawn. */
  keys: v.pipe(v.array(v.pipe(v.string(), v.maxLength(80))), v.maxLength(2_000)),
  /** Those that would have been made if there had been room. */
  notMade: Count,
  /** Sending was switched off and everything forgotten: of this day and before nothing more is made. */
  closed: v.optional(v.literal(true)),
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

/** Whether this was reported, or is not to be. */
export function isMade({ made }: Outbox, day: number, key: string): boolean {
  return made.some((m) => (m.closed ? day <= m.day : m.day === day && m.keys.includes(key)));
}

/** Remembers that it is not to be reported again; `notMade`: because there was no room. */
export function marked(outbox: Outbox, day: number, key: string, notMade = 0): Outbox {
  const row = outbox.made.find((m) => m.day === day) ?? { day, keys: [], notMade: 0 };
  const next = { ...row, keys: [...row.keys, key], notMade: row.notMade + notMade };
  return { ...outbox, made: [...outbox.made.filter((m) => m !== row), next] };
}

/** With a new report; when the outbox is full an ended one makes room, and never one that was not sent. */
export function added(outbox: Outbox, day: number, key: string, row: OutboxRow): Outbox {
  const [oldest] = outbox.rows.filter(isEnded).sort(byEnd);
  if (outbox.rows.length < MAX_REPORTS) return marked({ ...outbox, rows: [...outbox.rows, row] }, day, key);
  return oldest
    ? marked({ ...outbox, rows: [...outbox.rows.filter((r) => r !== oldest), row] }, day, key)
    : marked(outbox, day, key, 1);
}

/** As the clock has it: leases that ended, reports past their time, and what was kept long enough. */
export function settled(outbox: Outbox, nowMs: number, endedDays = ENDED_DAYS): Outbox {
  // Either way: a day in the future comes from a clock that has been set back since.
  const away = (day: number) => Math.abs(dayOf(nowMs) - day);
  const rows = outbox.rows.flatMap((row) => {
    if (isEnded(row)) return nowMs - (row.endedAtMs ?? 0) < endedDays * DAY_MS ? row : [];
    if (isLeased(row, nowMs)) return row;
    if (away(dayOf(Date.parse(row.report.day))) >= EXPIRE_DAYS)
      return { ...row, state: 'expired' as const, endedAtMs: nowMs };
    return row.state === 'inflight' ? { ...row, state: 'ready' as const } : row;
  });
  return { ...outbox, rows, made: outbox.made.filter(({ day }) => away(day) < MADE_DAYS) };
}

/** What a slot that may be due sends: a report, any of those whose time has come, or without one a dummy. */
export function slotUsed(
  outbox: Outbox,
  nowMs: number,
  random01: readonly [number, number],
): { readonly due: boolean; readonly outbox: Outbox; readonly row?: OutboxRow | undefined } {
  const now = settled(outbox, nowMs);
  if (!now.slots) return { due: false, outbox };
  const { due, slots } = slotAt(now.slots, nowMs, random01[0]);
  // By chance and not the oldest first: then none stands in the way of the others, whatever is the matter with it.
  const ready = now.rows.filter((row) => row.state === 'ready' && row.notBeforeMs <= nowMs);
  const row = due ? ready[Math.floor(random01[1] * ready.length)] : undefined;
  return { due, ...leased({ ...now, slots }, row?.id, nowMs) };
}

/** Takes a report that is not being sent yet, to send it at once. */
export function leased(
  outbox: Outbox,
  id: string | undefined,
  nowMs: number,
): { readonly outbox: Outbox; readonly row?: OutboxRow | undefined } {
  const now = settled(outbox, nowMs);
  const found = now.rows.find((row) => row.id === id && isWaiting(row));
  const row = found && { ...found, state: 'inflight' as const, sentAtMs: nowMs };
  return { outbox: row ? changed(now, row.id, () => row) : now, row };
}

/** After a request: acknowledged or refused only by a word that names the report; otherwise it goes out again, later each time. */
export function answered(
  outbox: Outbox,
  id: string,
  answer: Answer,
  nowMs: number,
  random01: number,
): Outbox {
  return changed(outbox, id, (row) => {
    // The lease ended, the person deleted it, or another request was answered first.
    if (row.state !== 'inflight') return row;
    if (typeof answer === 'object' && answer.report_id === id) {
      const { result, why } = answer;
      const state = result === 'refused' ? 'rejected' : 'acknowledged';
      return { ...row, state, endedAtMs: nowMs, ...(why && { why }) };
    }
    const hours = Math.min(BACKOFF_MAX_HOURS, 2 ** row.attempts * (0.5 + random01));
    const attempts = row.attempts + (answer === 'key_trouble' ? 0 : 1);
    return { ...row, state: 'ready', attempts, notBeforeMs: nowMs + Math.round(hours * HOUR_MS) };
  });
}

/** The person holds a report, or lets it go. */
export function held(outbox: Outbox, id: string, hold: boolean): Outbox {
  return changed(outbox, id, (row) => (isWaiting(row) ? { ...row, state: hold ? 'held' : 'ready' } : row));
}

/** The person deletes a report. One that is being sent may arrive all the same. */
export function removed(outbox: Outbox, id: string): Outbox {
  return { ...outbox, rows: outbox.rows.filter((row) => row.id !== id) };
}

/** The person says that a verdict is wrong: what was not sent of it never is. */
export function withdrawn(outbox: Outbox, { service, state, sinceMs }: Mistake): Outbox {
  const meant = ({ target, verdict, day }: WireReport) =>
    target === service && verdict === state && dayOf(Date.parse(day)) >= dayOf(sinceMs);
  return { ...outbox, rows: outbox.rows.filter((row) => !(isWaiting(row) && meant(row.report))) };
}

/** Nothing is left but, if there were reports of today, that there were: switched on again, it must not report them twice. */
export function switchedOff({ made }: Outbox, nowMs: number): Outbox {
  const day = Math.max(...made.map((m) => m.day));
  return {
    rows: [],
    made: day >= dayOf(nowMs) ? [{ day, keys: [], notMade: 0, closed: true }] : [],
  };
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

function changed(outbox: Outbox, id: string, change: (row: OutboxRow) => OutboxRow): Outbox {
  return { ...outbox, rows: outbox.rows.map((row) => (row.id === id ? change(row) : row)) };
}

function isEnded({ endedAtMs }: OutboxRow): boolean {
  return endedAtMs !== undefined;
}

function isWaiting({ state }: OutboxRow): boolean {
  return state === 'ready' || state === 'held';
}

/** A lease from the future comes from a clock that has been set back since. */
function isLeased({ state, sentAtMs = 0 }: OutboxRow, nowMs: number): boolean {
  return state === 'inflight' && Math.abs(nowMs - sentAtMs) < LEASE_MS;
}

function byEnd(a: OutboxRow, b: OutboxRow): number {
  return (a.endedAtMs ?? 0) - (b.endedAtMs ?? 0);
}
