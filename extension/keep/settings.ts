// The few choices a person has: a table of defaults and parsers. A bad stored value falls back to the default.
import * as v from 'valibot';
import { browser } from '../browser.ts';

const TABLE = {
  /** One round of confirming requests after a failure. */
  confirm: { fallback: true, schema: v.boolean() },
  /** A count of blocked services on the toolbar button. */
  badge: { fallback: true, schema: v.boolean() },
} as const;

export interface Settings {
  readonly confirm: boolean;
  readonly badge: boolean;
}

export async function settings(): Promise<Settings> {
  const stored = await browser.storage.local
    .get(Object.keys(TABLE))
    .catch(() => ({}) as Record<string, unknown>);
  const value = (name: keyof typeof TABLE) => {
    const parsed = v.safeParse(TABLE[name].schema, stored[name]);
    return parsed.success ? parsed.output : TABLE[name].fallback;
  };
  return { confirm: value('confirm'), badge: value('badge') };
}

export async function setSetting(name: keyof Settings, value: boolean): Promise<void> {
  await browser.storage.local.set({ [name]: value });
}
