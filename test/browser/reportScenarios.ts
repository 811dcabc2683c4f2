// Reports from the person's yes to the collector's row: a build that names a relay, the relay's place taken by a server that writes down what reached
// it, and behind it the real collector on a database of its own.
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { migrate } from '../../collector/store/migrations.ts';
import { openPglite } from '../../collector/store/pglite.ts';
import { encodeKeyConfig, hexOfBytes, SEALED_MESSAGE_BYTES } from '../../src/report/ohttp.ts';
import { type TestCollector, testCollector } from '../collector/service.ts';
import { ROOT } from '../root.ts';
import { type LaunchedBrowser, launchBrowser } from './launch.ts';
import type { ScenarioPlan } from './main.ts';
import { openExtensionPage } from './page.ts';
import { RELAY_HOST } from './relayHost.ts';

/** What reached the relay. */
interface Arrived {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
}

interface Ports {
  readonly plan: ScenarioPlan;
  until(met: () => Promise<boolean>, what: string, limitMs?: number): Promise<void>;
  expectSame(is: unknown, should: unknown, what: string): void;
  /** Chromium cannot be asked: what is granted beforehand is not asked for. */
  grant(launched: LaunchedBrowser, patterns: readonly string[]): Promise<void>;
}

export function reportScenarios({ plan, until, expectSame, grant }: Ports) {
  return [
    [
      'a report goes by way of the relay to the collector, and nothing of the browser with it',
      async () => {
        const db = await openPglite(join(plan.folder, 'collected'));
        await migrate(db);
        const collector = testCollector(db);
        collector.clock.nowMs = Date.now();
        const arrived: Arrived[] = [];
        const { server, port } = await relay(plan, collector, arrived);
        const launched = await launchBrowser(await withRelay(plan, collector, port));
        try {
          await grant(launched, [`https://${RELAY_HOST}/*`]);
          await switchOn(launched);
        } finally {
          await launched.close();
          server.close();
          await db.close();
        }
        return undefined;

        async function switchOn(started: LaunchedBrowser): Promise<void> {
          const page = await openExtensionPage(started, 'dashboard.html#reports', () =>
            Boolean(document.querySelector('[data-reports="off"]')),
          );
          await press(page, '[data-action="reports-on"]');
          await until(() => there(page, 'dialog[open]'), 'the question');
          await press(page, 'dialog[open] [data-action="reports-agree"]');
          await until(() => there(page, '[data-reports="on"]'), 'reporting to be on');
          if (await there(page, '[data-report]')) throw new Error('a report of what was before');
          // Its name is cut inside the TLS handshake.
          const visit = await started.browser.newPage();
          await visit.goto('https://mullvad.net/').catch(() => undefined);
          await page.bringToFront();
          await until(() => there(page, '[data-report-state="ready"]'), 'a report');
          expectSame(arrived.length, 0, 'messages before their time');
          const shown = await page.evaluate(
            () => document.querySelector('[data-report-json]')?.getAttribute('data-report-json') ?? '',
          );
          await page.evaluate(() => document.querySelector<HTMLElement>('[data-report] summary')?.click());
          // What seals it is read by a worker that did not see the extension installed.
          if (plan.engine === 'chromium') await stopWorker(started);
          await press(page, '[data-report] [data-action="report-send"]');
          await until(() => there(page, 'dialog[open]'), 'what sending now reveals');
          await press(page, 'dialog[open] [data-action="agree"]');
          await until(() => there(page, '[data-report-state="acknowledged"]'), 'the acknowledgement');
          expectSame(arrived.length, 1, 'messages');
          const [{ url, headers, bytes } = { url: '', headers: {}, bytes: 0 }] = arrived;
          expectSame([url, bytes], ['/ohttp', SEALED_MESSAGE_BYTES], 'where it went, and its size');
          const { host: _, connection: __, 'content-length': ___, ...rest } = headers;
          const harmless = { accept: '*/*', 'content-type': 'message/ohttp-req', 'user-agent': 'Reachable' };
          expectSame(
            without(rest, ['accept-encoding', 'priority', 'pragma', 'cache-control', 'te']),
            { ...harmless, 'accept-language': 'en' },
            'headers',
          );
          const rows = await db.query(
            "select replace(report_id::text, '-', '') as report_id, target, verdict from reports",
            [],
          );
          const { report_id, target, verdict } = JSON.parse(shown) as Record<string, string>;
          expectSame(
            JSON.stringify(rows),
            JSON.stringify([{ report_id, target, verdict }]),
            'what was collected',
          );
          await press(page, '[data-action="reports-off"]');
          await until(() => there(page, '[data-reports="off"]'), 'reporting to be off');
          expectSame(await kept(page), 0, 'reports that are left');
        }
      },
    ],
  ] as const;

  function there(page: Page, selector: string): Promise<boolean> {
    return page.evaluate((wanted) => document.querySelector(wanted) !== null, selector);
  }

  async function stopWorker({ browser }: LaunchedBrowser): Promise<void> {
    const target = await browser.waitForTarget((one) => one.type() === 'service_worker');
    // puppeteer also detaches from what it has just stopped; that the session is gone already is what we want.
    await (await target.worker())?.close().catch((error: unknown) => {
      if (!String(error).includes('No session')) throw error;
    });
  }

  async function press(page: Page, selector: string): Promise<void> {
    await page.bringToFront();
    await page.click(selector);
  }
}

function without(headers: IncomingHttpHeaders, names: readonly string[]): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

function kept(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('reachable');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const db = opening.result;
          const all = db.transaction('outbox').objectStore('outbox').count();
          all.onsuccess = () => {
            db.close();
            resolve(all.result);
          };
        };
      }),
  );
}

/** Writes down what arrives and passes the body on, as the relay does. */
async function relay(
  plan: ScenarioPlan,
  collector: TestCollector,
  arrived: Arrived[],
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer(
    { cert: readFileSync(plan.relay.cert), key: readFileSync(plan.relay.key) },
    async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = Buffer.concat(parts);
      arrived.push({ url: request.url ?? '', headers: request.headers, bytes: body.length });
      const answer = await collector.post(new Uint8Array(body));
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(Buffer.from(await answer.arrayBuffer()));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
}

/** A browser with a package that names this relay and this collector's key. */
async function withRelay(plan: ScenarioPlan, { config }: TestCollector, port: number) {
  const { buildAll } = (await import(join(ROOT, 'extension/build.mjs'))) as {
    buildAll(dist: string, submission: object): Promise<Record<string, { dir: string }>>;
  };
  const built = await buildAll(join(plan.folder, 'reporting'), {
    relay: `https://${RELAY_HOST}:${port}/ohttp`,
    relayOperator: 'Relay',
    collectorOperator: 'Collector',
    keys: [{ hex: hexOfBytes(encodeKeyConfig(config)), expires: '2999-01-01' }],
  });
  return {
    engine: plan.engine,
    extensionDir: built[plan.engine]?.dir ?? '',
    profileDir: join(plan.folder, 'reporting-profile'),
    ...(plan.engine === 'firefox' && { trust: plan.authority }),
    extraFlags: [`--host-resolver-rules=MAP ${RELAY_HOST} 127.0.0.1`],
    extraPrefs: { 'network.dns.localDomains': RELAY_HOST },
  };
}
