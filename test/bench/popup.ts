// Whether the popup stays quick when the store is full: the time until the first headline is drawn, with 100,000 observations and
// with none. Opened as a frame of a page of the extension itself, which saves the time of starting a tab: the same for both, so
// the ratio is stricter than a person's.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { BLOCK_FINGERPRINTS } from '../../src/catalogue/blockpages.ts';
import { serviceById } from '../../src/catalogue/index.ts';
import { record } from '../../src/judge/record.ts';
import type { Verdict } from '../../src/judge/verdict.ts';
import type { Observation } from '../../src/observe/observation.ts';
import { EMPTY_OUTBOX } from '../../src/report/outbox.ts';
import { MAX_OBSERVATIONS } from '../../src/store.ts';
import { instrumented, openBenchPage, withBrowsers } from './browsers.ts';
import { sampleObservations } from './samples.ts';
import { buildInto } from './sizes.ts';
import { median, type Row } from './table.ts';

const ROUNDS = 21;
const WARM_UP = 3;
const RATIO_MOST = 1.3;
const DAYS_MS = 29.9 * 24 * 3_600_000;
const EVERY_MS = DAYS_MS / MAX_OBSERVATIONS;
/** Rows sent to the page, which repeats them with other times. */
const TEMPLATES = 400;
/** A network for every so many rows, about eight hours. */
const ROWS_PER_NETWORK = 1_100;
const WINDOW_MS = 30 * 60_000;

/** Opens the popup in two browsers by turns. */
export async function measurePopup(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'reachable-popup-'));
  try {
    const made = await buildInto(folder);
    return await withBrowsers('popup', async (engine, open) => {
      const extensionDir = await instrumented(made[engine].dir, join(folder, `${engine}-bench`));
      const empty = await open({ extensionDir });
      const full = await open({ extensionDir });
      for (const one of [empty, full]) {
        await openBenchPage(one);
        // Opened once, the background has made the database.
        await openPopup(one.page);
      }
      await fill(full.page);
      const times = { empty: [] as number[], full: [] as number[] };
      for (let round = 0; round < WARM_UP + ROUNDS; round++) {
        const order = round % 2 === 0 ? (['empty', 'full'] as const) : (['full', 'empty'] as const);
        for (const name of order) {
          const opened = await openPopup((name === 'full' ? full : empty).page);
          if (round >= WARM_UP) times[name].push(opened.tookMs);
          if (
            name === 'full' &&
            round === 0 &&
            !opened.footer.replace(/\D/g, '').includes(String(MAX_OBSERVATIONS))
          ) {
            throw new Error(`the full popup says: ${opened.footer}`);
          }
        }
      }
      const ratio = median(times.full) / median(times.empty);
      return [
        {
          name: `${engine}: popup with ${MAX_OBSERVATIONS} observations`,
          measured: `${ratio.toFixed(2)} × empty (${median(times.full).toFixed(0)} and ${median(times.empty).toFixed(0)} ms)`,
          budget: `≤ ${RATIO_MOST} ×`,
          ok: ratio <= RATIO_MOST,
        },
      ];
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds from the opening to the first headline in the document, and the text at the foot. */
function openPopup(page: Page): Promise<{ tookMs: number; footer: string }> {
  return page.evaluate(async () => {
    const startedAtMs = performance.now();
    const frame = document.createElement('iframe');
    frame.width = '380';
    frame.height = '580';
    frame.src = 'popup.html';
    document.body.append(frame);
    const limitAtMs = startedAtMs + 20_000;
    let inside: Document | null = null;
    while (!(inside?.location?.pathname === '/popup.html' && inside.documentElement)) {
      if (performance.now() > limitAtMs) throw new Error('popup.html did not load');
      await new Promise((resolve) => setTimeout(resolve, 1));
      inside = frame.contentDocument;
    }
    const seen = inside;
    const tookMs = await new Promise<number>((resolve, reject) => {
      const look = () => {
        if (seen.querySelector('[data-network]') === null) return;
        resolve(performance.now() - startedAtMs);
        observer.disconnect();
      };
      const observer = new MutationObserver(look);
      observer.observe(seen, { childList: true, subtree: true });
      look();
      setTimeout(() => reject(new Error('no headline')), 20_000);
    });
    const footer = seen.querySelector('footer')?.textContent ?? '';
    frame.remove();
    // The background learns of the closed port before the next opening.
    await new Promise((resolve) => setTimeout(resolve, 120));
    return { tookMs, footer };
  });
}

/** Writes rows straight into the extension's database: old ones of many networks, and the last half hour of the present one. */
async function fill(page: Page): Promise<void> {
  const nowMs = Date.now();
  const network = await page.evaluate(async () => {
    const api = (
      globalThis as unknown as {
        chrome: { storage: { session: { get(key: string): Promise<{ epoch: { network: string } }> } } };
      }
    ).chrome;
    return (await api.storage.session.get('epoch')).epoch.network;
  });
  const count = Math.floor(WINDOW_MS / EVERY_MS);
  const recent = sampleObservations({
    count,
    firstAtMs: nowMs - WINDOW_MS + 10_000,
    everyMs: EVERY_MS,
    network,
  });
  const fingerprints = new Map(BLOCK_FINGERPRINTS.map((f) => [f.id, f]));
  const { verdicts = [] } = record(
    {
      recent: [],
      verdicts: [],
      jobs: [],
      network: undefined,
      opinions: [],
      named: [],
      check: undefined,
      outbox: EMPTY_OUTBOX,
      mistakes: [],
    },
    {
      network,
      nowMs,
      observations: recent,
      services: serviceById,
      fingerprints: (id) => fingerprints.get(id),
    },
  );
  const templates = sampleObservations({ count: TEMPLATES, firstAtMs: 0, everyMs: 0, network: 'x' });
  await page.evaluate(writeAll, {
    recent,
    verdicts,
    templates,
    old: MAX_OBSERVATIONS - recent.length,
    lastAtMs: nowMs - WINDOW_MS,
    everyMs: EVERY_MS,
    rowsPerNetwork: ROWS_PER_NETWORK,
  });
}

interface Filling {
  readonly recent: readonly Observation[];
  readonly verdicts: readonly Verdict[];
  readonly templates: readonly Observation[];
  readonly old: number;
  readonly lastAtMs: number;
  readonly everyMs: number;
  readonly rowsPerNetwork: number;
}

/** Runs in the page. */
async function writeAll(filling: Filling): Promise<void> {
  const { templates, old, lastAtMs, everyMs, rowsPerNetwork } = filling;
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('reachable');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const write = (put: (tx: IDBTransaction) => void) =>
    new Promise<void>((resolve, reject) => {
      const tx = db.transaction(['observations', 'verdicts', 'counts'], 'readwrite');
      put(tx);
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error);
    });
  for (let from = 0; from < old; from += 5_000) {
    await write((tx) => {
      for (let i = from; i < Math.min(from + 5_000, old); i++) {
        const template = templates[i % templates.length] as Observation;
        const startedAtMs = Math.round(lastAtMs - (old - i) * everyMs);
        const network = `network-${Math.floor(i / rowsPerNetwork)}`;
        tx.objectStore('observations').put({
          ...template,
          id: `old:${i}`,
          startedAtMs,
          atMs: startedAtMs + 200,
          network,
        });
      }
    });
  }
  await write((tx) => {
    for (const o of filling.recent) tx.objectStore('observations').put(o);
    for (const verdict of filling.verdicts) tx.objectStore('verdicts').put(verdict);
    tx.objectStore('counts').put(old + filling.recent.length, 'observations');
  });
  db.close();
}
