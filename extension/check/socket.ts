// Chromium only: the page behind offscreen.ts. It makes the handshakes that it is asked for, and goes when the worker that asks does.
import { browser } from '../browser.ts';
import { handshake } from './handshake.ts';
import { SOCKET_PORT, type SocketAsked, type SocketTold } from './offscreen.ts';

const wanted = new Map<number, AbortController>();
const port = browser.runtime.connect({ name: SOCKET_PORT });

port.onMessage.addListener(async (message: unknown) => {
  const { id, url } = message as SocketAsked;
  if (url === undefined) return wanted.get(id)?.abort();
  const ended = new AbortController();
  wanted.set(id, ended);
  const through = await handshake(url, ended.signal);
  wanted.delete(id);
  port.postMessage({ id, through } satisfies SocketTold);
});
port.onDisconnect.addListener(() => close());
