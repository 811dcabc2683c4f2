// The few choices a person has: a table of defaults and parsers. A bad stored value falls back to the default.
import * as v from 'valibot';
import { CheckChoiceSchema, ScheduleSchema } from '../../src/check/row.ts';
import { type Extra, parseExtra } from '../../src/own/extra.ts';
import { RETENTION_DAYS, USUAL_RETENTION_DAYS } from '../../src/store.ts';
import { NOTIFY } from '../../src/view/messages.ts';
import { browser } from '../browser.ts';

const SCHEMAS = {
  /** One round of confirming requests after a failure. */
  confirm: v.fallback(v.boolean(), true),
  /** A count of blocked services on the toolbar button. */
  badge: v.fallback(v.boolean(), true),
  /** Resolvers abroad may be asked over https in that round. */
  doh: v.fallback(v.boolean(), false),
  /** Where the person says they are: two capitals, or empty. Never looked up. */
  country: v.fallback(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/)), ''),
  /** What the person agreed to have checked, and how; undefined until they have. */
  check: v.fallback(v.optional(CheckChoiceSchema), undefined),
  /** New hosts of the shipped list that the person does not want to have watched. */
  declined: v.fallback(v.array(v.string()), []),
  /** For how many days things are kept. */
  retention: v.fallback(v.picklist(RETENTION_DAYS), USUAL_RETENTION_DAYS),
  /** Whether and how a person is told of changes. */
  notify: v.fallback(v.picklist(NOTIFY), 'off'),
  /** Checks by the clock; undefined: none. */
  schedule: v.fallback(v.optional(ScheduleSchema), undefined),
} as const;

const EXTRA = ['extra-cloud', 'extra-own'];

export type Settings = { readonly [K in keyof typeof SCHEMAS]: v.InferOutput<(typeof SCHEMAS)[K]> };

export async function settings(): Promise<Settings> {
  const stored = await browser.storage.local
    .get(Object.keys(SCHEMAS))
    .catch(() => ({}) as Record<string, unknown>);
  // Nothing here fails: each has something to fall back on.
  return v.safeParse(v.object(SCHEMAS), stored).output as Settings;
}

export async function setSetting<K extends keyof Settings>(name: K, value: Settings[K]): Promise<void> {
  // Undefined is not stored but left as it was.
  await (value === undefined
    ? browser.storage.local.remove(name)
    : browser.storage.local.set({ [name]: value }));
}

/** Clouds, and the person's own sites, as a page handed them over. */
export async function extras(): Promise<Extra> {
  const stored = await browser.storage.local.get(EXTRA).catch(() => ({}) as Record<string, unknown>);
  const all = EXTRA.map((key) => parseExtra(stored[key]));
  return {
    services: all.flatMap((one) => one.services),
    fingerprints: all.flatMap((one) => one.fingerprints),
  };
}

export async function setExtra(kind: 'cloud' | 'own', extra: unknown): Promise<void> {
  await browser.storage.local.set({ [`extra-${kind}`]: extra });
}
