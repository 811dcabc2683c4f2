// What the ways of keeping claim, against the disk: something random is planted in what is kept, the browser is closed, and every file of its profile
// is searched for it. In the readable way it must be found, or a search that finds nothing would say nothing.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { violationsInBoth } from './access.ts';
import { killBackground } from './kill.ts';
import { type LaunchedBrowser, launchBrowser } from './launch.ts';
import type { ScenarioPlan } from './main.ts';
import { closePage, openExtensionPage } from './page.ts';

/** Room for a browser's profile and little else. */
const DISK_MB = 256;

interface Ports {
  readonly plan: ScenarioPlan;
  until(met: () => Promise<boolean>, what: string, limitMs?: number): Promise<void>;
  expectSame(is: unknown, should: unknown, what: string): void;
}

interface Api {
  readonly runtime: {
    sendMessage(message: object): Promise<{ observations: { id: string; host: string }[] }>;
  };
  readonly storage: Record<'session' | 'local', { get(keys: null): Promise<Record<string, unknown>> }>;
}

/** One run of a browser on a profile of its own. */
interface Run {
  readonly launched: LaunchedBrowser;
  readonly page: Page;
}

export function storageScenarios({ plan, until, expectSame }: Ports) {
  return [
    ['kept readable: it is on the disk, as the words say, and erased it is shown no more', readable],
    ['kept in memory only: nothing of it is on the disk, and it is gone with the browser', inMemory],
    ['kept locked: nothing of it is readable on the disk, and the passphrase brings it back', locked],
    [
      'a full disk: what is seen is shown all the same, it is said, and what was kept is still there after',
      full,
    ],
  ] as const;

  async function readable(): Promise<string> {
    const profile = join(plan.folder, 'kept-readable');
    let run = await start(profile, '#welcome');
    // Three ways, each with what it means.
    const ways = await run.page.evaluate(() =>
      [...document.querySelectorAll('[data-setting="storage"] label')].map(
        (label) => (label.querySelector('.hint')?.textContent ?? '').length > 20,
      ),
    );
    expectSame(ways, [true, true, true], 'what each way means');
    const planted = await plant(run);
    await close(run, profile);
    expectSame(found(profile, planted), planted, 'what is found on the disk');

    run = await start(profile, '#erase');
    expectSame((await hosts(run)).length > 0, true, 'rows after a restart');
    await erase(run);
    expectSame(await hosts(run), [], 'rows after erasing');
    await close(run, profile);
    // That traces may stay is said, so they may.
    return `after erasing ${found(profile, planted).length} of ${planted.length} traces stayed`;
  }

  async function inMemory(): Promise<undefined> {
    const profile = join(plan.folder, 'kept-in-memory');
    let run = await start(profile, '#welcome');
    await choose(run, 'memory');
    await until(() => there(run.page, 'dialog[open] [data-action="agree"]'), 'the question');
    await press(run.page, 'dialog[open] [data-action="agree"]');
    await until(() => chosen(run, 'memory'), 'the way to be chosen');
    const planted = await plant(run);
    const before = await hosts(run);
    if (plan.engine === 'chromium') await killBackground(run.launched);
    expectSame(await hosts(run), before, 'rows after the worker was killed');
    await close(run, profile);
    expectSame(found(profile, planted), [], 'what is found on the disk');

    run = await start(profile, '#erase');
    expectSame(await hosts(run), [], 'rows after a restart');
    expectSame(await chosen(run, 'memory'), true, 'the way after a restart');
    const again = await plant(run);
    await erase(run);
    expectSame(await hosts(run), [], 'rows after erasing');
    await close(run, profile);
    expectSame(found(profile, [...planted, ...again]), [], 'what is found on the disk after erasing');
    return undefined;
  }

  async function locked(): Promise<undefined> {
    const profile = join(plan.folder, 'kept-locked');
    const passphrase = random();
    let run = await start(profile, '#settings');
    await choose(run, 'locked');
    await until(() => there(run.page, 'dialog[open] [name="passphrase"]'), 'the question');
    await type(run.page, 'dialog[open] [name="passphrase"]', passphrase);
    await type(run.page, 'dialog[open] [name="passphrase-again"]', `${passphrase}?`);
    await press(run.page, 'dialog[open] [data-action="agree"]');
    await until(() => there(run.page, 'dialog[open] .said:not(:empty)'), 'the word that they differ');
    await type(run.page, 'dialog[open] [name="passphrase-again"]', passphrase);
    await press(run.page, 'dialog[open] [data-action="agree"]');
    await until(() => there(run.page, '[data-notice="unlocked"]'), 'the lock');
    const first = await plant(run);
    const before = await hosts(run);
    const secrets = [passphrase, await privateKey(run)];
    if (plan.engine === 'chromium') await killBackground(run.launched);
    expectSame(await hosts(run), before, 'rows after the worker was killed');
    await close(run, profile);
    expectSame(found(profile, [...first, ...secrets]), [], 'what is found on the disk');

    run = await start(profile, '');
    await until(() => there(run.page, '[data-notice="locked"]'), 'the word that it is locked');
    expectSame(await hosts(run), [], 'rows while it is locked');
    // It goes on seeing, and shows what it sees.
    const second = await plant(run);
    const since = await hosts(run);
    expectSame(since.length > 0, true, 'rows that were seen while it was locked');
    await unlock(run, `${passphrase}?`);
    await until(
      () => there(run.page, '[data-notice="locked"] .said:not(:empty)'),
      'the word that it is wrong',
    );
    expectSame(await hosts(run), since, 'rows after a wrong passphrase');
    // In the popup, by keyboard alone.
    const popup = await openExtensionPage(
      run.launched,
      'popup.html',
      () => document.querySelector('[data-notice="locked"]') !== null,
    );
    await popup.bringToFront();
    expectSame(await violationsInBoth(run.launched, popup), [], 'what axe finds while it is locked');
    await type(popup, '[data-notice="locked"] input', passphrase);
    await popup.keyboard.press('Enter');
    await until(() => there(popup, '[data-notice="unlocked"]'), 'it to be unlocked');
    expectSame(await violationsInBoth(run.launched, popup), [], 'what axe finds once it is unlocked');
    await closePage(popup);
    await until(() => there(run.page, '[data-notice="unlocked"]'), 'the dashboard to know');
    expectSame(missing([...before, ...since], await hosts(run)), [], 'rows that did not come back');
    await press(run.page, '[data-action="lock"]');
    await until(() => there(run.page, '[data-notice="locked"]'), 'it to be locked again');
    expectSame(missing(since, await hosts(run)), [], 'rows of this session');
    expectSame(missing(before, await hosts(run)), before, 'older rows that cannot be read');
    await close(run, profile);
    expectSame(found(profile, [...first, ...second, ...secrets]), [], 'what is found on the disk');

    run = await start(profile, '#erase');
    await erase(run);
    expectSame(await hosts(run), [], 'rows after erasing');
    expectSame(await there(run.page, '[data-notice="locked"]'), false, 'a lock after erasing');
    await close(run, profile);
    expectSame(
      found(profile, [...first, ...second, ...secrets]),
      [],
      'what is found on the disk after erasing',
    );
    return undefined;
  }

  async function full(): Promise<undefined> {
    const profile = join(plan.folder, 'full-disk');
    mkdirSync(profile);
    // A disk of its own; it is gone with the namespaces in which all of this runs.
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', profile]);
    const ballast = join(profile, 'ballast');
    const notice = '[data-notice="memory"]';
    let run = await start(profile, '');
    await plant(run);
    const before = await hosts(run);
    // Now and then the browser itself makes room again, and what finds it is kept and rightly not spoken of.
    await until(async () => {
      fill(ballast);
      await plant(run);
      return there(run.page, notice);
    }, 'the word that nothing can be kept');
    rmSync(ballast);
    await close(run, profile);

    run = await start(profile, '');
    expectSame(missing(before, await hosts(run)), [], 'rows that a full disk cost');
    expectSame(await there(run.page, notice), false, 'the word when there is room again');
    await plant(run);
    await close(run, profile);
    return undefined;
  }

  async function start(profileDir: string, hash: string): Promise<Run> {
    const launched = await launchBrowser({
      engine: plan.engine,
      extensionDir: plan.extensionDir,
      profileDir,
      trust: plan.authority,
      extraPrefs: {
        // A temporary add-on loses its data with the browser; a person's installed one does not.
        'extensions.webextensions.keepStorageOnUninstall': true,
        'extensions.webextensions.keepUuidOnUninstall': true,
      },
    });
    const page = await openExtensionPage(
      launched,
      `dashboard.html${hash}`,
      () => document.querySelector('main') !== null && document.querySelector('[aria-busy]') === null,
    );
    await page.bringToFront();
    return { launched, page };
  }

  async function close({ launched }: Run, profile: string): Promise<void> {
    await launched.close();
    // puppeteer puts the profile's preferences back after the end.
    await until(
      async () => !readdirSync(profile).some((file) => file.endsWith('.puppeteer')),
      'the profile to be put back',
    );
  }

  /**
   * Something that was seen, and what of it can be nowhere else: the host is in the browser's own history, but not what the person calls the network,
   * nor the number that every row of this browser session begins with.
   */
  async function plant(run: Run): Promise<string[]> {
    const name = random();
    await ask(run, { type: 'nameNetwork', name });
    const host = `m${randomBytes(4).toString('hex')}.mullvad.net`;
    const visit = await run.launched.browser.newPage();
    visit.goto(`https://${host}/`).catch(() => undefined);
    let id = '';
    await until(async () => {
      id = (await rows(run)).find((row) => row.host === host)?.id ?? '';
      return id !== '';
    }, 'the failure to be kept');
    await closePage(visit);
    await run.page.bringToFront();
    const number = id.split(':')[0] ?? '';
    expectSame(/^[0-9a-f]{16}$/.test(number), true, `a random number in ${id}`);
    return [name, number];
  }

  async function choose({ page }: Run, mode: string): Promise<void> {
    await press(page, `[data-setting="storage"] input[value="${mode}"]`);
  }

  async function chosen(run: Run, mode: string): Promise<boolean> {
    const { storage } = await stored(run, 'local');
    return (storage as { mode?: string } | undefined)?.mode === mode;
  }

  async function unlock({ page }: Run, passphrase: string): Promise<void> {
    const field = '[data-notice="locked"] input';
    await type(page, field, passphrase);
    await press(page, '[data-action="unlock"]');
    await until(
      () => there(page, '[data-action="unlock"][aria-disabled="false"], [data-notice="unlocked"]'),
      'an answer',
    );
  }

  /** One confirmation, which is there already. */
  async function erase({ page }: Run): Promise<void> {
    const loadedAt = () => page.evaluate(() => performance.timeOrigin);
    await until(() => there(page, 'dialog[open] [data-action="erase-agree"]'), 'the question');
    const before = await loadedAt();
    await press(page, 'dialog[open] [data-action="erase-agree"]');
    await until(async () => (await loadedAt()) !== before, 'the page to begin anew', 60_000);
    await until(() => there(page, '.contents'), 'the dashboard');
  }

  function stored({ page }: Run, area: 'session' | 'local'): Promise<Record<string, unknown>> {
    return page.evaluate((which) => {
      const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
      return (browser ?? chrome).storage[which].get(null);
    }, area);
  }

  async function privateKey(run: Run): Promise<string> {
    const key = Object.entries(await stored(run, 'session')).find(([name]) => name.startsWith('key '))?.[1];
    expectSame(typeof key, 'string', 'a private key for this browser session');
    return String(key);
  }
}

/** Writes until nothing more finds a place. */
function fill(path: string): void {
  const file = openSync(path, 'a');
  try {
    for (const size of [1_000_000, 4_096, 1]) {
      const bytes = Buffer.alloc(size);
      try {
        for (;;) writeSync(file, bytes);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(file);
  }
}

async function hosts(run: Run): Promise<string[]> {
  return [
    ...new Set((await rows(run)).map(({ host }) => host).filter((host) => /^m.*\.mullvad\.net$/.test(host))),
  ];
}

async function rows(run: Run): Promise<readonly { readonly id: string; readonly host: string }[]> {
  return (await ask(run, { type: 'rows' })).observations;
}

function ask({ page }: Run, message: object): ReturnType<Api['runtime']['sendMessage']> {
  return page.evaluate((what) => {
    const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
    return (browser ?? chrome).runtime.sendMessage(what);
  }, message);
}

function missing(wanted: readonly string[], is: readonly string[]): string[] {
  return wanted.filter((one) => !is.includes(one));
}

function there(page: Page, selector: string): Promise<boolean> {
  return page.evaluate((wanted) => document.querySelector(wanted) !== null, selector);
}

async function press(page: Page, selector: string): Promise<void> {
  await page.bringToFront();
  await page.evaluate((wanted) => document.querySelector<HTMLElement>(wanted)?.click(), selector);
}

/** In the place of what is in the field. */
async function type(page: Page, selector: string, text: string): Promise<void> {
  await page.evaluate((wanted) => {
    const field = document.querySelector(wanted) as HTMLInputElement;
    field.value = '';
    field.focus();
  }, selector);
  await page.keyboard.type(text);
}

/** Of the texts, those of which a whole half stands in any file of the profile, in bytes of one or two to a letter. */
function found(profile: string, texts: readonly string[]): string[] {
  const files = readdirSync(profile, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  return texts.filter((text) =>
    piecesOf(text).some((piece) =>
      files.some((bytes) => bytes.includes(piece, 0, 'latin1') || bytes.includes(piece, 0, 'utf16le')),
    ),
  );
}

/** A row may be cut in two where a page of Firefox's database ends. Halves of shorter texts could stand there by chance. */
function piecesOf(text: string): string[] {
  const half = text.length / 2;
  return text.length < 20 ? [text] : [text.slice(0, half), text.slice(half)];
}

/** In letters that a browser's compression cannot shorten. */
function random(): string {
  return randomBytes(15).toString('base64url');
}
