// The scenarios of test/browser/main.ts, run inside the client's namespace with one real browser. Results go out as JSON lines.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { CLOUDS, cloudPatterns } from '../../src/catalogue/clouds.ts';
import { killBackground } from './kill.ts';
import { type LaunchedBrowser, launchBrowser } from './launch.ts';
import type { ScenarioPlan, ScenarioResult } from './main.ts';
import { closePage, closeWelcome, openExtensionPage, pause, readInput } from './page.ts';
import { pageScenarios } from './pageScenarios.ts';
import { reportScenarios } from './reportScenarios.ts';
import { savedFile } from './savedFile.ts';
import { storageScenarios } from './storageScenarios.ts';
import { thousandScenario } from './thousandScenario.ts';

const plan = JSON.parse(await readInput()) as ScenarioPlan;
const { engine } = plan;
/** Kills of the whole browser, and of Chromium's worker alone, at these moments after the page was opened. */
const BROWSER_KILLS_MS = [0, 60, 150, 300, 600, 1_200, 2_500, 5_000, 14_000];
const WORKER_KILLS_MS = [0, 10, 25, 50, 80, 120, 180, 260, 400, 700, 1_100, 1_800, 3_000, 13_000, 20_000];
/** Twice what the longest scenario took on the slowest machine seen. */
const LIMIT_MS = 25 * 60_000;
const downloads = join(plan.folder, 'downloads');
let started!: LaunchedBrowser;
let popup: Page;
let fresh = 0;

/** What a page of the extension finds under `browser` or `chrome`, as far as it is used here. */
interface Api {
  readonly runtime: { sendMessage(message: object): Promise<{ text: string; next?: string }> };
  readonly action: { getBadgeText(what: object): Promise<string> };
  readonly storage: { local: { get(keys: string[]): Promise<{ country?: string; doh?: boolean }> } };
  readonly permissions: { remove(what: { origins: string[] }): Promise<boolean> };
}

interface Developer {
  addHostPermission(id: string, pattern: string): Promise<void>;
}

/** A row of the export. */
interface Exported {
  readonly record: string;
  readonly id?: string;
  readonly host?: string;
  readonly source?: string;
  readonly outcome?: string;
  readonly started?: string;
  readonly [key: string]: unknown;
}

async function open(): Promise<void> {
  const profileDir = join(plan.folder, 'profile');
  // Firefox installs a temporary add-on anew with every start.
  const installs = engine === 'firefox' || !existsSync(profileDir);
  started = await launchBrowser({
    engine,
    extensionDir: plan.extensionDir,
    profileDir,
    trust: plan.authority,
    // Where the device says it stands: only the popup reads it, to suggest a country.
    env: { ...process.env, TZ: 'Asia/Tehran' },
    extraPrefs: {
      // A temporary add-on loses its data with the browser; a person's installed one does not.
      'extensions.webextensions.keepStorageOnUninstall': true,
      'extensions.webextensions.keepUuidOnUninstall': true,
      'browser.download.dir': downloads,
      'browser.download.folderList': 2,
      'browser.download.useDownloadDir': true,
    },
  });
  popup = await openPopup();
  if (installs) await closeWelcome(started);
}

async function openPopup(): Promise<Page> {
  return openExtensionPage(started, 'popup.html', () => document.querySelector('[data-network]') !== null);
}

/** Polls a condition; a browser has no event for what a person would see. */
async function until(met: () => Promise<boolean>, what: string, limitMs = 60_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await met().catch(() => false))) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await pause(100);
  }
}

/** The file a person gets by the popup's button: this wakes a dead worker, as their click would. Nothing while there is nothing to save. */
async function exported(format: 'jsonl' | 'csv' = 'jsonl'): Promise<string> {
  const button = `[data-export="${format}"]`;
  const empty = await popup.evaluate(
    (wanted) => (document.querySelector(wanted) as HTMLButtonElement).disabled,
    button,
  );
  return empty ? '' : (await savedFile(popup, button)).text();
}

async function badge(): Promise<string> {
  return popup.evaluate(() => {
    const page = globalThis as unknown as Record<'browser' | 'chrome', Api | undefined>;
    return ((page.browser ?? page.chrome) as Api).action.getBadgeText({});
  });
}

async function rows(): Promise<Exported[]> {
  return (await exported())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Exported)
    .filter((r) => r.record === 'observation');
}

/** Opens a name of the cut service that nobody has opened before, with a path and a query that must never be kept. */
async function openFailing(): Promise<{ host: string; page: Page }> {
  const host = `k${++fresh}.mullvad.net`;
  const page = await started.browser.newPage();
  page.goto(`https://${host}/planted-path?planted=query`).catch(() => undefined);
  return { host, page };
}

/** What the country list and the switch for resolvers abroad say, and which country is offered. */
async function choices(): Promise<{ country: string; doh: boolean; offered: string | undefined }> {
  return popup.evaluate(() => ({
    country: (document.querySelector('[data-setting="country"]') as HTMLSelectElement).value,
    doh: (document.querySelector('[data-setting="doh"]') as HTMLInputElement).checked,
    offered: document.querySelector('[data-suggested]')?.getAttribute('data-suggested') ?? undefined,
  }));
}

/** What the person chose must be what the extension kept, or the popup would only look right. */
async function stored(): Promise<{ country?: string; doh?: boolean }> {
  return popup.evaluate(() => {
    const page = globalThis as unknown as Record<'browser' | 'chrome', Api | undefined>;
    return ((page.browser ?? page.chrome) as Api).storage.local.get(['country', 'doh']);
  });
}

function press(selector: string): Promise<void> {
  return popup.evaluate((wanted) => (document.querySelector(wanted) as HTMLElement).click(), selector);
}

function expectSame(got: unknown, wanted: unknown, when: string): void {
  // The order of an object's keys says nothing.
  const text = (value: unknown) =>
    JSON.stringify(
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort())
        : value,
    );
  if (text(got) !== text(wanted)) throw new Error(`${when}: ${text(got)}, not ${text(wanted)}`);
}

async function restart(): Promise<void> {
  await started.close();
  await profileBack();
  await open();
}

async function killBrowser(): Promise<void> {
  const child = started.browser.process();
  const gone = new Promise((resolve) => child?.once('exit', resolve));
  child?.kill('SIGKILL');
  await gone;
  await profileBack();
}

/** puppeteer puts the profile's preferences back after the end; starting in the middle of that fails. */
function profileBack(): Promise<void> {
  return until(
    async () => !readable(join(plan.folder, 'profile')).some((f) => f.endsWith('.puppeteer')),
    'the profile to be put back',
  );
}

/** What was stored before must be there after, once. */
function compare(before: readonly Exported[], after: readonly Exported[], when: string): void {
  const ids = new Set(after.map((r) => r.id));
  const lost = before.filter((r) => !ids.has(r.id));
  if (lost.length > 0) throw new Error(`${when}: lost ${lost.length} rows (${lost[0]?.host})`);
  if (ids.size !== after.length) throw new Error(`${when}: an id is there twice`);
  const situations = new Map<string, number>();
  for (const r of after.filter((o) => o.source === 'watch' && o.host?.endsWith('.mullvad.net'))) {
    const key = `${r.host} ${r.outcome}`;
    const startedAtMs = Date.parse(String(r.started));
    const last = situations.get(key);
    if (last !== undefined && Math.abs(startedAtMs - last) < 20_000)
      throw new Error(`${when}: ${r.host} was counted twice`);
    situations.set(key, startedAtMs);
  }
  const jobs = new Map<string, number>();
  for (const r of after.filter((o) => o.source === 'confirm'))
    jobs.set(String(r.id), (jobs.get(String(r.id)) ?? 0) + 1);
  if ([...jobs.values()].some((n) => n > 1)) throw new Error(`${when}: a confirming request was kept twice`);
}

const PAGES = pageScenarios({ plan, started: () => started, until });
const SCENARIOS: readonly (readonly [name: string, run: () => Promise<string | undefined>])[] = [
  [
    'a country is suggested, never chosen; what is chosen outlives a restart',
    async () => {
      // The answer does not wait for the suggestion, which comes a moment later.
      const suggested = () => until(async () => (await choices()).offered === 'IR', 'the suggestion');
      await suggested();
      expectSame(await choices(), { country: '', doh: false, offered: 'IR' }, 'at first');
      expectSame(await stored(), {}, 'stored at first');
      await press('[data-suggested]');
      await press('[data-setting="doh"]');
      const kept = { country: 'IR', doh: true };
      await until(
        async () =>
          JSON.stringify(Object.entries(await stored()).sort()) === JSON.stringify(Object.entries(kept)),
        'both choices to be kept',
      );
      // Focus stays in the list when the button under it goes away.
      const focused = await popup.evaluate(() => document.activeElement?.getAttribute('data-setting'));
      if (focused !== 'country') throw new Error(`the focus went to ${focused}`);
      await restart();
      expectSame(await choices(), kept, 'after the restart');
      // Taken back by the list itself; the suggestion is there again and still nothing but a suggestion.
      await popup.select('[data-setting="country"]', '');
      await press('[data-setting="doh"]');
      await until(async () => {
        const { country, doh } = await stored();
        return country === '' && doh === false;
      }, 'both to be taken back');
      await restart();
      await suggested();
      expectSame(await choices(), { country: '', doh: false, offered: 'IR' }, 'taken back');
      return undefined;
    },
  ],
  [
    'killed again and again, loses and doubles nothing',
    async () => {
      let kept: Exported[] = [];
      let kills = 0;
      const check = async (when: string) => {
        const now = await rows();
        compare(kept, now, when);
        kept = now;
      };
      if (engine === 'chromium') {
        for (const ms of WORKER_KILLS_MS) {
          const { page } = await openFailing();
          await pause(ms);
          // What is there now must survive; earlier the row is still on its way and may or may not have been kept.
          if (ms >= 260) await check(`before the worker is killed after ${ms} ms`);
          // What is asked in this very moment is answered too.
          await Promise.all([killBackground(started), check(`while the worker is killed after ${ms} ms`)]);
          kills++;
          await check(`worker killed after ${ms} ms`);
          await closePage(page);
        }
      }
      for (const ms of BROWSER_KILLS_MS) {
        await openFailing();
        await pause(ms);
        if (ms >= 1_200) await check(`before the kill at ${ms} ms`);
        await killBrowser();
        kills++;
        await open();
        await check(`browser killed after ${ms} ms`);
      }
      // After all that it still works: a failure is kept, and the round of confirming requests comes though the worker dies in between.
      const { host, page } = await openFailing();
      await until(
        async () => (await rows()).some((r) => r.host === host && r.outcome === 'failure'),
        'the failure to be kept',
      );
      if (engine === 'chromium') await killBackground(started);
      // Whoever tries again and again meanwhile does not put it off.
      await until(
        async () => {
          await page.goto(`https://${host}/`).catch(() => undefined);
          return (await rows()).some((r) => r.host === host && r.source === 'confirm');
        },
        'the confirming request',
        60_000,
      );
      // Two failures alike, half a minute apart: the button counts one service, and names none.
      await until(async () => (await badge()) === '1', 'the badge to say 1');
      await check('at the end');
      return `${kills} kills, ${kept.length} rows`;
    },
  ],
  [
    'a worker killed under a hanging page still tells the stall within 45 s',
    async () => {
      const page = await started.browser.newPage();
      const openedAtMs = Date.now();
      page.goto('https://www.ivpn.net/').catch(() => undefined);
      await pause(2_000);
      if (engine === 'chromium') await killBackground(started);
      // Nobody looks meanwhile: opening the popup would wake the worker.
      await closePage(popup);
      await pause(engine === 'chromium' ? 36_000 : 13_000);
      popup = await openPopup();
      await until(
        async () => (await rows()).some((r) => r.host === 'www.ivpn.net' && r.outcome === 'stall'),
        'the stall',
        45_000 - (Date.now() - openedAtMs),
      );
      const stall = (await rows()).find((r) => r.host === 'www.ivpn.net' && r.outcome === 'stall');
      const seconds = (Date.parse(String(stall?.time)) - openedAtMs) / 1000;
      await closePage(page);
      if (seconds > (engine === 'chromium' ? 45 : 15))
        throw new Error(`the stall was noticed after ${seconds.toFixed(1)} s`);
      return `${seconds.toFixed(1)} s`;
    },
  ],
  [
    'exports hold no path, query, error sentence or address of the person',
    async () => {
      const { host } = await openFailing();
      await until(async () => (await rows()).some((r) => r.host === host), 'the failure to be kept');
      for (const format of ['jsonl', 'csv'] as const) {
        const text = await exported(format);
        for (const planted of [
          'planted',
          '10.77.0.',
          'Peer',
          'NS_ERROR',
          'net::',
          'moz-extension',
          'chrome-extension',
        ]) {
          if (text.includes(planted)) throw new Error(`${format} holds "${planted}"`);
        }
        if (!text.includes(host)) throw new Error(`${format} lacks ${host}`);
      }
      return undefined;
    },
  ],
  [
    'the buttons save files with names that tell nothing',
    async () => {
      if (engine === 'chromium') {
        const session = await started.browser.target().createCDPSession();
        await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads });
      }
      for (const [button, pattern] of [
        ['jsonl', /^reachable-[0-9a-f]{8}\.jsonl$/],
        ['csv', /^reachable-[0-9a-f]{8}\.csv$/],
      ] as const) {
        // One file at a time: the page takes no click on the next until it knows that the last is saved.
        await until(
          () =>
            popup.evaluate(
              (selector) => document.querySelector(selector)?.getAttribute('aria-disabled') !== 'true',
              `[data-export="${button}"]`,
            ),
          'the button to be free',
        );
        await press(`[data-export="${button}"]`);
        // Chromium shows the file before all of it is written.
        await until(async () => {
          const name = readable(downloads).find((f) => pattern.test(f));
          return name !== undefined && isWhole(readFileSync(join(downloads, name), 'utf8'), button);
        }, `a whole file like ${pattern}`);
      }
      return undefined;
    },
  ],
  [
    'the popup changes while it is open, and tells the row apart by its hooks',
    async () => {
      const state = () =>
        popup.evaluate(() =>
          document.querySelector('[data-service="windscribe"]')?.getAttribute('data-state'),
        );
      const before = await state();
      if (before !== 'unknown') throw new Error(`the row said ${before} before anything was opened`);
      const page = await started.browser.newPage();
      page.goto('https://windscribe.com/').catch(() => undefined);
      await until(async () => (await state()) === 'unclear', 'the row to say unclear', 30_000);
      await closePage(page);
      return `${before} → unclear`;
    },
  ],
  [
    'nothing is checked before a person agrees; a check of Telegram shows its progress and ends',
    async () => {
      await press('[data-action="check"]');
      await until(() => popup.evaluate(() => document.querySelector('dialog[open]') !== null), 'the dialog');
      const offered = await popup.evaluate(() => ({
        groups: [...document.querySelectorAll<HTMLInputElement>('dialog input[name="group"]:checked')].map(
          (box) => box.value,
        ),
        mode: document.querySelector<HTMLInputElement>('dialog input[name="mode"]:checked')?.value,
      }));
      // The device stands in Tehran, as far as its clock tells.
      expectSame(offered, { groups: ['telegram'], mode: 'quiet' }, 'what is preselected');
      await press('[data-action="not-now"]');
      await until(() => popup.evaluate(() => document.querySelector('dialog[open]') === null), 'its end');
      expectSame((await checkRows()).length, 0, 'rows before anybody agreed');
      const steps = await watchBar(popup);
      await press('[data-action="check"]');
      await agree(['telegram']);
      await until(async () => (await check()).state === 'running', 'the check to begin');
      await until(async () => (await check()).done > 5 || (await check()).state === 'done', 'some answers');
      const { counts } = await steps();
      if (counts < 3) throw new Error(`the bar was drawn ${counts} times`);
      // Closed and opened again it is the same check.
      await closePage(popup);
      popup = await openPopup();
      await until(async () => (await check()).state === 'done', 'the end of the check', 90_000);
      const wrong = () =>
        popup.evaluate(() =>
          [...document.querySelectorAll('[data-service="telegram"], [data-part]')]
            .map((e) => [e.getAttribute('data-part') ?? 'telegram', e.getAttribute('data-state')])
            .filter(([, state]) => state !== 'ok'),
        );
      // What was found last is drawn a moment after the end of the bar.
      await until(async () => (await wrong()).length === 0, 'every part to work', 5_000).catch(async () => {
        throw new Error(`not ok: ${JSON.stringify(await wrong())}`);
      });
      return `${(await checkRows()).length} rows${await heap()}`;
    },
  ],
  [
    'the page that opens WebSockets goes in the middle of a check, and nothing is called broken for it',
    async () => {
      // Firefox needs none.
      if (engine === 'firefox') return '';
      const before = new Set((await checkRows()).map((r) => r.id));
      await press('[data-action="check"]');
      const target = await started.browser.waitForTarget((t) => t.url().endsWith('/socket.html'));
      const page = await target.asPage();
      const left = () =>
        popup.evaluate(() => {
          const { done, total } = document.querySelector<HTMLElement>('[data-check] progress')?.dataset ?? {};
          return Number(total) - Number(done);
        });
      // The server of one data centre takes seconds to accept: its handshake alone is under way then.
      await until(async () => (await left()) <= 1, 'the last answer');
      const underWay = (await check()).state === 'running';
      await page.evaluate(() => close()).catch(() => undefined);
      await until(async () => (await check()).state === 'done', 'the end of the check', 90_000);
      const sockets = (await checkRows()).filter((r) => r.scheme === 'wss' && !before.has(r.id));
      const failed = sockets.filter((r) => r.outcome !== 'success').map((r) => r.host);
      expectSame(failed, [], 'handshakes that failed');
      expectSame(
        sockets.some((r) => r.host === 'venus.web.telegram.org'),
        true,
        'the late one',
      );
      return underWay ? 'in the middle of one' : 'too slow a machine: all was over';
    },
  ],
  [
    'a check that is stopped keeps what was measured',
    async () => {
      const before = (await checkRows()).length;
      await press('[data-action="choose"]');
      await agree(['commercial_vpn']);
      await until(async () => (await check()).done > 20, 'some answers', 60_000);
      await press('[data-action="cancel"]');
      await until(async () => (await check()).state === 'cancelled', 'the check to stop');
      const kept = (await checkRows()).length - before;
      if (kept < 15) throw new Error(`only ${kept} rows were kept`);
      return `${kept} rows`;
    },
  ],
  [
    'a check goes on after its worker was killed, and asks nothing twice',
    async () => {
      const before = new Set((await checkRows()).map((r) => r.id));
      await press('[data-action="check"]');
      const news = async () => (await checkRows()).filter((r) => !before.has(r.id));
      await until(async () => (await news()).length > 15, 'some rows', 60_000);
      const kept = await news();
      if (engine === 'chromium') await killBackground(started);
      else await restart();
      await until(
        async () => ['done', 'stopped'].includes((await check()).state),
        'the end of the check',
        120_000,
      );
      const { state } = await check();
      // A browser that was started again may be anywhere: the check ends there, and says so.
      expectSame(state, engine === 'chromium' ? 'done' : 'stopped', 'how it ended');
      const fresh = await news();
      const lost = kept.filter((k) => !fresh.some((r) => r.id === k.id));
      if (lost.length > 0) throw new Error(`lost ${lost.length} rows`);
      const fine = fresh
        .filter((r) => r.outcome === 'read' || r.outcome === 'success')
        .map((r) => `${r.scheme}://${r.host}:${r.port}`);
      const twice = fine.filter((host, i) => fine.indexOf(host) !== i);
      if (twice.length > 0) throw new Error(`asked twice though it answered: ${twice.join(', ')}`);
      return `${fresh.length} rows`;
    },
  ],
  [
    'the dashboard: a site of one’s own is watched once the browser was asked for it, clouds are checked, stores looked up',
    async () => {
      // Headless Chromium cannot be asked; what is granted beforehand is not asked for.
      const stores = ['itunes.apple.com', 'play.google.com', 'storeedgefd.dsx.mp.microsoft.com'];
      await grant(['*://example.com/*', ...stores.map((host) => `https://${host}/*`), ...cloudPatterns()]);
      const page = await openExtensionPage(started, 'dashboard.html#own', () =>
        Boolean(document.querySelector('[data-section="own"] textarea')),
      );
      const view = async (name: string, selector: string) => {
        await page.evaluate((to) => {
          location.hash = to;
        }, name);
        await until(() => there(selector), `the view ${name}`);
      };
      // With the mouse: permissions are asked for only in a person's own click.
      const click = (selector: string) => page.click(selector);
      const there = (selector: string) =>
        page.evaluate((wanted) => document.querySelector(wanted) !== null, selector);
      await page.evaluate(() => {
        const field = document.querySelector('textarea[name="own-sites"]') as HTMLTextAreaElement;
        field.value = 'HTTPS://Example.COM:443/some/path?x=1\nlocalhost\nmullvad.net\n10.0.0.1';
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      });
      for (const reason of ['local_name', 'on_shipped_list', 'private_address'])
        await until(() => there(`[data-section="own"] [data-reason="${reason}"]`), `the reason ${reason}`);
      await click('[data-action="own-add"]');
      await until(() => there('[data-own-host="example.com"]'), 'the site on the list');
      const own = '[data-service="own-example.com"]';
      await view('overview', own);
      const visit = await started.browser.newPage();
      visit.goto('https://example.com/').catch(() => undefined);
      await until(() => there(`${own}[data-state="unclear"][data-stage="tls"]`), 'the failure of the site');
      await closePage(visit);

      await view('stores', '[data-setting="store-country"]');
      await page.evaluate(() => {
        const list = document.querySelector('[data-setting="store-country"]') as HTMLSelectElement;
        list.value = 'RU';
        list.dispatchEvent(new Event('change', { bubbles: true }));
      });
      await until(() => there('[data-store-app="telegram"]'), 'the table of stores');
      await click('[data-action="look-up"]');
      await until(() => there('dialog[open] [data-action="agree"]'), 'the question');
      await click('dialog[open] [data-action="agree"]');
      const said = (app: string, store: string) =>
        page.evaluate(
          (a, s) =>
            document
              .querySelector(`[data-store-app="${a}"] [data-store="${s}"]`)
              ?.getAttribute('data-result'),
          app,
          store,
        );
      await until(async () => (await said('orbot', 'google')) === 'offered', 'all stores to answer', 60_000);
      expectSame(
        {
          apple: await said('telegram', 'apple'),
          google: await said('telegram', 'google'),
          microsoft: await said('telegram', 'microsoft'),
        },
        { apple: 'not_offered', google: 'cannot_tell', microsoft: 'offered' },
        'the stores',
      );

      await view('check', '[data-check]');
      // The first time the one button asks; later another does.
      const choose = (await there('[data-action="choose"]')) ? 'choose' : 'check';
      await click(`[data-section="check"] [data-action="${choose}"]`);
      await until(() => there('dialog[open] input[value="cloud"]'), 'the clouds to choose');
      await page.evaluate(() => {
        for (const box of document.querySelectorAll<HTMLInputElement>('dialog input[name="group"]'))
          if (box.checked !== (box.value === 'cloud' || box.value === 'own')) box.click();
        document.querySelector<HTMLInputElement>('dialog input[name="mode"][value="now"]')?.click();
      });
      await pause(100);
      const steps = await watchBar(page);
      await click('dialog[open] [data-action="agree"]');
      await until(() => there('[data-check="running"]'), 'the check to begin');
      await until(() => there('[data-check="done"]'), 'the check to end', 90_000);
      // One site fails and is asked again 20 s later; those seconds are counted down.
      const { texts } = await steps();
      if (texts < 15) throw new Error(`the time left was drawn ${texts} times`);
      const clouds = await page.evaluate(() =>
        [...document.querySelectorAll('[data-service^="cloud-"]')].map((row) =>
          row.getAttribute('data-state'),
        ),
      );
      expectSame(clouds.length, CLOUDS.length, 'clouds');
      if (clouds.some((state) => state !== 'ok')) throw new Error(`clouds: ${clouds.join(' ')}`);
      await view('overview', own);
      // Failed before, and again twice in the check.
      await until(() => there(`${own}[data-state="likely_blocked"]`), 'the verdict on the site');
      await closePage(page);
      return `${texts} steps`;
    },
  ],
  ...PAGES.filter(([name]) => !name.includes('erased')),
  [
    'a broken row is set aside, counted and told, and the others stay',
    async () => {
      const before = (await rows()).length;
      await popup.evaluate(
        () =>
          new Promise<void>((resolve, reject) => {
            const request = indexedDB.open('reachable');
            request.onerror = () => reject(request.error);
            request.onsuccess = () => {
              const db = request.result;
              const tx = db.transaction('observations', 'readwrite');
              tx.objectStore('observations').put({
                id: 'broken-1',
                atMs: 1,
                network: '<img src=x onerror=alert(1)>',
                host: { evil: true },
              });
              tx.oncomplete = () => {
                db.close();
                resolve();
              };
            };
          }),
      );
      const after = (await rows()).length;
      if (after < before) throw new Error(`${before - after} good rows were lost`);
      await closePage(popup);
      popup = await openPopup();
      await until(
        () => popup.evaluate(() => document.querySelector('[data-notice="broken_rows"]') !== null),
        'the notice about a broken row',
      );
      return undefined;
    },
  ],
  [
    'withdrawn host permissions are noticed and said',
    async () => {
      const notice = () =>
        popup.evaluate(() => document.querySelector('[data-notice="permissions"]') !== null);
      const access = async (hostAccess: string) => {
        const settings = await started.browser.newPage();
        await settings.goto('chrome://extensions/').catch(() => undefined);
        await settings.evaluate(
          (wanted) =>
            (
              globalThis as unknown as {
                chrome: { developerPrivate: { updateExtensionConfiguration(o: object): Promise<void> } };
              }
            ).chrome.developerPrivate.updateExtensionConfiguration(wanted),
          { extensionId: new URL(started.pageUrl('')).hostname, hostAccess },
        );
        await closePage(settings);
      };
      if (engine === 'chromium') {
        await access('ON_CLICK');
      } else {
        await popup.evaluate(() =>
          (globalThis as unknown as { browser: Api }).browser.permissions.remove({
            origins: ['*://*.mullvad.net/*'],
          }),
        );
      }
      await until(notice, 'the notice about hosts taken away');
      if (engine === 'chromium') {
        await access('ON_ALL_SITES');
        await until(async () => !(await notice()), 'the notice to go when they are given back');
      }
      return undefined;
    },
  ],
  ...PAGES.filter(([name]) => name.includes('erased')),
  [
    'a database that cannot be opened: kept in memory, and said',
    async () => {
      // The one that is open may be beginning anew: erasing forgot its language.
      await closePage(popup);
      popup = await openPopup();
      await popup.evaluate(
        () =>
          new Promise<void>((resolve, reject) => {
            const request = indexedDB.open('reachable', 99);
            request.onerror = () => reject(request.error);
            request.onsuccess = () => {
              request.result.close();
              resolve();
            };
          }),
      );
      await closePage(popup);
      popup = await openPopup();
      await until(
        () => popup.evaluate(() => document.querySelector('[data-notice="memory"]') !== null),
        'the notice about memory',
      );
      return undefined;
    },
  ],
  [
    'hosts that are new in the list are offered, and watched only after a yes',
    async () => {
      // As after an update: the list holds a host that nobody was asked about when it was installed.
      const fresh = '*://*.mullvad.net/*';
      const extensionDir = join(plan.folder, 'updated');
      cpSync(plan.extensionDir, extensionDir, { recursive: true });
      const path = join(extensionDir, 'manifest.json');
      const manifest = JSON.parse(readFileSync(path, 'utf8')) as { host_permissions: string[] };
      manifest.host_permissions = manifest.host_permissions.filter((origin) => origin !== fresh);
      writeFileSync(path, JSON.stringify(manifest));
      await started.close();
      started = await launchBrowser({
        engine,
        extensionDir,
        profileDir: join(plan.folder, 'updated-profile'),
        // Chromium keeps authorities beside its profiles: this one trusts it already.
        ...(engine === 'firefox' && { trust: plan.authority }),
      });
      popup = await openPopup();
      const offered = '[data-notice="new_hosts"]';
      const there = (page: Page, selector: string) =>
        page.evaluate((wanted) => document.querySelector(wanted) !== null, selector);
      await until(() => there(popup, offered), 'the word of new hosts in the popup');
      const visit = await started.browser.newPage();
      await visit.goto('https://mullvad.net/').catch(() => undefined);
      const watched = (await rows()).filter((r) => r.host === 'mullvad.net');
      if (watched.length > 0) throw new Error('watched before anybody agreed');
      const page = await openExtensionPage(started, 'dashboard.html', () =>
        Boolean(document.querySelector('[data-notice="new_hosts"] [data-action="allow-new"]')),
      );
      const names = await page.evaluate(
        (wanted) => [...document.querySelectorAll(`${wanted} li`)].map((item) => item.textContent),
        offered,
      );
      expectSame(names, ['Mullvad VPN', 'Mullvad DNS'], 'what is offered');
      // Headless Chromium cannot be asked; what is granted beforehand is not asked for.
      await grant([fresh]);
      await page.click('[data-action="allow-new"]');
      await until(async () => !(await there(page, offered)), 'the offer to be gone');
      await visit.goto('https://mullvad.net/').catch(() => undefined);
      await until(
        () => there(page, '[data-service="mullvad"][data-state="unclear"]'),
        'what was seen of the new host',
      );
      return undefined;
    },
  ],
];

const PORTS = {
  plan,
  until,
  expectSame,
  grant: (launched: LaunchedBrowser, patterns: readonly string[]) => grant(patterns, launched),
};

/** Those of the other lanes start browsers of their own. */
const LANE_SCENARIOS: Readonly<Record<ScenarioPlan['lane'], typeof SCENARIOS>> = {
  shared: SCENARIOS,
  own: [...storageScenarios(PORTS), ...reportScenarios(PORTS), thousandScenario(PORTS)],
};

/** What the popup says of the check: state, phase, and how many requests are through. */
async function check(): Promise<{ state: string; phase: string; done: number }> {
  return popup.evaluate(() => {
    const shown = document.querySelector('[data-check]');
    return {
      state: shown?.getAttribute('data-check') ?? '',
      phase: shown?.getAttribute('data-phase') ?? '',
      done: Number(shown?.querySelector('progress')?.getAttribute('data-done') ?? 0),
    };
  });
}

/** Chooses in the dialog as a person does, and agrees. */
async function agree(groups: readonly string[]): Promise<void> {
  const dialog = () => popup.evaluate(() => document.querySelector('dialog[open]') !== null);
  await until(dialog, 'the dialog');
  await popup.evaluate((wanted) => {
    for (const box of document.querySelectorAll<HTMLInputElement>('dialog input[name="group"]'))
      if (box.checked !== wanted.includes(box.value)) box.click();
    document.querySelector<HTMLInputElement>('dialog input[name="mode"][value="now"]')?.click();
  }, groups);
  // A click on a box is drawn before the next one on a button is made.
  await until(
    () => popup.evaluate(() => !document.querySelector<HTMLButtonElement>('[data-action="agree"]')?.disabled),
    'a choice',
  );
  await press('[data-action="agree"]');
}

/** Looks at the bar of a check on this page from now on; resolves to a function that tells how many different counts and lines of text it showed. */
async function watchBar(page: Page): Promise<() => Promise<{ counts: number; texts: number }>> {
  await page.evaluate(() => {
    const counts = new Set<string>();
    const texts = new Set<string>();
    Object.assign(globalThis, { seenBar: { counts, texts } });
    new MutationObserver(() => {
      const bar = document.querySelector('[data-check="running"]');
      const done = bar?.querySelector('progress')?.getAttribute('data-done');
      if (done) counts.add(done);
      texts.add(bar?.querySelector('p')?.textContent ?? '');
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  return () =>
    page.evaluate(() => {
      const { seenBar } = globalThis as unknown as { seenBar: Record<'counts' | 'texts', Set<string>> };
      return { counts: seenBar.counts.size, texts: seenBar.texts.size };
    });
}

async function checkRows(): Promise<Exported[]> {
  return (await rows()).filter((r) => r.source === 'check');
}

/** How much memory Chromium's worker holds; Firefox does not tell. */
async function heap(): Promise<string> {
  if (engine === 'firefox') return '';
  const target = started.browser.targets().find((t) => t.url().endsWith('/background.js'));
  const session = await target?.createCDPSession();
  const used = await session?.send('Runtime.getHeapUsage');
  await session?.detach();
  return used ? `, ${Math.round(used.usedSize / 1e6)} MB in the worker` : '';
}

/** What a person would allow in Chromium's question. */
async function grant(patterns: readonly string[], launched = started): Promise<void> {
  if (engine === 'firefox') return;
  const page = await launched.browser.newPage();
  await page.goto('chrome://extensions');
  await page.evaluate(
    async (id, wanted) => {
      const { developerPrivate } = (globalThis as unknown as { chrome: { developerPrivate: Developer } })
        .chrome;
      for (const pattern of wanted) await developerPrivate.addHostPermission(id, pattern);
    },
    new URL(launched.pageUrl('popup.html')).hostname,
    patterns,
  );
  await closePage(page);
}

/** Whether every line of an export is there: in JSON Lines each can be read, in CSV the first says what the cells are. */
function isWhole(text: string, format: 'jsonl' | 'csv'): boolean {
  if (!text.endsWith('\n')) return false;
  if (format === 'csv') return text.startsWith('"record","id"');
  for (const line of text.trim().split('\n')) JSON.parse(line);
  return true;
}

function readable(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function say(result: ScenarioResult): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

const wanted = LANE_SCENARIOS[plan.lane].filter(
  ([name]) => plan.only.length === 0 || plan.only.some((part) => name.includes(part)),
);
const sharing = plan.lane === 'shared' && wanted.length > 0;
if (sharing) await open();
for (const [name, run] of wanted) {
  // What hangs has a name, and nothing after it can be trusted.
  const limit = setTimeout(() => {
    say({ name: `${engine}: ${name}`, passed: false, said: `no end in ${LIMIT_MS / 60_000} minutes` });
    process.exit(1);
  }, LIMIT_MS);
  try {
    const said = await run();
    say({ name: `${engine}: ${name}`, passed: true, ...(said && { said }) });
  } catch (error) {
    say({ name: `${engine}: ${name}`, passed: false, said: String(error).slice(0, 300) });
  }
  clearTimeout(limit);
}
if (sharing) await started.close();
say({ name: `${engine}: done`, passed: true });
process.exit(0);
