// Who carries reports, who receives them, and what must be there before one leaves. The build writes the names, the address and the keys from
// extension/submission.json: the same in every package, so that none of them can mark a person. Without them nothing can be switched on.
import { type ShippedKey, usableKeys } from '../../src/report/ohttp.ts';
import { browser, ENGINE } from '../browser.ts';

export interface Submission {
  /** Where the relay takes messages; empty: there is none yet. */
  readonly relay: string;
  readonly relayOperator: string;
  readonly collectorOperator: string;
  readonly keys: readonly ShippedKey[];
}

declare global {
  const REACHABLE_SUBMISSION: Submission;
}

export const SUBMISSION = REACHABLE_SUBMISSION;
/** The header rules of the package; the manifest has them under this name. */
const RULES = 'relay';
/** What Firefox calls the kinds of data that a report holds. */
const DATA = ['browsingActivity', 'locationInfo', 'technicalAndInteraction'];

/** What the person is asked for with the consent, and what goes back when they switch it off. */
export const REPORT_PERMISSIONS = {
  origins: SUBMISSION.relay ? [`${new URL(SUBMISSION.relay).origin}/*`] : [],
  ...(ENGINE === 'firefox' && { data_collection: DATA }),
};

interface HeaderRules {
  getEnabledRulesets(): Promise<string[]>;
}

/** Whether the person's permission is there. */
export function isAllowed(): Promise<boolean> {
  return SUBMISSION.relay === '' ? Promise.resolve(false) : browser.permissions.contains(REPORT_PERMISSIONS);
}

/** Whether a message may leave: permission, header rules and a key. Never a message without them. */
export async function maySend(nowMs: number): Promise<boolean> {
  if (usableKeys(SUBMISSION.keys, nowMs).length === 0 || !(await isAllowed())) return false;
  const { declarativeNetRequest: rules } = browser as unknown as { declarativeNetRequest?: HeaderRules };
  return ((await rules?.getEnabledRulesets()) ?? []).includes(RULES);
}
