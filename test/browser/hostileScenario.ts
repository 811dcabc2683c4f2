// A relay that answers whatever it likes: nothing it says makes a report count as sent, none of it stops the queue, and once it carries messages as it
// should, every report goes out.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { openRequest } from '../../collector/gateway/gateway.ts';
import { readMessage } from '../../collector/ingest/read.ts';
import { migrate } from '../../collector/store/migrations.ts';
import { openPglite } from '../../collector/store/pglite.ts';
import { dayOf } from '../../src/judge/day.ts';
import { RESPONSE_TYPE, SEALED_ANSWER_BYTES, SEALED_MESSAGE_BYTES } from '../../src/report/ohttp.ts';
import type { OutboxRow } from '../../src/report/outbox.ts';
import { answerMessage } from '../../src/report/wireMessage.ts';
import { type TestCollector, testCollector } from '../collector/service.ts';
import { outboxRow, wireReport } from '../unit/report/outboxSamples.ts';
import { launchBrowser } from './launch.ts';
import { closePage } from './page.ts';
import { RELAY_HOST } from './relayHost.ts';
import { openReports, openStillPage, outbox, type Ports, plant, switchOn, withRelay } from './reporting.ts';
import { bodyOf, listen } from './way.ts';

const REPORTS = 12;
/** Of a relay that never ends its answer: what fits into buffers on the way before the browser lets go. */
const HUGE_BYTES = 20_000_000;
const PIECE = Buffer.alloc(64 * 1024, 'x');
/** Longer than the extension waits for an answer. */
const HANG_LIMIT_MS = 90_000;
/** On a quiet machine it takes five seconds; beside three other browsers much longer. */
const GO_OUT_LIMIT_MS = 180_000;

/** What the relay has in its hands. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What the collector would have sealed for it; only who has the collector's key can. */
  seal(answer: Uint8Array): Buffer;
  readonly id: string;
}

type Trick = (exchange: Exchange) => void;

export function hostileScenario({ plan, until, expectSame, grant }: Ports) {
  return [
    'whatever a hostile relay answers, nothing counts as sent, and everything goes out once it is a good one',
    async () => {
      const db = await openPglite(join(plan.folder, 'hostile-collected'));
      await migrate(db);
      const collector = testCollector(db);
      collector.clock.nowMs = Date.now();
      const elsewhere = await countingServer();
      /** What the relay does at present, and to which reports it was done. */
      let trick: Trick | undefined;
      const met = new Set<string>();
      let lastAnswer: Buffer = Buffer.alloc(SEALED_ANSWER_BYTES);
      let huge = { bytes: 0, closed: 0 };
      let hungClosed = 0;
      const hanging = new Set<ServerResponse>();

      const answer =
        (status: number, body: Buffer | string = '', headers: Record<string, string> = {}): Trick =>
        ({ response }) =>
          void response.writeHead(status, { 'content-type': RESPONSE_TYPE, ...headers }).end(body);
      const redirect = (status: number, location: string) => answer(status, '', { location });
      const sealed =
        (status: number, inner: (id: string) => Uint8Array): Trick =>
        (exchange) =>
          answer(status, exchange.seal(inner(exchange.id)))(exchange);
      // Not 503: after many of those Chromium holds an extension's requests back for minutes: https://www.chromium.org/throttling/
      const NOT_NOW = answer(429);
      const tricks: readonly (readonly [name: string, trick: Trick])[] = [
        [
          'noise of the right size',
          answer(200, Buffer.from(crypto.getRandomValues(new Uint8Array(SEALED_ANSWER_BYTES)))),
        ],
        ['a page', answer(200, '<!doctype html><h1>Welcome</h1>', { 'content-type': 'text/html' })],
        ['200 and nothing', answer(200)],
        ['204', answer(204)],
        ['301 to itself', redirect(301, '/ohttp')],
        ['307 to itself', redirect(307, '/ohttp')],
        ['301 to another host', redirect(301, `https://${RELAY_HOST}:${elsewhere.port}/ohttp`)],
        ['307 to another host', redirect(307, `https://localhost:${elsewhere.port}/ohttp`)],
        ['308 without TLS', redirect(308, `http://127.0.0.1:${elsewhere.port}/ohttp`)],
        ['429', answer(429)],
        ['500', answer(500)],
        ['the answer to another message', (exchange) => answer(200, lastAnswer)(exchange)],
        [
          'its answer with a bit changed',
          (exchange) => {
            const bytes = exchange.seal(stored(exchange.id));
            bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1);
            answer(200, bytes)(exchange);
          },
        ],
        ['a sealed word about another report', sealed(200, () => stored('0'.repeat(32)))],
        ['a sealed 503', sealed(200, () => answerMessage(503))],
        ['a sealed 204', sealed(200, () => answerMessage(204))],
        ['a sealed 200 that says nothing', sealed(200, () => answerMessage(200))],
        [
          'a sealed refusal under 200',
          sealed(200, (id) => answerMessage(200, { report_id: id, result: 'refused', why: 'day' })),
        ],
        [
          'a sealed 422 that says stored',
          sealed(200, (id) => answerMessage(422, { report_id: id, result: 'stored' })),
        ],
        [
          'an answer without an end',
          ({ response }) => {
            response.writeHead(200, { 'content-type': RESPONSE_TYPE });
            response.on('close', () => {
              huge = { ...huge, closed: huge.closed + 1 };
            });
            const pour = () => {
              while (!response.destroyed && huge.bytes < 50 * HUGE_BYTES) {
                huge = { ...huge, bytes: huge.bytes + PIECE.length };
                if (!response.write(PIECE)) return void response.once('drain', pour);
              }
            };
            pour();
          },
        ],
        [
          'a connection cut in the middle',
          ({ response }) => {
            response.writeHead(200, { 'content-type': RESPONSE_TYPE, 'content-length': SEALED_ANSWER_BYTES });
            response.write(PIECE.subarray(0, 100), () => response.destroy());
          },
        ],
        [
          'no answer',
          ({ response }) => {
            hanging.add(response);
            response.on('close', () => {
              hanging.delete(response);
              hungClosed += 1;
            });
          },
        ],
      ];

      const wrong: string[] = [];
      const relay = await listen(plan.relay, async (request, response) => {
        const body = await bodyOf(request);
        // One that a redirect made would be another.
        if (request.method !== 'POST' || body.length !== SEALED_MESSAGE_BYTES)
          wrong.push(`${request.method} of ${body.length} bytes`);
        const opened = await openRequest(body, collector.service.keys(), Date.now());
        const received = opened && readMessage(opened.message, dayOf(Date.now()));
        const id = received?.kind === 'report' ? received.report.report_id : '';
        if (trick && opened) {
          const seal = (bytes: Uint8Array) => Buffer.from(opened.seal(bytes));
          const present = trick;
          present({ request, response, seal, id });
          if (id) lastAnswer = seal(stored(id));
          if (id) met.add(id);
          return;
        }
        await passOn(collector, body, response);
      });

      const launched = await launchBrowser(
        await withRelay(plan, { name: 'hostile', config: collector.config, port: relay.port, fast: true }),
      );
      try {
        await grant(launched, [`https://${RELAY_HOST}/*`]);
        const page = await openReports(launched);
        trick = NOT_NOW;
        await switchOn(page, until);
        await plant(page, reports());
        await closePage(page);
        const still = await openStillPage(launched);
        for (const [name, next] of tricks) {
          met.clear();
          trick = next;
          // Two, so that the first did not stand in the way of the other.
          await until(async () => met.size >= 2, `reports that meet ${name}`, HANG_LIMIT_MS);
          const done = [...met];
          if (name === 'no answer') {
            await until(async () => hungClosed > 0, 'the end of a wait', HANG_LIMIT_MS);
            trick = NOT_NOW;
            // They hold all connections, and behind them hundreds of messages wait: a day has eight.
            for (const response of hanging) response.destroy();
          }
          // They are not left in the air.
          await until(
            async () =>
              (await outbox(still)).some((row) => done.includes(row.id) && row.state !== 'inflight'),
            `what becomes of a report after ${name}`,
          );
          const rows = await outbox(still);
          expectSame(rows.length, REPORTS, `reports after ${name}`);
          const ended = rows.filter((row) => row.endedAtMs !== undefined);
          expectSame(ended.map(stateOf), [], `reports that ended by ${name}`);
        }
        expectSame(wrong, [], 'messages that are not like all others');
        expectSame(elsewhere.connections(), 0, 'connections to where the relay pointed');
        if (huge.closed === 0) throw new Error('an answer without an end was not ended');
        if (huge.bytes / huge.closed > HUGE_BYTES)
          throw new Error(`${huge.bytes} bytes of answers without an end were taken`);
        expectSame((await db.query('select 1 from reports')).length, 0, 'rows before');
        trick = undefined;
        await until(
          async () => (await outbox(still)).every(({ state }) => state === 'acknowledged'),
          'every report to go out',
          GO_OUT_LIMIT_MS,
        );
        const rows = await db.query<{ id: string }>(
          "select replace(report_id::text, '-', '') as id from reports order by 1",
        );
        expectSame(
          rows.map(({ id }) => id),
          reports().map(({ id }) => id),
          'what was collected',
        );
        return `${tricks.length} answers, ${Math.round(huge.bytes / huge.closed / 1_000)} kB of an endless one`;
      } finally {
        await launched.close();
        relay.stop();
        elsewhere.stop();
        await db.close();
      }
    },
  ] as const;
}

function reports(): OutboxRow[] {
  const nowMs = Date.now();
  return Array.from({ length: REPORTS }, (_, i) => {
    const id = (i + 1).toString(16).padStart(32, '0');
    return outboxRow(id, nowMs, {
      report: wireReport(nowMs, { report_id: id, verdict: i % 2 ? 'blocked' : 'ok' }),
    });
  });
}

function stored(id: string): Uint8Array {
  return answerMessage(200, { report_id: id, result: 'stored' });
}

function stateOf({ id, state }: OutboxRow): string {
  return `${id} ${state}`;
}

async function passOn(collector: TestCollector, body: Buffer, response: ServerResponse): Promise<void> {
  const answer = await collector.post(new Uint8Array(body));
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
  response.end(Buffer.from(await answer.arrayBuffer()));
}

/** Counts who connects at all: a browser that follows a redirect does, whatever comes of it. */
async function countingServer() {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined).destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    connections: () => connections,
    stop: () => server.close(),
  };
}
