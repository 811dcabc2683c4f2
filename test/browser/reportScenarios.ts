// Reports from the person's yes to the collector's row: a build that names a relay, the relay's place taken by a server that writes down what reached
// it, and behind it the real collector on a database of its own.
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { migrate } from '../../collector/store/migrations.ts';
import { openPglite } from '../../collector/store/pglite.ts';
import { SEALED_MESSAGE_BYTES } from '../../src/report/ohttp.ts';
import { type TestCollector, testCollector } from '../collector/service.ts';
import { hostileScenario } from './hostileScenario.ts';
import { killBackground } from './kill.ts';
import { type LaunchedBrowser, launchBrowser } from './launch.ts';
import type { ScenarioPlan } from './main.ts';
import { closePage, openExtensionPage } from './page.ts';
import { RELAY_HOST } from './relayHost.ts';
import { openReports, outbox, type Ports, press, set, switchOn, there, withRelay } from './reporting.ts';
import { silenceScenario } from './silenceScenario.ts';

/** What reached the relay. */
interface Arrived {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
}

export function reportScenarios(ports: Ports) {
  const { plan, until, expectSame, grant } = ports;
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
        const launched = await launchBrowser(
          await withRelay(plan, { name: 'reporting', config: collector.config, port, fast: false }),
        );
        try {
          await grant(launched, [`https://${RELAY_HOST}/*`]);
          await reportOne(launched);
        } finally {
          await launched.close();
          server.close();
          await db.close();
        }
        return undefined;

        async function reportOne(started: LaunchedBrowser): Promise<void> {
          const page = await openReports(started);
          await switchOn(page, until);
          if (await there(page, '[data-report]')) throw new Error('a report of what was before');
          // Nor a second one of the same, half a minute later.
          await set(page, 'confirm', false);
          // Its name is cut inside the TLS handshake.
          const visit = await started.browser.newPage();
          await visit.goto('https://mullvad.net/').catch(() => undefined);
          await page.bringToFront();
          await until(() => there(page, '[data-report-state="ready"]'), 'a report');
          expectSame(arrived.length, 0, 'messages before their time');
          const shown = await page.evaluate(
            () => document.querySelector('[data-report-json]')?.getAttribute('data-report-json') ?? '',
          );
          // The popup has the same list.
          const popup = await openExtensionPage(started, 'popup.html', () =>
            Boolean(document.querySelector('[data-action="reports"]')),
          );
          await press(popup, '[data-action="reports"]');
          await until(() => there(popup, '[data-report-state="ready"]'), 'the report in the popup');
          await press(popup, '[data-report] summary');
          await press(popup, '[data-action="report-hold"]');
          await until(() => there(popup, '[data-report-state="held"]'), 'the report to be held');
          await closePage(popup);
          await until(() => there(page, '[data-report-state="held"]'), 'the dashboard to say so');
          await page.bringToFront();
          const carry = () =>
            page.evaluate(
              () => document.querySelector<HTMLButtonElement>('[data-action="reports-carry"]')?.disabled,
            );
          expectSame(await carry(), true, 'nothing to carry but what is held');
          await page.evaluate(() => document.querySelector<HTMLElement>('[data-report] summary')?.click());
          await press(page, '[data-report] [data-action="report-release"]');
          await until(() => there(page, '[data-report-state="ready"]'), 'the report to be let go');
          // What seals it is read by a worker that did not see the extension installed.
          if (plan.engine === 'chromium') await killBackground(started);
          await press(page, '[data-report] [data-action="report-send"]');
          await until(() => there(page, 'dialog[open]'), 'what sending now reveals');
          await press(page, 'dialog[open] [data-action="agree"]');
          await until(() => there(page, '[data-report-state="acknowledged"]'), 'the acknowledgement').catch(
            async (error: unknown) => {
              const kept = (await outbox(page)).map(
                ({ state, attempts }) => `${state} after ${attempts} attempts`,
              );
              throw new Error(`${error}: ${arrived.length} arrived, ${kept.join(', ')}`);
            },
          );
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
          expectSame((await outbox(page)).length, 0, 'reports that are left');
        }
      },
    ],
    hostileScenario(ports),
    silenceScenario(ports),
  ] as const;
}

function without(headers: IncomingHttpHeaders, names: readonly string[]): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
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
