// Whether an app was taken out of a country's store. Absence alone proves nothing: what the comparison store does not have either was never
// released, and what could not be asked is not known. What was known before stays until something else is known.
import * as v from 'valibot';
import { STORES } from '../catalogue/apps.ts';
import type { StoreAnswer } from '../observe/storeAnswer.ts';

/**
 * `not_offered`: the comparison store has it, this one does not. `never_released`: neither has it. `cannot_tell` says that the look-up
 * failed, not that the app is gone.
 */
export const STORE_RESULTS = ['offered', 'not_offered', 'never_released', 'cannot_tell'] as const;
export type StoreResult = (typeof STORE_RESULTS)[number];

const KNOWN_RESULTS = ['offered', 'not_offered', 'never_released'] as const;
export type KnownStoreResult = (typeof KNOWN_RESULTS)[number];

/** The oldest are forgotten. */
export const STORE_HISTORY_MAX = 20;

const Time = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));

/** What is kept of one app in the store of one country. */
export const StoreRowSchema = v.object({
  /** Id of the catalogue's app. */
  app: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/)),
  store: v.picklist(STORES),
  country: v.pipe(v.string(), v.regex(/^[A-Z]{2}$/)),
  /** The last known one; `cannot_tell` only as long as nothing was ever known. */
  result: v.picklist(STORE_RESULTS),
  /** When `result` was seen last. */
  atMs: Time,
  /** When it was asked last, with or without an answer. */
  lastTriedAtMs: Time,
  /** Every known result that differed from the one before it, and when it was seen first; newest last, so the last one is `result`. */
  history: v.pipe(
    v.array(v.object({ result: v.picklist(KNOWN_RESULTS), atMs: Time })),
    v.maxLength(STORE_HISTORY_MAX),
  ),
});
export type StoreRow = v.InferOutput<typeof StoreRowSchema>;
/** What tells one row from another. */
export type StoreKey = Pick<StoreRow, 'app' | 'store' | 'country'>;

export interface StoreQuestion {
  /** What the store of the person's country said. */
  readonly here: StoreAnswer;
  /** What the comparison store said. Where the two are one store nothing can be compared: pass `cannot_tell`. */
  readonly us: StoreAnswer;
  /** What was kept before, if anything. */
  readonly before?: Pick<StoreRow, 'result' | 'atMs' | 'history'> | undefined;
}

export interface StoreJudgement {
  readonly result: StoreResult;
  /** Set when another result was known before: which one, and when it was seen last. */
  readonly changed?: { readonly from: KnownStoreResult; readonly atMs: number };
}

/** What two stores' answers mean together, and whether that is news. */
export function judgeStore({ here, us, before }: StoreQuestion): StoreJudgement {
  const result = compare(here, us, before);
  const from = before?.result;
  if (!before || result === 'cannot_tell' || from === undefined || from === 'cannot_tell' || from === result)
    return { result };
  return { result, changed: { from, atMs: before.atMs } };
}

function compare(here: StoreAnswer, us: StoreAnswer, before: StoreQuestion['before']): StoreResult {
  if (here !== 'not_offered') return here;
  if (us === 'offered') return 'not_offered';
  // Once offered here and now in neither store: withdrawn everywhere, or the store is at fault. It was not taken from this country alone,
  // and "never released" would be false.
  const wasOffered = before?.history.some((one) => one.result === 'offered') ?? false;
  return us === 'not_offered' && !wasOffered ? 'never_released' : 'cannot_tell';
}

/**
 * The row to keep after a look-up. Times are the caller's and are taken as they come: a clock that was set back must not freeze a row.
 */
export function nextStoreRow(
  key: StoreKey,
  previous: StoreRow | undefined,
  result: StoreResult,
  atMs: number,
): StoreRow {
  const { app, store, country } = key;
  const history = previous?.history ?? [];
  if (result === 'cannot_tell') {
    const known = previous ? { result: previous.result, atMs: previous.atMs } : { result, atMs };
    return { app, store, country, ...known, lastTriedAtMs: atMs, history };
  }
  const isNew = history.at(-1)?.result !== result;
  return {
    app,
    store,
    country,
    result,
    atMs,
    lastTriedAtMs: atMs,
    history: isNew ? [...history, { result, atMs }].slice(-STORE_HISTORY_MAX) : history,
  };
}
