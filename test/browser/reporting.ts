// What the scenarios about reports have in common: a browser with a package that names a relay, the person's yes, and a look at what is kept.
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import * as v from 'valibot';
import { encodeKeyConfig, hexOfBytes, type KeyConfig } from '../../src/report/ohttp.ts';
import { type OutboxRow, OutboxRowSchema } from '../../src/report/outbox.ts';
import { ROOT } from '../root.ts';
import type { LaunchedBrowser, LaunchOptions } from './launch.ts';
import type { ScenarioPlan } from './main.ts';
import { closeWelcome, openExtensionPage } from './page.ts';
import { RELAY_HOST } from './relayHost.ts';

/** What a scenario gets from those who run it. */
export interface Ports {
  readonly plan: ScenarioPlan;
  until(met: () => Promise<boolean>, what: string, limitMs?: number): Promise<void>;
  expectSame(is: unknown, should: unknown, what: string): void;
  /** Chromium cannot be asked: what is granted beforehand is not asked for. */
  grant(launched: LaunchedBrowser, patterns: readonly string[]): Promise<void>;
}

export interface RelayPackage {
  /** Of folders; two scenarios never share one. */
  readonly name: string;
  readonly config: KeyConfig;
  /** The relay's, on this machine; without one it is where the lab's names lead. */
  readonly port?: number;
  /** With the times of fastTimes.ts. */
  readonly fast: boolean;
}

interface Built {
  readonly dir: string;
}

/** Builds a package that names this relay and key, and says how to start a browser with it. */
export async function withRelay(
  { engine, folder, authority }: ScenarioPlan,
  { name, config, port, fast }: RelayPackage,
): Promise<LaunchOptions> {
  const { buildAll } = (await import(join(ROOT, 'extension/build.mjs'))) as {
    buildAll(
      dist: string,
      submission: object,
      how: { only: string; times?: string },
    ): Promise<Record<string, Built>>;
  };
  const submission = {
    relay: `https://${RELAY_HOST}${port === undefined ? '' : `:${port}`}/ohttp`,
    relayOperator: 'Relay',
    collectorOperator: 'Collector',
    keys: [{ hex: hexOfBytes(encodeKeyConfig(config)), expires: '2999-01-01' }],
  };
  const built = await buildAll(join(folder, name), submission, {
    only: engine,
    ...(fast && { times: join(ROOT, 'test/browser/fastTimes.ts') }),
  });
  return {
    engine,
    extensionDir: built[engine]?.dir ?? '',
    profileDir: join(folder, `${name}-profile`),
    trust: authority,
    ...(port !== undefined && {
      extraFlags: [`--host-resolver-rules=MAP ${RELAY_HOST} 127.0.0.1`],
      extraPrefs: { 'network.dns.localDomains': RELAY_HOST },
    }),
  };
}

/** The dashboard's part about reports, while they are off: the one page of the extension in a browser that has just got it. */
export async function openReports(launched: LaunchedBrowser): Promise<Page> {
  await closeWelcome(launched);
  return openExtensionPage(launched, 'dashboard.html#reports', () =>
    Boolean(document.querySelector('[data-reports="off"]')),
  );
}

/** As a person switches reporting on, with the mouse. */
export async function switchOn(page: Page, until: Ports['until']): Promise<void> {
  await press(page, '[data-action="reports-on"]');
  await until(() => there(page, 'dialog[open]'), 'the question');
  await press(page, 'dialog[open] [data-action="reports-agree"]');
  await until(() => there(page, '[data-reports="on"]'), 'reporting to be on');
}

export function there(page: Page, selector: string): Promise<boolean> {
  return page.evaluate((wanted) => document.querySelector(wanted) !== null, selector);
}

export async function press(page: Page, selector: string): Promise<void> {
  await page.bringToFront();
  await page.click(selector);
}

/** What a page of the extension finds under `browser` or `chrome`, as far as it is used here. */
interface Api {
  readonly runtime: { sendMessage(message: object): Promise<unknown> };
}

/** Puts reports into the outbox, as those who make them would, and has the background read it anew. */
export async function plant(page: Page, rows: readonly OutboxRow[]): Promise<void> {
  // None that the extension itself would set aside.
  const whole = rows.map((row) => v.parse(OutboxRowSchema, row));
  await page.evaluate(async (planted) => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('reachable');
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => resolve(opening.result);
    });
    await new Promise<void>((resolve, reject) => {
      const tx = db.transaction('outbox', 'readwrite');
      for (const row of planted) tx.objectStore('outbox').put(row);
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error);
    });
    db.close();
  }, whole);
  // Any setting will do: what is older than the person wants is swept then, and for that everything is read.
  await set(page, 'badge', true);
}

/** As the person's switch would. */
export async function set(page: Page, setting: 'badge' | 'confirm', value: boolean): Promise<void> {
  await page.evaluate(
    async (message) => {
      const { browser, chrome } = globalThis as unknown as Record<'browser' | 'chrome', Api | undefined>;
      await (browser ?? chrome)?.runtime.sendMessage(message);
    },
    { type: 'set', setting, value },
  );
}

/** What the outbox holds, straight from the disk. */
export async function outbox(page: Page): Promise<readonly OutboxRow[]> {
  const rows = await page.evaluate(
    () =>
      new Promise<unknown[]>((resolve, reject) => {
        const opening = indexedDB.open('reachable');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const db = opening.result;
          const all = db.transaction('outbox').objectStore('outbox').getAll();
          all.onerror = () => reject(all.error);
          all.onsuccess = () => {
            // Left open it would stand in the way of the extension's own next version.
            db.close();
            resolve(all.result);
          };
        };
      }),
  );
  return rows.map((row) => v.parse(OutboxRowSchema, row));
}

/** A page of the extension that does nothing: from it the disk can be looked at beside a busy background. */
export function openStillPage(launched: LaunchedBrowser): Promise<Page> {
  return openExtensionPage(launched, 'icons/16.png', () => location.protocol.endsWith('-extension:'));
}
