// The collector as a process of its own, as an operator starts it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { encapsulate } from '../../extension/send/ohttp.ts';
import { bytesOfHex, type KeyConfig, parseKeyConfig, REQUEST_TYPE } from '../../src/report/ohttp.ts';
import type { Ack, WireReport } from '../../src/report/wire.ts';
import { ROOT } from '../root.ts';

export interface RunningCollector {
  readonly child: ChildProcess;
  readonly gateway: string;
  readonly page: string;
  readonly metrics: string;
  /** As printed. */
  readonly keys: readonly KeyConfig[];
  /** Its log so far. */
  readonly log: readonly string[];
  /** Resolves when a line of the log, past or to come, has this in it. */
  logged(text: string): Promise<void>;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export interface Ran {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

const { bundle } = (await import(pathToFileURL(join(ROOT, 'test/ts.mjs')).href)) as {
  bundle(file: string): Promise<string>;
};

const running = new Set<ChildProcess>();

/** Ends those that a failed test left. */
export function endCollectors(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Runs a command of the collector to its end. */
export async function runCollector(args: readonly string[], env: Record<string, string>): Promise<Ran> {
  const child = await start(args, env);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.on('data', (data: Buffer) => {
      texts[name] += data.toString();
    });
  const [code, signal] = await once(child, 'close');
  return { code: code ?? signal, ...texts };
}

/** Starts it on ports of its own and resolves when it says that it has started. */
export async function startCollector(
  env: Record<string, string>,
  nodeArguments: readonly string[] = [],
): Promise<RunningCollector> {
  const child = await start([], { PORT: '0', METRICS_PORT: '0', ...env }, nodeArguments);
  const said: string[] = [];
  const log: string[] = [];
  const waiting: { text: string; done: () => void }[] = [];
  if (!child.stdout || !child.stderr) throw new Error('no output');
  createInterface(child.stdout).on('line', (line) => said.push(line));
  createInterface(child.stderr).on('line', (line) => {
    log.push(line);
    for (const { text, done } of waiting) if (line.includes(text)) done();
  });
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal);
  const logged = (text: string) =>
    new Promise<void>((done, failed) => {
      if (log.some((line) => line.includes(text))) done();
      waiting.push({ text, done });
      ended.then((how) => failed(new Error(`ended (${how}) before "${text}":\n${log.join('\n')}`)));
    });
  await logged('"started"');
  const find = (name: string) =>
    said
      .find((line) => line.startsWith(name))
      ?.slice(name.length)
      .trim() ?? '';
  return {
    child,
    gateway: find('Gateway'),
    page: find('Page'),
    metrics: find('Metrics'),
    keys: keysIn(said),
    log,
    logged,
    ended,
  };
}

/** The keys that these lines print. */
export function keysIn(lines: readonly string[]): readonly KeyConfig[] {
  return lines
    .filter((line) => /^ +hex /.test(line))
    .flatMap((line) => parseKeyConfig(bytesOfHex(line.replace('hex', '').trim())) ?? []);
}

async function start(
  args: readonly string[],
  env: Record<string, string>,
  nodeArguments: readonly string[] = [],
): Promise<ChildProcess> {
  const file = await bundle(join(ROOT, 'collector/main.ts'));
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [...nodeArguments, file, ...args], {
    cwd: ROOT,
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Seals, posts and opens. Rejects when the connection breaks or the answer acknowledges nothing. */
export async function sendTo(gateway: string, report: WireReport, key: KeyConfig): Promise<Ack> {
  const { bytes, open } = await encapsulate(report, key);
  const response = await fetch(gateway, {
    method: 'POST',
    headers: { 'content-type': REQUEST_TYPE },
    body: bytes,
  });
  return open(new Uint8Array(await response.arrayBuffer()));
}
