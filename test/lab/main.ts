// The lab's front: `npm run lab [-- case…] [-- --browser firefox] [--parallel 7] [--json file] [--requests dir] [--keep] [--list] [--extensions dir]`.
// Runs itself again inside namespaces of its own, builds one world for every group of cases and browser, and prints a table.
// Exit code: 0 all passed, 1 something failed, 2 asked wrongly, 77 cannot run here.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { CONTROLS } from '../../src/catalogue/controls.ts';
import { SERVICES } from '../../src/catalogue/index.ts';
import { ENGINES, type Engine, findBrowser, launchBrowser } from '../browser/launch.ts';
import { openExtensionPage } from '../browser/page.ts';
import { ROOT } from '../root.ts';
import {
  type CaseResult,
  describeRow,
  emptyRow,
  expectationFor,
  type LabCase,
  type LabSettings,
  phasesFor,
  urlsFor,
} from './case.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { Door } from './door.ts';
import type { DriverPlan, GoldenMessage, SteeredMessage, SteerRequest } from './driver.ts';
import { type Golden, goldenText } from './golden.ts';
import { checkHeaders } from './headers.ts';
import { loadCases } from './load.ts';
import { enter, furnish, isInside, SKIPPED, whyNot } from './outer.ts';
import { program } from './program.ts';
import { blockingExtension, proxyExtension } from './rivals.ts';
import { room } from './room.ts';
import type { Steering } from './steer.ts';
import { STORE_AND_CLOUD_HOSTS } from './stores.ts';
import { openWorld, type World } from './world.ts';

const FOLDER = 'REACHABLE_LAB_FOLDER';
const OUTER_PID = 'REACHABLE_LAB_OUTER_PID';
/** Ordinary names the lab serves besides the catalogue's. */
const MORE_HOSTS = ['example.com', 'example.org'];
/** A driver that has said nothing by then is stuck: 90 s for every expectation of its longest case, the rest for starting. */
const STARTING_LIMIT_MS = 90_000;
const PHASE_LIMIT_MS = 90_000;
const USUAL_PHASE_MS = 80_000;
/**
 * Browsers that start at the same moment: starting is most of a world's work, and a crowd of them makes each so slow that pages time out and nothing is
 * to be said of what failed. On a machine where one alone takes longer than usual, fewer.
 */
const STARTING_AT_ONCE = 3;
const USUAL_START_MS = 4_000;
const HURRY_S = 30;

/** By then a world's pages are open. */
const PAGES_OPEN_MS = 3_000;

const GATHER_MS = 300;
/** A golden is there to be read; what took more rows than this is not kept. */
const GOLDEN_ROWS = 60;

/** Below so many worlds starting one more Firefox costs more than it saves. */
const WORTH_STARTING_BEFORE = 20;

const CLEAR: Steering = { kind: 'clear' };

interface Job {
  readonly world: string;
  readonly engine: Engine;
  readonly cases: readonly LabCase[];
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    browser: { type: 'string', multiple: true },
    parallel: { type: 'string', default: '20' },
    json: { type: 'string' },
    requests: { type: 'string' },
    keep: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    times: { type: 'string', default: '1' },
    list: { type: 'boolean', default: false },
    extensions: { type: 'string', default: 'dist' },
  },
});
process.exit(isInside() ? await inside() : await outside());

async function outside(): Promise<number> {
  const cases = await loadCases();
  if (options.list) {
    for (const one of cases) console.log(`${one.id.padEnd(22)} ${one.title}`);
    return 0;
  }
  const unknown = positionals.filter((id) => !cases.some((one) => one.id === id));
  if (unknown.length > 0) return complain(`no such case: ${unknown.join(', ')} (see --list)`, 2);
  const reason = whyNot() ?? (engines().length === 0 ? 'no browser found (Firefox or Chromium)' : undefined);
  if (reason) return complain(`skipped: ${reason}`, SKIPPED);
  const unbuilt = engines().filter((engine) => !existsSync(join(extensionDir(engine), 'manifest.json')));
  if (unbuilt.length > 0)
    return complain(`not built: ${unbuilt.map(extensionDir).join(', ')} (npm run build)`, 2);
  const folder = mkdtempSync(join(tmpdir(), 'reachable-lab-'));
  process.env[FOLDER] = folder;
  process.env[OUTER_PID] = String(process.pid);
  const times = Math.max(1, Number(options.times) || 1);
  try {
    // All of it again, in namespaces of its own, until one run fails.
    for (let run = 1; run <= times; run++) {
      if (times > 1) console.log(`run ${run} of ${times}`);
      const code = await enter('test/lab/main.ts', process.argv.slice(2));
      if (code !== 0 || run === times) return code;
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      mkdirSync(folder);
    }
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function inside(): Promise<number> {
  const startedAtMs = Date.now();
  const folder = process.env[FOLDER] ?? '';
  furnish(folder);
  const all = await loadCases();
  const chosen = all.filter((one) => positionals.length === 0 || positionals.includes(one.id));
  const certificates = makeCertificates(join(folder, 'certificates'), hostsToServe(chosen));
  const jobs = planJobs(chosen);
  const fires = jobs.filter((job) => job.engine === 'firefox').length;
  const first = fires < WORTH_STARTING_BEFORE ? undefined : await startOnce(folder);
  const results: CaseResult[] = [];
  const kept: World[] = [];
  const waiting = [...jobs];
  let number = 0;
  const slowness = Math.max(1, (first?.tookMs ?? 0) / USUAL_START_MS);
  const starting = new Door(Math.max(1, Math.floor(STARTING_AT_ONCE / slowness)));
  const work = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      number += 1;
      const name = `w${number}`;
      let world: World | undefined;
      let seen: CaseResult[];
      const started = await starting.enter();
      await room();
      try {
        world = await openWorld(name, folder, certificates);
        seen = await runJob(job, world, join(folder, name), certificates, started, first?.profileDir);
        if (options.requests) {
          mkdirSync(options.requests, { recursive: true });
          copyFileSync(world.requestLog, join(options.requests, `${job.world}-${job.engine}.jsonl`));
        }
        seen.push(checkHeaders(job.world, job.engine, world.requestLog));
      } catch (error) {
        seen = job.cases.map((one) => unseen(one, job.engine, String(error)));
      } finally {
        started();
      }
      results.push(...seen);
      for (const result of seen) console.error(progressLine(result));
      if (options.keep && world) kept.push(world);
      else world?.close();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Number(options.parallel) || 7) }, work));

  const missing = ENGINES.filter((engine) => wanted(engine) && !engines().includes(engine)).flatMap(
    (engine) => chosen.filter((one) => one.browsers?.includes(engine) ?? true),
  ).length;
  console.log(table(results, chosen));
  if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
  if (options.keep) await keepOpen(kept);
  const skipped = results.filter((result) => result.skipped).length;
  const failed = results.filter((result) => !result.passed && !result.skipped).length;
  console.log(`${Math.round((Date.now() - startedAtMs) / 1000)} seconds`);
  console.log(`${results.length - failed - skipped} passed, ${failed} failed, ${skipped + missing} skipped`);
  return failed > 0 ? 1 : 0;
}

/** Starts Firefox once and keeps what it compiled: all others then start with a third less work. */
async function startOnce(folder: string): Promise<{ readonly profileDir: string; readonly tookMs: number }> {
  const own = join(folder, 'first');
  for (const name of ['home', 'tmp']) mkdirSync(join(own, name), { recursive: true });
  const profileDir = join(own, 'profile');
  const startedAtMs = Date.now();
  const first = await launchBrowser({
    engine: 'firefox',
    extensionDir: extensionDir('firefox'),
    profileDir,
    env: browserEnvironment(own),
  });
  const drawn = () => document.querySelector('[data-network]') !== null;
  await openExtensionPage(first, 'popup.html', drawn);
  const tookMs = Date.now() - startedAtMs;
  await first.close();
  return { profileDir, tookMs };
}

/** One world, one browser, all its cases at the same moment. */
async function runJob(
  job: Job,
  world: World,
  own: string,
  certificates: Certificates,
  started: () => void,
  startedBefore: string | undefined,
): Promise<CaseResult[]> {
  mkdirSync(join(own, 'home'), { recursive: true });
  mkdirSync(join(own, 'tmp'));
  const others = job.cases.flatMap((one) => (one.otherExtensionBlocks ? [one.otherExtensionBlocks] : []));
  const locale = job.cases.find((one) => one.locale)?.locale;
  const tunnel = job.cases.find((one) => one.proxyExtension)?.proxyExtension;
  const settings = Object.assign({}, ...job.cases.map((one) => one.settings)) as LabSettings;
  const plan: DriverPlan = {
    engine: job.engine,
    extensionDir: extensionDir(job.engine),
    otherExtensionDirs: [
      ...others.map((host, index) => blockingExtension(join(own, `blocker${index}`), host, index)),
      ...(tunnel ? [proxyExtension(join(own, 'tunnel'), job.engine, tunnel)] : []),
    ],
    profileDir: join(own, 'profile'),
    authority: certificates.authority,
    cases: job.cases,
    settings,
    record: options.record,
    firefoxPrefs: Object.assign({}, ...job.cases.map((one) => one.firefoxPrefs)),
    ...(locale === undefined ? {} : { locale }),
    // What is compiled depends on the language.
    ...(startedBefore === undefined || locale !== undefined ? {} : { startedBefore }),
  };
  const before = job.cases.flatMap((one) => one.steerBefore ?? []);
  if (before.length > 0) await world.steer(before);
  /** What each case has done to the network so far. */
  const steered = new Map(job.cases.map((one) => [one.id, one.steer]));
  let gathering = false;
  let turn = Promise.resolve();
  /** One after the other: of two at once the older could be the last to arrive, and bring back what was over. */
  const steerAll = () => {
    const done = turn.then(() => world.steer([CLEAR, ...[...steered.values()].flat()]));
    turn = done.catch(() => undefined);
    return done;
  };
  const child = world.spawnInClient(
    process.execPath,
    await program('test/lab/driver.ts'),
    browserEnvironment(own),
  );
  // A driver that has said all no longer listens.
  child.stdin?.on('error', () => {});
  child.stdin?.write(`${JSON.stringify(plan)}\n`);
  /** Numbers of the requests that the next change of the network will answer. */
  let asked: number[] = [];
  const seen: CaseResult[] = [];
  const limit = setTimeout(() => child.kill('SIGKILL'), limitMs(job));
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  for await (const line of lines) {
    const message = JSON.parse(line) as CaseResult & { ready?: true } & Partial<SteerRequest & GoldenMessage>;
    // The browser starts and the background settles on an ordinary network; only then does the trouble begin.
    if (message.ready) {
      await steerAll();
      child.kill('SIGUSR2');
      // A promised time is not to be measured beside a starting browser more than need be: such a world gives its place away after it.
      const promised = job.cases.map((one) => expectationFor(one, job.engine).withinSeconds ?? 0);
      setTimeout(started, Math.max(PAGES_OPEN_MS, ...promised.map((seconds) => seconds * 1_000)));
    } else if (message.golden) keepGolden(message.golden);
    else if (message.steer) {
      steered.set(message.steer.id, message.steer.rules);
      asked.push(message.steer.number);
      // Many cases may ask in the same moment: all they have asked for by then is done at once.
      if (gathering) continue;
      gathering = true;
      setTimeout(() => {
        gathering = false;
        const answered = asked;
        asked = [];
        steerAll()
          .then(() =>
            child.stdin?.write(`${JSON.stringify({ steered: answered } satisfies SteeredMessage)}\n`),
          )
          .catch((error: unknown) => console.error(`${job.world}:`, error));
      }, GATHER_MS);
    } else seen.push(message);
  }
  clearTimeout(limit);
  for (const one of job.cases) {
    if (!seen.some((result) => result.id === one.id))
      seen.push(unseen(one, job.engine, 'the driver ended early'));
  }
  return seen;
}

/** Writes it where the unit tests find it. */
function keepGolden(golden: Golden): void {
  if (golden.observations.length > GOLDEN_ROWS) return;
  const folder = join(ROOT, 'test/unit/goldens');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${golden.id}.${golden.engine}.json`), goldenText(golden));
}

/** 1 for a check of the whole list that is promised within seconds: it is measured before the others fill the machine. Else 0. */
function hurried(job: Job): number {
  return Number(
    job.cases.some(
      (one) =>
        one.check && (expectationFor(one, job.engine).withinSeconds ?? Number.POSITIVE_INFINITY) <= HURRY_S,
    ),
  );
}

/** About how long a job will take: the longest must begin first, or everybody waits for them at the end. */
function expectedMs(job: Job): number {
  const cases = job.cases.map((one) => phasesFor(one, job.engine).length * USUAL_PHASE_MS + waitsMs(one));
  return Math.max(...cases);
}

/** How long a case waits for what happens or is done later. */
function waitsMs({ later = [], act = {} }: LabCase): number {
  const laterMs = later.reduce((sum, event) => sum + event.afterMs, 0);
  return laterMs + Math.max(0, ...Object.values(act).filter((ms): ms is number => typeof ms === 'number'));
}

/** How long a driver may take for the longest of its cases. */
function limitMs(job: Job): number {
  const cases = job.cases.map((one) => PHASE_LIMIT_MS * phasesFor(one, job.engine).length + waitsMs(one));
  return STARTING_LIMIT_MS + Math.max(...cases);
}

function unseen(one: LabCase, engine: Engine, error: string): CaseResult {
  return {
    id: one.id,
    engine,
    passed: false,
    expected: expectationFor(one, engine),
    got: emptyRow(),
    history: [],
    error,
  };
}

/** Nothing of the person's own settings, and nothing left behind outside the lab's folder. */
function browserEnvironment(own: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    HOME: join(own, 'home'),
    TMPDIR: join(own, 'tmp'),
    ...Object.fromEntries(Object.entries(process.env).filter(([key]) => key.startsWith('REACHABLE_'))),
  };
}

/** Groups by world and browser; first what is in a hurry, then the longest, and of those the ones with most cases, because the others then fill the gaps. */
function planJobs(chosen: readonly LabCase[]): Job[] {
  const jobs = new Map<string, { world: string; engine: Engine; cases: LabCase[] }>();
  for (const engine of engines()) {
    for (const one of chosen) {
      if (one.browsers && !one.browsers.includes(engine)) continue;
      const key = `${one.world} ${engine}`;
      const job = jobs.get(key) ?? { world: one.world, engine, cases: [] };
      job.cases.push(one);
      jobs.set(key, job);
    }
  }
  for (const job of jobs.values()) refuseSharedService(job);
  return [...jobs.values()].sort(
    (a, b) => hurried(b) - hurried(a) || expectedMs(b) - expectedMs(a) || b.cases.length - a.cases.length,
  );
}

function refuseSharedService(job: Job): void {
  const services = job.cases.map((one) => one.service);
  const twice = services.find((service, index) => services.indexOf(service) !== index);
  if (twice)
    throw new Error(`world ${job.world} watches ${twice} in two cases: give one of them a world of its own`);
}

function hostsToServe(cases: readonly LabCase[]): string[] {
  const hosts = [
    ...SERVICES.flatMap((service) => service.endpoints.map((endpoint) => endpoint.host)),
    ...CONTROLS.map((control) => new URL(control.url).hostname),
    ...cases.flatMap((one) =>
      ENGINES.flatMap((engine) => urlsFor(one, engine).map((url) => new URL(url).hostname)),
    ),
    ...MORE_HOSTS,
    // Last, so that the hosts before them keep the company they have in their certificates.
    ...STORE_AND_CLOUD_HOSTS,
  ];
  return [...new Set(hosts)].filter((host) => /[a-z]/.test(host));
}

function wanted(engine: Engine): boolean {
  return !options.browser || options.browser.includes(engine);
}

function engines(): Engine[] {
  return ENGINES.filter((engine) => wanted(engine) && findBrowser(engine) !== undefined);
}

function extensionDir(engine: Engine): string {
  return join(resolve(ROOT, options.extensions), engine);
}

function complain(line: string, code: number): number {
  console.error(`lab: ${line}`);
  return code;
}

function mark(result: CaseResult): string {
  if (result.skipped) return 'skip';
  return result.passed ? 'pass' : 'FAIL';
}

function progressLine(result: CaseResult): string {
  return `${mark(result)} ${result.id} (${result.engine})${result.error ? `: ${result.error}` : ''}`;
}

function table(results: readonly CaseResult[], chosen: readonly LabCase[]): string {
  const order = new Map(chosen.map((one, index) => [one.id, index]));
  // The header checks belong to no case and come last.
  const place = (result: CaseResult) => order.get(result.id) ?? chosen.length;
  const sorted = [...results].sort(
    (a, b) => place(a) - place(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : a.engine.localeCompare(b.engine)),
  );
  const lines = sorted.map((result) => [
    mark(result),
    result.id,
    result.engine,
    describeRow(result.expected, result.expected),
    describeRow(result.got, result.expected),
    result.secondsToVerdict === undefined ? '-' : result.secondsToVerdict.toFixed(1),
  ]);
  const head = ['', 'case', 'browser', 'expected', 'got', 'seconds'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const draw = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const failures = sorted
    .filter((result) => !result.passed)
    .map((result) =>
      [
        `${result.id} (${result.engine})${result.error ? ` ${result.error}` : ''}: ${result.history.map(([at, row]) => `${at}s ${row}`).join(' → ')}`,
        ...(result.rows ?? []),
      ].join('\n  '),
    );
  return [draw(head), ...lines.map(draw), '', ...failures].join('\n');
}

/** Leaves the worlds standing until Ctrl-C. */
async function keepOpen(worlds: readonly World[]): Promise<void> {
  const user = process.env.SUDO_USER || process.getuid?.() === 0 ? '' : ' --user --preserve-credentials';
  const pid = `$(pgrep -P $(pgrep -P ${process.env[OUTER_PID]} unshare))`;
  for (const world of worlds)
    console.log(`${world.name}: nsenter --target ${pid}${user} --mount --pid ${world.enterClient} bash`);
  console.log('Ctrl-C ends it.');
  await new Promise(() => setInterval(() => {}, 1 << 30));
}
