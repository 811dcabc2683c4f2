// The collector as a process: killed in the middle of its work it has lost nothing that it acknowledged; told to stop it finishes what it began; and
// whatever is set wrong is said with what to do.
import { existsSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NoAnswer } from '../../extension/send/encapsulate.ts';
import { encapsulate } from '../../extension/send/ohttp.ts';
import { dayOf } from '../../src/judge/day.ts';
import { type KeyConfig, SEALED_ANSWER_BYTES } from '../../src/report/ohttp.ts';
import type { WireReport } from '../../src/report/wire.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { endCollectors, keysIn, runCollector, sendTo, startCollector } from './program.ts';
import { report, tempFolder } from './samples.ts';

/** The process has the real clock. */
const TODAY = new Date(dayOf(Date.now()) * 86_400_000).toISOString().slice(0, 10);
const fresh = () => report({ day: TODAY });
const firstOf = (keys: readonly KeyConfig[]) => keys[0] as KeyConfig;

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(async () => {
  endCollectors();
  await postgres.stop();
});

describe.each([
  ['PGlite', () => ({})],
  ['PostgreSQL', () => ({ DATABASE_URL: postgres.url })],
])('killed in the middle, on %s', (_, database) => {
  it('has every report that it acknowledged, and stores none twice', async () => {
    const env = { DATA_DIR: tempFolder(), ...database() };
    const acknowledged: WireReport[] = [];
    const unanswered: WireReport[] = [];
    for (const enough of [200, 400]) {
      const { child, gateway, keys, ended } = await startCollector(env);
      const sender = async () => {
        for (;;) {
          const sent = fresh();
          try {
            await sendTo(gateway, sent, firstOf(keys));
          } catch {
            unanswered.push(sent);
            return;
          }
          acknowledged.push(sent);
          if (acknowledged.length >= enough) child.kill('SIGKILL');
        }
      };
      await Promise.all(Array.from({ length: 12 }, sender));
      expect(await ended).toBe('SIGKILL');
    }
    const { child, gateway, keys, ended } = await startCollector(env);
    for (const sent of acknowledged)
      expect((await sendTo(gateway, sent, firstOf(keys))).result).toBe('duplicate');
    // These were perhaps stored, perhaps not; after being sent again they are.
    for (const sent of unanswered)
      expect(['stored', 'duplicate']).toContain((await sendTo(gateway, sent, firstOf(keys))).result);
    expect(acknowledged.length).toBeGreaterThanOrEqual(400);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

describe('told to stop', () => {
  it('takes no more, finishes what has begun, and keeps it', async () => {
    const env = { DATA_DIR: tempFolder(), DATABASE_URL: postgres.url };
    const { child, gateway, keys, ended, logged } = await startCollector(env);
    const sent = fresh();
    const { bytes, open } = await encapsulate(sent, firstOf(keys));
    const { hostname, port } = new URL(gateway);
    const socket = connect(Number(port), hostname);
    const head = `POST /gateway HTTP/1.1\r\nHost: x\r\nContent-Type: message/ohttp-req\r\nContent-Length: ${bytes.length}\r\n\r\n`;
    await new Promise<void>((written) => {
      socket.write(Buffer.concat([Buffer.from(head), bytes.subarray(0, 1000)]), () => written());
    });
    // Another connection was answered since, so the half message has arrived.
    await fetch(new URL('/health', gateway));
    child.kill('SIGTERM');
    await logged('"stopping"');
    await expect(fetch(new URL('/health', gateway))).rejects.toThrow();
    const answer: Buffer[] = [];
    socket.on('data', (data) => answer.push(data)).write(bytes.subarray(1000));
    await new Promise((closed) => socket.once('close', closed));
    const whole = Buffer.concat(answer);
    expect(whole.toString('latin1')).toMatch(/^HTTP\/1\.1 200 /);
    const ack = await open(Uint8Array.from(whole.subarray(-SEALED_ANSWER_BYTES)));
    expect(ack).toEqual({ report_id: sent.report_id, result: 'stored' });
    expect(await ended).toBe(0);

    const again = await startCollector(env);
    expect((await sendTo(again.gateway, sent, firstOf(again.keys))).result).toBe('duplicate');
    again.child.kill('SIGINT');
    expect(await again.ended).toBe(0);
  });
});

describe('with nothing set up', () => {
  it('makes its folder, its key and its database, says where it is, and listens to nobody outside', async () => {
    const DATA_DIR = join(tempFolder(), 'data');
    const { child, gateway, page, metrics, keys, ended, log } = await startCollector({ DATA_DIR });
    expect(statSync(DATA_DIR).mode & 0o777).toBe(0o700);
    expect(statSync(join(DATA_DIR, 'keys.json')).mode & 0o777).toBe(0o600);
    for (const address of [gateway, page, metrics]) expect(new URL(address).hostname).toBe('127.0.0.1');
    expect(new URL(metrics).port).not.toBe(new URL(page).port);
    expect((await sendTo(gateway, fresh(), firstOf(keys))).result).toBe('stored');
    expect(await (await fetch(metrics)).text()).toContain('messages_total{outcome="stored"} 1');
    expect(await (await fetch(page)).text()).toContain('Nothing is published yet');

    const second = await runCollector([], { DATA_DIR, PORT: '0', METRICS_PORT: '0' });
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toMatch(/^Process \d+ is using this data folder\. Stop it, or set DATA_DIR/);

    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(existsSync(join(DATA_DIR, 'lock'))).toBe(false);
    for (const line of log) expect(Object.keys(JSON.parse(line)).sort()).toEqual(['level', 'msg', 'time']);
  });
});

describe('rotation', () => {
  it('adds a key that a running collector takes up, while the old one still opens', async () => {
    const env = { DATA_DIR: tempFolder(), DATABASE_URL: postgres.url };
    const { child, gateway, keys, ended, logged } = await startCollector(env);
    const rotated = await runCollector(['rotate'], env);
    expect(rotated.code).toBe(0);
    expect(rotated.stdout.match(/^Key \d, until \d{4}-\d\d-\d\d$/gm)).toHaveLength(2);
    const [, added] = keysIn(rotated.stdout.split('\n'));
    await expect(sendTo(gateway, fresh(), added as KeyConfig)).rejects.toThrow(NoAnswer);
    child.kill('SIGHUP');
    await logged('keys read again');
    for (const key of [firstOf(keys), added as KeyConfig])
      expect((await sendTo(gateway, fresh(), key)).result).toBe('stored');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);

    const again = await startCollector(env);
    expect(again.keys.map(({ id }) => id)).toEqual([1, 2]);
    for (const key of again.keys) expect((await sendTo(again.gateway, fresh(), key)).result).toBe('stored');
    again.child.kill('SIGTERM');
    expect(await again.ended).toBe(0);

    const third = await runCollector(['rotate'], env);
    expect(third.code).toBe(1);
    expect(third.stderr).toMatch(/^Two keys are in use .* Rotate when the older has expired/);
  });
});

describe('what is set wrong', () => {
  it.each([
    [{ PORT: 'http' }, /^PORT must be a port number; without it 8080 is used\.$/m],
    [{ PORT: '70000' }, /^PORT must be a port number, at most 65535\.$/m],
    [{ METRICS_PORT: '8080' }, /^PORT and METRICS_PORT must differ: the metrics are not for the public\.$/m],
    [
      { DATABASE_URL: 'mysql://root:secret@localhost/' },
      /^DATABASE_URL must begin with postgres:\/\/ ; without it the embedded database in DATA_DIR is used\.$/m,
    ],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be silent, fatal, error, warn, info or debug\.$/m],
  ])('is said with what to do: %o', async (env, told) => {
    const ran = await runCollector([], { DATA_DIR: tempFolder(), ...env });
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toMatch(told);
    expect(ran.stderr).not.toMatch(/secret|\bat .*:\d+:\d+/);
  });

  it('is said of a database that is not there, and of a port that is taken', async () => {
    const database = await runCollector([], {
      DATA_DIR: tempFolder(),
      DATABASE_URL: 'postgres://root:secret@127.0.0.1:1/none',
    });
    expect(database).toMatchObject({ code: 1, stdout: '' });
    expect(database.stderr).toBe(
      'The database cannot be used (ECONNREFUSED). Check DATABASE_URL, and that the server runs.\n',
    );
    const { port } = new URL(postgres.url);
    const taken = await runCollector([], {
      DATA_DIR: tempFolder(),
      DATABASE_URL: postgres.url,
      PORT: port,
    });
    expect(taken.code).toBe(1);
    expect(taken.stderr).toBe(
      `Cannot listen on 127.0.0.1, port ${port} (EADDRINUSE). Set another host or port.\n`,
    );
  });

  it('is said of a command, too', async () => {
    const ran = await runCollector(['rotat'], { DATA_DIR: tempFolder() });
    expect(ran.stderr).toBe('"rotat" is not known. Use: npm run collector [-- rotate]\n');
  });
});
