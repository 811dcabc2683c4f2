// The door through which every vendor error string enters: a closed-list word comes out, the string itself goes no further
// (in Firefox it tells the person's language).
import type { Classified } from './failures.ts';

/** One browser's table: `classifyFirefox` or `classifyChromium`. Handed in, so that a package carries only its own. */
export type VendorTable = (error: string, context: ErrorContext) => Classified;

/** What of the request decides the stage of an error that does not name one. */
export interface ErrorContext {
  readonly scheme: 'http' | 'https' | 'ws' | 'wss';
}

/** No vendor's error is this long; longer text is not looked at. UTF-16 code units. */
const ERROR_MAX_LENGTH = 512;

/**
 * What `details.error` of `webRequest.onErrorOccurred` means. Never throws and never echoes its input; what is not known is
 * `unknown_failure`, which no rule counts as interference.
 */
export function classify(vendor: VendorTable, error: string, context: ErrorContext): Classified {
  // The type is a promise of the browser's, not of the compiler's.
  if (typeof error !== 'string' || error === '' || error.length > ERROR_MAX_LENGTH) {
    return { failure: 'unknown_failure', stage: 'unknown' };
  }
  return vendor(error, context);
}
