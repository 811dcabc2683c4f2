// Runs inside a client's namespace (Firefox's remote port is on that namespace's loopback): one browser, all cases of one world at once.
// The plan comes as JSON on standard input; results go out as JSON lines on standard output.
import { createInterface } from 'node:readline';
import type { Page } from 'puppeteer-core';
import { type Engine, type LaunchedBrowser, launchBrowser } from '../browser/launch.ts';
import { closePage, closeWelcome, openExtensionPage, pause } from '../browser/page.ts';
import { processesOf } from '../browser/processes.ts';
import {
  type CaseResult,
  describeRow,
  type Expectation,
  emptyRow,
  expectationFor,
  type LabCase,
  type LabSettings,
  type LaterEvent,
  phasesFor,
  type SeenCheck,
  type SeenRow,
  timedEvents,
  urlsFor,
} from './case.ts';
import { type Golden, makeGolden } from './golden.ts';
import type { Steering } from './steer.ts';

export interface DriverPlan {
  readonly engine: Engine;
  readonly extensionDir: string;
  readonly otherExtensionDirs: readonly string[];
  readonly profileDir: string;
  readonly authority: string;
  readonly locale?: string;
  /** See {@link launchBrowser}'s option. */
  readonly startedBefore?: string;
  readonly settings: LabSettings;
  /** Goldens are wanted. */
  readonly record: boolean;
  readonly firefoxPrefs: Readonly<Record<string, string | number | boolean>>;
  readonly cases: readonly LabCase[];
}

/** A line on standard output that asks for another network. */
export interface SteerRequest {
  readonly steer: { readonly id: string; readonly rules: readonly Steering[]; readonly number: number };
}

/** A line on standard input: the network is now as the requests of these numbers asked. */
export interface SteeredMessage {
  readonly steered: readonly number[];
}

/** The whole budget for a verdict, from opening the page. */
const DEADLINE_MS = 90_000;
/** A whole check with everything asked twice. */
const CHECK_DEADLINE_MS = 150_000;
/** A milder state than a block must still be there when every confirming request is through: at the latest after 12 s of silence, 36 s, and 28 s more of it. */
const HOLD_MS = 80_000;
/** Silence is seen after 12 s; by then it shows whether anything is to be followed up at all. */
const HOLD_AT_LEAST_MS = 25_000;
/** A service is done with once nothing of it was under way for so long: controls, which stand in no list, are given up after 8 s. */
const IDLE_MS = 9_000;
const POLL_MS = 1_000;
/** The popup tells of every change; this is for the one that was missed. */
const LOOK_AGAIN_MS = 5_000;
/** A process of its own for every site would cost more than all the rest; what goes over the network is the same. */
const FEW_PROCESSES = {
  prefs: {
    // Nobody looks: every frame drawn is work taken from the other worlds.
    'layout.frame_rate': 4,
    'ui.prefersReducedMotion': 1,
    'fission.autostart': false,
    'dom.ipc.processCount': 2,
    'dom.ipc.processPrelaunch.enabled': false,
    // For sound, pictures and calls, of which there are none.
    'media.rdd-process.enabled': false,
    'media.utility-process.enabled': false,
    'network.process.enabled': false,
    'browser.translations.enable': false,
  },
  // Without a tab strip no spinner turns for tabs that hang: it cost more than everything else Chromium did.
  flags: ['--renderer-process-limit=2', '--disable-site-isolation-trials', '--kiosk'],
} as const;
const NETWORK_SETTLES_MS = 1_500;
const QUIET_AFTER_CHANGE_MS = 10_500;
/** Pages opened while all is well are there by then; a service worker needs a moment more. */
const LOAD_LIMIT_MS = 15_000;
const WORKER_SETTLES_MS = 2_000;
/** Of a failed case; the newest. */
const MAX_ROWS_TOLD = 60;
const ELSEWHERE = 'https://example.com/';
/** These are what a case waits for; once seen they need no holding. */
const ENDS_AT_ONCE: readonly string[] = ['slow', 'likely_blocked', 'blocked'];

/** What a page of the extension finds under `browser` or `chrome`, as far as it is used here. */
interface Api {
  readonly runtime: { sendMessage(message: object): Promise<unknown> };
  readonly storage: { readonly session: { get(keys: null): Promise<Record<string, unknown>> } };
}

/** What the extension saw in a case that ended well. */
export interface GoldenMessage {
  readonly golden: Golden;
}

interface Rows {
  readonly network: string;
  readonly check: SeenCheck;
  readonly services: Readonly<Record<string, SeenRow>>;
}

/** Requests for another network that are not answered yet. */
const steering = new Map<number, () => void>();
let steerings = 0;
const input = createInterface({ input: process.stdin });
const plan = await new Promise<DriverPlan>((resolve) => {
  input.once('line', (first) => {
    resolve(JSON.parse(first) as DriverPlan);
    input.on('line', (line) => {
      for (const number of (JSON.parse(line) as SteeredMessage).steered) steering.get(number)?.();
    });
  });
});
try {
  const launched = await launchBrowser({
    engine: plan.engine,
    extensionDir: plan.extensionDir,
    otherExtensionDirs: plan.otherExtensionDirs,
    profileDir: plan.profileDir,
    trust: plan.authority,
    extraPrefs: { ...FEW_PROCESSES.prefs, ...plan.firefoxPrefs },
    extraFlags: FEW_PROCESSES.flags,
    ...(plan.locale === undefined ? {} : { locale: plan.locale }),
    ...(plan.startedBefore === undefined ? {} : { startedBefore: plan.startedBefore }),
  });
  const popup = await openPopup(launched);
  await choose(popup, plan.settings);
  const language = await popup.evaluate(() => navigator.language);
  if (plan.locale && !language.startsWith(plan.locale)) {
    for (const one of plan.cases) {
      say(one, emptyRow(), [], undefined, false, `the browser speaks ${language}, not ${plan.locale}`, true);
    }
    await launched.close();
    process.exit(0);
  }
  await Promise.all(
    plan.cases.filter((one) => one.act?.openBeforeSteer).map((one) => openOnce(launched, one)),
  );
  // The network becomes what the cases say now, not earlier: a person's browser is usually running already.
  const steered = new Promise((resolve) => process.once('SIGUSR2', resolve));
  process.stdout.write('{"ready":true}\n');
  await steered;
  await pause(NETWORK_SETTLES_MS);
  await runCases(launched, popup);
  await launched.close();
} catch (error) {
  for (const one of plan.cases) say(one, emptyRow(), [], undefined, false, String(error));
}
process.exit(0);

/** Waits until the popup has drawn: only then is the background listening (Chromium loses events of its first moments). */
async function openPopup(launched: LaunchedBrowser): Promise<Page> {
  const drawn = () => document.querySelector('[data-service], [data-network]') !== null;
  const popup = await openExtensionPage(launched, 'popup.html', drawn);
  await pause(1_000);
  await closeWelcome(launched);
  return popup;
}

/** What the person chose in the popup earlier. */
async function choose(popup: Page, settings: LabSettings): Promise<void> {
  const requests = [
    ...(settings.doh ? [{ type: 'set', setting: 'doh', value: true }] : []),
    ...(settings.country ? [{ type: 'country', country: settings.country }] : []),
    ...(settings.network ? [{ type: 'nameNetwork', name: settings.network }] : []),
  ];
  await send(popup, requests);
}

/** What a page of the extension asks of the background. */
async function send(popup: Page, requests: readonly object[]): Promise<void> {
  await popup.evaluate(async (messages) => {
    const { browser, chrome } = globalThis as { browser?: Api; chrome?: Api };
    for (const message of messages) await (browser ?? chrome)?.runtime.sendMessage(message);
  }, requests);
}

async function runCases(launched: LaunchedBrowser, popup: Page): Promise<void> {
  const watches: Promise<void>[] = [];
  const latest: { rows: Rows } = {
    rows: { network: '', check: { state: '', phase: '' }, services: {} },
  };
  const kept = () => readStore(popup, 'observations');
  const busy = busyLooks(popup);
  const polling = { on: true };
  const poll = (async () => {
    let seen = 0;
    while (polling.on) {
      const next = await nextRows(popup, seen).catch(() => undefined);
      if (next) {
        seen = next.version;
        latest.rows = next.rows;
      } else await pause(POLL_MS);
    }
  })();
  const choice = plan.cases.find((one) => one.check)?.check;
  // As the popup's button does after the person agreed.
  if (choice) await send(popup, [{ type: 'check', choice }]);
  for (const one of plan.cases) {
    const openedAtMs = Date.now();
    await act(launched, one);
    for (const event of timedEvents(one))
      setTimeout(() => happen(launched, popup, one, event).catch(() => {}), event.afterMs);
    watches.push(watch(launched, popup, one, latest, openedAtMs, kept, busy));
  }
  await Promise.all(watches);
  polling.on = false;
  await poll;
}

/** Opens a case's pages while all is well, and closes them again. */
async function openOnce(launched: LaunchedBrowser, one: LabCase): Promise<void> {
  for (const url of urlsFor(one, plan.engine)) {
    const page = await launched.browser.newPage();
    await Promise.race([page.goto(url).catch(() => {}), pause(LOAD_LIMIT_MS)]);
    await pause(WORKER_SETTLES_MS);
    await closePage(page).catch(() => {});
  }
}

async function openAll(launched: LaunchedBrowser, one: LabCase): Promise<void> {
  for (const url of urlsFor(one, plan.engine)) {
    const page = await launched.browser.newPage();
    if (one.act?.backAfterMs !== undefined)
      await Promise.race([page.goto(ELSEWHERE).catch(() => {}), pause(LOAD_LIMIT_MS)]);
    page.goto(url).catch(() => {});
    interrupt(page, one);
  }
}

/** What the person does to a page that is still loading. */
function interrupt(page: Page, one: LabCase): void {
  const { closeTabAfterMs, stopAfterMs, leaveAfterMs, backAfterMs } = one.act ?? {};
  const after = (ms: number | undefined, what: () => Promise<unknown>) => {
    if (ms !== undefined) setTimeout(() => what().catch(() => {}), ms);
  };
  after(closeTabAfterMs, () => page.close());
  after(stopAfterMs, () => stop(page));
  after(leaveAfterMs, () => page.goto(ELSEWHERE));
  // What hangs is not in the history yet: going back is giving it up.
  after(backAfterMs, () => stop(page).then(() => page.goto(ELSEWHERE)));
}

/** The Stop button. */
async function stop(page: Page): Promise<void> {
  if (plan.engine === 'firefox') {
    await page.evaluate(() => window.stop());
    return;
  }
  const session = await page.createCDPSession();
  await session.send('Page.stopLoading');
}

/** What the person does. */
async function act(launched: LaunchedBrowser, one: LabCase): Promise<void> {
  const { openAgainAfterMs, sleepAfterMs, sleepForMs = 0 } = one.act ?? {};
  if (openAgainAfterMs !== undefined)
    setTimeout(() => openAll(launched, one).catch(() => {}), openAgainAfterMs);
  await openAll(launched, one);
  if (sleepAfterMs !== undefined) {
    setTimeout(() => signalAll(launched, 'SIGSTOP'), sleepAfterMs);
    setTimeout(() => signalAll(launched, 'SIGCONT'), sleepAfterMs + sleepForMs);
  }
}

/** A later event of a case. */
async function happen(
  launched: LaunchedBrowser,
  popup: Page,
  one: LabCase,
  event: LaterEvent,
): Promise<void> {
  if (event.steer) {
    const number = ++steerings;
    const request: SteerRequest = { steer: { id: one.id, rules: event.steer, number } };
    const done = new Promise<void>((resolve) => steering.set(number, resolve));
    process.stdout.write(`${JSON.stringify(request)}\n`);
    await done;
    steering.delete(number);
    await pause(NETWORK_SETTLES_MS);
  }
  if (event.network !== undefined) {
    await send(popup, [{ type: 'switchedNetwork' }, { type: 'nameNetwork', name: event.network }]);
    // Right after a change of network nothing is followed up.
    await pause(QUIET_AFTER_CHANGE_MS);
  }
  if (event.open) await openAll(launched, one);
}

/** To the browser and every process it started: a sleeping computer runs none of them. */
function signalAll(launched: LaunchedBrowser, signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of processesOf(launched.pid)) {
    try {
      process.kill(pid, signal);
    } catch {
      // Gone already.
    }
  }
}

async function watch(
  launched: LaunchedBrowser,
  popup: Page,
  one: LabCase,
  latest: { rows: Rows },
  openedAtMs: number,
  kept: () => Promise<readonly unknown[]>,
  busy: () => Promise<ReadonlySet<string>>,
): Promise<void> {
  const phases = phasesFor(one, plan.engine);
  const timedMs = Math.max(0, ...timedEvents(one).map((event) => event.afterMs));
  const { sleepForMs = 0, ...acts } = one.act ?? {};
  const actMs =
    sleepForMs +
    Math.max(
      0,
      ...Object.values(acts)
        .map(Number)
        .filter((ms) => ms > 1),
    );
  const countedFromMs = one.act?.countsFromThen ? actMs : 0;
  const history: [number, string][] = [];
  let secondsAtMs: number | undefined;
  let number = 0;
  /** When the present phase began, from opening; the clock of its deadline starts after the last timed event. */
  let beganMs = 0;
  let firstRightMs: number | undefined;
  /** When the state of the present expectation was said: what is promised; its reason may follow once the controls have answered. */
  let saidMs: number | undefined;
  /** When the next phase begins, once the present expectation came true. */
  let nextAtMs: number | undefined;
  let broke: string | undefined;
  /** When something of the service was last under way. */
  let busyAtMs = Date.now();
  for (;;) {
    const expected = phases[number]?.expected ?? expectationFor(one, plan.engine);
    const last = number === phases.length - 1;
    const row = latest.rows.services[one.service] ?? emptyRow(latest.rows.network);
    const elapsedMs = Date.now() - openedAtMs;
    const words = describeRow(row, expected);
    if (history.at(-1)?.[1] !== words) history.push([Math.round(elapsedMs / 100) / 10, words]);
    if ((one.never ?? []).some((state) => state === row.state)) broke = `showed ${row.state}`;
    if (one.against?.includes(row.rule)) broke = `rule ${row.rule} decided`;
    const over = !one.check || checked(latest.rows.check, one);
    if (over && saysState(row, expected)) saidMs ??= elapsedMs;
    else saidMs = undefined;
    if (over && fits(row, expected)) firstRightMs ??= elapsedMs;
    else firstRightMs = undefined;
    const right = firstRightMs !== undefined;
    if (number === 0 && nextAtMs === undefined) secondsAtMs = firstRightMs;
    const tookMs = (saidMs ?? 0) - beganMs;
    if (right && tookMs > (expected.withinSeconds ?? Number.POSITIVE_INFINITY) * 1_000)
      broke = `said so only after ${Math.round(tookMs / 1_000)} s`;
    const sinceMs = elapsedMs - Math.max(beganMs, number === 0 ? timedMs : 0);
    const holds =
      one.hold ?? (number === 0 && last && !ENDS_AT_ONCE.some((state) => expected.state === state));
    let through = right;
    // After a check nothing more comes.
    if (!right) busyAtMs = Date.now();
    else if (holds && !one.check && sinceMs < HOLD_MS) {
      const early = sinceMs < actMs + HOLD_AT_LEAST_MS - IDLE_MS;
      if (early || (await busy()).has(one.service)) busyAtMs = Date.now();
      through = Date.now() - busyAtMs >= IDLE_MS;
    }
    if (through && last && one.historyStays && !(await kept()).some((row) => failedRow(row, one.service)))
      broke = 'the history is gone';
    const lateMs = one.check ? CHECK_DEADLINE_MS : DEADLINE_MS + (number === 0 ? countedFromMs : 0);
    const late = sinceMs >= lateMs && nextAtMs === undefined;
    if (broke || (through && last) || late) {
      if (plan.record && right && last && !broke) {
        const golden = makeGolden(one, plan.engine, await kept(), row);
        process.stdout.write(`${JSON.stringify({ golden } satisfies GoldenMessage)}\n`);
      }
      const passed = right && last && !broke;
      const rows = passed ? [] : shortRows(await kept().catch(() => []), openedAtMs);
      say(one, row, history, secondsAtMs, passed, broke, false, expected, rows);
      return;
    }
    const next = phases[number + 1]?.event;
    if (through && next) nextAtMs ??= elapsedMs + next.afterMs;
    if (next && nextAtMs !== undefined && elapsedMs >= nextAtMs) {
      number += 1;
      nextAtMs = undefined;
      await happen(launched, popup, one, next);
      beganMs = Date.now() - openedAtMs;
      // What was right before the event is no answer to it.
      firstRightMs = undefined;
      saidMs = undefined;
    }
    await pause(POLL_MS / 2);
  }
}

/** Everything the extension keeps under this name, straight from its database. */
async function readStore(popup: Page, name: 'observations' | 'jobs'): Promise<readonly unknown[]> {
  return popup.evaluate(
    (store) =>
      new Promise<unknown[]>((resolve, reject) => {
        const opening = indexedDB.open('reachable');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const all = opening.result.transaction(store).objectStore(store).getAll();
          // Left open it would stand in the way of the extension's own next version.
          all.onsuccess = () => {
            opening.result.close();
            resolve(all.result);
          };
          all.onerror = () => reject(all.error);
        };
      }),
    name,
  );
}

/** Services of which a request of the person is under way or a confirming round still to come. Many cases ask; one look a second serves all. */
function busyLooks(popup: Page): () => Promise<ReadonlySet<string>> {
  let lookedAtMs = 0;
  let found: Promise<ReadonlySet<string>> = Promise.resolve(new Set<string>());
  return () => {
    if (Date.now() - lookedAtMs < POLL_MS) return found;
    lookedAtMs = Date.now();
    found = lookForBusy(popup);
    return found;
  };
}

async function lookForBusy(popup: Page): Promise<ReadonlySet<string>> {
  const session = await popup.evaluate(async () => {
    const { browser, chrome } = globalThis as { browser?: Api; chrome?: Api };
    const all = (await (browser ?? chrome)?.storage.session.get(null)) ?? {};
    return Object.keys(all)
      .filter((key) => key.startsWith('request:'))
      .map((key) => (all[key] as { service?: string }).service ?? '');
  });
  // What is asked by address only after eight minutes without a name is a case's own later event.
  const jobs = ((await readStore(popup, 'jobs')) as { service: string; byAddressUntilMs?: number }[])
    .filter((job) => job.byAddressUntilMs === undefined)
    .map((job) => job.service);
  return new Set([...session, ...jobs]);
}

/** The newest stored observations, a line each: what a failed case is to be understood from. */
function shortRows(rows: readonly unknown[], openedAtMs: number): readonly string[] {
  return (rows as { readonly atMs: number }[])
    .toSorted((a, b) => a.atMs - b.atMs)
    .slice(-MAX_ROWS_TOLD)
    .map((row) => shortRow(row, openedAtMs));
}

function shortRow(row: unknown, openedAtMs: number): string {
  const o = row as Record<string, string | number | boolean | readonly string[] | undefined>;
  const told = [
    'source',
    'target',
    'scheme',
    'host',
    'port',
    'outcome',
    'failure',
    'detail',
    'confounder',
    'status',
  ] as const;
  const words = [...told, 'address', 'answers'].flatMap((name) =>
    o[name] === undefined ? [] : [String(o[name])],
  );
  const seconds = (at: unknown) => ((Number(at) - openedAtMs) / 1_000).toFixed(1);
  return `${seconds(o.startedAtMs)}–${seconds(o.atMs)} s ${words.join(' ')}`;
}

/** All rows the popup shows, as soon as they are no longer those of `seen`; after a while in any case. Asking every second would cost more than the browser's own work. */
async function nextRows(
  popup: Page,
  seen: number,
): Promise<{ readonly version: number; readonly rows: Rows }> {
  return popup.evaluate(
    async (known, longestMs) => {
      const page = globalThis as { labVersion?: number; labWake?: () => void };
      if (page.labVersion === undefined) {
        page.labVersion = 1;
        new MutationObserver(() => {
          page.labVersion = (page.labVersion ?? 0) + 1;
          page.labWake?.();
        }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      }
      if (page.labVersion <= known) {
        await new Promise<void>((resolve) => {
          page.labWake = resolve;
          setTimeout(resolve, longestMs);
        });
      }
      const network = document.querySelector('[data-network]')?.getAttribute('data-network') ?? '';
      const shown = document.querySelector('[data-check]');
      const check = {
        state: shown?.getAttribute('data-check') ?? '',
        phase: shown?.getAttribute('data-phase') ?? '',
      };
      const services: Record<string, SeenRow> = {};
      for (const element of document.querySelectorAll('[data-service][data-state]')) {
        const read = (name: string) => element.getAttribute(`data-${name}`) ?? '';
        const endpoints: Record<string, string> = {};
        for (const host of element.querySelectorAll('[data-endpoint]'))
          endpoints[host.getAttribute('data-endpoint') ?? ''] ??= host.getAttribute('data-state') ?? '';
        services[read('service')] ??= {
          state: read('state'),
          stage: read('stage'),
          method: read('method'),
          network,
          rule: element.querySelector('.rule bdi')?.textContent ?? '',
          pointOfControl: read('point'),
          confounders: read('confounders').split(' ').filter(Boolean),
          endpoints,
        };
      }
      return { version: page.labVersion, rows: { network, check, services } };
    },
    seen,
    LOOK_AGAIN_MS,
  );
}

/** A stored observation of a failure of this service. */
function failedRow(row: unknown, service: string): boolean {
  const o = row as { target?: string; failure?: string };
  return o.target === service && o.failure !== undefined;
}

/** The check is as far as the case wants it. */
function checked({ state, phase }: SeenCheck, one: LabCase): boolean {
  if (one.checkEnds === 'stopped') return state === 'stopped';
  return state === 'done' || (one.checkEnds === 'first' && state === 'running' && phase !== 'asking');
}

function saysState(row: SeenRow, expected: Expectation): boolean {
  return [expected.state].flat().some((state) => state === row.state);
}

function fits(row: SeenRow, expected: Expectation): boolean {
  const fields = ['stage', 'method', 'network', 'rule', 'pointOfControl'] as const;
  return (
    saysState(row, expected) &&
    (expected.confounder === undefined || row.confounders.includes(expected.confounder)) &&
    fields.every((field) => expected[field] === undefined || row[field] === expected[field]) &&
    Object.entries(expected.endpoints ?? {}).every(([host, states]) =>
      [states].flat().some((state) => state === (row.endpoints[host] ?? 'unknown')),
    )
  );
}

function say(
  one: LabCase,
  got: SeenRow,
  history: CaseResult['history'],
  firstRightAtMs: number | undefined,
  passed: boolean,
  error?: string,
  skipped = false,
  expected = expectationFor(one, plan.engine),
  rows: readonly string[] = [],
): void {
  const result: CaseResult = {
    id: one.id,
    engine: plan.engine,
    passed,
    expected,
    got,
    history,
    ...(firstRightAtMs === undefined ? {} : { secondsToVerdict: Math.round(firstRightAtMs / 100) / 10 }),
    ...(error === undefined ? {} : { error }),
    ...(rows.length > 0 && { rows }),
    ...(skipped ? { skipped: true as const } : {}),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
