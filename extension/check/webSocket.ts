// A WebSocket in the place of `fetch`, opened as Telegram's web client opens its own, and closed at once: a network may let an address answer and yet
// cut what its client needs.
import { browser, ENGINE } from '../browser.ts';
import { handshake } from './handshake.ts';
import { handshakeElsewhere } from './offscreen.ts';

const RULE = 1;
const ORIGIN = 'https://web.telegram.org';

/** Resolves when the handshake is through; rejects when it failed, when `signal` aborts, and when our own origin cannot be kept out of it. */
export async function openSocket(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  await withoutOurOrigin();
  const ended = init?.signal ?? new AbortController().signal;
  // Firefox has pages in the background, Chromium a worker.
  const through = await (ENGINE === 'firefox' ? handshake : handshakeElsewhere)(String(url), ended);
  if (!through) throw new TypeError('no connection');
  // Its status, 101, is none that a Response may have.
  return new Response();
}

/** The browser names the extension's id as the origin of a handshake; our own alone are changed, and lose their cookies. */
function withoutOurOrigin(): Promise<void> {
  return browser.declarativeNetRequest.updateSessionRules({
    removeRuleIds: [RULE],
    addRules: [
      {
        id: RULE,
        condition: { initiatorDomains: [location.host], resourceTypes: ['websocket'] },
        action: {
          type: 'modifyHeaders',
          requestHeaders: [
            { header: 'origin', operation: 'set', value: ORIGIN },
            { header: 'cookie', operation: 'remove' },
          ],
        },
      },
    ],
  });
}
