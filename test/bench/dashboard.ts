// Whether the dashboard stays quick when the store is full: 100,000 observations of 100 services over 90 days, with the day rows that belong to
// them. The promised second is a person's, so it is told in milliseconds. The page is a tab in front, as a person has it: a browser draws no
// frames for anything else. A script of our own at the top of its document takes the times, so no protocol is in them.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { BLOCK_FINGERPRINTS } from '../../src/catalogue/blockpages.ts';
import { SERVICES, serviceById } from '../../src/catalogue/index.ts';
import { SLOT_MS, SLOTS } from '../../src/judge/day.ts';
import { record } from '../../src/judge/record.ts';
import type { Verdict } from '../../src/judge/verdict.ts';
import type { Observation } from '../../src/observe/observation.ts';
import { EMPTY_OUTBOX } from '../../src/report/outbox.ts';
import { MAX_OBSERVATIONS, MAX_RECENT } from '../../src/store.ts';
import { instrumented, type Opened, openBenchPage, withBrowsers } from './browsers.ts';
import { sampleObservations } from './samples.ts';
import { buildInto } from './sizes.ts';
import { median, quantile, type Row } from './table.ts';

const LOADS = 9;
/** The quick quarter of the loads: what is slower, other programs made slow. */
const QUICK_PART = 0.25;
const SCROLLS = 5;
const DAYS = 90;
const SERVICES_SHOWN = 100;
const READY_MOST_MS = 1_000;
const FRAME_MOST_MS = 50;
/** What one turn of a wheel moves. */
const STEP_PX = 100;
const LIMIT_MS = 60_000;
const SIZE = { width: 1280, height: 800 };

const WINDOW_MS = 30 * 60_000;
/** Rows of the last half hour: all hosts of the services several times, as a check of everything leaves them. */
const RECENT = MAX_RECENT;
/** Rows sent to the page, which repeats them with other times: each service is among them. */
const TEMPLATES = 600;
/** A network for every so many rows, about a day. */
const ROWS_PER_NETWORK = 1_100;

/** What the script in the page has seen; milliseconds since the navigation began. */
interface Times {
  /** The first answer has been painted. */
  readonly drawnMs?: number;
  /** A row of the table was then pressed, and the page of its service has been painted. */
  readonly openedMs?: number;
}

/**
 * Opens the dashboard in tabs of their own, one after the other, and scrolls the timeline of the last one. Told are the time that a quarter of the
 * loads stay within (other programs on the machine make the rest slow) and, of the scrolling, the longest of the steps, each step being the
 * quickest of its repetitions: a step that is slow by itself is slow in all of them.
 */
export async function measureDashboard(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'reachable-dashboard-'));
  try {
    const made = await buildInto(folder);
    return await withBrowsers('dashboard', async (engine, open) => {
      const extensionDir = await instrumented(made[engine].dir, join(folder, `${engine}-bench`));
      await watched(extensionDir);
      const opened = await open({ extensionDir });
      await openBenchPage(opened);
      // Opened once, the background has made the database.
      await (
        await load(opened, 'popup.html', () => document.querySelector('[data-network]') !== null)
      ).close();
      await fill(opened.page);
      const drawn: number[] = [];
      const ready: number[] = [];
      let frames: number[] = [];
      for (let round = 0; round < LOADS; round++) {
        const { page, times } = await openDashboard(opened);
        drawn.push(times.drawnMs);
        ready.push(times.openedMs);
        if (round === LOADS - 1) frames = await scrollTimeline(page);
        await page.close();
      }
      const readyMs = quantile(ready, QUICK_PART);
      const frameMs = Math.max(...frames);
      return [
        {
          name: `${engine}: dashboard with ${MAX_OBSERVATIONS} observations, until a row was opened`,
          measured: `${readyMs.toFixed(0)} ms (drawn after ${quantile(drawn, QUICK_PART).toFixed(0)}; half of all: ${median(ready).toFixed(0)})`,
          budget: `≤ ${READY_MOST_MS} ms`,
          ok: readyMs <= READY_MOST_MS,
        },
        {
          name: `${engine}: longest frame while ${SERVICES_SHOWN} services × ${DAYS} days are scrolled`,
          measured: `${frameMs.toFixed(0)} ms (median ${median(frames).toFixed(0)} ms, ${frames.length} steps)`,
          budget: `≤ ${FRAME_MOST_MS} ms`,
          ok: frameMs <= FRAME_MOST_MS,
        },
      ];
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// --- The page ---------------------------------------------------------------------------------------------------------------------------

/** Puts `watchOpening` at the top of the dashboard of an unpacked package. */
async function watched(extensionDir: string): Promise<void> {
  const path = join(extensionDir, 'dashboard.html');
  const html = await readFile(path, 'utf8');
  const before = '<meta charset="utf-8" />';
  if (!html.includes(before)) throw new Error('dashboard.html has no place for a script');
  await writeFile(path, html.replace(before, `${before}<script src="benchOpening.js"></script>`));
  await writeFile(join(extensionDir, 'benchOpening.js'), `(${watchOpening})();\n`);
}

/** Runs inside the package, so it must not use anything from here. Presses the first row as soon as it is seen. */
function watchOpening(): void {
  const times: { drawnMs?: number; openedMs?: number } = {};
  Object.assign(globalThis, { benchTimes: times });
  /** Waits for an element and then until the frame with it is painted. */
  const painted = async <T extends Element>(selector: string): Promise<T> => {
    const found = await new Promise<T>((resolve) => {
      const look = () => {
        const one = document.querySelector<T>(selector);
        if (one === null) return;
        observer.disconnect();
        resolve(one);
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { childList: true, subtree: true });
      look();
    });
    await new Promise((resolve) => requestAnimationFrame(resolve));
    // A task that comes after the frame.
    await new Promise<unknown>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage(undefined);
    });
    return found;
  };
  void (async () => {
    const row = await painted<HTMLElement>('main tr[data-service]:not([hidden]) a');
    times.drawnMs = performance.now();
    row.click();
    await painted('main .service-page[data-service] h2');
    times.openedMs = performance.now();
  })();
}

/** Opens a page of the package in a tab of its own, in front; resolves when `drawn`, run inside it, is true. */
async function load({ launched }: Opened, name: string, drawn: () => boolean): Promise<Page> {
  const page = await launched.browser.newPage();
  await page.setViewport(SIZE);
  await page.bringToFront();
  // Firefox never reports the end of loading of an extension's page.
  page.goto(launched.pageUrl(name)).catch(() => {});
  const endAtMs = Date.now() + LIMIT_MS;
  while (!(await page.evaluate(drawn).catch(() => false))) {
    if (Date.now() > endAtMs) throw new Error(`${name} drew nothing`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return page;
}

async function openDashboard(opened: Opened): Promise<{ page: Page; times: Required<Times> }> {
  const page = await load(opened, 'dashboard.html', () => {
    const { benchTimes } = globalThis as unknown as { benchTimes?: Times };
    return benchTimes?.openedMs !== undefined;
  });
  const times = await page.evaluate(
    () => (globalThis as unknown as { benchTimes: Required<Times> }).benchTimes,
  );
  return { page, times };
}

/** Milliseconds of each step of scrolling all of the timeline down, the quickest of some times. */
async function scrollTimeline(page: Page): Promise<number[]> {
  const passes = await page.evaluate(scrollInPage, SCROLLS, STEP_PX, LIMIT_MS);
  const { rows, columns } = passes;
  if (rows !== SERVICES_SHOWN || columns !== DAYS)
    throw new Error(`the timeline has ${rows} services and ${columns} days`);
  const [first = []] = passes.frames;
  return first.map((_, step) => Math.min(...passes.frames.map((frames) => frames[step] ?? Number.NaN)));
}

/** Runs in the page, which shows a service. */
async function scrollInPage(
  passes: number,
  stepPx: number,
  limitMs: number,
): Promise<{ rows: number; columns: number; frames: number[][] }> {
  const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  location.hash = '#overview';
  const endAtMs = performance.now() + limitMs;
  const find = () => document.querySelector('[data-timeline="ready"] .timeline-plot');
  while (find() === null) {
    if (performance.now() > endAtMs) throw new Error('no timeline');
    await nextFrame();
  }
  const plot = find() as HTMLElement;
  plot.scrollIntoView({ block: 'center' });
  const frames: number[][] = [];
  for (let pass = 0; pass < passes; pass++) {
    plot.scrollTop = 0;
    for (let still = 0; still < 10; still++) await nextFrame();
    const took: number[] = [];
    let beforeMs = await nextFrame();
    const most = plot.scrollHeight - plot.clientHeight;
    for (let at = 0; at < most; at += stepPx) {
      plot.scrollTop = at + stepPx;
      const nowMs = await nextFrame();
      took.push(nowMs - beforeMs);
      beforeMs = nowMs;
    }
    if (took.length === 0 || plot.scrollTop === 0) throw new Error('there is nothing to scroll');
    frames.push(took);
  }
  return {
    rows: plot.querySelectorAll('[data-timeline-service]').length,
    columns: Number(getComputedStyle(plot).getPropertyValue('--columns')),
    frames,
  };
}

// --- The store --------------------------------------------------------------------------------------------------------------------------

interface Filling {
  readonly recent: readonly Observation[];
  readonly verdicts: readonly Verdict[];
  readonly templates: readonly Observation[];
  readonly old: number;
  readonly firstAtMs: number;
  readonly everyMs: number;
  readonly rowsPerNetwork: number;
  readonly slotMs: number;
  readonly slots: number;
}

/** Writes rows straight into the extension's database: the last half hour of the present network with its verdicts, and 90 days of others. */
async function fill(page: Page): Promise<void> {
  const nowMs = Date.now();
  const network = await page.evaluate(async () => {
    interface Area {
      get(key: string): Promise<{ epoch: { network: string } }>;
      set(values: object): Promise<void>;
    }
    const { storage } = (globalThis as unknown as { chrome: { storage: Record<'local' | 'session', Area> } })
      .chrome;
    await storage.local.set({ retention: 90 });
    return (await storage.session.get('epoch')).epoch.network;
  });
  const recent = sampleObservations({
    count: RECENT,
    firstAtMs: nowMs - WINDOW_MS + 10_000,
    everyMs: (WINDOW_MS - 20_000) / RECENT,
    network,
    services: SERVICES_SHOWN,
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
  const templates = sampleObservations({
    count: TEMPLATES,
    firstAtMs: 0,
    everyMs: 0,
    network: 'x',
    services: SERVICES_SHOWN,
  });
  const wanted = Math.min(SERVICES_SHOWN, SERVICES.length);
  for (const [what, seen] of [
    ['verdicts', new Set(verdicts.map(({ service }) => service))],
    ['rows', new Set(templates.map(({ target }) => target))],
  ] as const)
    if (seen.size < wanted) throw new Error(`${what} of ${seen.size} services only`);
  const old = MAX_OBSERVATIONS - recent.length;
  // The whole of the first of the days shown.
  const spanMs = (DAYS - 0.5) * SLOTS * SLOT_MS;
  const days = await page.evaluate(writeAll, {
    recent,
    verdicts,
    templates,
    old,
    firstAtMs: nowMs - spanMs,
    everyMs: (spanMs - WINDOW_MS) / old,
    rowsPerNetwork: ROWS_PER_NETWORK,
    slotMs: SLOT_MS,
    slots: SLOTS,
  });
  if (days < SERVICES_SHOWN * DAYS * 0.9) throw new Error(`${days} day rows only`);
}

/** Runs in the page; returns how many day rows there are. */
async function writeAll(filling: Filling): Promise<number> {
  const { recent, templates, old, firstAtMs, everyMs, rowsPerNetwork, slotMs, slots } = filling;
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('reachable');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const write = (put: (tx: IDBTransaction) => void) =>
    new Promise<void>((resolve, reject) => {
      const tx = db.transaction(['observations', 'verdicts', 'counts', 'days'], 'readwrite');
      put(tx);
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error);
    });
  interface Day {
    readonly day: number;
    readonly network: string;
    readonly service: string;
    readonly states: string[];
    readonly methods: string[];
  }
  const days = new Map<string, Day>();
  /** As the judge would: an answer is fine, and of what failed some is a block and some nobody can explain. */
  const note = ({ atMs, network, target, outcome }: Observation, i: number) => {
    const slot = Math.floor(atMs / slotMs);
    const day = Math.floor(slot / slots);
    const key = `${day} ${network} ${target}`;
    const nothing = () => Array.from({ length: slots }, () => '.');
    const row = days.get(key) ?? { day, network, service: target, states: nothing(), methods: nothing() };
    days.set(key, row);
    const at = slot % slots;
    if (outcome === 'success') row.states[at] = row.states[at] === '.' ? 'o' : (row.states[at] ?? 'o');
    else {
      row.states[at] = 'ulb'.charAt(i % 3);
      row.methods[at] = i % 3 === 0 ? '.' : 'r';
    }
  };
  for (let from = 0; from < old; from += 5_000) {
    await write((tx) => {
      for (let i = from; i < Math.min(from + 5_000, old); i++) {
        const template = templates[i % templates.length] as Observation;
        const startedAtMs = Math.round(firstAtMs + i * everyMs);
        const network = `network-${Math.floor(i / rowsPerNetwork)}`;
        const row = { ...template, id: `old:${i}`, startedAtMs, atMs: startedAtMs + 200, network };
        note(row, i);
        tx.objectStore('observations').put(row);
      }
    });
  }
  await write((tx) => {
    for (const [i, row] of recent.entries()) {
      note(row, i);
      tx.objectStore('observations').put(row);
    }
    for (const verdict of filling.verdicts) tx.objectStore('verdicts').put(verdict);
    tx.objectStore('counts').put(old + recent.length, 'observations');
    for (const { states, methods, ...rest } of days.values())
      tx.objectStore('days').put({ ...rest, states: states.join(''), methods: methods.join('') });
  });
  db.close();
  return days.size;
}
