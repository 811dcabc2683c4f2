// Opens a page of the extension under test and waits until it is drawn, in either browser and on a busy machine.
import type { Page } from 'puppeteer-core';
import type { LaunchedBrowser } from './launch.ts';

const LIMIT_MS = 30_000;
/** How long a page that the browser refused to open or close is left before it is asked again. */
const AGAIN_MS = 2_000;
const CLOSE_TIMES = 10;

/**
 * Opens `name` and resolves once `drawn`, run inside the page, is true. In the moments after it was installed Chromium answers an
 * extension's page with "blocked by client" (seen once in some hundred starts on a busy machine): then it is opened again, as a person would.
 */
export async function openExtensionPage(
  launched: LaunchedBrowser,
  name: string,
  drawn: () => boolean,
): Promise<Page> {
  const page = await launched.browser.newPage();
  const url = launched.pageUrl(name);
  // Firefox never reports the end of loading of an extension's page: do not wait, poll.
  const open = () => void page.goto(url).catch(() => {});
  open();
  const endAtMs = Date.now() + LIMIT_MS;
  let openedAtMs = Date.now();
  while (!(await page.evaluate(drawn).catch(() => false))) {
    if (Date.now() > endAtMs) {
      const shown = await page.evaluate(() => document.body?.textContent ?? '').catch(String);
      throw new Error(`${name} drew nothing: ${String(shown).replace(/\s+/g, ' ').slice(0, 200)}`);
    }
    const refused = await page.evaluate(() => location.protocol === 'chrome-error:').catch(() => false);
    if (refused && Date.now() - openedAtMs > AGAIN_MS) {
      openedAtMs = Date.now();
      open();
    }
    await pause(100);
  }
  return page;
}

/**
 * Closes `page`. In the moment in which one begins anew, Chromium says yes to that and leaves it open, and puppeteer waits for ever; asked again
 * it goes: https://crbug.com/536385539
 */
export async function closePage(page: Page): Promise<void> {
  const closed = page.close().then(() => true);
  for (let asked = 1; asked < CLOSE_TIMES; asked++) {
    if (await Promise.race([closed, pause(AGAIN_MS).then(() => false)])) return;
    page.close().catch(() => undefined);
  }
  throw new Error(`the page at ${page.url()} would not close`);
}

/**
 * Closes the page that comes with installing, once it is there. Left open it is drawn anew with all that is told, and takes time from what is
 * tested. The page itself is asked where it is: in Firefox puppeteer does not know.
 */
export async function closeWelcome({ browser }: LaunchedBrowser): Promise<void> {
  const endAtMs = Date.now() + LIMIT_MS;
  while (Date.now() < endAtMs) {
    for (const page of await browser.pages())
      if (await page.evaluate(() => location.hash === '#welcome').catch(() => false)) return closePage(page);
    await pause(100);
  }
  throw new Error('the page that comes with installing did not come');
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** All of standard input, for the drivers that get their plan there. */
export async function readInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
  return text;
}
