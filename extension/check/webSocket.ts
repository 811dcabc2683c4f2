// A WebSocket in the place of `fetch`, opened as Telegram's web client opens its own, and closed at once: a network may let an address answer and yet
// cut what its client needs.
import { browser, ENGINE } from '../browser.ts';

/**
 * In Chromium neither header rules nor webRequest see the WebSockets of a worker: its origin would tell the server that this extension is there, and
 * of a failure nothing would be told.
 */
export const SOCKETS_TELL = ENGINE === 'firefox';

const RULE = 1;
const ORIGIN = 'https://web.telegram.org';

/** Resolves when the handshake is through; rejects when it failed, when `signal` aborts, and when our own origin cannot be kept out of it. */
export async function openSocket(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  await withoutOurOrigin();
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(String(url), 'binary');
    const end = () => {
      socket.close();
      reject(new TypeError('no connection'));
    };
    init?.signal?.addEventListener('abort', end);
    socket.onerror = end;
    socket.onopen = () => {
      // Its status, 101, is none that a Response may have.
      resolve(new Response());
      socket.close();
    };
  });
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
