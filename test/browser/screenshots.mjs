// Draws the popup and the dashboard from sample data in a headless Chromium and saves pictures to out/screens: for looking at, not for comparing.
// Usage: node test/browser/screenshots.mjs [name …]; `dashboard` for all of the dashboard.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import puppeteer from 'puppeteer-core';

const project = join(dirname(fileURLToPath(import.meta.url)), '../..');
const out = join(project, 'out/screens');

/** Each: query of the sample page, and how the browser is set. `open`: which folds are opened, as CSS selectors. */
const SHOTS = {
  rich: { query: 'model=rich' },
  dark: { query: 'model=rich', dark: true },
  rtl: { query: 'model=rich&dir=rtl', full: true },
  russian: { query: 'model=rich&lang=ru', full: true },
  narrow: {
    query: 'model=rich',
    width: 320,
    full: true,
    open: ['.telegram > details', '.telegram .evidence'],
  },
  text200: {
    query: 'model=rich',
    text: 32,
    full: true,
    open: ['.telegram > details', '.telegram .evidence'],
  },
  empty: { query: 'model=empty' },
  allOk: { query: 'model=ok' },
  loading: { query: 'model=loading' },
  checking: { query: 'model=checking', dark: true },
  notices: { query: 'model=notices', full: true },
  noticesDarkRussian: { query: 'model=notices&lang=ru', dark: true, full: true },
  details: {
    query: 'model=rich',
    full: true,
    open: [
      '.telegram > details',
      '[data-part="web_data_centres"] details',
      '[data-service="protonvpn"] > details',
    ],
  },
  evidence: {
    query: 'model=rich',
    full: true,
    open: ['.telegram > details', '.telegram .evidence', '.unseen'],
  },
  evidenceDarkRussian: {
    query: 'model=rich&lang=ru',
    dark: true,
    full: true,
    open: ['.telegram > details', '.telegram .evidence', '[data-service="amnezia"] > details', '.unseen'],
  },
  cutOff: { query: 'model=cutOff', full: true, open: ['.telegram > details'] },
  cutOffDarkRussian: {
    query: 'model=cutOff&lang=ru',
    dark: true,
    full: true,
    open: ['.telegram > details'],
  },
  allowList: { query: 'model=allowList&suggested=IR', full: true },
  allowListRussian: { query: 'model=allowList&lang=ru&suggested=AE', full: true },
  slow: { query: 'model=slow' },
  reporting: { query: 'model=reporting', full: true, press: ['reports'] },
  reportingDarkRussianNarrow: {
    query: 'model=reporting&lang=ru',
    dark: true,
    width: 320,
    full: true,
    press: ['reports'],
  },
  reportingRtlText200: { query: 'model=reporting&dir=rtl', text: 32, full: true, press: ['reports'] },
  suggestedDarkRtl: { query: 'model=empty&dir=rtl&suggested=IR', dark: true, full: true },
  suggestedText200: { query: 'model=empty&lang=ru&suggested=UA', text: 32, full: true },
  suggestedNarrow: { query: 'model=empty&suggested=UA', width: 320, full: true },
  forced: { query: 'model=rich', forced: true, full: true },
  tab: { query: 'model=ok', width: 900, height: 900 },
  ...dashboards({
    wide: { query: 'model=rich', width: 1200 },
    dark: { query: 'model=rich', width: 1200, dark: true },
    rtl: { query: 'model=rich&dir=rtl', width: 1200 },
    russian: { query: 'model=rich&lang=ru', width: 1000 },
    ownRussian: { query: 'model=rich&lang=ru&add=example.org', at: '#own', width: 1000 },
    service: { query: 'model=rich', at: '#service/telegram', width: 1000 },
    serviceRtlDark: { query: 'model=rich&dir=rtl', at: '#service/telegram', width: 1000, dark: true },
    check: { query: 'model=rich', at: '#check', width: 1000 },
    networks: { query: 'model=rich', at: '#networks', width: 1000 },
    stores: { query: 'model=rich', at: '#stores', width: 1000, open: ['.history'] },
    export: { query: 'model=rich', at: '#export', width: 1000 },
    settings: { query: 'model=rich', at: '#settings', width: 1000 },
    settingsNarrow: { query: 'model=rich&lang=ru', at: '#settings', width: 320 },
    sees: { query: 'model=rich', at: '#sees', width: 1000 },
    welcome: { query: 'model=rich', at: '#welcome', width: 1000 },
    welcomeNarrow: { query: 'model=rich&lang=ru', at: '#welcome', width: 320, text: 32 },
    narrow: { query: 'model=rich', width: 320 },
    text200: { query: 'model=rich', width: 900, text: 32 },
    narrowText200: { query: 'model=rich&lang=ru', width: 360, text: 32 },
    empty: { query: 'model=empty', width: 1000 },
    running: { query: 'model=running', at: '#check', width: 800 },
    forced: { query: 'model=rich', width: 1000, forced: true },
    loading: { query: 'model=loading', width: 1000 },
    typed: {
      query: 'model=rich',
      at: '#own',
      width: 1000,
      type: [
        '[name="own-sites"]',
        'example.net\nlocalhost\n192.168.1.1\nwww.bbc.com\nfoo\nhttps://telegram.org/x',
      ],
    },
    network: { query: 'model=rich', at: '#networks', width: 1000, press: ['ask-ooni', 'agree'] },
    ask: { query: 'model=rich', at: '#networks', width: 1000, height: 800, full: false, press: ['ask-ooni'] },
    choose: { query: 'model=rich', at: '#check', width: 1000, height: 800, full: false, press: ['check'] },
    askStores: {
      query: 'model=rich&lang=ru',
      at: '#stores',
      width: 320,
      height: 700,
      full: false,
      press: ['look-up'],
    },
    second: { query: 'model=rich', at: '#networks', width: 1000, press: ['second-begin'] },
    told: { query: 'model=rich', at: '#own', width: 700, press: ['own-remove'] },
  }),
};

/** Shots of the dashboard, whole unless they say otherwise. */
function dashboards(shots) {
  return Object.fromEntries(
    Object.entries(shots).map(([name, shot]) => [
      `dashboard-${name}`,
      { page: 'dashboard', full: true, height: 900, ...shot },
    ]),
  );
}

async function bundle(name) {
  await mkdir(out, { recursive: true });
  await build({
    entryPoints: [join(project, `test/browser/${name}Sample.tsx`)],
    outfile: join(out, `${name}.js`),
    bundle: true,
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'error',
  });
  await build({
    entryPoints: ['tokens', name].map((looks) => join(project, `extension/ui/${looks}.css`)),
    outdir: out,
    bundle: true,
    logLevel: 'error',
  });
  // Modules do not load from file: addresses.
  const page = (await readFile(join(project, `extension/${name}.html`), 'utf8')).replace(
    'type="module"',
    'defer',
  );
  await writeFile(join(out, `${name}.html`), page);
}

async function shoot(browser, name, shot) {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(name, error));
  await page.setViewport({ width: shot.width ?? 380, height: shot.height ?? 580, deviceScaleFactor: 2 });
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: shot.dark ? 'dark' : 'light' },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  if (shot.forced) {
    const session = await page.createCDPSession();
    await session.send('Emulation.setEmulatedMedia', {
      features: [{ name: 'forced-colors', value: 'active' }],
    });
  }
  await page.goto(
    `${pathToFileURL(join(out, `${shot.page ?? 'popup'}.html`))}?${shot.query}${shot.at ?? ''}`,
  );
  if (shot.text) await page.addStyleTag({ content: `:root { font-size: ${shot.text}px }` });
  // Everything at once, not only what a popup shows before scrolling.
  if (shot.full && !shot.page) await page.addStyleTag({ content: '.page { block-size: auto !important }' });
  for (const selector of shot.open ?? []) {
    await page.click(`${selector} > summary`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (shot.type) await page.type(...shot.type);
  for (const action of shot.press ?? []) {
    await page.$eval(`[data-action="${action}"]`, (button) => button.click());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const sideways = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll('#root *')].filter((element) => {
      const box = element.getBoundingClientRect();
      return element.checkVisibility() && box.width > 0 && (box.right > width + 0.5 || box.left < -0.5);
    });
    return wide.map((element) => `${element.tagName}.${element.className}`);
  });
  if (sideways.length > 0) console.error(name, 'overflows sideways:', sideways.slice(0, 5));
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(out, `${name}.png`), fullPage: shot.full === true });
  await page.close();
}

await bundle('popup');
await bundle('dashboard');
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--allow-file-access-from-files'],
});
try {
  const asked = process.argv.slice(2);
  const names = Object.keys(SHOTS).filter(
    (name) => asked.length === 0 || asked.some((one) => name === one || SHOTS[name].page === one),
  );
  for (const name of names) await shoot(browser, name, SHOTS[name]);
} finally {
  await browser.close();
}
