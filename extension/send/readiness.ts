// What must be there before a message leaves: the person's permission, the header rules of the package, and a key that has not expired.
import { type KeyConfig, usableKeys } from '../../src/report/ohttp.ts';
import { browser } from '../browser.ts';
import { REPORT_PERMISSIONS, SUBMISSION } from '../submission.ts';

/** The header rules; the manifest has them under this name. */
const RULES = 'relay';

/** Since the types of the polyfill were written. */
interface HeaderRules {
  getEnabledRulesets(): Promise<string[]>;
}

/** Throws when there is none that may be used now. */
export function usableKey(nowMs: number): KeyConfig {
  const [key] = usableKeys(SUBMISSION.keys, nowMs);
  if (!key) throw new Error('no key that may be used');
  return key;
}

/** Whether the person's permission is there. */
export async function isAllowed(): Promise<boolean> {
  return SUBMISSION.relay !== '' && (await browser.permissions.contains(REPORT_PERMISSIONS));
}

/** Whether a message may leave. */
export async function maySend(nowMs: number): Promise<boolean> {
  if (usableKeys(SUBMISSION.keys, nowMs).length === 0 || !(await isAllowed())) return false;
  const { declarativeNetRequest: rules } = browser as unknown as { declarativeNetRequest?: HeaderRules };
  return ((await rules?.getEnabledRulesets()) ?? []).includes(RULES);
}
