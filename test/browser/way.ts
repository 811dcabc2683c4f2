// The whole way of a report behind the browser, from real parts: the shipped relay in nginx and the collector as a process of its own. Between them
// stand two servers of the test, where a real fault would be: in front of nginx messages are turned away, and on both sides of it answers get lost.
import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, createServer, request as httpsRequest, type Server } from 'node:https';
import { join } from 'node:path';
import { openRequest } from '../../collector/gateway/gateway.ts';
import { loadKeys } from '../../collector/gateway/keys.ts';
import { readMessage } from '../../collector/ingest/read.ts';
import { openPglite } from '../../collector/store/pglite.ts';
import { dayOf } from '../../src/judge/day.ts';
import { type KeyConfig, REQUEST_TYPE } from '../../src/report/ohttp.ts';
import { ADDRESS_HEADER, type Certificate, certificate, startRelay } from '../collector/nginx.ts';
import { freePort } from '../collector/postgres.ts';
import { type RunningCollector, startCollector } from '../collector/program.ts';
import { has, run } from '../lab/run.ts';

export interface Faults {
  readonly seed: number;
  /** Of messages, turned away before they are read. */
  readonly refused: number;
  /** Of the collector's answers, half of them before nginx and half after. */
  readonly lost: number;
}

/** What the test's two servers saw. */
export interface Passed {
  /** Messages that a browser sent. */
  messages: number;
  /** What is wrong with any of them: another size, path, type, or something of the browser. */
  readonly wrong: string[];
  refused: number;
  /** Answers of the collector. */
  answers: number;
  lost: number;
  dummies: number;
  /** Ids of reports, and of those among them whose answer went all the way back. */
  readonly reported: Set<string>;
  readonly answered: Set<string>;
}

export interface Way {
  /** Where browsers meet it. */
  readonly port: number;
  readonly config: KeyConfig;
  readonly passed: Passed;
  /** Called with the number of each message as it arrives. */
  onMessage: (number: number) => void;
  /** Kills the collector, or stops it in order, and starts it again. */
  restartCollector(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Attempts to connect to the collector by others than the relay's side: somebody went there directly. */
  strangers(): number;
  /** Ends everything and returns the ids that were stored. */
  stop(): Promise<readonly string[]>;
}

const HOST = 'collector.example';
/** What no message may carry: whatever a browser says of itself. */
const TELLING = /^(?:origin|cookie|referer|sec-.*|x-.*|authorization)$/;

export async function openWay(relay: Certificate, folder: string, faults: Faults): Promise<Way> {
  if (!has('nginx')) throw new Error('nginx is not installed (nginx-light, libnginx-mod-http-js)');
  const env = { DATA_DIR: join(folder, 'collector'), PORT: String(await freePort()) };
  let collector: RunningCollector = await startCollector(env);
  const [config] = collector.keys;
  if (!config) throw new Error('the collector printed no key');
  const keys = loadKeys(join(env.DATA_DIR, 'keys.json'), Date.now());
  const chance = chanceOf(faults.seed);
  const passed: Passed = {
    messages: 0,
    wrong: [],
    refused: 0,
    answers: 0,
    lost: 0,
    dummies: 0,
    reported: new Set(),
    answered: new Set(),
  };
  countStrangers(env.PORT);

  const inner = certificate(HOST);
  const behind = await listen(inner, async (request, response) => {
    const body = await bodyOf(request);
    const answer = await forward(
      httpRequest({
        host: '127.0.0.1',
        port: env.PORT,
        path: request.url,
        method: request.method,
        headers: { 'content-type': request.headers['content-type'] ?? '', 'content-length': body.length },
        localAddress: RELAY_SIDE,
      }),
      body,
    ).catch(() => undefined);
    if (!answer) return void response.writeHead(502).end();
    if (answer.status === 200) passed.answers += 1;
    if (answer.status === 200 && chance() < faults.lost / 2) {
      passed.lost += 1;
      return void request.socket.destroy();
    }
    response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
  });
  const nginx = await startRelay(certificate('relay.example'), { port: behind.port, cert: inner.cert });

  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  const way: Pick<Way, 'onMessage'> = { onMessage: () => undefined };
  const front = await listen(relay, async (request, response) => {
    const body = await bodyOf(request);
    passed.messages += 1;
    const number = passed.messages;
    lookAt(request, body);
    const message = await openRequest(body, keys, Date.now());
    const received = message && readMessage(message.message, dayOf(Date.now()));
    const id = received?.kind === 'report' ? received.report.report_id : undefined;
    if (id) passed.reported.add(id);
    if (received?.kind === 'dummy') passed.dummies += 1;
    way.onMessage(number);
    if (chance() < faults.refused) {
      passed.refused += 1;
      // By a full relay, and by one that is out of order: the first says nothing of the report, the second counts as an attempt.
      return void response.writeHead(chance() < 0.5 ? 429 : 503).end();
    }
    const answer = await forward(
      httpsRequest({
        agent,
        host: '127.0.0.1',
        port: nginx.port,
        servername: 'relay.example',
        path: request.url,
        method: request.method,
        headers: {
          'content-type': request.headers['content-type'] ?? '',
          'content-length': body.length,
          // The relay's limit is for a crowd of senders, and the one here sends what a crowd would.
          [ADDRESS_HEADER]: `10.${(number >> 8) & 255}.${number & 255}.1`,
        },
      }),
      body,
    ).catch(() => undefined);
    if (!answer) return void response.writeHead(502).end();
    if (answer.status === 200 && chance() < faults.lost / 2) {
      passed.lost += 1;
      return void request.socket.destroy();
    }
    // Whether it gets there is not known; a browser that was killed meanwhile sends it again.
    if (id && answer.status === 200) passed.answered.add(id);
    response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
  });

  return Object.assign(way, {
    port: front.port,
    config,
    passed,
    async restartCollector(signal: 'SIGKILL' | 'SIGTERM') {
      collector.child.kill(signal);
      await collector.ended;
      collector = await startCollector(env);
    },
    strangers: strangersSeen,
    async stop() {
      front.stop();
      agent.destroy();
      await nginx.stop();
      behind.stop();
      collector.child.kill('SIGTERM');
      await collector.ended;
      run('nft', ['delete', 'table', 'ip', COUNTER]);
      const db = await openPglite(join(env.DATA_DIR, 'database'));
      const rows = await db.query<{ id: string }>(
        "select replace(report_id::text, '-', '') as id from reports order by report_id",
      );
      await db.close();
      return rows.map(({ id }) => id);
    },
  });

  function lookAt(request: IncomingMessage, body: Buffer): void {
    const { method, url, headers } = request;
    const what = [method, url, headers['content-type'], body.length, headers['user-agent']].join(' ');
    const telling = Object.keys(headers).filter((name) => TELLING.test(name));
    if (what !== `POST /ohttp ${REQUEST_TYPE} 2103 Reachable` || telling.length > 0)
      passed.wrong.push([what, ...telling].join(' '));
  }
}

const COUNTER = 'reachable_way';
/** The address that the relay's side has towards the collector; a browser has the usual one of a machine towards itself. */
const RELAY_SIDE = '127.0.0.77';

/** From now on every attempt to connect to this port, by whomever, on all of this machine. */
function countStrangers(port: string): void {
  run(
    'nft',
    ['-f', '-'],
    `table ip ${COUNTER}
delete table ip ${COUNTER}
table ip ${COUNTER} {
counter meant { }
counter strange { }
chain out { type filter hook output priority filter; policy accept;
tcp dport ${port} tcp flags & (syn | ack) == syn ip saddr ${RELAY_SIDE} counter name meant
tcp dport ${port} tcp flags & (syn | ack) == syn ip saddr != ${RELAY_SIDE} counter name strange
}
}
`,
  );
}

/** Throws when not even those that were meant were counted. */
function strangersSeen(): number {
  const packets = (name: string) => {
    const said = JSON.parse(run('nft', ['-j', 'list', 'counter', 'ip', COUNTER, name])) as {
      nftables: { counter?: { packets: number } }[];
    };
    return said.nftables.find(({ counter }) => counter)?.counter?.packets ?? Number.NaN;
  };
  if (!(packets('meant') > 0)) throw new Error('connections to the collector were not counted');
  return packets('strange');
}

/** Numbers from 0 to below 1, the same for the same seed. */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Listening {
  readonly port: number;
  stop(): void;
}

/** A server with TLS on this machine. */
export async function listen(
  { cert, key }: Certificate,
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Listening> {
  const server: Server = createServer(
    { cert: readFileSync(cert), key: readFileSync(key) },
    (request, response) => {
      // Whoever sent it may be killed in the middle.
      answer(request, response).catch(() => request.socket.destroy());
    },
  );
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

function forward(request: ReturnType<typeof httpRequest>, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on('error', reject).on('response', (response) => {
      bodyOf(response).then(
        (answer) =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            body: answer,
          }),
        reject,
      );
    });
    request.end(body);
  });
}
