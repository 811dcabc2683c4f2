// Chromium only: the page behind ./offscreen.ts. A port asks for one handshake, is told how it ended, and by closing takes it back.
import { browser } from '../browser.ts';
import { handshake } from './handshake.ts';
import { SOCKET_PORT } from './offscreen.ts';

/** A page that is not needed is memory for nothing; one check asks again and again. */
const IDLE_MS = 30_000;

let open = 0;
let idle: ReturnType<typeof setTimeout>;
rest();

browser.runtime.onConnect.addListener((port) => {
  if (port.name !== SOCKET_PORT || port.sender?.id !== browser.runtime.id) return port.disconnect();
  clearTimeout(idle);
  open++;
  const gone = new AbortController();
  port.onDisconnect.addListener(() => {
    gone.abort();
    if (--open === 0) rest();
  });
  port.onMessage.addListener(async (url: unknown) => {
    const through = await handshake(String(url), gone.signal);
    if (!gone.signal.aborted) port.postMessage(through);
  });
});

function rest(): void {
  idle = setTimeout(() => close(), IDLE_MS);
}
