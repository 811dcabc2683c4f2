// The door through which every vendor error string enters: a closed-list word comes out, the string itself goes no further
// (in Firefox it tells the person's language).
import { classifyChromium } from './chromium.ts';
import type { Classified } from './failures.ts';
import { classifyFirefox } from './firefox.ts';

export type Engine = 'firefox' | 'chromium';

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
export function classify(engine: Engine, error: string, context: ErrorContext): Classified {
  // The type is a promise of the browser's, not of the compiler's.
  if (typeof error !== 'string' || error === '' || error.length > ERROR_MAX_LENGTH) {
    return { failure: 'unknown_failure', stage: 'unknown' };
  }
  return engine === 'firefox' ? classifyFirefox(error, context) : classifyChromium(error, context);
}
