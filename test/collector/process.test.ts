// The collector as a process: killed in the middle of its work it has lost nothing that it acknowledged; told to stop it finishes what it began; and
// whatever is set wrong is said with what to do.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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
const dayAfter = (days: number) =>
  new Date((dayOf(Date.now()) + days) * 86_400_000).toISOString().slice(0, 10);
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
    const again = await Promise.all(acknowledged.map((sent) => sendTo(gateway, sent, firstOf(keys))));
    for (const { result } of again) expect(result).toBe('duplicate');
    // These were perhaps stored, perhaps not; after being sent again they are.
    for (const sent of unanswered)
      expect(['stored', 'duplicate']).toContain((await sendTo(gateway, sent, firstOf(keys))).result);
    expect(acknowledged.length).toBeGreaterThanOrEqual(400);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

describe('when PostgreSQL ends its connections', () => {
  it('goes on: what was under way is not acknowledged, and what comes later is stored', async () => {
    const env = { DATA_DIR: tempFolder(), DATABASE_URL: postgres.url };
    const { child, gateway, keys, ended } = await startCollector(env);
    let over = false;
    const acknowledged: WireReport[] = [];
    let refused = 0;
    const sender = async () => {
      while (!over) {
        const sent = fresh();
        await sendTo(gateway, sent, firstOf(keys)).then(
          () => acknowledged.push(sent),
          () => {
            refused += 1;
          },
        );
      }
    };
    const senders = Array.from({ length: 12 }, sender);
    // In the middle of a transaction, sooner or later.
    for (let cuts = 0; refused === 0 || cuts < 20; cuts++) await postgres.cut();
    over = true;
    await Promise.all(senders);
    expect(child.exitCode).toBeNull();
    for (const sent of acknowledged)
      expect((await sendTo(gateway, sent, firstOf(keys))).result).toBe('duplicate');
    expect((await sendTo(gateway, fresh(), firstOf(keys))).result).toBe('stored');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

describe('told to stop', () => {
  it('waits for nobody who does not send the rest of what they began', async () => {
    const { child, gateway, ended, logged } = await startCollector({ DATA_DIR: tempFolder() });
    const { hostname, port } = new URL(gateway);
    const silent = [connect(Number(port), hostname), connect(Number(port), hostname)];
    for (const socket of silent) socket.on('error', () => undefined);
    silent[1]?.write('POST /gateway HTTP/1.1\r\nHost: x\r\nContent-Length: 2103\r\n\r\nhalf');
    await fetch(new URL('/health', gateway));
    child.kill('SIGTERM');
    await logged('"stopped"');
    expect(await ended).toBe(0);
  });

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
    expect(second.stderr).toMatch(
      /^Another collector is using the data folder .*\. Stop it, or set DATA_DIR/,
    );

    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(existsSync(join(DATA_DIR, 'lock'))).toBe(false);
    for (const line of log) expect(Object.keys(JSON.parse(line)).sort()).toEqual(['level', 'msg', 'time']);
  });
});

describe('rotation', () => {
  it('is not needed at first: there are two keys, which do not end together', async () => {
    const { child, keys, log, ended } = await startCollector({ DATA_DIR: tempFolder() });
    expect(keys.map(({ id }) => id)).toEqual([1, 2]);
    expect(log.filter((line) => line.includes('rotate'))).toEqual([]);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('adds a key that a running collector takes up, while the old ones still open', async () => {
    const env = { DATA_DIR: tempFolder(), DATABASE_URL: postgres.url };
    const made = await startCollector(env);
    made.child.kill('SIGTERM');
    await made.ended;
    const early = await runCollector(['rotate'], env);
    expect(early.code).toBe(1);
    expect(early.stderr).toMatch(/^Two keys are in use .* Rotate when the older has less than 90 days/);

    // Ten months later.
    const file = join(env.DATA_DIR, 'keys.json');
    const { keys: stored } = JSON.parse(readFileSync(file, 'utf8'));
    stored[0].expires = dayAfter(80);
    stored[1].expires = dayAfter(380);
    writeFileSync(file, JSON.stringify({ keys: stored }));
    const { child, gateway, keys, ended, logged } = await startCollector(env);
    await logged('fewer than two keys have long enough to go');
    const rotated = await runCollector(['rotate'], env);
    expect(rotated.code).toBe(0);
    expect(rotated.stdout.match(/^Key \d, until \d{4}-\d\d-\d\d$/gm)).toEqual([
      `Key 1, until ${dayAfter(80)}`,
      `Key 2, until ${dayAfter(380)}`,
      `Key 3, until ${dayAfter(680)}`,
    ]);
    const added = keysIn(rotated.stdout.split('\n'))[2] as KeyConfig;
    await expect(sendTo(gateway, fresh(), added)).rejects.toThrow(NoAnswer);
    child.kill('SIGHUP');
    await logged('keys read again');
    for (const key of [...keys, added]) expect((await sendTo(gateway, fresh(), key)).result).toBe('stored');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect((await runCollector(['rotate'], env)).stderr).toMatch(/^Two keys are in use/);
  });

  it('is overdue when no key is left, and that is said', async () => {
    const env = { DATA_DIR: tempFolder() };
    const made = await startCollector(env);
    made.child.kill('SIGTERM');
    await made.ended;
    const file = join(env.DATA_DIR, 'keys.json');
    const { keys: stored } = JSON.parse(readFileSync(file, 'utf8'));
    for (const key of stored) key.expires = dayAfter(0);
    writeFileSync(file, JSON.stringify({ keys: stored }));
    const { child, gateway, log, ended } = await startCollector(env);
    expect(log.some((line) => line.includes('every key has expired'))).toBe(true);
    await expect(sendTo(gateway, fresh(), firstOf(made.keys))).rejects.toThrow(NoAnswer);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
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
