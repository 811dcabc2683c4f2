// A WebSocket in the place of `fetch`, opened as Telegram's web client opens its own, and closed at once: a network may let an address answer and yet
// cut what its client needs.
import { browser, ENGINE } from '../browser.ts';
import { handshake } from './handshake.ts';
import { handshakeElsewhere, readyPage } from './offscreen.ts';

const RULE = 1;
const ORIGIN = 'https://web.telegram.org';

/** Whether what a handshake says will be of the network: our own origin is kept out of it, and there is a page to make it. */
export async function socketsReady(): Promise<boolean> {
  try {
    await withoutOurOrigin();
    if (ENGINE === 'chromium') await readyPage();
    return true;
  } catch (error) {
    console.warn(error);
    return false;
  }
}

/** Resolves when the handshake is through; rejects when it failed and when `signal` aborts. Only once sockets are ready. */
export async function openSocket(url: string | URL | Request, init?: RequestInit): Promise<Response> {
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
