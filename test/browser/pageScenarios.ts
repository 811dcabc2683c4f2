// What a person does on the dashboard and the page after installing, in a real browser. Each scenario has the browser of scenarios.ts, with
// whatever the ones before have left in it.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { LANGUAGES } from '../../extension/ui/languages.ts';
import { VIEWS } from '../../extension/ui/views.ts';
import { POPUP_PORT, type StateMessage } from '../../src/view/messages.ts';
import { isNamed, setDark, unreached, unreachedInDialog, violationsInBoth } from './access.ts';
import { type LaunchedBrowser, launchBrowser } from './launch.ts';
import type { ScenarioPlan } from './main.ts';
import { closePage, openExtensionPage } from './page.ts';
import { savedFile } from './savedFile.ts';

export interface Stage {
  readonly plan: ScenarioPlan;
  readonly started: () => LaunchedBrowser;
  readonly until: (met: () => Promise<boolean>, what: string, limitMs?: number) => Promise<void>;
}
export type Scenario = readonly [name: string, run: () => Promise<string | undefined>];

type Progress = NonNullable<StateMessage['state']['progress']>;

interface Api {
  readonly runtime: {
    sendMessage(message: object): Promise<Record<string, readonly object[] | undefined>>;
    connect(how: { readonly name: string }): {
      readonly onMessage: { addListener(listener: (message: StateMessage) => void): void };
      disconnect(): void;
    };
  };
  readonly storage: {
    readonly local: {
      set(what: object): Promise<void>;
      get(key: string): Promise<{ readonly told?: string; readonly check?: object }>;
      remove(key: string): Promise<void>;
    };
  };
  readonly notifications: { create: (options: { readonly message: string }) => Promise<void> };
}

/** Runs in the background of a package that is made for it. */
function noteTold(): void {
  const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
  for (const api of [browser, chrome])
    if (api) api.notifications.create = ({ message }) => api.storage.local.set({ told: message });
}

function none(wrong: readonly string[]): undefined {
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

/** Free text wherever a stored row may hold it. */
const HOSTILE = '<img src=x onerror="hurt=1">"\'\u202e&amp;';

/** A dialog, and how a person who has only keys opens it. */
interface Dialog {
  readonly name: string;
  readonly page: string;
  /** What has the focus; or, when it is one of some radio buttons, had it before the key. */
  readonly opener: string;
  readonly key: 'Enter' | 'ArrowUp' | 'ArrowDown';
  /** Where the focus is to be afterwards; the opener if absent. */
  readonly back?: string;
  /** Done in the page before. */
  readonly first?: () => void;
}

const ESCAPE_LIMIT_MS = 5_000;
const DIALOGS: readonly Dialog[] = [
  { name: 'check', page: 'popup.html', opener: '[data-action="check"]', key: 'Enter' },
  { name: 'check of all', page: 'dashboard.html#check', opener: '[data-action="check"]', key: 'Enter' },
  { name: 'OONI', page: 'dashboard.html#networks', opener: '[data-action="ask-ooni"]', key: 'Enter' },
  {
    name: 'stores',
    page: 'dashboard.html#stores',
    opener: '[data-action="look-up"][aria-disabled="false"]',
    key: 'Enter',
    first() {
      const list = document.querySelector('[data-setting="store-country"]') as HTMLSelectElement;
      list.value = 'RU';
      list.dispatchEvent(new Event('change', { bubbles: true }));
    },
  },
  {
    name: 'shorter retention',
    page: 'dashboard.html#settings',
    opener: '[data-setting="retention"] input:checked',
    key: 'ArrowUp',
    back: '[data-setting="retention"] input',
  },
  {
    name: 'passphrase',
    page: 'dashboard.html#settings',
    opener: '[data-setting="storage"] input:checked',
    key: 'ArrowDown',
    back: '[data-setting="storage"] input',
  },
  {
    // After the last comes the first, and before the first the last.
    name: 'memory only',
    page: 'dashboard.html#welcome',
    opener: '[data-setting="storage"] input:checked',
    key: 'ArrowUp',
    back: '[data-setting="storage"] input',
  },
  { name: 'erase', page: 'dashboard.html#settings', opener: '[data-action="erase"]', key: 'Enter' },
];

export function pageScenarios({ plan, started, until }: Stage): Scenario[] {
  const { engine } = plan;
  const there = (page: Page, selector: string) =>
    page.evaluate((wanted) => document.querySelector(wanted) !== null, selector);
  const dashboard = (browser = started()) =>
    openExtensionPage(browser, 'dashboard.html', () => document.querySelector('.contents') !== null);
  const go = async (page: Page, hash: string) => {
    const changes = await page.evaluate((to) => {
      const before = location.hash;
      location.hash = to;
      return (before || '#overview') !== to;
    }, hash);
    await until(() => there(page, 'main h1, main h2, main p'), `the view ${hash}`);
    // A new view takes the focus, a moment after it is drawn.
    const focused = () => page.evaluate(() => document.activeElement?.tagName === 'MAIN');
    if (changes) await until(focused, `the focus at ${hash}`);
  };
  /** The page begins anew with it, perhaps before the browser has answered: wait for the words. */
  const setLanguage = (page: Page, language: string) =>
    page
      .evaluate((wanted) => {
        const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
        return (browser ?? chrome).storage.local.set({ language: wanted });
      }, language)
      .catch(() => undefined);

  /** Something to look at: a service whose name is cut has been opened. */
  async function see(browser: LaunchedBrowser): Promise<void> {
    const page = await dashboard(browser);
    const seen = '[data-service="mullvad"]:is([data-state="unclear"], [data-state="likely_blocked"])';
    if (!(await there(page, seen))) {
      const visit = await browser.browser.newPage();
      visit.goto('https://mullvad.net/').catch(() => undefined);
      await until(() => there(page, seen), 'what was seen of the service');
      await closePage(visit);
    }
    await closePage(page);
  }

  /** Until everything that a view reads has come. */
  const settled = (page: Page, where: string) =>
    until(
      async () =>
        (await there(page, 'main :is(h1, h2, h3)')) &&
        !(await there(page, '[aria-busy="true"], main [data-part-of="seesRequests"] progress')),
      `all of ${where}`,
    );

  /** Does something in another language and in whatever of light and dark, and leaves the browser as it was. */
  async function inLanguage<T>(language: string, act: () => Promise<T>): Promise<T> {
    const page = await dashboard();
    try {
      if (language) {
        await setLanguage(page, language);
        await until(() => there(page, `html[lang^="${language}"] main`), `the page in ${language}`);
      }
      return await act();
    } finally {
      await setLanguage(page, '');
      await until(() => there(page, 'html[lang^="en"] main'), 'the page in English again');
      await setDark(started(), page, false);
      await closePage(page);
    }
  }

  /** Every page, with axe in the light and in the dark, and with the Tab key. */
  async function walkPages(keys: boolean): Promise<string[]> {
    const wrong: string[] = [];
    const look = async (page: Page, where: string) => {
      await settled(page, where);
      const found = await violationsInBoth(started(), page);
      wrong.push(...found.map((line) => `${where}: ${line}`));
      if (keys) wrong.push(...(await unreached(page)).map((line) => `${where}: not reached by key: ${line}`));
    };
    await see(started());
    // Each in a tab of its own: at the end of a page Tab goes on to the browser's own buttons, and does not come back.
    const views = VIEWS.map((view) => `dashboard.html#${view}`);
    for (const name of ['popup.html', 'dashboard.html#welcome', ...views, 'dashboard.html#service/mullvad']) {
      const page = await openExtensionPage(started(), name, () => document.querySelector('h1') !== null);
      await look(page, name);
      await closePage(page);
    }
    const page = await dashboard();
    await go(page, '#service/mullvad');
    await page.click('[data-action="hand-over"]');
    await until(() => there(page, '[data-level]'), 'what is handed over');
    await look(page, 'hand over');
    await closePage(page);
    return wrong;
  }

  /** Does something as if nobody had agreed to a check yet. */
  async function beforeAgreeing<T>(act: () => Promise<T>): Promise<T> {
    const page = await dashboard();
    const change = (check?: object) =>
      page.evaluate(async (wanted) => {
        const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
        const { local } = (browser ?? chrome).storage;
        const before = await local.get('check');
        await (wanted ? local.set({ check: wanted }) : local.remove('check'));
        return before.check;
      }, check);
    const agreed = await change();
    try {
      return await act();
    } finally {
      if (agreed) await change(agreed);
      await closePage(page);
    }
  }

  /** Every dialog: opened by a key, with axe in the light and in the dark, with Tab, and closed by Escape. */
  async function walkDialogs(keys: boolean): Promise<string[]> {
    const wrong: string[] = [];
    for (const dialog of DIALOGS) {
      const { name, opener, back = opener } = dialog;
      const page = await openExtensionPage(
        started(),
        dialog.page,
        () => document.querySelector('main') !== null,
      );
      await page.bringToFront();
      if (dialog.first) {
        await until(() => there(page, 'main select'), `what is done before ${name}`);
        await page.evaluate(dialog.first);
      }
      await until(() => there(page, opener), `what opens ${name}`);
      await page.focus(opener);
      await page.keyboard.press(dialog.key);
      await until(() => there(page, 'dialog[open]'), `the dialog ${name}`);
      const found = await violationsInBoth(started(), page, 'dialog[open]');
      // Axe asks only those for a name that say they are dialogs by their role.
      if (!(await isNamed(page))) found.push('it has no name');
      if (keys) found.push(...(await unreachedInDialog(page)));
      await page.keyboard.press('Escape');
      await until(async () => !(await there(page, 'dialog')), 'its end', ESCAPE_LIMIT_MS).catch(() =>
        found.push('Escape does not close it'),
      );
      const at = await page.evaluate(
        (wanted) => (document.activeElement?.matches(wanted) ? '' : document.activeElement?.outerHTML),
        back,
      );
      if (at !== '') found.push(`after Escape the focus is at ${at?.slice(0, 80)}`);
      wrong.push(...found.map((line) => `dialog ${name}: ${line}`));
      await closePage(page);
    }
    return wrong;
  }

  return [
    [
      'every page, light and dark: nothing for axe to find, and everything reached by keyboard alone',
      () => inLanguage('', async () => none(await walkPages(true))),
    ],
    [
      'the same from right to left',
      () =>
        inLanguage('fa', async () =>
          none([...(await walkPages(false)), ...(await beforeAgreeing(() => walkDialogs(false)))]),
        ),
    ],
    [
      'every dialog is opened, walked through and closed by keyboard alone, and axe finds nothing in it',
      () => inLanguage('', async () => none(await beforeAgreeing(() => walkDialogs(true)))),
    ],
    [
      'the language is the person’s choice, at once and on every page',
      async () => {
        const page = await dashboard();
        const popup = await openExtensionPage(
          started(),
          'popup.html',
          () => document.querySelector('h1') !== null,
        );
        await go(page, '#settings');
        for (const language of [...[...LANGUAGES].reverse(), '']) {
          await page.select('[data-setting="language"]', language);
          const lang = language === '' ? 'en' : language.replace('_', '-');
          for (const [one, what] of [
            [page, 'dashboard'],
            [popup, 'popup'],
          ] as const)
            await until(() => there(one, `html[lang^="${lang}"] h1`), `${what} in ${lang}`);
        }
        await closePage(page);
        await closePage(popup);
        return undefined;
      },
    ],
    [
      'hostile text in every stored row is shown as text',
      async () => {
        await see(started());
        const page = await dashboard();
        await page.evaluate(
          (text) =>
            new Promise<void>((resolve, reject) => {
              const opening = indexedDB.open('reachable');
              opening.onerror = () => reject(opening.error);
              opening.onsuccess = () => {
                const db = opening.result;
                const tx = db.transaction([...db.objectStoreNames], 'readwrite');
                const verdicts = tx.objectStore('verdicts').getAll();
                verdicts.onsuccess = () => {
                  for (const verdict of verdicts.result)
                    tx.objectStore('verdicts').put({ ...verdict, rule: text });
                };
                const networks = tx.objectStore('networks').getAll();
                networks.onsuccess = () => {
                  for (const network of networks.result)
                    tx.objectStore('networks').put({ ...network, name: text.slice(0, 40) });
                };
                for (const store of [...db.objectStoreNames]) {
                  // And a row that is nothing else; where it cannot be put at all, all the better.
                  const path = [tx.objectStore(store).keyPath ?? 'key'].flat();
                  const key = Object.fromEntries(path.map((name) => [name, store === 'counts' ? 'x' : text]));
                  if (store !== 'counts' && store !== 'broken')
                    tx.objectStore(store).put({ ...key, state: text, atMs: text });
                }
                tx.oncomplete = () => {
                  db.close();
                  resolve();
                };
                tx.onabort = () => reject(tx.error);
              };
            }),
          HOSTILE,
        );
        const hurt = () =>
          page.evaluate(
            () =>
              'hurt' in globalThis ||
              [...document.querySelectorAll('img')].some((image) => image.getAttribute('src') === 'x'),
          );
        await page.reload().catch(() => undefined);
        await until(() => there(page, 'main'), 'the dashboard');
        for (const hash of [...VIEWS.map((view) => `#${view}`), '#service/mullvad', '#service/%3Cimg%3E']) {
          await go(page, hash);
          if (await hurt()) throw new Error(`markup from a stored row at ${hash}`);
          const blank = await page.evaluate(
            () => (document.querySelector('main')?.textContent ?? '').length < 20,
          );
          if (blank) throw new Error(`nothing is shown at ${hash}`);
        }
        await closePage(page);
        return undefined;
      },
    ],
    [
      '“this is wrong” is kept with the verdict and exported, until it is taken back',
      async () => {
        await see(started());
        const page = await dashboard();
        await go(page, '#service/mullvad');
        await page.click('[data-action="wrong"]');
        await until(() => there(page, '[data-action="wrong"][aria-pressed="true"]'), 'the mark');
        const lines = (await exported(page, 'jsonl')).filter((line) => line.record === 'mistake');
        if (lines.length !== 1) throw new Error(`${lines.length} marks in the export`);
        await go(page, '#service/mullvad');
        await page.click('[data-action="wrong"]');
        await until(() => there(page, '[data-action="wrong"][aria-pressed="false"]'), 'the mark to be gone');
        await closePage(page);
        return undefined;
      },
    ],
    [
      'a page to hand over holds no script and no name of a network, its hash is that of its data, and the card is a picture',
      async () => {
        await see(started());
        const page = await dashboard();
        const preview = async () => {
          await go(page, '#service/mullvad');
          await page.click('[data-action="hand-over"]');
          await until(() => there(page, '[data-level][aria-busy="false"]'), 'the preview');
        };
        await preview();
        const text = await (await savedFile(page, '[data-save="html"]')).text();
        if (/<script|onerror|javascript:/i.test(text)) throw new Error('a script in the page');
        const checked = await page.evaluate(async (html) => {
          const parsed = new DOMParser().parseFromString(html, 'text/html');
          const data = parsed.querySelector('pre')?.textContent ?? '';
          const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(data));
          const hash = [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, '0')).join('');
          return { hash, holds: parsed.body.textContent?.includes(hash) === true, length: data.length };
        }, text);
        if (!checked.holds || checked.length === 0) throw new Error(`the page does not hold ${checked.hash}`);
        // What stands in for the file's address leads Firefox elsewhere.
        await preview();
        const card = await savedFile(page, '[data-save="png"]');
        const picture = await page.evaluate(
          async (base64) => {
            const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
            const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
            const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
            const pen = canvas.getContext('2d');
            pen?.drawImage(bitmap, 0, 0);
            const { data = [] } = pen?.getImageData(0, 0, bitmap.width, bitmap.height) ?? {};
            const dark = data.filter((value, i) => i % 4 === 0 && value < 128).length;
            return { size: `${bitmap.width} × ${bitmap.height}`, written: dark > 2_000 };
          },
          Buffer.from(await card.arrayBuffer()).toString('base64'),
        );
        if (picture.size !== '1200 × 630' || !picture.written)
          throw new Error(`the card: ${JSON.stringify(picture)}`);
        await closePage(page);
        return undefined;
      },
    ],
    [
      'a person who asked for it is told of a block, without a name',
      async () => {
        const extensionDir = join(plan.folder, 'telling');
        cpSync(plan.extensionDir, extensionDir, { recursive: true });
        const path = join(extensionDir, 'manifest.json');
        const manifest = JSON.parse(readFileSync(path, 'utf8')) as { permissions: string[] };
        manifest.permissions.push('notifications');
        writeFileSync(path, JSON.stringify(manifest));
        // A machine without a desktop has nobody to show it: what the browser is asked to show is noted instead.
        const background = join(extensionDir, 'background.js');
        writeFileSync(background, `(${noteTold})();\n${readFileSync(background, 'utf8')}`);
        const telling = await launchBrowser({
          engine,
          extensionDir,
          profileDir: join(plan.folder, 'telling-profile'),
          trust: plan.authority,
        });
        try {
          const page = await dashboard(telling);
          await go(page, '#settings');
          // The page that comes with installing may have come over it, and what is not in front is not drawn.
          await page.bringToFront();
          await page.click(
            '[data-setting="notify"][value="neutral"], [data-setting="notify"] [value="neutral"]',
          );
          const visit = await telling.browser.newPage();
          visit.goto('https://mullvad.net/').catch(() => undefined);
          const told = () =>
            page.evaluate(async () => {
              const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
              return (await (browser ?? chrome).storage.local.get('told')).told;
            });
          await until(async () => Boolean(await told()), 'the notification', 80_000);
          if (/mullvad/i.test((await told()) ?? '')) throw new Error(`it says ${await told()}`);
        } finally {
          await telling.close();
        }
        return undefined;
      },
    ],
    [
      'everything is erased, and the extension goes on as new',
      async () => {
        const page = await dashboard();
        await go(page, '#settings');
        const loadedAt = () => page.evaluate(() => performance.timeOrigin);
        const before = await loadedAt();
        // In the middle of a check, whose answers are still to come.
        const choice = { groups: ['commercial_vpn'], mode: 'now', deep: false };
        await page.evaluate(async (wanted) => {
          const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
          await (browser ?? chrome).runtime.sendMessage({ type: 'check', choice: wanted });
        }, choice);
        await until(async () => {
          const now = await checking(page);
          return now?.state === 'running' && now.done > 3;
        }, 'the first answers');
        await page.click('[data-action="erase"]');
        await until(() => there(page, 'dialog[open] [data-action="erase-agree"]'), 'the question');
        await page.click('dialog[open] [data-action="erase-agree"]');
        // It begins anew once all is gone, and so does every other page whose language was forgotten.
        await until(async () => (await loadedAt()) !== before, 'the page to begin anew');
        await until(() => there(page, 'main'), 'the dashboard');
        // Nothing says any more that there was a check, neither running nor ended.
        await until(async () => (await checking(page)) === undefined, 'the end of the check');
        // Asked of the background: a page that opened the database would keep it from being deleted.
        const left = await page.evaluate(async () => {
          const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
          const [rows, days] = await Promise.all([
            (browser ?? chrome).runtime.sendMessage({ type: 'rows' }),
            (browser ?? chrome).runtime.sendMessage({ type: 'days', sinceDay: 0 }),
          ]);
          return [...(rows.observations ?? []), ...(rows.verdicts ?? []), ...(days.days ?? [])].length;
        });
        if (left > 0) throw new Error(`${left} rows are left`);
        await closePage(page);
        return undefined;
      },
    ],
  ];

  /** The check that is running, or the last one that is kept. */
  function checking(page: Page): Promise<Progress | undefined> {
    return page.evaluate(
      (name) =>
        new Promise((resolve) => {
          const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
          const port = (browser ?? chrome).runtime.connect({ name });
          port.onMessage.addListener((message: StateMessage) => {
            if (message.type !== 'state') return;
            port.disconnect();
            // Without it a value that is not there comes as null.
            resolve(message.state.progress ?? undefined);
          });
        }),
      POPUP_PORT,
    ) as Promise<Progress | undefined>;
  }

  /** The records of an export made by the dashboard's button, with everything in it. */
  async function exported(page: Page, format: string): Promise<{ readonly record: string }[]> {
    await go(page, '#export');
    await page.evaluate(() => document.querySelector<HTMLInputElement>('input[value="L2"]')?.click());
    return (await (await savedFile(page, `[data-export="${format}"]`)).text())
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }
}
