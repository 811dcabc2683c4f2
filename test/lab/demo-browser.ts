// The demo's one browser, inside the client's namespace: opens every case's page, waits until the popup's rows have settled, reads them
// and takes the pictures. The plan comes as JSON on standard input; messages go out as JSON lines on standard output.
import type { Page } from 'puppeteer-core';
import { launchBrowser } from '../browser/launch.ts';
import { openExtensionPage, pause, readInput } from '../browser/page.ts';
import { expectationFor, type LabCase, urlsFor } from './case.ts';
import type { DemoMessage, DemoPlan, PopupWords } from './demo.ts';

/** The whole budget for a verdict, from opening the page. */
const DEADLINE_MS = 90_000;
/** A person tries again; sooner than 20 s after the first failure it would not count. */
const AGAIN_MS = 30_000;
const POLL_MS = 500;
const NETWORK_SETTLES_MS = 1_500;
/** What a desktop popup measures. */
const POPUP = { width: 380, height: 580, deviceScaleFactor: 2 };
/** Taller than a popup may be, so that the page lays itself out to its full height. */
const TALL = { ...POPUP, height: 700 };
const MARGIN_PX = 16;

/** Attributes of one row. */
type Hooks = Readonly<Record<'state' | 'stage' | 'method', string>>;

const plan = JSON.parse(await readInput()) as DemoPlan;
try {
  say(await run());
} catch (error) {
  say({ say: 'failed', why: String(error) });
}
process.exit(0);

async function run(): Promise<DemoMessage> {
  const launched = await launchBrowser({
    engine: plan.engine,
    extensionDir: plan.extensionDir,
    profileDir: plan.profileDir,
    trust: plan.authority,
    ...(plan.locale === undefined ? {} : { locale: plan.locale }),
    // Pictures must not depend on the person's own settings, nor catch something half turned.
    extraPrefs: { 'ui.prefersReducedMotion': 1, 'ui.systemUsesDarkTheme': 0 },
    extraFlags: ['--force-prefers-reduced-motion', '--hide-scrollbars'],
  });
  try {
    const popup = await openExtensionPage(
      launched,
      'popup.html',
      () => document.querySelector('[data-network]') !== null,
    );
    await pause(1_000);
    // The network becomes what the cases say now, not earlier: a person's browser is usually running already.
    const steered = new Promise((resolve) => process.once('SIGUSR2', resolve));
    say({ say: 'ready' });
    await steered;
    await pause(NETWORK_SETTLES_MS);
    const open = async (address: string) => {
      const page = await launched.browser.newPage();
      const load = () => void page.goto(address).catch(() => undefined);
      load();
      return load;
    };
    for (const one of plan.cases) for (const url of urlsFor(one, plan.engine)) await open(url);
    for (const address of plan.alsoOpen) setTimeout(await open(address), AGAIN_MS);
    const waiting = await settle(popup);
    await popup.bringToFront();
    const words = await readWords(popup);
    const pictures = await takePictures(popup);
    return { say: 'done', words, pictures, waiting };
  } finally {
    await launched.close();
  }
}

/** Waits until every row says what it should; returns the services that did not. */
async function settle(popup: Page): Promise<string[]> {
  const end = Date.now() + DEADLINE_MS;
  for (;;) {
    const rows = await readHooks(popup).catch(() => ({}) as Record<string, Hooks>);
    const waiting = plan.cases.filter((one) => !fits(rows[one.service], one)).map((one) => one.service);
    say({ say: 'progress', settled: plan.cases.length - waiting.length });
    if (waiting.length === 0 || Date.now() > end) return waiting;
    await pause(POLL_MS);
  }
}

function fits(row: Hooks | undefined, one: LabCase): boolean {
  const expected = expectationFor(one, plan.engine);
  return (['state', 'stage', 'method'] as const).every(
    (field) => expected[field] === undefined || row?.[field] === expected[field],
  );
}

async function readHooks(popup: Page): Promise<Record<string, Hooks>> {
  return popup.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll('[data-service][data-state]')].map((row) => {
        const read = (name: string) => row.getAttribute(`data-${name}`) ?? '';
        return [read('service'), { state: read('state'), stage: read('stage'), method: read('method') }];
      }),
    ),
  );
}

/** Reads words, not data: the demo prints what a person would see. Folded details are in the page too. */
async function readWords(popup: Page): Promise<PopupWords> {
  return popup.evaluate(() => {
    // Isolation marks around names are for the browser's eyes only.
    const text = (node: ParentNode, selector: string) =>
      (node.querySelector(selector)?.textContent ?? '').replace(/[\u2066-\u2069]/g, '').trim();
    // Only the fact itself, not the explanation behind it.
    const fact = (row: Element, name: string) =>
      row.querySelector(`[data-fact="${name}"] dd`)?.firstChild?.textContent ?? '';
    const rows = [...document.querySelectorAll('.telegram, .rows > [data-service]')];
    return {
      headline: text(document, 'h1'),
      more: text(document, '.more'),
      network: text(document, '.network'),
      services: rows.map((row) => ({
        service: row.getAttribute('data-service') ?? '',
        name: text(row, '.name'),
        state: text(row, '.state'),
        how: fact(row, 'labelHow'),
        stage: fact(row, 'labelStage'),
        since: fact(row, 'labelSince'),
      })),
      parts: [...document.querySelectorAll('[data-part]')].map((part) => ({
        name: text(part, '.name'),
        state: text(part, '.state'),
      })),
    };
  });
}

async function takePictures(popup: Page): Promise<string[]> {
  const files: string[] = [];
  const shoot = async (name: string, clip?: { x: number; y: number; width: number; height: number }) => {
    const path = `${plan.picturesAt}-${name}.png` as const;
    await pause(200);
    await popup.screenshot({ path, ...(clip ? { clip, captureBeyondViewport: true } : {}) });
    files.push(path);
  };
  await popup.setViewport(POPUP);
  await wear(popup, 'light');
  await shoot('popup');
  await wear(popup, 'dark');
  await shoot('popup-dark');
  await wear(popup, 'light');
  await popup.setViewport(TALL);
  const open = async (selector: string) => {
    await popup.evaluate((wanted) => {
      for (const fold of document.querySelectorAll(wanted)) (fold as HTMLDetailsElement).open = true;
    }, selector);
    await pause(200);
  };
  await open('.telegram > details');
  await open('.telegram > details .evidence');
  const height = await popup.evaluate(
    () => document.querySelector('.telegram')?.getBoundingClientRect().bottom ?? 0,
  );
  await shoot('details', { x: 0, y: 0, width: POPUP.width, height: Math.ceil(height) + MARGIN_PX });
  return files;
}

/** Only Chromium can be told to like light or dark; elsewhere the page's own rules for dark are made to hold, or not. */
async function wear(popup: Page, scheme: 'light' | 'dark'): Promise<void> {
  if (plan.engine === 'chromium') {
    await popup.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    return;
  }
  await popup.evaluate((wanted) => {
    document.documentElement.style.colorScheme = wanted;
    for (const sheet of document.styleSheets) {
      for (const rule of sheet.cssRules) {
        if (!(rule instanceof CSSMediaRule)) continue;
        const { media } = rule;
        if (media.mediaText === '(prefers-color-scheme: dark)' && wanted === 'dark') media.mediaText = 'all';
        else if (media.mediaText === 'all' && wanted === 'light')
          media.mediaText = '(prefers-color-scheme: dark)';
      }
    }
  }, scheme);
}

function say(message: DemoMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
