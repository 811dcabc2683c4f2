// Browsers for measuring: several alive at once, each with one page in front, all gone afterwards whatever happens.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import {
  ENGINES,
  type Engine,
  findBrowser,
  type LaunchedBrowser,
  type LaunchOptions,
  launchBrowser,
} from '../browser/launch.ts';
import type { Row } from './table.ts';

export interface Opened {
  readonly launched: LaunchedBrowser;
  readonly page: Page;
}
export type Open = (options: Partial<LaunchOptions>) => Promise<Opened>;

/** Name of the page that `instrumented` adds. */
export const BENCH_PAGE = 'bench.html';
/** Keys in `storage.local` under which it notes what the background was told. */
export const EVENT_KEY = 'benchEvent:';

/** Starts a server on a free port of 127.0.0.1 and returns the port. */
export async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Runs `measure` once for each installed engine; `open` starts a fresh browser with one blank page. */
export async function withBrowsers(
  what: string,
  measure: (engine: Engine, open: Open) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const engine of ENGINES) {
    if (!findBrowser(engine)) {
      rows.push({ name: `${engine}: ${what}`, measured: 'skipped: not installed', budget: '' });
      continue;
    }
    const folder = await mkdtemp(join(tmpdir(), 'reachable-bench-'));
    const started: LaunchedBrowser[] = [];
    try {
      const open: Open = async (options) => {
        const profileDir = join(folder, `profile-${started.length}`);
        const launched = await launchBrowser({ engine, profileDir, ...options });
        started.push(launched);
        const page = await launched.browser.newPage();
        await page.bringToFront();
        return { launched, page };
      };
      rows.push(...(await measure(engine, open)));
    } finally {
      await Promise.all(started.map((launched) => launched.close()));
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 300 }).catch(() => {});
    }
  }
  return rows;
}

/**
 * A copy of a built package with two additions: an empty page of its own, to measure from, and in front of the background a note of
 * every webRequest event that reaches it. Neither does anything while nothing is seen.
 */
export async function instrumented(dir: string, copy: string): Promise<string> {
  await cp(dir, copy, { recursive: true });
  await writeFile(join(copy, BENCH_PAGE), '<!doctype html><meta charset="utf-8"><title>bench</title>');
  const script = join(copy, 'background.js');
  await writeFile(
    script,
    `(${noteEvents})(${JSON.stringify(EVENT_KEY)});\n${await readFile(script, 'utf8')}`,
  );
  return copy;
}

/** Opens the added page of a package; the background is listening when this resolves. */
export async function openBenchPage({ launched, page }: Opened): Promise<void> {
  // Firefox never reports the end of loading of an extension's page.
  page.goto(launched.pageUrl(BENCH_PAGE)).catch(() => {});
  const endAtMs = Date.now() + 30_000;
  for (;;) {
    const there = await page.evaluate(() => document.title === 'bench').catch(() => false);
    if (there) return;
    if (Date.now() > endAtMs) throw new Error('the extension has no page');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Runs inside the package, so it must not use anything from here. */
function noteEvents(key: string): void {
  type Listener = (details: unknown) => unknown;
  interface Api {
    webRequest: Record<string, { addListener(listener: Listener, ...rest: unknown[]): void }>;
    storage: { local: { set(values: object): unknown } };
  }
  const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
  const done = new Set<unknown>();
  for (const api of [browser, chrome]) {
    for (const name of [
      'onBeforeRequest',
      'onResponseStarted',
      'onBeforeRedirect',
      'onCompleted',
      'onErrorOccurred',
    ]) {
      const event = api?.webRequest[name];
      if (!event || done.has(event)) continue;
      done.add(event);
      const add = event.addListener;
      event.addListener = (listener, ...rest) =>
        add.call(
          event,
          (details) => {
            void chrome.storage.local.set({ [`${key}${name}:${Math.random()}`]: 1 });
            return listener(details);
          },
          ...rest,
        );
    }
  }
}
