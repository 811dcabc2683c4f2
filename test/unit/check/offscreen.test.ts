// The page that opens WebSockets in Chromium may crash, be slow to come, or not come at all, and no check may hang or lie for it. A real page is
// closed under a real handshake in the browser tests; here is what cannot be made to happen there on time.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { SocketAsked } from '../../../extension/check/offscreen.ts';

const URL_ASKED = 'wss://venus.web.telegram.org/apiws';

/** One end of a port: what was posted to the page, and what the page may do. */
class Page {
  readonly asked: SocketAsked[] = [];
  readonly #heard = new Set<(message: unknown) => void>();
  readonly #gone = new Set<() => void>();
  readonly port = {
    name: 'socket',
    sender: { url: 'extension://socket.html' },
    onMessage: { addListener: add(this.#heard), removeListener: remove(this.#heard) },
    onDisconnect: { addListener: add(this.#gone), removeListener: remove(this.#gone) },
    postMessage: (message: SocketAsked) => void this.asked.push(message),
    disconnect: () => this.crash(),
  };

  tell(id: number, through: boolean): void {
    for (const listener of [...this.#heard]) listener({ id, through });
  }

  crash(): void {
    for (const listener of [...this.#gone]) listener();
  }
}

function add<T>(to: Set<T>) {
  return (listener: T) => void to.add(listener);
}
function remove<T>(from: Set<T>) {
  return (listener: T) => void from.delete(listener);
}

const pages: Page[] = [];
let refuses = false;
let mute = false;
const connecting = new Set<(port: unknown) => void>();

vi.mock('../../../extension/browser.ts', () => ({
  ENGINE: 'chromium',
  browser: {
    runtime: {
      getURL: (path: string) => `extension://${path}`,
      onConnect: { addListener: add(connecting), removeListener: remove(connecting) },
    },
    offscreen: {
      closeDocument: async () => {
        throw new Error('No current offscreen document.');
      },
      createDocument: async () => {
        if (refuses) throw new Error('no page to be had');
        const page = new Page();
        pages.push(page);
        if (!mute) for (const listener of [...connecting]) listener(page.port);
      },
    },
  },
}));

let handshakeElsewhere: typeof import('../../../extension/check/offscreen.ts').handshakeElsewhere;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  pages.length = 0;
  refuses = false;
  mute = false;
  ({ handshakeElsewhere } = await import('../../../extension/check/offscreen.ts'));
});
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);

/** The page that comes next is asked, and what it says counts. */
async function nextIsThrough(): Promise<void> {
  const through = handshakeElsewhere(URL_ASKED, new AbortController().signal);
  await settle();
  pages[1]?.tell(pages[1].asked[0]?.id ?? 0, true);
  expect(await through).toBe(true);
}

it('a page that crashes is followed by another, which is asked for all that was under way', async () => {
  const both = [URL_ASKED, 'wss://flora.web.telegram.org/apiws'].map((url) =>
    handshakeElsewhere(url, new AbortController().signal),
  );
  await settle();
  expect(pages[0]?.asked).toHaveLength(2);
  pages[0]?.crash();
  await settle();
  expect(pages).toHaveLength(2);
  expect(pages[1]?.asked.map(({ url }) => url)).toEqual(pages[0]?.asked.map(({ url }) => url));
  for (const { id, url } of pages[1]?.asked ?? []) pages[1]?.tell(id, url === URL_ASKED);
  expect(await Promise.all(both)).toEqual([true, false]);
});

it('given up while the page is gone it asks no other page', async () => {
  const ended = new AbortController();
  const through = handshakeElsewhere(URL_ASKED, ended.signal);
  await settle();
  ended.abort();
  pages[0]?.crash();
  expect(await through).toBe(false);
  expect(pages).toHaveLength(1);
  // The page was told to let go.
  expect(pages[0]?.asked.at(-1)?.url).toBeUndefined();
});

it('a page that cannot be had again ends the handshake', async () => {
  const through = handshakeElsewhere(URL_ASKED, new AbortController().signal);
  await settle();
  refuses = true;
  pages[0]?.crash();
  await expect(through).rejects.toThrow('no page to be had');
  // And the next check tries anew.
  refuses = false;
  await nextIsThrough();
});

it('a page that crashes before it speaks holds nobody for ever', async () => {
  mute = true;
  const through = handshakeElsewhere(URL_ASKED, new AbortController().signal);
  const ended = expect(through).rejects.toThrow('does not speak');
  await vi.advanceTimersByTimeAsync(10_000);
  await ended;
  mute = false;
  await nextIsThrough();
});

it('half a minute after the last handshake the page is let go, not under one', async () => {
  const gone = vi.fn();
  const first = handshakeElsewhere(URL_ASKED, new AbortController().signal);
  await settle();
  pages[0]?.port.onDisconnect.addListener(gone);
  pages[0]?.tell(pages[0].asked[0]?.id ?? 0, true);
  await first;
  await vi.advanceTimersByTimeAsync(29_000);
  const second = handshakeElsewhere(URL_ASKED, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(29_000);
  expect(gone).not.toHaveBeenCalled();
  pages[0]?.tell(pages[0].asked[1]?.id ?? 0, true);
  await second;
  await vi.advanceTimersByTimeAsync(31_000);
  expect(gone).toHaveBeenCalledOnce();
});
