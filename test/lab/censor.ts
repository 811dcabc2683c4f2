// The censor: sits between client and servers in a namespace of its own. Packet rules by nft; everything that needs a name goes through
// a small proxy. Node cannot ask a redirected socket where it was going (SO_ORIGINAL_DST), so every affected address has its own proxy port.
// Use: node test/ts.mjs test/lab/censor.ts '<CensorPlan as JSON>'
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import type { Certificates } from './certificates.ts';
import { readClientHello } from './client-hello.ts';
import { serveDns } from './dns.ts';
import { addressOf, RESOLVER } from './names.ts';
import { obey, run } from './run.ts';
import { type DnsAnswer, matchesHost, type Steering, type WrongCertificate } from './steer.ts';

export interface CensorPlan {
  readonly socketPath: string;
  /** The two interfaces of the censor. */
  readonly clientLink: string;
  readonly serversLink: string;
  readonly certificates: Certificates;
}

type Of<K extends Steering['kind']> = Extract<Steering, { kind: K }>;

const plan = JSON.parse(process.argv[2] ?? '') as CensorPlan;
const DNS_PORT = 53;
const PORTAL_PORT = 20_000;
const FIRST_PROXY_PORT = 20_001;

let rules: Steering[] = [];
/** Proxy ports by "address:port"; they stay for the life of the world. */
const proxies = new Map<string, number>();
/** Names behind the addresses a fake-ip proxy has handed out, and the other way round. */
const fakeByName = new Map<string, string>();

const of = <K extends Steering['kind']>(kind: K) => rules.filter((rule): rule is Of<K> => rule.kind === kind);

process.on('uncaughtException', (error) => {
  // A connection reset on purpose may still report errors from its other half; anything else must be seen.
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (!['ECONNRESET', 'EPIPE', 'ERR_STREAM_WRITE_AFTER_END'].includes(code)) {
    console.error('censor:', error);
    process.exit(1);
  }
});

await serveDns(DNS_PORT, dnsPolicy, addressOf);
servePortal();
applyRules();
await obey(plan.socketPath, (message) => {
  const added = message as Steering[];
  for (const rule of added) rules = rule.kind === 'clear' ? [] : [...rules, rule];
  applyRules();
});

function dnsPolicy(name: string): DnsAnswer | undefined {
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
  const steer: string[] = [`ip daddr ${RESOLVER} udp dport 53 redirect to :${DNS_PORT}`];
  steer.push(`ip daddr ${RESOLVER} tcp dport 53 redirect to :${DNS_PORT}`);
  for (const rule of of('ip')) {
    const addresses = [...(rule.addresses ?? []), ...(rule.hosts ?? []).map(addressOf)];
    const where = `ip daddr { ${[...new Set(addresses)].join(', ')} }`;
    const ports = rule.ports ? `tcp dport { ${rule.ports.join(', ')} }` : '';
    if (rule.action === 'drop') guard.push(`${where} ${ports} drop`);
    else if (rule.action === 'rst')
      guard.push(`${where} ${ports || 'meta l4proto tcp'} reject with tcp reset`);
    else {
      const type = rule.action === 'icmp-unreachable' ? 'host-unreachable' : 'admin-prohibited';
      guard.push(`${where} ${ports} reject with icmp type ${type}`);
    }
  }
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
  const inward = (lines: readonly string[]) =>
    lines.map((line) => `iifname "${plan.clientLink}" ${line}`).join('\n');
  run(
    'nft',
    ['-f', '-'],
    `table ip lab
delete table ip lab
table ip lab {
chain guard { type filter hook prerouting priority mangle; policy accept;
${inward(guard)}
}
chain steer { type nat hook prerouting priority dstnat; policy accept;
${inward(steer)}
}
}
`,
  );
  run('ip', ['link', 'set', plan.clientLink, of('offline').length > 0 ? 'down' : 'up']);
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
  else passThrough(socket, address, 443, hello, action.freezeAfterBytes);
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
      page.emit('connection', secure);
    });
    server.on('tlsClientError', () => {});
    impostors.set(kind, server);
  }
  handOver(socket, hello, server);
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

/** Carries the connection on; with a limit, the server's bytes stop arriving after it and both ends stay open. */
function passThrough(
  socket: Socket,
  address: string,
  port: number,
  first: Buffer,
  limit = Number.POSITIVE_INFINITY,
): void {
  const upstream = connect(port, address);
  let passed = 0;
  upstream.on('error', () => socket.resetAndDestroy());
  upstream.write(first);
  socket.on('data', (chunk) => upstream.write(chunk));
  upstream.on('data', (chunk) => {
    if (passed < limit) socket.write(chunk.subarray(0, limit - passed));
    passed += chunk.length;
  });
  upstream.on('end', () => {
    if (passed <= limit) socket.end();
  });
  socket.on('end', () => upstream.end());
  socket.on('close', () => upstream.destroy());
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
