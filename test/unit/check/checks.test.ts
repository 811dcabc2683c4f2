// The one check: begun, joined, stopped, and found again in its row by the next life of the worker. Requests are answered by a table here;
// real ones are asked in the lab.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import '../../../extension/seldomFile.ts';
import { Checks, type ChecksDeps } from '../../../extension/check/checks.ts';
import type { ProbePlan, Prober } from '../../../extension/check/probe.ts';
import { SERVICES, serviceById } from '../../../src/catalogue/index.ts';
import type { CheckProgress } from '../../../src/check/progress.ts';
import type { CheckChoice, CheckRow } from '../../../src/check/row.ts';
import type { NetworkState } from '../../../src/judge/verdict.ts';
import type { Observation } from '../../../src/observe/observation.ts';
import type { ProbeResult } from '../../../src/observe/probe.ts';
import { NOW } from '../store.contract.ts';

vi.mock('../../../extension/browser.ts', () => ({ browser: {}, ENGINE: 'chromium' }));
// Making the browser ready for a WebSocket takes a while; so long is what a test needs to come in between.
vi.mock('../../../extension/check/webSocket.ts', () => ({
  openSocket: undefined,
  socketsReady: () => new Promise((resolve) => setTimeout(() => resolve(true), 1_000)),
}));

const TOOLS: CheckChoice = { groups: ['tool'], mode: 'now', deep: false };

/** What a whole browser would be: a disk that outlives the worker, a network, and a clock. */
class Machine {
  disk: CheckRow | undefined;
  network = 'net-1';
  state: NetworkState = 'online';
  silent = new Set<string>();
  controlsTakeMs = 0;
  readonly asked: string[] = [];
  readonly schemes = new Set<string>();
  readonly kept: Observation[] = [];
  readonly told: CheckProgress[] = [];
  readonly done: CheckRow[] = [];

  checks(): Checks {
    let id = 0;
    const deps: ChecksDeps = {
      now: Date.now,
      newId: () => `check-${++id}`,
      random01: () => 0.5,
      prober: { probe: (plan: ProbePlan) => this.#probe(plan) } as unknown as Prober,
      rateControls: [],
      services: () => SERVICES,
      serviceById,
      network: async () => this.network,
      stored: async () => this.disk,
      keep: async (found, row) => {
        this.disk = row;
        this.kept.push(...found);
      },
      controls: async () => {
        await new Promise((resolve) => setTimeout(resolve, this.controlsTakeMs));
        return [];
      },
      resolve: async () => [],
      networkState: async () => this.state,
      stayAwake: () => undefined,
      rearm: async () => undefined,
      onProgress: (progress) => this.told.push(progress),
      onDone: async (row) => void this.done.push(row),
    };
    return new Checks(deps);
  }

  async #probe({ url }: ProbePlan): Promise<ProbeResult> {
    this.asked.push(new URL(url).hostname);
    this.schemes.add(new URL(url).protocol);
    const startedAtMs = Date.now();
    const silent = this.silent.has(new URL(url).hostname);
    await new Promise((resolve) => setTimeout(resolve, silent ? 12_000 : 200));
    return {
      startedAtMs,
      atMs: Date.now(),
      outcome: silent ? 'silent' : 'answered',
      ...(!silent && { status: 200 }),
    };
  }
}

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

it('asks everything chosen once, what failed once more 20 s later, and ends', async () => {
  const machine = new Machine();
  machine.silent.add('v2fly.org');
  await machine.checks().start(TOOLS);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(machine.disk).toMatchObject({ state: 'done', repeated: [expect.stringContaining('v2fly.org')] });
  const times = (host: string) => machine.asked.filter((h) => h === host).length;
  expect(times('tailscale.com')).toBe(1);
  // Over https, then over https and plain http.
  expect(times('v2fly.org')).toBe(3);
  const [first, second] = machine.kept.filter((o) => o.host === 'v2fly.org' && o.scheme === 'https');
  expect((second?.startedAtMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(20_000);
  expect(new Set(machine.kept.map((o) => o.id)).size).toBe(machine.kept.length);
  expect(machine.done).toHaveLength(1);
  expect(machine.told.at(-1)).toMatchObject({ state: 'done', failed: 1 });
});

it('tells how far it is four times a second, also while nothing answers, neutral sites included', async () => {
  const machine = new Machine();
  machine.controlsTakeMs = 5_000;
  for (const { endpoints } of SERVICES) for (const { host } of endpoints) machine.silent.add(host);
  await machine.checks().start(TOOLS);
  for (let second = 1; second <= 20; second++) {
    const before = machine.told.length;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(machine.told.length - before, `in second ${second}`).toBeGreaterThanOrEqual(4);
  }
});

it('a second click joins the first', async () => {
  const machine = new Machine();
  const checks = machine.checks();
  const [one, two] = await Promise.all([checks.start(TOOLS), checks.start(TOOLS)]);
  expect(two === undefined || two.id === one?.id).toBe(true);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(new Set(machine.asked).size).toBe(machine.asked.length);
});

it.each(['proxied', 'offline', 'portal'] as const)('asks nobody when the controls say %s', async (state) => {
  const machine = new Machine();
  machine.state = state;
  await machine.checks().start(TOOLS);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(machine.asked).toEqual([]);
  expect(machine.disk).toMatchObject({ state: 'stopped', why: state });
});

it('the next life of the worker asks only what is left', async () => {
  const machine = new Machine();
  await machine.checks().start({ groups: ['commercial_vpn'], mode: 'now', deep: false });
  await vi.advanceTimersByTimeAsync(1_600);
  // Killed: what was under way is never heard of again.
  vi.clearAllTimers();
  const through = new Set(machine.disk?.done);
  expect(through.size).toBeGreaterThan(5);
  machine.asked.length = 0;
  await machine.checks().resume();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(machine.disk?.state).toBe('done');
  const again = machine.asked.filter((host) => [...through].some((key) => key.includes(`//${host}:`)));
  expect(again).toEqual([]);
});

it('ends with the network it was begun on, awake or not', async () => {
  const machine = new Machine();
  const checks = machine.checks();
  await checks.start(TOOLS);
  await vi.advanceTimersByTimeAsync(300);
  machine.network = 'net-2';
  await checks.networkChanged();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(machine.disk).toMatchObject({ state: 'stopped', why: 'network_changed' });
  const other = new Machine();
  other.disk = { ...(machine.disk as CheckRow), state: 'running', network: 'net-0' };
  await other.checks().resume();
  expect(other.disk).toMatchObject({ state: 'stopped', why: 'network_changed' });
  expect(other.asked).toEqual([]);
});

it('cancelled it keeps what was measured', async () => {
  const machine = new Machine();
  const checks = machine.checks();
  await checks.start({ groups: ['commercial_vpn'], mode: 'now', deep: false });
  await vi.advanceTimersByTimeAsync(1_600);
  await checks.cancel();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(machine.disk?.state).toBe('cancelled');
  expect(machine.kept.length).toBeGreaterThan(5);
  expect(machine.kept.length).toBeLessThan(machine.disk?.total ?? 0);
});

it.each([
  ['cancelled while WebSockets are made ready it opens none', true],
  ['not cancelled it opens them once they are ready', false],
])('%s', async (_, cancelled) => {
  const machine = new Machine();
  const checks = machine.checks();
  await checks.start({ groups: ['telegram'], mode: 'now', deep: false });
  while (!machine.asked.includes('venus.web.telegram.org')) await vi.advanceTimersByTimeAsync(10);
  // It has answered over https.
  await vi.advanceTimersByTimeAsync(500);
  if (cancelled) await checks.cancel();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(machine.disk?.state).toBe(cancelled ? 'cancelled' : 'done');
  expect(machine.schemes.has('wss:')).toBe(!cancelled);
});

it('a quiet check sleeps between its requests and is brought back by the alarm', async () => {
  const machine = new Machine();
  let checks = machine.checks();
  await checks.start({ groups: ['tool'], mode: 'quiet', deep: false });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(machine.asked.length).toBeLessThan(8);
  for (let minutes = 0; minutes < 45 && machine.disk?.state === 'running'; minutes++) {
    // Another life each time, as the browser does it.
    if (!checks.running) checks = machine.checks();
    await checks.resume();
    await vi.advanceTimersByTimeAsync(60_000);
  }
  expect(machine.disk?.state).toBe('done');
  expect(new Set(machine.asked).size).toBe(machine.asked.length);
});
