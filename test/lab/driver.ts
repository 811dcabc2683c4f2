// Runs inside a client's namespace (Firefox's remote port is on that namespace's loopback): one browser, all cases of one world at once.
// The plan comes as JSON on standard input; results go out as JSON lines on standard output.
import type { Page } from 'puppeteer-core';
import { type Engine, type LaunchedBrowser, launchBrowser } from '../browser/launch.ts';
import { openExtensionPage, pause, readInput } from '../browser/page.ts';
import {
  type CaseResult,
  describeRow,
  type Expectation,
  emptyRow,
  expectationFor,
  type LabCase,
  type LabSettings,
  type SeenRow,
  urlsFor,
} from './case.ts';

export interface DriverPlan {
  readonly engine: Engine;
  readonly extensionDir: string;
  readonly otherExtensionDirs: readonly string[];
  readonly profileDir: string;
  readonly authority: string;
  readonly locale?: string;
  readonly settings: LabSettings;
  readonly cases: readonly LabCase[];
}

/** The whole budget for a verdict, from opening the page. */
const DEADLINE_MS = 90_000;
/** A milder state than a block must still be there when every confirming request is through: 12 s of silence, 36 s, and 28 s more of it. */
const HOLD_MS = 80_000;
const POLL_MS = 500;
const NETWORK_SETTLES_MS = 1_500;
/** These are what a case waits for; once seen they need no holding. */
const ENDS_AT_ONCE: readonly string[] = ['slow', 'likely_blocked', 'blocked'];

/** What a page of the extension finds under `browser` or `chrome`, as far as it is used here. */
interface Api {
  readonly runtime: { sendMessage(message: object): Promise<unknown> };
}

interface Rows {
  readonly network: string;
  readonly services: Readonly<Record<string, SeenRow>>;
}

const plan = JSON.parse(await readInput()) as DriverPlan;
try {
  const launched = await launchBrowser({
    engine: plan.engine,
    extensionDir: plan.extensionDir,
    otherExtensionDirs: plan.otherExtensionDirs,
    profileDir: plan.profileDir,
    trust: plan.authority,
    ...(plan.locale === undefined ? {} : { locale: plan.locale }),
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
  return popup;
}

/** What the person chose in the popup earlier. */
async function choose(popup: Page, settings: LabSettings): Promise<void> {
  const requests = [
    ...(settings.doh ? [{ type: 'set', setting: 'doh', value: true }] : []),
    ...(settings.country ? [{ type: 'country', country: settings.country }] : []),
  ];
  await popup.evaluate(async (messages) => {
    const { browser, chrome } = globalThis as { browser?: Api; chrome?: Api };
    for (const message of messages) await (browser ?? chrome)?.runtime.sendMessage(message);
  }, requests);
}

async function runCases(launched: LaunchedBrowser, popup: Page): Promise<void> {
  const watches: Promise<void>[] = [];
  const latest: { rows: Rows } = { rows: { network: '', services: {} } };
  const polling = { on: true };
  const poll = (async () => {
    while (polling.on) {
      latest.rows = await readRows(popup).catch(() => latest.rows);
      await pause(POLL_MS);
    }
  })();
  for (const one of plan.cases) {
    const openedAtMs = Date.now();
    await act(launched, one);
    watches.push(watch(one, latest, openedAtMs));
  }
  await Promise.all(watches);
  polling.on = false;
  await poll;
}

/** What the person does. */
async function act(launched: LaunchedBrowser, one: LabCase): Promise<void> {
  const { closeTabAfterMs, openAgainAfterMs } = one.act ?? {};
  const openAll = async () => {
    for (const url of urlsFor(one, plan.engine)) {
      const page = await launched.browser.newPage();
      page.goto(url).catch(() => {});
      if (closeTabAfterMs !== undefined) setTimeout(() => page.close().catch(() => {}), closeTabAfterMs);
    }
  };
  if (openAgainAfterMs !== undefined) setTimeout(() => openAll().catch(() => {}), openAgainAfterMs);
  await openAll();
}

async function watch(one: LabCase, latest: { rows: Rows }, openedAtMs: number): Promise<void> {
  const expected = expectationFor(one, plan.engine);
  const history: [number, string][] = [];
  let firstRightAtMs: number | undefined;
  let broke: string | undefined;
  for (;;) {
    const row = latest.rows.services[one.service] ?? emptyRow(latest.rows.network);
    const elapsedMs = Date.now() - openedAtMs;
    const words = describeRow(row, expected);
    if (history.at(-1)?.[1] !== words) history.push([Math.round(elapsedMs / 100) / 10, words]);
    if ((one.never ?? []).some((state) => state === row.state)) broke = `showed ${row.state}`;
    if (fits(row, expected)) firstRightAtMs ??= elapsedMs;
    else firstRightAtMs = undefined;
    const right = firstRightAtMs !== undefined;
    if (right && (firstRightAtMs ?? 0) > (expected.withinSeconds ?? Number.POSITIVE_INFINITY) * 1_000)
      broke = `said so only after ${Math.round((firstRightAtMs ?? 0) / 1_000)} s`;
    const over =
      elapsedMs >= DEADLINE_MS ||
      (right && elapsedMs >= (ENDS_AT_ONCE.includes(expected.state) && !one.hold ? 0 : HOLD_MS));
    if (over || broke) {
      say(one, row, history, firstRightAtMs, right && !broke, broke);
      return;
    }
    await pause(POLL_MS / 2);
  }
}

/** All rows the popup shows now. */
async function readRows(popup: Page): Promise<Rows> {
  return popup.evaluate(() => {
    const network = document.querySelector('[data-network]')?.getAttribute('data-network') ?? '';
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
        endpoints,
      };
    }
    return { network, services };
  });
}

function fits(row: SeenRow, expected: Expectation): boolean {
  const fields = ['state', 'stage', 'method', 'network', 'rule'] as const;
  return (
    fields.every((field) => expected[field] === undefined || row[field] === expected[field]) &&
    Object.entries(expected.endpoints ?? {}).every(
      ([host, state]) => (row.endpoints[host] ?? 'unknown') === state,
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
): void {
  const result: CaseResult = {
    id: one.id,
    engine: plan.engine,
    passed,
    expected: expectationFor(one, plan.engine),
    got,
    history,
    ...(firstRightAtMs === undefined ? {} : { secondsToVerdict: Math.round(firstRightAtMs / 100) / 10 }),
    ...(error === undefined ? {} : { error }),
    ...(skipped ? { skipped: true as const } : {}),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
