// What the extension costs a page it does not watch: 200 requests with it and without, and as a measure of chance without against
// without. Also that its background is told of none of them.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { EVENT_KEY, instrumented, listening, type Opened, openBenchPage, withBrowsers } from './browsers.ts';
import { buildInto } from './sizes.ts';
import { quantile, type Row, turned } from './table.ts';

const REQUESTS = 200;
const ROUNDS_MOST = 60;
const ROUNDS_LEAST = 15;
/** Rounds stop here even when there could be more. */
const TIME_MOST_MS = 35_000;
const WARM_UP = 5;
/** By then an extension that was just installed has opened its page. */
const SETTLED_MS = 3_000;
/** The part of the loads that counts as undisturbed. */
const QUICK = 0.2;
/** Each port has its own connections. */
const PORTS = 4;
/** Below this nobody could tell it from chance on a shared machine. */
const MOST_MS = 0.1;
/** A watched host that is not on the HSTS preload list; both browsers are told that it lives here. */
const WATCHED = 't.me';

/** Loads pages in four browsers by turns. */
export async function measureRequests(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'reachable-requests-'));
  const servers = Array.from({ length: PORTS }, () =>
    createServer((request, response) => {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Cache-Control', 'no-store');
      const isPage = request.url === '/';
      // Empty of everything that a stylesheet or a script would do; a picture it is not, but it was asked for as one.
      response.setHeader('Content-Type', isPage ? 'text/html' : typeOf(request.headers['sec-fetch-dest']));
      response.end(isPage ? '<!doctype html><title>page</title><body></body>' : '/**/');
    }),
  );
  const ports = await Promise.all(servers.map(listening));
  try {
    const made = await buildInto(folder);
    return await withBrowsers('requests', async (engine, open) => {
      const extensionDir = await instrumented(made[engine].dir, join(folder, `${engine}-bench`));
      const toHere = {
        extraFlags: [`--host-resolver-rules=MAP ${WATCHED} 127.0.0.1`],
        extraPrefs: { 'network.dns.localDomains': WATCHED },
      };
      const bare = await open(toHere);
      const control = await open(toHere);
      const inert = await open({
        ...toHere,
        extensionDir: await withoutListeners(made[engine].dir, join(folder, `${engine}-inert`)),
      });
      const extended = await open({ ...toHere, extensionDir });
      await pause(SETTLED_MS);
      for (const one of [bare, control, inert, extended]) await alone(one);
      const { totalMs, listenersMs, noiseMs } = await compare({ bare, control, inert, extended }, ports);
      // Opened only now: a page of its own would be something the other browsers do not have.
      const own = { launched: extended.launched, page: await extended.launched.browser.newPage() };
      await openBenchPage(own);
      const seen = await eventsSeen(own.page);
      // Had the notes been blind, nothing seen would mean nothing.
      await extended.page.goto(`http://${WATCHED}:${ports[0]}/`).catch(() => {});
      await pause(1_500);
      const seenWatched = await eventsSeen(own.page);
      return [
        {
          name: `${engine}: our listeners, request to an unwatched host`,
          measured: `${listenersMs.toFixed(3)} ms added (chance: ${noiseMs.toFixed(3)})`,
          budget: `≤ ${MOST_MS} ms + chance`,
          ok: listenersMs <= MOST_MS + noiseMs,
        },
        {
          // Chromium passes every request by way of the browser process as soon as any extension has the permission.
          name: `${engine}: the same with what the permission alone costs`,
          measured: `${totalMs.toFixed(3)} ms added`,
          budget: '(told only)',
          ok: true,
        },
        {
          name: `${engine}: events that woke the background`,
          measured: `${seen} (a watched page: ${seenWatched - seen})`,
          budget: '0 (more)',
          ok: seen === 0 && seenWatched > 0,
        },
      ];
    });
  } finally {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    await rm(folder, { recursive: true, force: true });
  }
}

function typeOf(destination: unknown): string {
  return destination === 'style' ? 'text/css' : 'text/javascript';
}

/** What else is open, the page that comes with installing above all, would be a tab that the other browsers do not have. */
async function alone({ launched, page }: Opened): Promise<void> {
  for (const one of await launched.browser.pages()) if (one !== page) await one.close();
  await page.bringToFront();
}

/** The same package, permissions and all, that listens to nothing. */
async function withoutListeners(from: string, to: string): Promise<string> {
  await cp(from, to, { recursive: true });
  await writeFile(join(to, 'background.js'), '');
  return to;
}

interface Compared {
  readonly bare: Opened;
  readonly control: Opened;
  readonly inert: Opened;
  readonly extended: Opened;
}

/**
 * Milliseconds a request: what the extension adds to a browser without it and to one with the same permissions, and how far two browsers
 * without it differ. Of each browser's loads the quick ones are compared, because everything else on the machine only ever makes a load slower.
 */
async function compare({ bare, control, inert, extended }: Compared, ports: readonly number[]) {
  const all = [bare, control, inert, extended];
  for (const { page } of all) await page.goto(`http://127.0.0.1:${ports[0]}/`);
  const times = new Map<Opened, number[]>(all.map((one) => [one, []]));
  const endAtMs = Date.now() + TIME_MOST_MS;
  for (let round = 0; round < WARM_UP + ROUNDS_MOST; round++) {
    if (round >= WARM_UP + ROUNDS_LEAST && Date.now() > endAtMs) break;
    for (const one of turned(all, round)) {
      const tookMs = await load(one.page, ports, round);
      if (round >= WARM_UP) times.get(one)?.push(tookMs / REQUESTS);
    }
  }
  const half = (times.get(bare) ?? []).length >> 1;
  const quick = (one: Opened, from = 0, to?: number) =>
    quantile((times.get(one) ?? []).slice(from, to), QUICK);
  const noise = (from: number, to?: number) => Math.abs(quick(control, from, to) - quick(bare, from, to));
  return {
    totalMs: quick(extended) - (quick(bare) + quick(control)) / 2,
    listenersMs: quick(extended) - quick(inert),
    // Over all rounds and in each half: one number could be small by luck.
    noiseMs: Math.max(noise(0), noise(0, half), noise(half)),
  };
}

/** Loads what pages load, about as often as they do (HTTP Archive, 2024): of ten requests four pictures, three scripts, a stylesheet, two by scripts. */
function load(page: Page, ports: readonly number[], round: number): Promise<number> {
  return page.evaluate(
    async (all, mark, count) => {
      const startedAtMs = performance.now();
      const element = (tag: string, attributes: object) =>
        new Promise<void>((resolve) => {
          const one = Object.assign(document.createElement(tag), attributes);
          one.onload = one.onerror = () => {
            one.remove();
            resolve();
          };
          document.body.append(one);
        });
      const kinds = ['img', 'script', 'img', 'fetch', 'img', 'script', 'link', 'img', 'script', 'fetch'];
      const one = async (i: number) => {
        const url = `http://127.0.0.1:${all[i % all.length]}/small?${mark}-${i}`;
        const kind = kinds[i % kinds.length] ?? 'img';
        if (kind === 'fetch') await (await fetch(url)).arrayBuffer();
        else await element(kind, kind === 'link' ? { rel: 'stylesheet', href: url } : { src: url });
      };
      await Promise.all(Array.from({ length: count }, (_, i) => one(i)));
      return performance.now() - startedAtMs;
    },
    ports,
    round,
    REQUESTS,
  );
}

/** How many events the background was told of since the profile was made. */
function eventsSeen(page: Page): Promise<number> {
  return page.evaluate(async (key) => {
    const api = (
      globalThis as unknown as { chrome: { storage: { local: { get(keys: null): Promise<object> } } } }
    ).chrome;
    return Object.keys(await api.storage.local.get(null)).filter((name) => name.startsWith(key)).length;
  }, EVENT_KEY);
}

const pause = (forMs: number) => new Promise((resolve) => setTimeout(resolve, forMs));
