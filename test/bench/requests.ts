// What the extension costs a page it does not watch: 200 requests with it and without, and as a measure of chance without against
// without. Also that its background is told of none of them.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { EVENT_KEY, instrumented, listening, type Opened, openBenchPage, withBrowsers } from './browsers.ts';
import { buildInto } from './sizes.ts';
import { median, medianDoubt, type Row, turned } from './table.ts';

const REQUESTS = 200;
const ROUNDS = 45;
const WARM_UP = 5;
/** Each port has its own connections. */
const PORTS = 4;
const CHROMIUM_MOST_MS = 0.1;
/** A watched host that is not on the HSTS preload list; both browsers are told that it lives here. */
const WATCHED = 't.me';

/** Loads pages in three browsers by turns. */
export async function measureRequests(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'reachable-requests-'));
  const servers = Array.from({ length: PORTS }, () =>
    createServer((request, response) => {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Cache-Control', 'no-store');
      response.setHeader('Content-Type', request.url === '/' ? 'text/html' : 'text/plain');
      response.end(request.url === '/' ? '<!doctype html><title>page</title>' : 'small');
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
      const extended = await open({ ...toHere, extensionDir });
      const own = { launched: extended.launched, page: await extended.launched.browser.newPage() };
      await openBenchPage(own);
      await extended.page.bringToFront();
      const { added, noise } = await compare(bare, control, extended, ports);
      const seen = await eventsSeen(own.page);
      // Had the notes been blind, nothing seen would mean nothing.
      await extended.page.goto(`http://${WATCHED}:${ports[0]}/`).catch(() => {});
      await pause(1_500);
      const seenWatched = await eventsSeen(own.page);
      const addedMs = median(added);
      const noiseMs = median(noise);
      const doubtMs = medianDoubt(added) + medianDoubt(noise);
      const told = `${ms(addedMs)} added (without against without: ${ms(noiseMs)} ± ${medianDoubt(noise).toFixed(3)})`;
      return [
        engine === 'chromium'
          ? {
              name: `${engine}: request to an unwatched host`,
              measured: told,
              budget: `≤ ${CHROMIUM_MOST_MS} ms`,
              ok: addedMs <= CHROMIUM_MOST_MS,
            }
          : {
              name: `${engine}: request to an unwatched host`,
              measured: told,
              budget: 'not measurable',
              ok: addedMs <= Math.abs(noiseMs) + doubtMs,
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

/** Differences of each round in milliseconds a request: with the extension and without, without and without. */
async function compare(bare: Opened, control: Opened, extended: Opened, ports: readonly number[]) {
  for (const { page } of [bare, control, extended]) await page.goto(`http://127.0.0.1:${ports[0]}/`);
  const added: number[] = [];
  const noise: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const took = new Map<Opened, number>();
    for (const one of turned([bare, control, extended], round))
      took.set(one, await load(one.page, ports, round));
    if (round < WARM_UP) continue;
    const [bareMs = 0, controlMs = 0, extendedMs = 0] = [bare, control, extended].map((one) => took.get(one));
    added.push((extendedMs - (bareMs + controlMs) / 2) / REQUESTS);
    noise.push((controlMs - bareMs) / REQUESTS);
  }
  return { added, noise };
}

function load(page: Page, ports: readonly number[], round: number): Promise<number> {
  return page.evaluate(
    async (all, mark, count) => {
      const startedAtMs = performance.now();
      const one = async (i: number) =>
        (await fetch(`http://127.0.0.1:${all[i % all.length]}/small?${mark}-${i}`)).arrayBuffer();
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

const ms = (value: number) => `${value.toFixed(3)} ms`;
const pause = (forMs: number) => new Promise((resolve) => setTimeout(resolve, forMs));
