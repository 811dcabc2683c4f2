// The public service from outside: what is no message, what is no question, what the page may do, and ten thousand bodies of all kinds.
import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../../collector/server.ts';
import type { Database } from '../../collector/store/database.ts';
import { migrate } from '../../collector/store/migrations.ts';
import { openPostgres } from '../../collector/store/postgres.ts';
import { claimWeek, putCells } from '../../collector/store/published.ts';
import { metricsApp } from '../../collector/web/app.ts';
import { REFUSAL_BODY } from '../../collector/web/refusal.ts';
import { encapsulate, sealMessage } from '../../extension/send/ohttp.ts';
import { decodeResponse } from '../../src/report/binaryHttp.ts';
import { SEALED_ANSWER_BYTES, SEALED_MESSAGE_BYTES } from '../../src/report/ohttp.ts';
import { AckSchema, REFUSALS } from '../../src/report/wire.ts';
import { parseJson } from '../../src/report/wireMessage.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { freshKey, message, report } from './samples.ts';
import { type TestCollector, testCollector } from './service.ts';

let postgres: TestPostgres;
let db: Database;
let collector: TestCollector;

beforeAll(async () => {
  postgres = await startPostgres();
  db = openPostgres(postgres.url, () => undefined);
  await migrate(db);
  collector = testCollector(db);
});

afterAll(async () => {
  await db.close();
  await postgres.stop();
});

/** Everything about a refusal that a sender sees. */
async function told(response: Response) {
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}

const REFUSED = {
  headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  body: REFUSAL_BODY,
};

describe('what is no message', () => {
  it.each([0, 1, 2048, SEALED_MESSAGE_BYTES - 1, SEALED_MESSAGE_BYTES + 1, 100_000])(
    'is refused by its size: %i bytes',
    async (size) => {
      expect(await told(await collector.post(new Uint8Array(size)))).toEqual({ status: 400, ...REFUSED });
    },
  );

  it('is refused by its type, and by a size that lies', async () => {
    const { bytes } = await encapsulate(report(), collector.config);
    for (const headers of [
      { 'content-type': 'application/octet-stream' },
      { 'content-type': 'message/ohttp-req; charset=utf-8' },
      { 'content-type': '' },
      { 'content-length': '' },
      { 'content-length': String(SEALED_MESSAGE_BYTES + 1) },
    ]) {
      expect(await told(await collector.post(bytes, headers))).toEqual({ status: 400, ...REFUSED });
    }
    const short = await collector.post(bytes.slice(1), { 'content-length': String(SEALED_MESSAGE_BYTES) });
    expect(await told(short)).toEqual({ status: 400, ...REFUSED });
  });

  it('is refused when no key of ours opens it, in the same words', async () => {
    const stranger = await encapsulate(report(), freshKey().config);
    expect(await told(await collector.post(stranger.bytes))).toEqual({ status: 422, ...REFUSED });
    const otherId = await encapsulate(report(), { ...collector.config, id: 77 });
    expect(await told(await collector.post(otherId.bytes))).toEqual({ status: 422, ...REFUSED });
  });

  it.each([
    ['GET', '/gateway'],
    ['PUT', '/gateway'],
    ['OPTIONS', '/gateway'],
    ['POST', '/gateway/'],
    ['POST', '/'],
    ['GET', '/metrics'],
    ['GET', '/reports'],
    ['GET', '/v1/../keys.json'],
  ])('finds nothing at %s %s', async (method, path) => {
    expect(await told(await collector.app.request(path, { method }))).toEqual({ status: 404, ...REFUSED });
  });
});

describe('ten thousand bodies', () => {
  const SENDER = 'sender-who-must-not-be-named';
  const ADDRESS = '203.0.113.77';
  const fields = Object.keys(report());
  const strange = fc.oneof(
    fc.string(),
    fc.double(),
    fc.constant(null),
    fc.constant(SENDER),
    fc.object({ maxDepth: 2, maxKeys: 3 }),
    fc.integer(),
    fc.constantFrom('=1+1', "'; drop table reports; --", '\u0000', '9'.repeat(400)),
  );
  const spoiled = fc
    .tuple(fc.constantFrom(...fields, '__proto__', 'constructor', 'ip'), strange)
    .map(
      ([field, value]) =>
        `${JSON.stringify(report()).slice(0, -1)},${JSON.stringify(field)}:${JSON.stringify(value)}}`,
    );
  const sealed = fc.oneof(
    spoiled.map((json) => safeMessage(new TextEncoder().encode(json))),
    fc.json().map((json) => safeMessage(new TextEncoder().encode(json))),
    fc.uint8Array({ maxLength: 1_800 }).map(safeMessage),
    fc.uint8Array({ minLength: 2048, maxLength: 2048 }),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => {
      const padded = new Uint8Array(2048);
      padded.set(bytes);
      return padded;
    }),
  );
  const body = fc.oneof(
    {
      weight: 3,
      arbitrary: sealed.map((inside) => ({ kind: 'sealed' as const, bytes: Uint8Array.from(inside) })),
    },
    {
      weight: 4,
      arbitrary: fc
        .uint8Array({ minLength: SEALED_MESSAGE_BYTES, maxLength: SEALED_MESSAGE_BYTES })
        .map((bytes) => ({ kind: 'raw' as const, bytes: Uint8Array.from(bytes) })),
    },
    {
      weight: 3,
      arbitrary: fc
        .uint8Array({ maxLength: 5_000 })
        .map((bytes) => ({ kind: 'raw' as const, bytes: Uint8Array.from(bytes) })),
    },
  );

  /** What is too long for a message is cut. */
  function safeMessage(content: Uint8Array): Uint8Array<ArrayBuffer> {
    return message(content.subarray(0, 1_900));
  }

  async function post({ kind, bytes }: { kind: 'sealed' | 'raw'; bytes: Uint8Array<ArrayBuffer> }) {
    const headers = {
      'x-forwarded-for': ADDRESS,
      forwarded: `for=${ADDRESS}`,
      'user-agent': SENDER,
      cookie: `id=${SENDER}`,
      origin: `moz-extension://${SENDER}`,
    };
    if (kind === 'raw') {
      const { status, ...rest } = await told(await collector.post(bytes, headers));
      expect(rest).toEqual(REFUSED);
      expect(status).toBe(bytes.length === SEALED_MESSAGE_BYTES ? 422 : 400);
      return 'outside' as const;
    }
    const { bytes: wire, open } = await sealMessage(bytes, collector.config);
    const response = await collector.post(wire, headers);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({ 'content-type': 'message/ohttp-res' });
    const answer = new Uint8Array(await response.arrayBuffer());
    expect(answer.length).toBe(SEALED_ANSWER_BYTES);
    const inside = decodeResponse(await open(answer));
    const ack = v.parse(AckSchema, parseJson(inside?.content ?? new Uint8Array()));
    if (ack.result === 'refused') {
      expect(inside?.status).toBe(422);
      expect(REFUSALS).toContain(ack.why);
    } else {
      expect(inside?.status).toBe(200);
    }
    return ack.result;
  }

  it('are each answered in one of the fixed shapes, and none is spoken of', async () => {
    const bodies = fc.sample(body, { seed: 20261127, numRuns: 10_000 });
    const outcomes: Record<string, number> = {};
    for (let i = 0; i < bodies.length; i += 100) {
      for (const outcome of await Promise.all(bodies.slice(i, i + 100).map(post)))
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    expect(outcomes.refused).toBeGreaterThan(2_000);
    expect(outcomes.outside).toBeGreaterThan(5_000);
    expect(collector.lines).toEqual([]);
    // It still works, and of what was refused nothing was kept.
    expect((await collector.send(report())).result).toBe('stored');
    const [row] = await db.query<{ n: number }>('select count(*)::int as n from reports');
    expect(row?.n).toBe((outcomes.stored ?? 0) + 1);
  }, 600_000);

  it('even a broken collector does not name who asked', async () => {
    const broken = testCollector({
      query: () => Promise.reject(new Error(`cannot look up ${SENDER} at ${ADDRESS}`)),
      transaction: () => Promise.reject(new Error(`Key (report_id)=(${SENDER}) of ${ADDRESS}`)),
      close: async () => undefined,
    });
    const response = await broken.app.request('/v1/weeks.json', { headers: { 'user-agent': SENDER } });
    expect(await told(response)).toEqual({ status: 500, ...REFUSED });
    expect(broken.lines).toHaveLength(1);
    expect(broken.lines.join()).not.toMatch(new RegExp(`${SENDER}|${ADDRESS}|report_id|weeks`));
  });
});

describe('over a real connection', () => {
  it('nothing tells the collector’s time, and a message in chunks is refused', async () => {
    const listener = await listen(collector.app, '127.0.0.1', 0);
    const { bytes } = await encapsulate(report(), collector.config);
    const post = (headers: Record<string, string>) =>
      new Promise<{ status: number | undefined; headers: Record<string, unknown> }>((resolve, reject) => {
        const request = httpRequest(
          { port: listener.port, host: '127.0.0.1', method: 'POST', path: '/gateway', headers },
          (response) => {
            response
              .resume()
              .on('end', () => resolve({ status: response.statusCode, headers: response.headers }));
          },
        );
        request.on('error', reject).end(bytes);
      });
    const type = { 'content-type': 'message/ohttp-req' };
    const whole = await post({ ...type, 'content-length': String(bytes.length) });
    expect(whole.status).toBe(200);
    const { connection: _, 'keep-alive': __, ...rest } = whole.headers;
    expect(rest).toEqual({
      'content-type': 'message/ohttp-res',
      'content-length': String(SEALED_ANSWER_BYTES),
    });
    expect((await post({ ...type, 'transfer-encoding': 'chunked' })).status).toBe(400);
    await listener.stop();
  });
});

describe('questions', () => {
  it.each(['', '?asn=1', '?country=iran', '?week=47', '?country=IR&id=1', '?asn=-1&country=IR', "?target='"])(
    'that are none of ours are refused: %s',
    async (query) => {
      for (const form of ['json', 'csv'])
        expect(await told(await collector.app.request(`/v1/cells.${form}${query}`))).toEqual({
          status: 400,
          ...REFUSED,
        });
    },
  );
});

describe('the page', () => {
  const HOSTILE = '=1+1</td><script>alert(1)</script>';

  beforeAll(async () => {
    await claimWeek(db, '2026-W30', '2026-08-01');
    await putCells(db, [
      {
        week: '2026-W30',
        country: 'ZZ',
        asn: null,
        target: HOSTILE,
        day: null,
        verdict: 'blocked',
        source: 'watch',
        reports: 5,
        confirmed: false,
      },
    ]);
  });

  it('may run nothing and load nothing but its style sheet', async () => {
    const response = await collector.app.request('/');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; style-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    const text = await response.text();
    expect(text).not.toMatch(/<script|style=|<style|\son\w+=|javascript:|https?:\/\//i);
    expect((await collector.app.request('/style.css')).headers.get('content-type')).toMatch(/^text\/css/);
  });

  it('shows whatever is stored as text, and a table no cell that a spreadsheet would calculate', async () => {
    expect(await (await collector.app.request('/?country=ZZ')).text()).toContain(
      '=1+1&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;',
    );
    const csv = await (await collector.app.request('/v1/cells.csv?country=ZZ')).text();
    expect(csv).toContain(`"'${HOSTILE}"`);
    for (const cell of csv.matchAll(/"((?:[^"]|"")*)"/g)) expect(cell[1]).not.toMatch(/^[\s]*[=+\-@|%]/);
  });

  it('falls back to a country that it has', async () => {
    for (const query of ['?country=DE', '?country=%3Cscript%3E', '?country=']) {
      const text = await (await collector.app.request(`/${query}`)).text();
      expect(text).toContain('No country given');
      expect(text).not.toContain('<script');
    }
  });

  it('says every square in words', async () => {
    const text = await (await collector.app.request('/?country=ZZ')).text();
    expect(text).toContain('<span class="hidden">blocked, unconfirmed: 5 reports</span>');
    expect(text).toMatch(/<caption>.+<\/caption>/);
    expect(text).toContain('<th scope="row">');
  });
});

it('metrics are counted in totals, on their own listener', async () => {
  const metrics = metricsApp(collector.service);
  await collector.send(report({ country: 'TM', target: 'psiphon' }));
  const text = await (await metrics.request('/metrics')).text();
  expect(text).toMatch(/^reachable_collector_messages_total\{outcome="stored"\} [1-9]/m);
  expect(text).toMatch(/^reachable_collector_key_expires_timestamp_seconds\{key="1"\} 1\d{9}$/m);
  expect(text).not.toMatch(/TM|psiphon|telegram/);
  for (const line of text.trimEnd().split('\n'))
    expect(line).toMatch(/^(?:# (?:HELP|TYPE) \S+ .+|\w+(?:\{[^}]*\})? -?[\d.e+-]+)$/);
  expect((await metrics.request('/gateway', { method: 'POST' })).status).toBe(404);
});
