// What the pages themselves asked (app stores, OONI), as it is kept: a short log, because such requests leave no observation.
import * as v from 'valibot';
import { DAY_MS } from '../store.ts';
import { type Asked, REQUESTS_DAYS } from './requests.ts';

/** A look-up in all stores is fewer than a hundred. The oldest are forgotten. */
const LOG_MAX = 2_000;

const AskedSchema = v.object({
  host: v.pipe(v.string(), v.regex(/^[a-z0-9._:[\]-]{1,253}$/)),
  why: v.picklist(['store', 'ooni']),
  atMs: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15)),
});

/** The good entries of what was stored, oldest first. */
export function parseAsked(stored: unknown): Asked[] {
  if (!Array.isArray(stored)) return [];
  return stored.slice(-LOG_MAX).flatMap((entry) => {
    const parsed = v.safeParse(AskedSchema, entry);
    return parsed.success ? [parsed.output] : [];
  });
}

/** The log with one more, without what is too old to be shown by then. */
export function withAsked(log: readonly Asked[], asked: Asked): Asked[] {
  const sinceMs = asked.atMs - REQUESTS_DAYS * DAY_MS;
  return [...log.filter(({ atMs }) => atMs >= sinceMs), asked].slice(-LOG_MAX);
}
