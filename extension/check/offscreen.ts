// Chromium's way to a WebSocket. Those of a worker pass by header rules and webRequest alike: one would tell the server that this extension is there, and
// of its failure nothing would be told. Those of a page do not, so a page that nobody sees opens them (socket.ts) for as long as this worker lives.
import type { Runtime } from 'webextension-polyfill';
import { browser } from '../browser.ts';

/** Of the port between the two; the page opens it, because a port of ours, as the popup's, would reach every page that listens. */
export const SOCKET_PORT = 'socket';
const PAGE = 'socket.html';

/** What webextension-polyfill does not know, because Firefox has it not. */
interface Offscreen {
  createDocument(how: { url: string; reasons: string[]; justification: string }): Promise<void>;
  closeDocument(): Promise<void>;
}

/** A handshake that is wanted; without an address, one that is wanted no more. */
export interface SocketAsked {
  readonly id: number;
  readonly url?: string;
}
/** How it ended. */
export interface SocketTold {
  readonly id: number;
  readonly through: boolean;
}

let page: Promise<Runtime.Port> | undefined;
let lastId = 0;

/** Whether the handshake with `url` got through. False too once `ended` aborts; the page lets go of it then. Rejects without the page. */
export async function handshakeElsewhere(url: string, ended: AbortSignal): Promise<boolean> {
  page ??= open().catch((error: unknown) => {
    page = undefined;
    throw error;
  });
  const port = await page;
  const id = ++lastId;
  return new Promise((resolve) => {
    const end = (through: boolean) => {
      port.onMessage.removeListener(heard);
      resolve(through);
    };
    const heard = (message: unknown) => {
      const told = message as SocketTold;
      if (told.id === id) end(told.through);
    };
    port.onMessage.addListener(heard);
    ended.addEventListener('abort', () => {
      port.postMessage({ id } satisfies SocketAsked);
      end(false);
    });
    port.postMessage({ id, url } satisfies SocketAsked);
  });
}

/** There can be one only: that of an earlier worker goes. */
async function open(): Promise<Runtime.Port> {
  const { offscreen } = browser as unknown as { offscreen: Offscreen };
  const connected = new Promise<Runtime.Port>((resolve) => {
    browser.runtime.onConnect.addListener((port) => {
      if (port.name === SOCKET_PORT && port.sender?.url === browser.runtime.getURL(PAGE)) resolve(port);
    });
  });
  await offscreen.closeDocument().catch(() => undefined);
  // Of Chromium's list of reasons none is a WebSocket; what only a page's thread may do comes nearest.
  const how = {
    url: PAGE,
    reasons: ['WORKERS'],
    justification: 'Opens WebSockets that header rules apply to',
  };
  await offscreen.createDocument(how);
  return connected;
}
