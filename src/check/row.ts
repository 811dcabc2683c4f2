// One "Check now" as it is kept: what was chosen, what has been asked, how it ended. The worker may be killed at any time; this row and the
// observations written with it are all that is needed to go on.
import * as v from 'valibot';
import { CHECK_GROUPS, CHECK_MODES, MAX_ITEMS, SCHEDULE_HOURS } from './groups.ts';

/** `running` → `done`, or `cancelled` by the person, or `stopped` for the reason in `why`. What was measured stays in each case. */
export const CHECK_STATES = ['running', 'done', 'cancelled', 'stopped'] as const;
export const STOP_REASONS = ['network_changed', 'proxied', 'offline', 'portal', 'permission'] as const;
export type StopReason = (typeof STOP_REASONS)[number];

const Id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9._-]{1,64}$/));
const Key = v.pipe(v.string(), v.maxLength(300));
const Keys = v.pipe(v.array(Key), v.maxLength(MAX_ITEMS));
const Time = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));

export const CheckChoiceSchema = v.object({
  groups: v.pipe(v.array(v.picklist(CHECK_GROUPS)), v.maxLength(CHECK_GROUPS.length)),
  mode: v.picklist(CHECK_MODES),
  /** Resolvers abroad are asked about every name too. */
  deep: v.boolean(),
  /** Only these services of the groups; absent: all of them. */
  only: v.optional(v.pipe(v.array(Id), v.minLength(1), v.maxLength(50))),
});
export type CheckChoice = v.InferOutput<typeof CheckChoiceSchema>;

/** Checks by the clock: a few services picked one by one, for a week at most. */
export const ScheduleSchema = v.object({
  everyHours: v.picklist(SCHEDULE_HOURS),
  only: v.pipe(v.array(Id), v.minLength(1), v.maxLength(50)),
  untilMs: Time,
  nextAtMs: Time,
});
export type Schedule = v.InferOutput<typeof ScheduleSchema>;

export const CheckRowSchema = v.object({
  id: Id,
  network: Id,
  startedAtMs: Time,
  endedAtMs: v.optional(Time),
  choice: CheckChoiceSchema,
  /** Order and pace follow from this number, so that a check goes on in the order it began. */
  seed: v.pipe(v.number(), v.integer(), v.minValue(0)),
  state: v.picklist(CHECK_STATES),
  why: v.optional(v.picklist(STOP_REASONS)),
  /** Requests of the first round, and the keys of those that are through. */
  total: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_ITEMS)),
  done: Keys,
  /** Keys of the first round that failed, with when they did: each is asked once more. */
  failed: v.pipe(v.array(v.object({ key: Key, atMs: Time })), v.maxLength(MAX_ITEMS)),
  /** Keys of the second round that are through. */
  repeated: Keys,
});
export type CheckRow = v.InferOutput<typeof CheckRowSchema>;
