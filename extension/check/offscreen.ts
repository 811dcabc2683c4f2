// Chromium's way to a WebSocket. Those of a worker pass by header rules and webRequest alike: one would tell the server that this extension is there, and
// of its failure nothing would be told. Those of a page do not, so a page that nobody sees opens them (socket.ts) while there are any, and no longer than this worker lives.
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

/** A page that is there by then speaks; one that crashed before it could never will. */
const SPEAKS_MS = 10_000;
/** A page that is not needed is memory for nothing; one check asks again and again. */
const IDLE_MS = 30_000;

let page: Promise<Runtime.Port> | undefined;
let lastId = 0;
let open = 0;
let idle: ReturnType<typeof setTimeout> | undefined;

/** Has the page ready. Rejects when there is none to be had: then nothing can be said of any network. */
export function readyPage(): Promise<Runtime.Port> {
  page ??= openPage().then(
    (port) => {
      port.onDisconnect.addListener(forget);
      return port;
    },
    (error: unknown) => {
      forget();
      throw error;
    },
  );
  return page;
}

/** Whether the handshake with `url` got through. False too once `ended` aborts; the page lets go of it then. Should the page crash, a new one asks. */
export async function handshakeElsewhere(url: string, ended: AbortSignal): Promise<boolean> {
  clearTimeout(idle);
  open++;
  try {
    let through: boolean | undefined;
    while (through === undefined && !ended.aborted) through = await asked(await readyPage(), url, ended);
    return through === true;
  } finally {
    if (--open === 0) idle = setTimeout(rest, IDLE_MS);
  }
}

/** What the page says of it; undefined when it went without a word. */
function asked(port: Runtime.Port, url: string, ended: AbortSignal): Promise<boolean | undefined> {
  const id = ++lastId;
  return new Promise((resolve) => {
    const end = (through?: boolean) => {
      port.onMessage.removeListener(heard);
      port.onDisconnect.removeListener(gone);
      ended.removeEventListener('abort', stop);
      resolve(through);
    };
    const heard = (message: unknown) => {
      const told = message as SocketTold;
      if (told.id === id) end(told.through);
    };
    const gone = () => end();
    const stop = () => {
      port.postMessage({ id } satisfies SocketAsked);
      end(false);
    };
    port.onMessage.addListener(heard);
    port.onDisconnect.addListener(gone);
    ended.addEventListener('abort', stop);
    port.postMessage({ id, url } satisfies SocketAsked);
  });
}

function forget(): void {
  page = undefined;
}

/** The page closes itself with its port. */
function rest(): void {
  void page?.then((port) => port.disconnect()).catch(() => undefined);
  forget();
}

/** There can be one only: that of an earlier worker goes. */
async function openPage(): Promise<Runtime.Port> {
  const { offscreen } = browser as unknown as { offscreen: Offscreen };
  const { onConnect } = browser.runtime;
  const connected = new Promise<Runtime.Port>((resolve, reject) => {
    const listener = (port: Runtime.Port) => {
      if (port.name !== SOCKET_PORT || port.sender?.url !== browser.runtime.getURL(PAGE)) return;
      onConnect.removeListener(listener);
      resolve(port);
    };
    onConnect.addListener(listener);
    setTimeout(() => {
      onConnect.removeListener(listener);
      reject(new Error('the page for WebSockets does not speak'));
    }, SPEAKS_MS);
  });
  // Who waits hears of it below, unless there is no page at all.
  connected.catch(() => undefined);
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
