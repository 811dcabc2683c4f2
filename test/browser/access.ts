// Whether everybody can use a page: axe's rules, and a walk through it with the Tab key alone.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'puppeteer-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** More presses than any page has stops. */
const STOPS_MOST = 400;

interface Axe {
  run(
    what: Document,
    options: object,
  ): Promise<{ violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }>;
}

/** What axe finds wrong: a line for each rule, with the first places. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations: found } = await axe.run(document, { resultTypes: ['violations'] });
    return found.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(
            ({ target, failureSummary }) => `${target.join(' ')} (${failureSummary.split('\n')[1]?.trim()})`,
          )
          .join(', ')}`,
    );
  });
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
    const reached = new Set<Element>();
    Object.assign(globalThis, { reached });
    document.addEventListener('focusin', (event) => reached.add(event.target as Element), true);
  });
  const count = () => page.evaluate(() => (globalThis as unknown as { reached: Set<Element> }).reached.size);
  let before = -1;
  for (let stops = 0; stops < STOPS_MOST; stops += 20) {
    for (let i = 0; i < 20; i++) await page.keyboard.press('Tab');
    const now = await count();
    if (now === before) break;
    before = now;
  }
  return page.evaluate(() => {
    document.getElementById('walk-from-here')?.remove();
    const { reached } = globalThis as unknown as { reached: Set<Element> };
    const groups = new Set(
      [...reached].flatMap((one) =>
        one instanceof HTMLInputElement && one.type === 'radio' ? [one.name] : [],
      ),
    );
    const pressable = [
      ...document.querySelectorAll<HTMLElement>(
        'a[href], button, input, select, textarea, summary, [tabindex="0"], [onclick]',
      ),
    ];
    return pressable
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0)
      .filter((one) => !(one as HTMLButtonElement).disabled && one.closest('[inert]') === null)
      .filter((one) => !reached.has(one))
      .filter((one) => !(one instanceof HTMLInputElement && one.type === 'radio' && groups.has(one.name)))
      .map(
        (one) =>
          `${one.tagName.toLowerCase()} "${(one.textContent || one.getAttribute('aria-label') || '').trim().slice(0, 40)}"`,
      );
  });
}
