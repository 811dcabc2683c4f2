// One question to OONI: which network is this? Sent only after a person read what OONI learns by it.
import {
  CHECK_IN_BYTES_MAX,
  CHECK_IN_URL,
  type CheckIn,
  checkInBody,
  readCheckIn,
} from '../../src/report/checkIn.ts';
import { boundedText } from './boundedText.ts';

const LIMIT_MS = 10_000;

/** What OONI says; undefined when it could not tell or did not answer. Never rejects. */
export async function askOoni(ask: typeof fetch, softwareVersion: string): Promise<CheckIn | undefined> {
  try {
    const response = await ask(CHECK_IN_URL, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: checkInBody(softwareVersion),
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    return response.ok ? readCheckIn(await boundedText(response, CHECK_IN_BYTES_MAX)) : undefined;
  } catch {
    return undefined;
  }
}
