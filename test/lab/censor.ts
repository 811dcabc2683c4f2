// The censor: sits between client and servers in a namespace of its own. Packet rules by nft; everything that needs a name goes through
// a small proxy. Node cannot ask a redirected socket where it was going (SO_ORIGINAL_DST), so every affected address has its own proxy port.
// Use: node test/ts.mjs test/lab/censor.ts '<CensorPlan as JSON>'
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import {
  connect as connectTls,
  createServer as createTlsServer,
  type TLSSocket,
  type Server as TlsServer,
} from 'node:tls';
import type { Certificates } from './certificates.ts';
import { readClientHello } from './client-hello.ts';
import { serveDns } from './dns.ts';
import { address6Of, addressOf, RESOLVER } from './names.ts';
import { pace } from './pace.ts';
import { obey, run } from './run.ts';
import { type DnsAnswer, type IpAction, matchesHost, type Steering, type WrongCertificate } from './steer.ts';

export interface CensorPlan {
  readonly socketPath: string;
  /** The two interfaces of the censor. */
  readonly clientLink: string;
  readonly serversLink: string;
  readonly certificates: Certificates;
  /** Every name that the resolver is asked for is written here, one a line. */
  readonly questionLog: string;
}

type Of<K extends Steering['kind']> = Extract<Steering, { kind: K }>;

const plan = JSON.parse(process.argv[2] ?? '') as CensorPlan;
const DNS_PORT = 53;
const PORTAL_PORT = 20_000;
const INTERCEPT_PORT = 20_001;
const FIRST_PROXY_PORT = 20_002;

let rules: Steering[] = [];
/** Proxy ports by "address:port"; they stay for the life of the world. */
const proxies = new Map<string, number>();
/** Names behind the addresses a fake-ip proxy has handed out, and the other way round. */
const fakeByName = new Map<string, string>();
/** ClientHellos seen so far by rules that count them. */
const counted = new WeakMap<Steering, number>();
/** The pace of the client's link that `tc` was told last; 0 when none. */
let linkPace = 0;

const of = <K extends Steering['kind']>(kind: K) => rules.filter((rule): rule is Of<K> => rule.kind === kind);

process.on('uncaughtException', (error) => {
  // A connection reset on purpose may still report errors from its other half; anything else must be seen.
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (!['ECONNRESET', 'EPIPE', 'ERR_STREAM_WRITE_AFTER_END'].includes(code)) {
    console.error('censor:', error);
    process.exit(1);
  }
});

// The addresses under residual punishment live in a table of their own: it outlasts a change of the rules.
run(
  'nft',
  ['-f', '-'],
  `table ip residual {
set punished {
type ipv4_addr
flags timeout
}
chain guard { type filter hook prerouting priority mangle; policy accept;
iifname "${plan.clientLink}" ip daddr @punished drop
}
}
`,
);
await serveDns(DNS_PORT, dnsPolicy, (name) => ({
  a: addressOf(name),
  ...(of('ipv6-broken').length > 0 && { aaaa: address6Of(name) }),
}));
servePortal();
createServer((socket) => {
  socket.on('error', () => {});
  interceptAll(socket);
}).listen(INTERCEPT_PORT, '0.0.0.0');
applyRules();
await obey(plan.socketPath, (message) => {
  const added = message as Steering[];
  for (const rule of added) rules = rule.kind === 'clear' ? [] : [...rules, rule];
  applyRules();
});

function dnsPolicy(name: string): DnsAnswer | undefined {
  appendFileSync(plan.questionLog, `${name.toLowerCase()}\n`);
  for (const rule of of('dns')) if (matchesHost(name, rule.hosts)) return rule.answer;
  for (const rule of of('dns-all')) return rule.answer;
  if (of('fake-ip').length > 0) return { a: [fakeAddress(name.toLowerCase())] };
  return undefined;
}

/** Hands out the next address of 198.18.0.0/15 and tells the kernel where it really leads. */
function fakeAddress(name: string): string {
  const known = fakeByName.get(name);
  if (known) return known;
  const number = fakeByName.size + 1;
  const fake = `198.18.${number >> 8}.${number & 255}`;
  fakeByName.set(name, fake);
  const dead = of('fake-ip').some((rule) => matchesHost(name, rule.dead));
  const rule = dead
    ? `ip daddr ${fake} tcp dport { 80, 443 } redirect to :${proxyPort(fake, 443)}`
    : `ip daddr ${fake} dnat to ${addressOf(name)}`;
  run('nft', ['-f', '-'], `add rule ip lab steer ${rule}\n`);
  return fake;
}

/** Writes the whole packet table anew. */
function applyRules(): void {
  const guard: string[] = [];
  const back: string[] = [];
  const steer: string[] = [`ip daddr ${RESOLVER} udp dport 53 redirect to :${DNS_PORT}`];
  steer.push(`ip daddr ${RESOLVER} tcp dport 53 redirect to :${DNS_PORT}`);
  for (const { lossPercent } of of('link')) {
    if (lossPercent) guard.push(byChance(lossPercent));
    if (lossPercent) back.push(byChance(lossPercent));
  }
  for (const rule of of('ip')) {
    const hosts = rule.except ?? rule.hosts ?? [];
    const addresses = [
      ...(rule.addresses ?? []),
      ...hosts.map(addressOf),
      ...(rule.except ? [RESOLVER] : []),
    ];
    const where = `daddr ${rule.except ? '!= ' : ''}{ ${[...new Set(addresses)].join(', ')} }`;
    guard.push(punishPacket(`ip ${where}`, rule.action, rule.ports));
    if (typeof rule.action === 'object')
      back.push(`ip ${where.replace('daddr', 'saddr')} ${byChance(rule.action.lossPercent)}`);
  }
  if (of('intercept-all').length > 0) steer.push(`tcp dport 443 redirect to :${INTERCEPT_PORT}`);
  for (const portal of of('portal')) {
    guard.push(`tcp dport 443 ${portal.tls === 'rst' ? 'reject with tcp reset' : 'drop'}`);
    steer.push(`tcp dport 80 redirect to :${PORTAL_PORT}`);
  }
  for (const [kind, port] of [
    ['tls', 443],
    ['http', 80],
  ] as const) {
    const addresses = of(kind).flatMap((rule) => [...rule.hosts.map(addressOf), ...(rule.at ?? [])]);
    for (const address of new Set(addresses)) {
      steer.push(`ip daddr ${address} tcp dport ${port} redirect to :${proxyPort(address, port)}`);
    }
  }
  fakeByName.clear();
  const at = (side: 'iifname' | 'oifname', lines: readonly string[]) =>
    lines.map((line) => `${side} "${plan.clientLink}" ${line}`).join('\n');
  run(
    'nft',
    ['-f', '-'],
    `table ip lab
delete table ip lab
table ip lab {
chain guard { type filter hook prerouting priority mangle; policy accept;
${at('iifname', guard)}
}
chain back { type filter hook postrouting priority srcnat + 10; policy accept;
${at('oifname', back)}
}
chain steer { type nat hook prerouting priority dstnat; policy accept;
${at('iifname', steer)}
}
}
`,
  );
  run('ip', ['link', 'set', plan.clientLink, of('offline').length > 0 ? 'down' : 'up']);
  paceLink(of('link').find((rule) => rule.rateBytesPerSecond)?.rateBytesPerSecond ?? 0);
}

function byChance(percent: number): string {
  return `numgen random mod 1000 < ${Math.round(percent * 10)} drop`;
}

function punishPacket(where: string, action: IpAction, onPorts: readonly number[] | undefined): string {
  const ports = onPorts ? `tcp dport { ${onPorts.join(', ')} }` : '';
  if (typeof action === 'object') return `${where} ${ports} ${byChance(action.lossPercent)}`;
  if (action === 'drop') return `${where} ${ports} drop`;
  if (action === 'rst') return `${where} ${ports || 'meta l4proto tcp'} reject with tcp reset`;
  const type = action === 'icmp-unreachable' ? 'host-unreachable' : 'admin-prohibited';
  return `${where} ${ports} reject with icmp type ${type}`;
}

function paceLink(bytesPerSecond: number): void {
  if (bytesPerSecond === linkPace) return;
  if (linkPace > 0) run('tc', ['qdisc', 'del', 'dev', plan.clientLink, 'root']);
  const shape = ['rate', `${bytesPerSecond * 8}bit`, 'burst', '10kb', 'latency', '2s'];
  if (bytesPerSecond > 0) run('tc', ['qdisc', 'add', 'dev', plan.clientLink, 'root', 'tbf', ...shape]);
  linkPace = bytesPerSecond;
}

/** The proxy of one server address and port; made when first needed. */
function proxyPort(address: string, port: 80 | 443): number {
  const key = `${address}:${port}`;
  const known = proxies.get(key);
  if (known) return known;
  const own = FIRST_PROXY_PORT + proxies.size;
  proxies.set(key, own);
  const server: Server = createServer({ pauseOnConnect: false }, (socket) => {
    socket.on('error', () => {});
    if (port === 443) watchTls(socket, address);
    else watchHttp(socket, address);
  });
  server.listen(own, '0.0.0.0');
  return own;
}

/** Collects the first bytes until `decide` has made up its mind (returns true). */
function collect(socket: Socket, decide: (bytes: Buffer) => boolean): void {
  let bytes = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    if (!decide(bytes)) return;
    socket.off('data', onData);
  };
  socket.on('data', onData);
}

function watchTls(socket: Socket, address: string): void {
  collect(socket, (bytes) => {
    const hello = readClientHello(bytes);
    if (hello === undefined) return false;
    const name = hello.notTls ? undefined : hello.name;
    const rule = name === undefined ? undefined : of('tls').find((one) => matchesHost(name, one.hosts));
    if (rule) punishTls(socket, address, bytes, rule);
    else if (address.startsWith('198.18.')) socket.resetAndDestroy();
    else passThrough(socket, address, 443, bytes);
    return true;
  });
}

/** Whoever opens everything knows where a connection was going by the name alone; without one nobody is behind it. */
function interceptAll(socket: Socket): void {
  collect(socket, (bytes) => {
    const hello = readClientHello(bytes);
    if (hello === undefined) return false;
    const rule = of('intercept-all')[0];
    if (hello.notTls) {
      const host = /\r\nhost: *([^\r:]+)/i.exec(bytes.toString('latin1'))?.[1];
      if (host) passThrough(socket, addressOf(host), 443, bytes);
      else socket.resetAndDestroy();
    } else if (rule) impersonate(socket, bytes, rule.certificate);
    else if (hello.name) passThrough(socket, addressOf(hello.name), 443, bytes);
    else socket.resetAndDestroy();
    return true;
  });
}

function punishTls(socket: Socket, address: string, hello: Buffer, rule: Of<'tls'>): void {
  const { action } = rule;
  if (action === 'silent') socket.on('data', () => {});
  else if (action === 'rst') socket.resetAndDestroy();
  else if (action === 'fin') socket.end();
  else if (action === 'http-text') {
    socket.end(
      'HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<h1>Access denied</h1>',
    );
  } else if (action === 'garbage')
    socket.end(Buffer.from(Array.from({ length: 64 }, (_, i) => (i * 37 + 91) & 255)));
  else if ('alert' in action) socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, action.alert]));
  else if ('certificate' in action) impersonate(socket, hello, action.certificate);
  else if ('resetEvery' in action) {
    const count = (counted.get(rule) ?? 0) + 1;
    counted.set(rule, count);
    if (count % action.resetEvery === 0) socket.resetAndDestroy();
    else passThrough(socket, address, 443, hello);
  } else if ('residualMs' in action) {
    socket.resetAndDestroy();
    // Whoever came in the same moment finds the address there already; an element is not made twice.
    const element = `{ ${address} timeout ${action.residualMs}ms }`;
    run('nft', ['-f', '-'], `add element ip residual punished ${element}\n`);
  } else passThrough(socket, address, 443, hello, action);
}

const impostors = new Map<WrongCertificate, TlsServer>();

function impersonate(socket: Socket, hello: Buffer, kind: WrongCertificate): void {
  let server = impostors.get(kind);
  if (!server) {
    const files = plan.certificates.wrong[kind];
    const page = createHttpServer((_, response) => {
      response
        .writeHead(200, { 'content-type': 'text/html', connection: 'close' })
        .end('<h1>Access denied</h1>');
    });
    server = createTlsServer({ cert: readFileSync(files.cert), key: readFileSync(files.key) }, (secure) => {
      secure.on('error', () => {});
      if (kind === 'company') carryOn(secure);
      else page.emit('connection', secure);
    });
    server.on('tlsClientError', () => {});
    impostors.set(kind, server);
  }
  handOver(socket, hello, server);
}

/** The browser believed it: what it says goes to the real server over a connection of the interceptor's own. */
function carryOn(secure: TLSSocket): void {
  const name = secure.servername;
  if (typeof name !== 'string' || name === '') {
    secure.destroy();
    return;
  }
  const upstream = connectTls({
    host: addressOf(name),
    port: 443,
    servername: name,
    rejectUnauthorized: false,
  });
  upstream.on('error', () => secure.destroy());
  secure.on('close', () => upstream.destroy());
  upstream.on('close', () => secure.destroy());
  secure.pipe(upstream).pipe(secure);
}

/** Gives a socket whose first bytes were already read to another server. */
function handOver(
  socket: Socket,
  bytes: Buffer,
  server: { emit(event: 'connection', socket: Socket): boolean },
): void {
  socket.pause();
  socket.removeAllListeners('data');
  socket.unshift(bytes);
  server.emit('connection', socket);
}

/** What is done to the server's bytes on their way. */
interface Passage {
  /** After so many nothing more arrives and both ends stay open. */
  readonly freezeAfterBytes?: number;
  readonly resetAfterBytes?: number;
  readonly rateBytesPerSecond?: number;
}

/** Carries the connection on. */
function passThrough(
  socket: Socket,
  address: string,
  port: number,
  first: Buffer,
  { freezeAfterBytes: limit = Number.POSITIVE_INFINITY, resetAfterBytes, rateBytesPerSecond }: Passage = {},
): void {
  const upstream = connect(port, address);
  let passed = 0;
  upstream.on('error', () => socket.resetAndDestroy());
  upstream.write(first);
  socket.on('data', (chunk) => upstream.write(chunk));
  socket.on('end', () => upstream.end());
  socket.on('close', () => upstream.destroy());
  if (rateBytesPerSecond !== undefined) {
    pace(upstream, socket, rateBytesPerSecond);
    return;
  }
  upstream.on('data', (chunk) => {
    const cut = Math.min(limit, resetAfterBytes ?? limit);
    if (passed < cut) socket.write(chunk.subarray(0, cut - passed));
    passed += chunk.length;
    if (resetAfterBytes !== undefined && passed >= resetAfterBytes) socket.resetAndDestroy();
  });
  upstream.on('end', () => {
    if (passed <= limit) socket.end();
  });
}

function watchHttp(socket: Socket, address: string): void {
  collect(socket, (bytes) => {
    const head = bytes.toString('latin1');
    if (!head.includes('\r\n\r\n')) return false;
    const host = /\r\nhost: *([^\r:]+)/i.exec(head)?.[1] ?? address;
    const rule = of('http').find((one) => matchesHost(host, one.hosts));
    if (!rule) passThrough(socket, address, 80, bytes);
    else if (rule.action === 'rst') socket.resetAndDestroy();
    else if (rule.action === 'silent') socket.on('data', () => {});
    else if ('redirect' in rule.action)
      socket.end(httpText(302, '', `Location: ${rule.action.redirect}\r\n`));
    else if ('rateBytesPerSecond' in rule.action) passThrough(socket, address, 80, bytes, rule.action);
    else {
      const headers = Object.entries(rule.action.headers ?? {}).map(([key, value]) => `${key}: ${value}\r\n`);
      socket.end(httpText(rule.action.status, rule.action.page, headers.join('')));
    }
    return true;
  });
}

function httpText(status: number, body: string, more = ''): string {
  const date = `Date: ${new Date().toUTCString()}\r\n`;
  const type = 'Content-Type: text/html; charset=utf-8\r\nConnection: close\r\n';
  return `HTTP/1.1 ${status} Lab\r\n${date}${type}${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function servePortal(): void {
  createHttpServer((request, response) => {
    const login = of('portal')[0]?.loginUrl;
    const isLogin = login !== undefined && request.headers.host === new URL(login).host;
    response.setHeader('connection', 'close');
    if (login === undefined || isLogin)
      response.setHeader('content-type', 'text/html').end('<h1>Hotel: please log in</h1>');
    else response.writeHead(302, { location: login }).end();
  }).listen(PORTAL_PORT, '0.0.0.0');
}
