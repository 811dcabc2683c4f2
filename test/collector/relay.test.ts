// The shipped relay in a real nginx, between a sender and the real collector: what reaches the collector, what comes back, what is refused, and that
// nothing is written down.

import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, createServer, request as httpsRequest, type Server } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { connect } from 'node:tls';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../collector/store/database.ts';
import { migrate } from '../../collector/store/migrations.ts';
import { openPostgres } from '../../collector/store/postgres.ts';
import { encapsulate } from '../../extension/send/ohttp.ts';
import { ADDRESS_HEADER, certificate, startRelay, type TestRelay } from './nginx.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { report } from './samples.ts';
import { type TestCollector, testCollector } from './service.ts';

/** What a browser adds on its own, and what others might. */
const TELLING = {
  origin: 'moz-extension://2c7fbb1e-5f0d-4e6b-8c55-7d3d3a1f7f00',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'accept-language': 'fa-IR,fa;q=0.8',
  'accept-encoding': 'gzip',
  accept: '*/*',
  cookie: 'id=1',
  referer: 'https://example.org/',
  'sec-fetch-mode': 'cors',
  'x-forwarded-for': '203.0.113.7',
  forwarded: 'for=203.0.113.7',
  via: '1.1 somewhere',
  expect: '',
};
/** What a collector might add to make a browser remember or call back. */
const SPYING: Readonly<Record<string, string | string[]>> = {
  'set-cookie': ['a=1', 'b=2'],
  etag: '"you"',
  'alt-svc': 'h3="collector.example:443"',
  nel: '{"report_to":"x"}',
  'report-to': '{"group":"x"}',
  link: '<https://collector.example/you>; rel=preload',
  'x-accel-redirect': '/ohttp',
  'x-you': '1',
  'strict-transport-security': 'max-age=1',
  'last-modified': 'Thu, 26 Nov 2026 00:00:00 GMT',
};

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

let postgres: TestPostgres;
let db: Database;
let collector: TestCollector;
let relay: TestRelay;
let upstream: Server;
let relayCert: ReturnType<typeof certificate>;
const reached: { method: string | undefined; url: string | undefined; headers: IncomingHttpHeaders }[] = [];
const agent = new Agent({ keepAlive: true });

beforeAll(async () => {
  relayCert = certificate('relay.example');
  const collectorCert = certificate('collector.example');
  postgres = await startPostgres();
  db = openPostgres(postgres.url, () => undefined);
  await migrate(db);
  collector = testCollector(db);
  const answer = getRequestListener(collector.app.fetch);
  upstream = createServer(
    { cert: readFileSync(collectorCert.cert), key: readFileSync(collectorCert.key) },
    (request, response) => {
      reached.push({ method: request.method, url: request.url, headers: request.headers });
      for (const [name, value] of Object.entries(SPYING)) response.setHeader(name, value);
      void answer(request, response);
    },
  );
  await new Promise<void>((listening) => upstream.listen(0, '127.0.0.1', listening));
  const address = upstream.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  relay = await startRelay(relayCert, { port, cert: collectorCert.cert });
});

afterAll(async () => {
  agent.destroy();
  await relay.stop();
  upstream.closeAllConnections();
  await new Promise((closed) => upstream.close(closed));
  await db.close();
  await postgres.stop();
});

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array;
}

function send({ method = 'POST', path = '/ohttp', headers = {}, body }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        agent,
        host: '127.0.0.1',
        port: relay.port,
        servername: 'relay.example',
        ca: readFileSync(relayCert.cert),
        method,
        path,
        headers: {
          'content-type': 'message/ohttp-req',
          ...(body && !('transfer-encoding' in headers) && { 'content-length': body.length }),
          ...headers,
        },
      },
      (response: IncomingMessage) => {
        const parts: Buffer[] = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () =>
          resolve({
            status: response.statusCode,
            headers: response.headers,
            body: Uint8Array.from(Buffer.concat(parts)),
          }),
        );
      },
    );
    request.on('error', reject).end(body);
  });
}

const noise = () => crypto.getRandomValues(new Uint8Array(2103));

describe('a message through the relay', () => {
  it('reaches the collector without anything about its sender, and is acknowledged', async () => {
    const sent = report();
    const { bytes, open } = await encapsulate(sent, collector.config);
    reached.length = 0;
    const { expect: _, ...telling } = TELLING;
    const answer = await send({ headers: telling, body: bytes });
    expect(answer.status).toBe(200);
    expect(await open(answer.body)).toEqual({ report_id: sent.report_id, result: 'stored' });
    expect(reached).toEqual([
      {
        method: 'POST',
        url: '/gateway',
        headers: { host: 'collector.example', 'content-type': 'message/ohttp-req', 'content-length': '2103' },
      },
    ]);
  });

  it('is answered without anything of the collector but the content', async () => {
    const { bytes } = await encapsulate(report(), collector.config);
    const { headers, body } = await send({ body: bytes });
    expect(body.length).toBe(288);
    expect(headers['content-type']).toBe('message/ohttp-res');
    for (const name of Object.keys(SPYING)) expect(headers, name).not.toHaveProperty(name);
    // What nginx says of itself and of the connection.
    const known = [
      'content-type',
      'content-length',
      'transfer-encoding',
      'connection',
      'date',
      'server',
      'keep-alive',
    ];
    expect(Object.keys(headers).filter((name) => !known.includes(name))).toEqual([]);
    expect(headers.server).toBe('nginx');
  });

  it('that the collector cannot open is told so', async () => {
    const { status, body } = await send({ body: noise() });
    expect(status).toBe(422);
    expect(new TextDecoder().decode(body)).toContain('not accepted');
  });
});

describe('what the relay refuses, and the collector never sees', () => {
  it.each<[string, Sent, number]>([
    ['a byte too few', { body: new Uint8Array(2102) }, 400],
    ['a byte too many', { body: new Uint8Array(2104) }, 413],
    ['much too many', { body: new Uint8Array(1_000_000) }, 413],
    ['nothing', { body: new Uint8Array() }, 400],
    ['another type', { body: noise(), headers: { 'content-type': 'application/json' } }, 415],
    ['no type', { body: noise(), headers: { 'content-type': '' } }, 415],
    ['a body in chunks', { body: noise(), headers: { 'transfer-encoding': 'chunked' } }, 400],
    ['GET', { method: 'GET' }, 405],
    ['PUT', { method: 'PUT', body: noise() }, 405],
    ['OPTIONS', { method: 'OPTIONS' }, 405],
    ['another path', { path: '/gateway', body: noise() }, 404],
    ['a longer path', { path: '/ohttp/', body: noise() }, 404],
    ['a question', { path: '/ohttp?me=1', body: noise() }, 404],
    ['the collector’s page', { method: 'GET', path: '/' }, 404],
  ])('%s', async (_, sent, status) => {
    reached.length = 0;
    // Who is refused for the size may be cut off before all is sent.
    const answer = await send(sent).catch((error: NodeJS.ErrnoException) => ({
      status: error.code,
      headers: {},
    }));
    expect([status, 'EPIPE', 'ECONNRESET']).toContain(answer.status);
    expect(reached).toEqual([]);
  });
});

describe('the limit', () => {
  const burst = async (addresses: readonly string[], count: number) => {
    const statuses: (number | undefined)[] = [];
    for (let i = 0; i < count; i += 50) {
      const part = Array.from({ length: 50 }, (_, j) =>
        send({ body: noise(), headers: { [ADDRESS_HEADER]: addresses[(i + j) % addresses.length] ?? '' } }),
      );
      statuses.push(...(await Promise.all(part)).map(({ status }) => status));
    }
    return statuses.filter((status) => status === 429).length;
  };
  const limited = async (address: string) =>
    (await send({ body: noise(), headers: { [ADDRESS_HEADER]: address } })).status === 429;

  it.each([
    // The bytes of the first are line feeds.
    ['IPv4 by /24', ['10.10.10.1', '10.10.10.10', '10.10.10.200'], '10.10.10.77', '10.10.11.1'],
    ['IPv6 by /56', ['2001:db8:1:2200::1', '2001:db8:1:22ff::1'], '2001:db8:1:2210::9', '2001:db8:1:2300::1'],
  ])('is generous, and takes %s together', async (_, addresses, same, other) => {
    expect(await burst(addresses, 450)).toBe(0);
    expect(await burst(addresses, 600)).toBeGreaterThan(50);
    expect(await limited(other)).toBe(false);
    // Until a tenth of a second has passed without one.
    expect((await burst([same], 50)) > 0).toBe(true);
  });
});

describe('TLS', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('resumes no session: %s', async (version) => {
    const open = (session?: Buffer) =>
      new Promise<{ reused: boolean; session: Buffer | undefined; ticket: Buffer | undefined }>(
        (resolve, reject) => {
          const tickets: Buffer[] = [];
          const socket = connect({
            host: '127.0.0.1',
            port: relay.port,
            servername: 'relay.example',
            ca: readFileSync(relayCert.cert),
            minVersion: version,
            maxVersion: version,
            ...(session && { session }),
          });
          socket.on('session', (given) => tickets.push(given));
          socket.on('error', reject);
          socket.on('secureConnect', () =>
            socket.write('GET / HTTP/1.1\r\nHost: relay.example\r\nConnection: close\r\n\r\n'),
          );
          socket.on('data', () => undefined);
          socket.on('end', () => {
            resolve({
              reused: socket.isSessionReused(),
              session: tickets.at(-1) ?? socket.getSession(),
              ticket: socket.getTLSTicket(),
            });
            socket.end();
          });
        },
      );
    const first = await open();
    expect(first.ticket).toBeUndefined();
    const second = await open(first.session);
    expect(second.reused).toBe(false);
  });
});

describe('the log', () => {
  it('names nobody, whatever goes wrong', async () => {
    // No TLS at all.
    await new Promise((closed) => {
      const socket = connectPlain(relay.port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\n\r\n'));
      socket
        .on('close', closed)
        .on('error', () => undefined)
        .resume();
    });
    // A collector that is away.
    upstream.closeAllConnections();
    const address = upstream.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await new Promise((closed) => upstream.close(closed));
    const answer = await send({ body: noise(), headers: { [ADDRESS_HEADER]: '198.51.100.9' } });
    expect(answer.status).toBe(502);
    await new Promise<void>((listening) => upstream.listen(port, '127.0.0.1', listening));

    const written = relay.written();
    expect(written).toContain('start worker process');
    expect(written).not.toMatch(
      /client|127\.0\.0\.1|10\.10\.10|198\.51\.100|2001:db8|ohttp|GET|POST|limiting/,
    );
  });
});
