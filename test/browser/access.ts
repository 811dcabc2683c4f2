// Whether everybody can use a page: axe's rules in the light and in the dark, and a walk through it, or through a dialog on it, with the Tab key alone.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'puppeteer-core';
import type { LaunchedBrowser } from './launch.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** More presses than any page has stops. */
const STOPS_MOST = 400;
/** Presses between two looks at where a walk is. */
const STOPS_AT_ONCE = 20;
/** What a mouse can press. */
const PRESSABLE = 'a[href], button, input, select, textarea, summary, [tabindex="0"], [onclick]';
const DIALOG = 'dialog[open]';

interface Axe {
  run(
    what: Document | string,
    options: object,
  ): Promise<{ violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }>;
}

/** What axe finds wrong, in all of the page or in the one element named: a line for each rule, with the first places. */
export async function violations(page: Page, within?: string): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  return page.evaluate(async (selector) => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations: found } = await axe.run(selector ?? document, { resultTypes: ['violations'] });
    return found.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(
            ({ target, failureSummary }) => `${target.join(' ')} (${failureSummary.split('\n')[1]?.trim()})`,
          )
          .join(', ')}`,
    );
  }, within);
}

/** The same without loading anything anew: once as the page is, and once in the other of light and dark, in which it is left. */
export async function violationsInBoth(
  launched: LaunchedBrowser,
  page: Page,
  within?: string,
): Promise<string[]> {
  const wrong: string[] = [];
  const was = await isDark(page);
  for (const dark of [was, !was]) {
    if (dark !== was) await setDark(launched, page, dark);
    const found = await violations(page, within);
    wrong.push(...found.map((line) => `${dark ? 'dark' : 'light'}: ${line}`));
  }
  return wrong;
}

function isDark(page: Page): Promise<boolean> {
  return page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
}

/** What the page is told of the person's wish: in Chromium for this page, in Firefox for all, until it is set otherwise. */
export async function setDark(
  { engine, browser }: LaunchedBrowser,
  page: Page,
  dark: boolean,
): Promise<void> {
  if (engine === 'chromium') {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
  } else {
    // There is no command for it, but Firefox's own window may be asked, and it has the setting.
    const { connection } = browser as unknown as { connection: Bidi };
    const { result } = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
    await connection.send('script.evaluate', {
      expression: `Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', ${dark ? 0 : 1})`,
      target: { context: result.contexts?.[0]?.context },
      awaitPromise: false,
    });
  }
  await page.waitForFunction(
    (wanted) => matchMedia('(prefers-color-scheme: dark)').matches === wanted,
    { polling: 'raf' },
    dark,
  );
}

interface Bidi {
  send(
    method: string,
    what: object,
  ): Promise<{ readonly result: { readonly contexts?: readonly { readonly context: string }[] } }>;
}

/** Presses Tab through the page, and names what a mouse can press and the key did not reach. Of radio buttons one stop is for all. */
export async function unreached(page: Page): Promise<string[]> {
  await page.bringToFront();
  await page.evaluate(() => {
    // From the very top: the view that was opened last has the focus, and a browser goes on from there.
    const top = document.createElement('button');
    top.id = 'walk-from-here';
    document.body.prepend(top);
    top.focus();
  });
  await page.evaluate(noteReached);
  const count = () => page.evaluate(() => (globalThis as unknown as Walk).reached.size);
  let before = -1;
  for (let stops = 0; stops < STOPS_MOST; stops += STOPS_AT_ONCE) {
    for (let i = 0; i < STOPS_AT_ONCE; i++) await page.keyboard.press('Tab');
    const now = await count();
    if (now === before) break;
    before = now;
  }
  await page.evaluate(() => document.getElementById('walk-from-here')?.remove());
  return page.evaluate(notReached, PRESSABLE);
}

/**
 * Presses Tab through the dialog that has just been opened, past its end and, with Shift, past its beginning: names what of it was not reached,
 * and what of the page behind it was. Past an end may be the browser's own buttons.
 */
export async function unreachedInDialog(page: Page): Promise<string[]> {
  await page.bringToFront();
  const focused = await page.evaluate(
    (dialog) => document.activeElement?.closest(dialog) !== null && document.activeElement !== document.body,
    DIALOG,
  );
  if (!focused) return ['the focus is not in the dialog'];
  await page.evaluate(noteReached);
  const stops = await page.evaluate(
    (dialog, pressable) => document.querySelectorAll(`${dialog} :is(${pressable})`).length,
    DIALOG,
    PRESSABLE,
  );
  for (let i = 0; i < stops + 2; i++) await page.keyboard.press('Tab');
  const wrong = await page.evaluate(notReached, PRESSABLE, DIALOG);
  await focusFirst(page);
  await page.keyboard.down('Shift');
  for (let i = 0; i < 3; i++) await page.keyboard.press('Tab');
  await page.keyboard.up('Shift');
  await focusFirst(page);
  const behind = await page.evaluate(
    (dialog) =>
      [...(globalThis as unknown as Walk).reached]
        .filter((one) => one.closest(dialog) === null)
        .map(
          (one) => `left for ${one.tagName.toLowerCase()} "${(one.textContent ?? '').trim().slice(0, 40)}"`,
        ),
    DIALOG,
  );
  return [...wrong.map((line) => `not reached by key: ${line}`), ...behind];
}

/** Whether a screen reader has something to call the open dialog. */
export function isNamed(page: Page): Promise<boolean> {
  return page.evaluate((dialog) => {
    const ids = document.querySelector(dialog)?.getAttribute('aria-labelledby') ?? '';
    return (document.getElementById(ids)?.textContent ?? '').trim() !== '';
  }, DIALOG);
}

/** From the browser's own buttons back into the dialog. */
function focusFirst(page: Page): Promise<void> {
  return page.evaluate(
    (dialog, pressable) => document.querySelector<HTMLElement>(`${dialog} :is(${pressable})`)?.focus(),
    DIALOG,
    PRESSABLE,
  );
}

interface Walk {
  readonly reached: Set<Element>;
}

/** Runs in the page: from now on remembers what has had the focus, and what has it. */
function noteReached(): void {
  const reached = new Set<Element>();
  if (document.activeElement && document.activeElement !== document.body) reached.add(document.activeElement);
  Object.assign(globalThis, { reached });
  document.addEventListener('focusin', (event) => reached.add(event.target as Element), true);
}

/** Runs in the page: what is seen and can be pressed there, or in the one element named, and never had the focus. */
function notReached(pressable: string, within = ':root'): string[] {
  const { reached } = globalThis as unknown as Walk;
  const groups = new Set(
    [...reached].flatMap((one) =>
      one instanceof HTMLInputElement && one.type === 'radio' ? [one.name] : [],
    ),
  );
  return [...document.querySelectorAll<HTMLElement>(`${within} :is(${pressable})`)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0)
    .filter((one) => !(one as HTMLButtonElement).disabled && one.closest('[inert]') === null)
    .filter((one) => !reached.has(one))
    .filter((one) => !(one instanceof HTMLInputElement && one.type === 'radio' && groups.has(one.name)))
    .map(
      (one) =>
        `${one.tagName.toLowerCase()} "${(one.textContent || one.getAttribute('aria-label') || '').trim().slice(0, 40)}"`,
    );
}
