// Composition root of the background: registers every listener in the first tick, builds the collaborators and wires them. Nothing else
// constructs one. All work goes through one queue, so no two handlers read and write the same rows at once; the worker may be killed
// between any two lines and finds everything again in IndexedDB, in storage.session and in the one alarm.
import * as v from 'valibot';
import { BLOCK_FINGERPRINTS } from '../src/catalogue/blockpages.ts';
import { CONTROLS } from '../src/catalogue/controls.ts';
import { matchBody, matchRedirect } from '../src/catalogue/fingerprints.ts';
import { SERVICES, serviceById } from '../src/catalogue/index.ts';
import { buildIndex, matchHost } from '../src/catalogue/match.ts';
import { hostPermissions } from '../src/catalogue/permissions.ts';
import { isControl } from '../src/judge/controls.ts';
import { markAddresses } from '../src/judge/mark.ts';
import { WINDOW_MS } from '../src/judge/measurement.ts';
import { CONFIRM_LATE_MS, record } from '../src/judge/record.ts';
import { QUIET_MS, RULES_VERSION } from '../src/judge/rules.ts';
import { allowed, RESTORED_MS } from '../src/judge/trigger.ts';
import { classifyChromium } from '../src/observe/chromium.ts';
import { classify } from '../src/observe/classify.ts';
import { classifyFirefox } from '../src/observe/firefox.ts';
import type { Observation } from '../src/observe/observation.ts';
import { silentSinceMs } from '../src/observe/pending.ts';
import {
  csvHeader,
  csvRecord,
  EXPORT_SCHEMA_VERSION,
  jsonLine,
  observationRecord,
  verdictRecord,
} from '../src/report/export.ts';
import { type ConfirmJob, MemoryStore, type Rows, type Store } from '../src/store.ts';
import { type ExportPage, type ModelMessage, POPUP_PORT, RequestSchema } from '../src/view/messages.ts';
import { badgeCount, popupModel } from '../src/view/popup.ts';
import { browser, ENGINE } from './browser.ts';
import { confirm } from './check/confirm.ts';
import { askControls } from './check/controls.ts';
import { askAbroad } from './check/doh.ts';
import { Peers } from './check/peers.ts';
import { Prober } from './check/probe.ts';
import { type Question, resolveNames } from './check/resolve.ts';
import { openDatabase } from './keep/database.ts';
import * as session from './keep/session.ts';
import { setSetting, settings } from './keep/settings.ts';
import { Follower } from './watch/follow.ts';
import { listen } from './watch/listen.ts';

const ALARM = 'tick';
/** Chrome's shortest alarm; also when silence is looked for if the worker was killed meanwhile. */
const ALARM_MIN_MS = 30_000;
const DAY_MS = 24 * 3_600_000;
const EXPORT_PAGE_ROWS = 500;
/** A round of controls this fresh serves another failure too. */
const CONTROLS_FRESH_MS = 20_000;
const PUSH_PAUSE_MS = 50;
/** Control names the resolver is asked about: two must have public addresses. */
const CONTROL_NAMES = 3;
/** A timer or alarm that comes this much later than asked for was held up by a sleeping machine. */
const SLEPT_MS = 10_000;
const RATE_CONTROLS = CONTROLS.filter((c) => c.kind === 'rate');
const BADGE_COLOUR = '#b3261e';

const now = () => Date.now();
// The build's own word and not `ENGINE`: only so does it see that the other table is not needed.
const vendor = REACHABLE_ENGINE === 'firefox' ? classifyFirefox : classifyChromium;
const index = buildIndex(SERVICES);
const fingerprints = new Map(BLOCK_FINGERPRINTS.map((f) => [f.id, f]));

// --- Listeners, all in the first tick -------------------------------------------------------------------------------------------

listen(hostPermissions(), (event) => {
  if (event.own) {
    prober.note(event);
    if (event.address !== undefined) peers.note(event.origin.host, event.address);
    return;
  }
  void queue(() => follower.handle(event));
});
browser.alarms.onAlarm.addListener((alarm) =>
  alarm.name === ALARM ? queue(() => tick(now() - alarm.scheduledTime > SLEPT_MS)) : undefined,
);
// Only to be woken: the first run of a browser session remembers the tabs that are there (below), before any request is looked at.
browser.runtime.onStartup.addListener(() => undefined);
// A person who installs it and then reloads a tab has opened that tab themselves.
browser.runtime.onInstalled.addListener(() => void queue(() => session.rememberRestored([], now())));
browser.runtime.onConnect.addListener((port) => {
  if (port.name !== POPUP_PORT || !isOurPage(port.sender)) return port.disconnect();
  ports.add(port);
  port.onDisconnect.addListener(() => ports.delete(port));
  void queue(push);
});
browser.runtime.onMessage.addListener(
  (message: unknown, sender: { id?: string | undefined; url?: string | undefined }) =>
    isOurPage(sender) ? answer(message) : undefined,
);
browser.permissions.onAdded.addListener(() => void queue(push));
browser.permissions.onRemoved.addListener(() => void queue(push));
self.addEventListener('online', () => void queue(networkChanged));
self.addEventListener('offline', () => void queue(networkChanged));

// --- State of this life of the worker: nothing here is missed after a kill ----------------------------------------------------------

const ports = new Set<ReturnType<typeof browser.runtime.connect>>();
const peers = new Peers();
let tail: Promise<unknown> = Promise.resolve();
let opened: Promise<Store> | undefined;
let pushPlanned = false;
let controlsRunning: Promise<void> | undefined;
const confirming = new Set<string>();

/** Runs after everything queued before; an error ends its own work only. */
function queue(work: () => Promise<void>): Promise<void> {
  const done = tail.then(work);
  tail = done.catch((error: unknown) => console.error(error));
  return done.catch(() => undefined);
}

/** The store; memory when the database cannot be opened. */
function store(): Promise<Store> {
  opened ??= openDatabase(now, undefined, () => {
    opened = undefined;
  }).catch((error: unknown) => {
    console.warn('The database cannot be opened; keeping everything in memory.', error);
    return new MemoryStore();
  });
  return opened;
}

const prober = new Prober({
  now,
  // Known texts are plain ASCII, whatever the page says of its encoding.
  blockPage: (head) => matchBody(new TextDecoder('latin1').decode(head))?.id,
  classify: (error, plan) =>
    navigator.onLine
      ? classify(vendor, error, { scheme: plan.url.startsWith('https') ? 'https' : 'http' })
      : { confounder: 'offline' },
  redirect: (event) => {
    const from = matchHost(index, event.origin.host);
    const to = event.to;
    if (!to) return {};
    const print = matchRedirect(to);
    return {
      redirectHost: to.host,
      redirectInside: from !== undefined && matchHost(index, to.host)?.service.id === from.service.id,
      ...(print && { fingerprint: print.id }),
    };
  },
});

const follower = new Follower({
  now,
  match: (host) => matchHost(index, host),
  classify: (error, p) => classify(vendor, error, { scheme: p.scheme }),
  redirectTarget: (p, to) => {
    const print = matchRedirect(to);
    return {
      host: to.host,
      inside: matchHost(index, to.host)?.service.id === p.service,
      ...(print && { fingerprint: print.id }),
    };
  },
  allowed: async (c, tabId) => {
    const [epoch, restored, choices] = await Promise.all([
      session.epoch(now()),
      session.restoredTabs(),
      settings(),
    ]);
    return allowed({
      ...c,
      restored:
        restored !== undefined && now() - restored.atMs < RESTORED_MS && restored.tabs.includes(tabId),
      ...(epoch.changed && { networkChangedMsAgo: now() - epoch.sinceMs }),
      confirmEnabled: choices.confirm,
    });
  },
  online: () => navigator.onLine,
  network: async () => (await session.epoch(now())).network,
  session: session.sessionId,
  controlElapsedMs: async () => (await plans()).network?.controlElapsedMs,
  getPending: session.getPending,
  putPending: async (p) => {
    await session.putPending(p);
    await rearm();
  },
  dropPending: session.dropPending,
  allPending: () => session.allPending(now()),
  later: (delayMs, fn) => {
    const dueAtMs = now() + delayMs;
    setTimeout(() => void queue(() => fn(now() - dueAtMs > SLEPT_MS)), delayMs);
  },
  askedByName: () => session.rememberByName(now()),
  keep: async (o, p) => {
    const fresh = await keep([o], p.confirm);
    if (o.confounder === 'network_changed') await networkChanged();
    const failing = fresh.some((f) => f.failure !== undefined);
    // Not awaited: the failure is stored, and controls must not hold up the next event.
    if (failing && p.controls) void followUp({ target: p.service, endpoint: p.endpoint, host: p.host });
  },
});

// --- What is done -------------------------------------------------------------------------------------------------------------------

async function rows() {
  const { network } = await session.epoch(now());
  return (await store()).read({ network, sinceMs: now() - WINDOW_MS });
}

async function plans() {
  return (await store()).plans((await session.epoch(now())).network);
}

/** Stores observations with everything that follows from them, in one transaction; returns those that were new. */
async function keep(
  observations: readonly Observation[],
  mayConfirm = false,
  doneJobs: readonly string[] = [],
  anew = false,
): Promise<readonly Observation[]> {
  const [{ network }, { country }] = await Promise.all([session.epoch(now()), settings()]);
  const nowMs = now();
  let fresh: readonly Observation[] = [];
  const decide = (before: Rows) => {
    const change = record(before, {
      network,
      nowMs,
      // A request that began on another network is judged nowhere, but kept.
      observations: observations.map((o) => markAddresses(o)),
      doneJobs,
      ...(country && { country }),
      ...(anew && { anew }),
      ...(mayConfirm && { confirm: { jobId: session.randomId(), spread01: random01() } }),
      services: serviceById,
      fingerprints: (id) => fingerprints.get(id),
    });
    fresh = change.fresh;
    return change;
  };
  const query = { network, sinceMs: nowMs - WINDOW_MS };
  try {
    await (await store()).transact(query, decide);
  } catch (error) {
    // The browser may have closed the database under us. Opened anew it works, or memory takes over.
    console.warn('A row could not be kept; opening the database again.', error);
    opened = undefined;
    await (await store()).transact(query, decide);
  }
  await rearm();
  pushSoon();
  return fresh;
}

/** What is asked at once after a failure: neutral sites, and in Firefox the resolver about the name that failed. */
async function followUp(question: Question): Promise<void> {
  const { network } = await session.epoch(now());
  const answers = resolveNames(isAddress(question.host) ? [] : [question], {
    now,
    newId: session.randomId,
    network,
  });
  controlsRunning ??= sharedControls(network).finally(() => {
    controlsRunning = undefined;
  });
  await Promise.all([
    controlsRunning,
    answers.then((found) => (found.length > 0 ? keepLater(found) : undefined)),
  ]);
}

/** One round of controls serves all failures of the next seconds. */
async function sharedControls(network: string): Promise<void> {
  const newest = (await rows()).recent.findLast(isControl);
  if (newest && now() - newest.atMs < CONTROLS_FRESH_MS) return;
  await keepLater(await controls(network));
}

/** A round of controls, and in Firefox what the resolver says of three control names. Never rejects. */
async function controls(network: string): Promise<Observation[]> {
  const common = { now, newId: session.randomId, network };
  const { country } = await settings();
  const names = CONTROLS.filter((c) => c.kind === 'tls')
    .slice(0, CONTROL_NAMES)
    .map((c) => ({ target: c.id, endpoint: new URL(c.url).hostname, host: new URL(c.url).hostname }));
  const [round, resolved] = await Promise.all([
    askControls({ ...common, random01, controls: CONTROLS, ...(country && { country }), peers }),
    resolveNames(names, common),
  ]);
  return [...round, ...resolved];
}

function keepLater(found: readonly Observation[], doneJobs: readonly string[] = []): Promise<void> {
  return queue(async () => void (await keep(found, false, doneJobs)));
}

function random01(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}

function isAddress(host: string): boolean {
  return /^[0-9.]+$/.test(host);
}

/** The alarm: silence that a killed worker missed, rounds that are due, the daily sweep; then the alarm is set anew. */
async function tick(slept = false): Promise<void> {
  await follower.sweep(slept);
  const [{ jobs }, { network }] = await Promise.all([plans(), session.epoch(now())]);
  for (const job of jobs) {
    if (job.dueAtMs > now() || confirming.has(job.id)) continue;
    confirming.add(job.id);
    // One that a sleeping machine brings back hours later would say nothing about then.
    const stands = job.network === network && now() - job.dueAtMs <= CONFIRM_LATE_MS;
    const round = stands ? await roundOf(job) : { found: Promise.resolve([]) };
    if (!round) {
      confirming.delete(job.id);
      continue;
    }
    // The round may take half a minute; events go on meanwhile. Its rows and the end of the job are one transaction.
    void round.found.then((found) => keepLater(found, [job.id])).finally(() => confirming.delete(job.id));
  }
  const { sweptAtMs } = await browser.storage.local.get('sweptAtMs');
  if (!(typeof sweptAtMs === 'number' && now() - sweptAtMs < DAY_MS)) {
    await (await store()).sweep(now());
    await browser.storage.local.set({ sweptAtMs: now() });
  }
  await rearm();
}

/** Starts the requests of a job and does not wait for them; undefined when it was put off. */
async function roundOf(job: ConfirmJob): Promise<{ readonly found: Promise<Observation[]> } | undefined> {
  const service = serviceById(job.service);
  if (!service) return { found: Promise.resolve([]) };
  const { network } = job;
  const deps = { now, prober, rateControls: RATE_CONTROLS };
  if (job.byAddressUntilMs !== undefined) {
    const quietMs = now() - ((await session.byNameAtMs()) ?? now());
    if (quietMs < QUIET_MS) {
      const dueAtMs = now() + QUIET_MS - quietMs;
      const change =
        dueAtMs > job.byAddressUntilMs ? { doneJobs: [job.id] } : { jobs: [{ ...job, dueAtMs }] };
      await (await store()).transact({ network, sinceMs: now() }, () => change);
      return undefined;
    }
    return all([confirm(job, service, { ...deps, quietMs }), controls(network)]);
  }
  await session.rememberByName(now());
  const common = { now, newId: session.randomId, network };
  const question = { target: job.service, endpoint: job.endpoint, host: job.host };
  const { doh } = await settings();
  const named = !isAddress(job.host);
  return all([
    confirm(job, service, deps),
    controls(network),
    resolveNames(named ? [question] : [], common),
    named && doh ? askAbroad(question, common) : [],
  ]);
}

function all(parts: readonly (Promise<Observation[]> | Observation[])[]) {
  return { found: Promise.all(parts).then((found) => found.flat()) };
}

/** One alarm for everything: the next round, the next look for silence, or the daily sweep. */
async function rearm(): Promise<void> {
  const [{ jobs }, pending] = await Promise.all([plans(), session.allPending(now())]);
  const due = [
    ...jobs.filter((j) => !confirming.has(j.id)).map((j) => j.dueAtMs),
    ...pending.map((p) => silentSinceMs(p) + ALARM_MIN_MS).filter((at) => at > now()),
    now() + DAY_MS,
  ];
  const when = Math.max(Math.min(...due), now() + 1_000);
  await browser.alarms.create(ALARM, { when });
}

async function networkChanged(): Promise<void> {
  await session.newEpoch(now());
  await rearm();
  pushSoon();
}

// --- Showing --------------------------------------------------------------------------------------------------------------------------

function pushSoon(): void {
  if (pushPlanned) return;
  pushPlanned = true;
  setTimeout(() => {
    pushPlanned = false;
    void queue(push);
  }, PUSH_PAUSE_MS);
}

/** Badge and open popups. */
async function push(): Promise<void> {
  const s = await store();
  const [kept, choices, { network }] = await Promise.all([rows(), settings(), session.epoch(now())]);
  const count = choices.badge ? badgeCount(kept.verdicts, network) : 0;
  await browser.action.setBadgeBackgroundColor?.({ color: BADGE_COLOUR });
  await browser.action.setBadgeText?.({ text: count > 0 ? String(count) : '' });
  if (ports.size === 0) return;
  const wanted = [...new Set(kept.verdicts.flatMap((verdict) => verdict.observations))];
  const [evidence, observationCount, brokenCount, missingHosts] = await Promise.all([
    s.observationsById(wanted.slice(-MAX_EVIDENCE_READ)),
    s.count(),
    s.brokenCount(),
    missingHostCount(),
  ]);
  const model = popupModel({
    nowMs: now(),
    verdicts: kept.verdicts,
    presentNetwork: network,
    network: kept.network,
    jobs: kept.jobs.filter((job) => job.byAddressUntilMs === undefined),
    evidence,
    observationCount,
    brokenCount,
    memoryOnly: s.kind === 'memory',
    missingHosts,
    confirmEnabled: choices.confirm,
    badgeEnabled: choices.badge,
    dohEnabled: choices.doh,
    ...(choices.country && { country: choices.country }),
  });
  const message: ModelMessage = { type: 'model', model };
  for (const port of ports) port.postMessage(message);
}

/** Evidence rows read for one model. */
const MAX_EVIDENCE_READ = 800;

async function missingHostCount(): Promise<number> {
  const origins = hostPermissions();
  if (await browser.permissions.contains({ origins })) return 0;
  const each = await Promise.all(
    origins.map((origin) => browser.permissions.contains({ origins: [origin] })),
  );
  return each.filter((there) => !there).length;
}

// --- Answering pages --------------------------------------------------------------------------------------------------------------------

/** Only our own pages may ask; a content script or another extension may not. */
function isOurPage(sender: { id?: string | undefined; url?: string | undefined } | undefined): boolean {
  return sender?.id === browser.runtime.id && sender.url?.startsWith(browser.runtime.getURL('')) === true;
}

async function answer(message: unknown): Promise<ExportPage | { error: string } | undefined> {
  const parsed = v.safeParse(RequestSchema, message);
  if (!parsed.success) return { error: 'unknown request' };
  switch (parsed.output.type) {
    case 'export':
      return exportPage(parsed.output.format, parsed.output.after);
    case 'set':
      await setSetting(parsed.output.setting, parsed.output.value);
      await queue(push);
      return undefined;
    case 'country':
      await setSetting('country', parsed.output.country);
      // What a known block page is worth depends on it.
      await queue(async () => void (await keep([], false, [], true)));
      return undefined;
    case 'permissionsChanged':
      await queue(push);
      return undefined;
  }
}

async function exportPage(format: 'jsonl' | 'csv', after: string | undefined): Promise<ExportPage> {
  const s = await store();
  const page = await s.page(after, EXPORT_PAGE_ROWS);
  const first = after === undefined ? (await rows()).verdicts.map(verdictRecord) : [];
  const records = [...first, ...page.observations.map(observationRecord)];
  const head =
    after !== undefined
      ? ''
      : format === 'csv'
        ? csvHeader()
        : jsonLine({
            record: 'header',
            schema: 'reachable-export',
            schema_version: EXPORT_SCHEMA_VERSION,
            extension_version: browser.runtime.getManifest().version,
            browser: ENGINE,
            rules_version: RULES_VERSION,
          });
  const text = head + records.map((r) => (format === 'csv' ? csvRecord(r) : jsonLine(r))).join('');
  return { text, ...(page.next !== undefined && { next: page.next }) };
}

// First in the queue, before any event: tabs that a starting browser brought back.
void queue(async () => {
  if (await session.restoredTabs()) return;
  const tabs = await browser.tabs.query({});
  await session.rememberRestored(
    tabs.flatMap((tab) => (tab.id === undefined ? [] : [tab.id])),
    now(),
  );
});
// Every start: what was due while nobody was awake, and the badge.
void queue(() => tick()).then(() => queue(push));
