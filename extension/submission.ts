// Who carries reports and who receives them. The build writes it from extension/submission.json: the same in every package, so that nothing of it can
// mark a person. Where no relay is named yet, nothing can be switched on.
import type { Manifest } from 'webextension-polyfill';
import type { ShippedKey } from '../src/report/ohttp.ts';

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

/** What Firefox calls the kinds of data that a report holds. */
const DATA: Manifest.OptionalDataCollectionPermission[] = [
  'browsingActivity',
  'locationInfo',
  'technicalAndInteraction',
];

/** What the person is asked for with the consent, and what goes back when they switch it off. */
export const REPORT_PERMISSIONS = {
  // A pattern has no port.
  origins: SUBMISSION.relay ? [`https://${new URL(SUBMISSION.relay).hostname}/*`] : [],
  ...(REACHABLE_ENGINE === 'firefox' && { data_collection: DATA }),
};
