// What popup and background say to each other. The background parses every incoming message with these schemas; anything else is refused.
import * as v from 'valibot';
import { SCHEDULE_HOURS } from '../check/groups.ts';
import type { CheckProgress } from '../check/progress.ts';
import { CheckChoiceSchema } from '../check/row.ts';
import type { DayRow } from '../judge/day.ts';
import type { Mistake } from '../judge/mistake.ts';
import { NETWORK_NAME_MAX } from '../judge/opinion.ts';
import type { Verdict } from '../judge/verdict.ts';
import { ExtraSchema } from '../own/extra.ts';
import type { OutboxRow } from '../report/outbox.ts';
import type { ExportRows } from '../store.ts';
import type { ListedService, PopupInput } from './popup.ts';
import { PASSPHRASE_MAX, PASSPHRASE_MIN, STORAGE_MODES } from './storage.ts';

/** Name of the port a popup keeps open; the background sends a list and a state at once, and a state after every change. */
export const POPUP_PORT = 'popup';

/** The services there are; sent at once, and again when the person's own list changes. Every `state` after it is about these. */
export interface ListMessage {
  readonly type: 'list';
  readonly services: readonly ListedService[];
}

/** The rows a page shows. */
export interface StateMessage {
  readonly type: 'state';
  readonly state: Omit<PopupInput, 'services'>;
}

/** Sent while a check runs, more often than models. */
export interface ProgressMessage {
  readonly type: 'progress';
  readonly progress: CheckProgress;
}

/** Answer to `rows`. */
export interface RowsPage extends ExportRows {
  readonly verdicts?: readonly Verdict[];
  readonly mistakes?: readonly Mistake[];
}

/** Answer to `days`. */
export interface DaysAnswer {
  readonly days: readonly DayRow[];
}

/** Answer to `outbox`. */
export interface OutboxAnswer {
  /** What waits in the order of its time, then what ended, newest first. */
  readonly rows: readonly OutboxRow[];
  /** Absent while nothing is reported. */
  readonly nextSlotAtMs?: number;
  /** Switched on, and nothing that is needed for sending is missing. */
  readonly ready: boolean;
  /** Of the last days: there was no room for them. */
  readonly notMade: number;
}

/** Answer to `carry`: sealed messages in hexadecimal, one for each report that waits. */
export interface CarryAnswer {
  readonly sealed: readonly string[];
}

/** How a person is told of a change while no page is open. `neutral`: without names. */
export const NOTIFY = ['off', 'neutral', 'named'] as const;
export type Notify = (typeof NOTIFY)[number];

const Passphrase = v.pipe(v.string(), v.minLength(PASSPHRASE_MIN), v.maxLength(PASSPHRASE_MAX));

const Service = v.pipe(v.string(), v.maxLength(64));

export const RequestSchema = v.union([
  /** What is no value of that setting leaves it at its default. */
  v.object({
    type: v.literal('set'),
    setting: v.picklist(['confirm', 'badge', 'doh', 'retention', 'notify']),
    value: v.union([v.boolean(), v.number(), v.picklist(NOTIFY)]),
  }),
  /** Two capitals, or empty for "not chosen". */
  v.object({ type: v.literal('country'), country: v.pipe(v.string(), v.regex(/^([A-Z]{2})?$/)) }),
  /** Begins a check, or joins the one that is running. Sent only after the person agreed to what is contacted. */
  v.object({ type: v.literal('check'), choice: CheckChoiceSchema }),
  v.object({ type: v.literal('cancelCheck') }),
  /** Checks by the clock; 0 hours: none. */
  v.object({
    type: v.literal('schedule'),
    everyHours: v.picklist([0, ...SCHEDULE_HOURS]),
    only: v.pipe(v.array(Service), v.maxLength(50)),
  }),
  /** What the person calls the network in use, and its autonomous system if they know it. Empty: no name. */
  v.object({
    type: v.literal('nameNetwork'),
    name: v.pipe(v.string(), v.maxLength(NETWORK_NAME_MAX)),
    asn: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4_294_967_295))),
  }),
  /** The person says that they are on another network now. */
  v.object({ type: v.literal('switchedNetwork') }),
  /** Clouds, or the person's own sites, as they are from now on; the page that asked for permission sends them. */
  v.object({ type: v.literal('extra'), kind: v.picklist(['cloud', 'own']), extra: ExtraSchema }),
  /** One page of stored observations, and with the first the present verdicts and marks. `after` is the `next` of the page before. */
  v.object({
    type: v.literal('rows'),
    after: v.optional(v.pipe(v.string(), v.maxLength(200))),
    target: v.optional(Service),
    sinceMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  /** The timeline from this day on; days since 1970 in universal time. */
  v.object({ type: v.literal('days'), sinceDay: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  /** The person says that the present verdict on this service is wrong, or takes that back. */
  v.object({ type: v.literal('mistake'), service: Service, wrong: v.boolean() }),
  /** Reporting is switched on, by the page in which the person agreed and gave the permission, or off. */
  v.object({ type: v.literal('reports'), on: v.boolean() }),
  v.object({ type: v.literal('outbox') }),
  v.object({ type: v.literal('carry') }),
  v.object({
    type: v.literal('report'),
    id: v.pipe(v.string(), v.maxLength(32)),
    wish: v.picklist(['hold', 'release', 'remove', 'send']),
  }),
  /** How what is kept is kept from now on. `locked` needs the passphrase. */
  v.object({
    type: v.literal('storage'),
    mode: v.picklist(STORAGE_MODES),
    passphrase: v.optional(Passphrase),
  }),
  /** What is kept can be read until the browser ends, or until `lock`. */
  v.object({ type: v.literal('unlock'), passphrase: Passphrase }),
  v.object({ type: v.literal('lock') }),
  /** Everything kept and every setting. */
  v.object({ type: v.literal('erase') }),
  /** A person granted or refused hosts in the popup; the background looks again. */
  v.object({ type: v.literal('permissionsChanged') }),
]);
export type Request = v.InferOutput<typeof RequestSchema>;
