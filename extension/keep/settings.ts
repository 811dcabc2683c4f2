// The few choices a person has: a table of defaults and parsers. A bad stored value falls back to the default.
import * as v from 'valibot';
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
} as const;

export type Settings = { readonly [K in keyof typeof SCHEMAS]: v.InferOutput<(typeof SCHEMAS)[K]> };

export async function settings(): Promise<Settings> {
  const stored = await browser.storage.local
    .get(Object.keys(SCHEMAS))
    .catch(() => ({}) as Record<string, unknown>);
  return v.parse(v.object(SCHEMAS), stored);
}

export async function setSetting<K extends keyof Settings>(name: K, value: Settings[K]): Promise<void> {
  await browser.storage.local.set({ [name]: value });
}
