// Opens a page of the extension under test and waits until it is drawn, in either browser and on a busy machine.
import type { Page } from 'puppeteer-core';
import type { LaunchedBrowser } from './launch.ts';

const LIMIT_MS = 30_000;
/** How long a page that the browser refused is left before it is opened again. */
const AGAIN_MS = 2_000;

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

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** All of standard input, for the drivers that get their plan there. */
export async function readInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
  return text;
}
