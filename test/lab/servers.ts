// Every server of the simulated Internet in one process: it owns all addresses of its namespace. HTTPS with the lab's authority, plain http,
// Telegram's data centres (plain http on both ports, 404 to anything), controls and app stores with the answers they really give.
// Use: node test/ts.mjs test/lab/servers.ts '<ServersPlan as JSON>'
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer, type Socket } from 'node:net';
import { type Duplex, PassThrough } from 'node:stream';
import { createSecureContext } from 'node:tls';
import { CONTROLS as CONTROL_LIST } from '../../src/catalogue/controls.ts';
import type { Certificates } from './certificates.ts';
import type { SeenRequest } from './headers.ts';
import { addressOf, PROXY, TELEGRAM_DATA_CENTRES } from './names.ts';
import { pace } from './pace.ts';
import { serveProxy } from './proxy.ts';
import { obey } from './run.ts';
import { matchesHost, type ServerBehaviour, type Steering } from './steer.ts';
import { isCloudObject, OBJECT_BYTES, type StoreSteering, storePage } from './stores.ts';

export interface ServersPlan {
  readonly socketPath: string;
  readonly certificates: Certificates;
  /** Every request is written here, one a line. */
  readonly requestLog: string;
}

const PIECE_BYTES = 1_300;
const COOKIE = 'lab=1; Path=/; Max-Age=3600';
/** Of a WebSocket that is accepted late: well below the deadline of a request, so that it can be asked for once more within it. */
const LATE_MS = 4_000;
const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'; // RFC 6455 §1.3

/** What Telegram's web client does on the network: one WebSocket to each data centre, again some seconds after it failed. */
const WEB_CLIENT = `
for (const name of ['pluto', 'venus', 'aurora', 'vesta', 'flora']) {
  const connect = () => {
    const socket = new WebSocket('wss://' + name + '.web.telegram.org/apiws', 'binary');
    socket.onclose = () => setTimeout(connect, 5000);
  };
  connect();
}`;

/** Keeps every page it has fetched once and answers from that, as Telegram's web client does. */
const SERVICE_WORKER = `
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  if (event.request.mode !== 'navigate') return;
  event.respondWith(caches.open('lab').then(async (cache) => {
    const kept = await cache.match(event.request.url);
    if (kept) return kept;
    const fresh = await fetch(event.request);
    await cache.put(event.request.url, fresh.clone());
    return fresh;
  }));
});`;
/** Registers it, and keeps the page that did so: the worker was not there yet when that page was fetched. */
const REGISTER = `
navigator.serviceWorker.register('/lab-worker.js')
  .then(() => navigator.serviceWorker.ready)
  .then(() => caches.open('lab'))
  .then((cache) => cache.put(location.href, new Response(document.documentElement.outerHTML, { headers: { 'Content-Type': 'text/html; charset=utf-8' } })));`;

/** Objects any page may read, asked to see how fast the network is. */
const RATE_HOSTS = CONTROL_LIST.filter(({ kind }) => kind === 'rate').map(({ url }) => new URL(url));
const RATE_BYTES = 90_000;
const DOH_PATHS: Readonly<Record<string, string>> = {
  'cloudflare-dns.com': '/dns-query',
  'dns.google': '/resolve',
};
const RECORD_TYPE_A = 1;
const RCODE_NXDOMAIN = 3;

/** Answers of well-known control addresses, by host and path. */
const CONTROLS: Readonly<Record<string, { readonly status: number; readonly body: string }>> = {
  'detectportal.firefox.com/success.txt': { status: 200, body: 'success\n' },
  'detectportal.firefox.com/canonical.html': {
    status: 200,
    body: '<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>',
  },
  'www.msftconnecttest.com/connecttest.txt': { status: 200, body: 'Microsoft Connect Test' },
  'www.gstatic.com/generate_204': { status: 204, body: '' },
  'cp.cloudflare.com/generate_204': { status: 204, body: '' },
  'connectivitycheck.gstatic.com/generate_204': { status: 204, body: '' },
};

const plan = JSON.parse(process.argv[2] ?? '') as ServersPlan;
let behaviours: Extract<Steering, { kind: 'server' }>[] = [];
let clocks: Extract<Steering, { kind: 'clock' }>[] = [];
let resolvers: Extract<Steering, { kind: 'doh' }>[] = [];
let stores: StoreSteering[] = [];
let answered = 0;
appendFileSync(plan.requestLog, '');

process.on('uncaughtException', (error) => {
  if (!['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')) {
    console.error('servers:', error);
    process.exit(1);
  }
});

const http = createHttpServer(answer);
const contexts = plan.certificates.right.map((one) => ({
  hosts: one.hosts,
  context: createSecureContext({ cert: readFileSync(one.cert), key: readFileSync(one.key) }),
}));
const https = createHttpsServer(
  {
    // Without a name, or with a strange one, the first certificate is shown: what a server with many tenants does.
    cert: readFileSync(plan.certificates.right[0]?.cert ?? ''),
    key: readFileSync(plan.certificates.right[0]?.key ?? ''),
    ALPNProtocols: ['http/1.1'],
    SNICallback(name, done) {
      // The longest host wins: a subdomain may have been put into another group than its parent.
      const fitting = contexts
        .flatMap((one) =>
          one.hosts
            .filter((host) => matchesHost(name, [host]))
            .map((host) => ({ host, context: one.context })),
        )
        .sort((a, b) => b.host.length - a.host.length);
      done(null, fitting[0]?.context);
    },
  },
  answer,
);
for (const server of [http, https]) {
  server.on('upgrade', upgrade);
  server.on('clientError', (_, socket) => socket.destroy());
}
https.on('tlsClientError', () => {});

const inside = { http: `${plan.socketPath}.http`, https: `${plan.socketPath}.https` };
http.listen(inside.http);
https.listen(inside.https);
listen(80);
listen(443);
serveProxy(PROXY.port);
await obey(plan.socketPath, (message) => {
  for (const rule of message as Steering[]) {
    if (rule.kind === 'clear') behaviours = clocks = resolvers = stores = [];
    if (rule.kind === 'server') behaviours = [...behaviours, rule];
    if (rule.kind === 'clock') clocks = [...clocks, rule];
    if (rule.kind === 'doh') resolvers = [...resolvers, rule];
    if (rule.kind === 'store') stores = [...stores, rule];
  }
});

/**
 * One listener a port: TLS or plain http is told from the first byte, so port 443 can be both, as at Telegram's data centres. The real
 * servers listen on Unix sockets behind it (Node's http server does not take over a socket that was already read from).
 */
function listen(port: number): void {
  createServer((socket: Socket) => {
    socket.on('error', () => {});
    socket.once('data', (first) => {
      const isTls = first[0] === 0x16;
      if (isTls && TELEGRAM_DATA_CENTRES.includes(socket.localAddress ?? '')) {
        socket.destroy();
        return;
      }
      const inner = connect(isTls ? inside.https : inside.http);
      inner.on('error', () => socket.destroy());
      socket.on('close', () => inner.destroy());
      inner.write(first);
      socket.pipe(inner).pipe(socket);
    });
  }).listen(port, '0.0.0.0', 512);
}

function hostOf(request: IncomingMessage): string {
  return (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
}

function log(request: IncomingMessage): void {
  const raw = request.rawHeaders;
  const seen: SeenRequest = {
    atMs: Date.now(),
    method: request.method ?? '',
    tls: 'encrypted' in request.socket,
    host: request.headers.host ?? '',
    address: addressOf(hostOf(request)),
    path: request.url ?? '',
    headers: raw.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), raw[i + 1] ?? ''] as const] : [])),
  };
  appendFileSync(plan.requestLog, `${JSON.stringify(seen)}\n`);
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  log(request);
  const host = hostOf(request);
  const path = (request.url ?? '/').replace(/\?.*/, '');
  response.setHeader('Connection', 'close');
  response.setHeader('Cache-Control', 'no-store');
  // Every page leaves a cookie, so that a request that should carry none can be caught carrying it.
  response.setHeader('Set-Cookie', COOKIE);
  const clock = clocks.find((one) => matchesHost(host, one.hosts));
  if (clock) response.setHeader('Date', new Date(Date.now() + clock.aheadMs).toUTCString());
  if (TELEGRAM_DATA_CENTRES.includes(host)) {
    response.writeHead(404, { 'Content-Length': 0 }).end();
    return;
  }
  const behaviour = behaviours.find((one) => matchesHost(host, one.hosts));
  const control = CONTROLS[`${host}${path}`];
  const store = storePage(host, request.url ?? '/', stores);
  const isRate = RATE_HOSTS.some((one) => one.hostname === host && one.pathname === path);
  if (behaviour?.serviceWorker && path === '/lab-worker.js')
    response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(SERVICE_WORKER);
  else if (behaviour) setTimeout(() => behave(response, host, behaviour), behaviour.delayMs ?? 0);
  else if (isRate) sendRateObject(response);
  else if (isCloudObject(host, path)) sendObject(response);
  else if (store) response.writeHead(store.status, { 'Content-Type': store.contentType }).end(store.body);
  else if (DOH_PATHS[host] === path) answerDns(request, response);
  else if (control) response.writeHead(control.status, { 'Content-Type': 'text/plain' }).end(control.body);
  else if (path === '/favicon.ico') response.writeHead(404).end();
  else response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page(host));
}

function sendRateObject(response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': 'text/javascript',
    'Content-Length': RATE_BYTES,
    'Access-Control-Allow-Origin': '*',
  });
  fill(response, Buffer.alloc(RATE_BYTES, 'x'));
}

function sendObject(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': OBJECT_BYTES });
  fill(response, Buffer.alloc(OBJECT_BYTES, 'x'));
}

/** DNS over https in the JSON form both large resolvers have. */
function answerDns(request: IncomingMessage, response: ServerResponse): void {
  const name = new URL(request.url ?? '/', 'https://resolver').searchParams.get('name') ?? '';
  const told = resolvers.find((one) => matchesHost(name, one.hosts))?.answer;
  const addresses = told === 'nxdomain' ? [] : (told?.a ?? [addressOf(name)]);
  const body = {
    Status: told === 'nxdomain' ? RCODE_NXDOMAIN : 0,
    TC: false,
    RD: true,
    RA: true,
    AD: false,
    CD: false,
    Question: [{ name, type: RECORD_TYPE_A }],
    Answer: addresses.map((data) => ({ name, type: RECORD_TYPE_A, TTL: 60, data })),
  };
  response
    .writeHead(200, { 'Content-Type': 'application/dns-json', 'Access-Control-Allow-Origin': '*' })
    .end(JSON.stringify(body));
}

function behave(response: ServerResponse, host: string, behaviour: ServerBehaviour): void {
  answered += 1;
  if (behaviour.raw !== undefined) {
    response.socket?.end(Buffer.from(behaviour.raw, 'latin1'));
    return;
  }
  for (const [name, value] of Object.entries(behaviour.headers ?? {})) response.setHeader(name, value);
  if (behaviour.redirect !== undefined) {
    const to = behaviour.redirect.replace('{n}', String(answered));
    response.writeHead(behaviour.status ?? 302, { Location: to }).end();
    return;
  }
  const body =
    behaviour.bodyHex === undefined
      ? Buffer.from(behaviour.body ?? page(host, behaviour.serviceWorker))
      : Buffer.from(behaviour.bodyHex, 'hex');
  const missing = Math.max(0, (behaviour.bodyBytes ?? 0) - body.length);
  if (!response.hasHeader('content-type')) response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.writeHead(behaviour.status ?? 200, { 'Content-Length': body.length + missing });
  if (behaviour.rateBytesPerSecond !== undefined) {
    const slow = new PassThrough();
    pace(slow, response, behaviour.rateBytesPerSecond);
    slow.end(Buffer.concat([body, unshown(missing)]));
    return;
  }
  response.write(body);
  fill(response, unshown(missing));
}

/** The rest of a page, in a comment: laid out as text, anew with every piece of it, it was a twentieth of the whole lab's work. */
function unshown(bytes: number): Buffer {
  const text = Buffer.alloc(bytes, 'x');
  text.write('<!--');
  return text;
}

/** In small pieces, each a TLS record of its own, as large sites send them: a page cut off in the middle has then begun to arrive. */
function fill(response: ServerResponse, rest: Buffer): void {
  if (rest.length === 0 || response.destroyed) {
    response.end();
    return;
  }
  response.write(rest.subarray(0, PIECE_BYTES));
  setImmediate(() => fill(response, rest.subarray(PIECE_BYTES)));
}

function page(host: string, registers = false): string {
  const shown = host.replace(/[^a-z0-9.-]/g, '');
  const scripts = `${host === 'web.telegram.org' ? WEB_CLIENT : ''}${registers ? REGISTER : ''}`;
  const script = scripts && `<script>${scripts}</script>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>${shown}</title><h1>${shown}</h1>${script}</html>`;
}

/** Accepts any WebSocket that nothing else is said about, and then listens politely. */
function upgrade(request: IncomingMessage, socket: Duplex): void {
  log(request);
  const key = request.headers['sec-websocket-key'] ?? '';
  const accept = createHash('sha1').update(`${key}${WEBSOCKET_GUID}`).digest('base64');
  const protocol = request.headers['sec-websocket-protocol']?.split(',')[0];
  socket.on('error', () => {});
  const host = hostOf(request);
  const told = behaviours.find((one) => matchesHost(host, one.hosts))?.webSocket;
  if (told === 'silent') return;
  if (told === 'cut') return void socket.destroy();
  if (told === 'forbidden')
    return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  const through = () =>
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n` +
        `${protocol ? `Sec-WebSocket-Protocol: ${protocol}\r\n` : ''}\r\n`,
    );
  if (told === 'late') setTimeout(through, LATE_MS);
  else through();
  socket.resume();
}
