// Chromium's way to a WebSocket. Those of a worker pass by header rules and webRequest alike: one would tell the server that this extension is there, and
// of its failure nothing would be told. Those of a page do not, so a page that nobody sees opens them (socket.ts), one port each.
import { browser } from '../browser.ts';

/** The name of the ports between the two. */
export const SOCKET_PORT = 'socket';
const PAGE = 'socket.html';
/** The page goes when it has had nothing to do for a while, perhaps just now. */
const TIMES = 3;

/** What webextension-polyfill does not know, because Firefox has it not. */
interface Offscreen {
  createDocument(how: { url: string; reasons: string[]; justification: string }): Promise<void>;
}

let opening: Promise<void> | undefined;

/** Whether the handshake with `url` got through. False too once `ended` aborts; the page lets go of it then. */
export async function handshakeElsewhere(url: string, ended: AbortSignal): Promise<boolean> {
  for (let time = 0; time < TIMES && !ended.aborted; time++) {
    opening ??= open().finally(() => {
      opening = undefined;
    });
    await opening;
    const through = await asked(url, ended);
    if (through !== undefined) return through;
  }
  return false;
}

/** There can be one only: where it is already, being told so is as good. */
function open(): Promise<void> {
  const { offscreen } = browser as unknown as { offscreen: Offscreen };
  // Of Chromium's list of reasons none is a WebSocket; what only a page's thread may do comes nearest.
  const how = {
    url: PAGE,
    reasons: ['WORKERS'],
    justification: 'Opens WebSockets that header rules apply to',
  };
  return offscreen.createDocument(how).catch(() => undefined);
}

/** What the page says of it; undefined when the page went away without a word. */
function asked(url: string, ended: AbortSignal): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    const port = browser.runtime.connect({ name: SOCKET_PORT });
    const end = (through: boolean | undefined) => {
      resolve(through);
      port.disconnect();
    };
    port.onMessage.addListener((through: unknown) => end(through === true));
    port.onDisconnect.addListener(() => end(undefined));
    ended.addEventListener('abort', () => end(false));
    port.postMessage(url);
  });
}
