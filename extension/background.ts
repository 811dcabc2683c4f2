// Composition root of the background: registers every listener in the first tick, builds the collaborators and wires them. Nothing else
// constructs one. All work goes through one queue, so no two handlers read and write the same rows at once; the worker may be killed
// between any two lines and finds everything again in IndexedDB, in storage.session and in the one alarm.

import * as v from 'valibot';
import { BLOCK_FINGERPRINTS } from '../src/catalogue/blockpages.ts';
import { CONTROLS } from '../src/catalogue/controls.ts';
import { matchBody, matchRedirect } from '../src/catalogue/fingerprints.ts';
import { isAddress } from '../src/catalogue/host.ts';
import { SERVICES, serviceById } from '../src/catalogue/index.ts';
import { buildIndex, type HostIndex, type HostMatch, matchHost } from '../src/catalogue/match.ts';
import { hostPermissions } from '../src/catalogue/permissions.ts';
import type { BlockFingerprint, Service } from '../src/catalogue/types.ts';
import { CHECK_GROUPS } from '../src/check/groups.ts';
import type { CheckProgress } from '../src/check/progress.ts';
import type { CheckRow, Schedule } from '../src/check/row.ts';
import { beginSchedule, scheduleAt } from '../src/check/schedule.ts';
import { isControl } from '../src/judge/controls.ts';
import { markAddresses } from '../src/judge/mark.ts';
import { WINDOW_MS } from '../src/judge/measurement.ts';
import { isMeant, mistakeOf } from '../src/judge/mistake.ts';
import { NEWS_PAUSE_MS, type News, newsOf } from '../src/judge/news.ts';
import { newestNamed } from '../src/judge/opinion.ts';
import { CONFIRM_LATE_MS, record } from '../src/judge/record.ts';
import { QUIET_MS } from '../src/judge/rules.ts';
import { allowed, RESTORED_MS } from '../src/judge/trigger.ts';
import { classifyChromium } from '../src/observe/chromium.ts';
import { classify } from '../src/observe/classify.ts';
import type { RedirectParts, RequestEvent } from '../src/observe/event.ts';
import { classifyFirefox } from '../src/observe/firefox.ts';
import type { Observation } from '../src/observe/observation.ts';
import { silentSinceMs } from '../src/observe/pending.ts';
import { RANDOM_WORDS, withReports } from '../src/report/fromVerdicts.ts';
import { hexOfBytes, REQUEST_TYPE, SEALED_ANSWER_BYTES } from '../src/report/ohttp.ts';
import {
  held,
  notMade,
  type Outbox,
  outboxRows,
  removed,
  started,
  switchedOff,
  switchedOn,
  withdrawn,
} from '../src/report/outbox.ts';
import { ALARM_AGAIN_MS } from '../src/report/times.ts';
import { type ConfirmJob, MemoryStore, type Rows, type Store } from '../src/store.ts';
import { badgeCount } from '../src/view/badge.ts';
import {
  type CarryAnswer,
  type DaysAnswer,
  type ListMessage,
  type OutboxAnswer,
  POPUP_PORT,
  type ProgressMessage,
  type Request,
  RequestSchema,
  type RowsPage,
  type StateMessage,
} from '../src/view/messages.ts';
import { Alarm } from './alarm.ts';
import { browser, ENGINE } from './browser.ts';
import { Checks } from './check/checks.ts';
import { askAbroad } from './check/doh.ts';
import { SOCKET_PORT } from './check/offscreen.ts';
import { Peers } from './check/peers.ts';
import { Prober } from './check/probe.ts';
import { type Question, resolveNames } from './check/resolve.ts';
import {
  beginWipe,
  changeStorage,
  lock,
  type Opened,
  openStore,
  Refused,
  unlock,
  wipe,
} from './keep/open.ts';
import * as session from './keep/session.ts';
import { extras, setExtra, setSetting, settings } from './keep/settings.ts';
import { keepSeldom, seldom } from './seldom.ts';
import { encapsulateBy } from './send/encapsulate.ts';
import { isAllowed, maySend, usableKey } from './send/readiness.ts';
import type { Sender } from './send/sender.ts';
import { REPORT_PERMISSIONS, SUBMISSION } from './submission.ts';
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
const PUSH_PAUSE_CHECKING_MS = 1_500;
const PROGRESS_EVERY_MS = 150;
/** Control names the resolver is asked about: two must have public addresses. */
const CONTROL_NAMES = 3;
/** A timer or alarm that comes this much later than asked for was held up by a sleeping machine. */
const SLEPT_MS = 10_000;
/**
 * Firefox shows no extension what happens to its own store, and would tell the store who asks (our id in `Origin`): never asked there.
 * Its `extensions.webextensions.restrictedDomains` has nothing else of the list.
 */
const UNSEEN = REACHABLE_ENGINE === 'firefox' ? 'mozilla-addons' : '';
const RATE_CONTROLS = CONTROLS.filter((c) => c.kind === 'rate');
/** The tab of requests that no tab makes: those of the background. */
const OWN_REQUESTS = -1;
const BADGE_COLOUR = '#b3261e';

const VERSION = browser.runtime.getManifest().version;

const now = () => Date.now();
// The build's own word and not `ENGINE`: only so does it see that the other table is not needed.
const vendor = REACHABLE_ENGINE === 'firefox' ? classifyFirefox : classifyChromium;
const index = buildIndex(SERVICES);

// --- Listeners, all in the first tick -------------------------------------------------------------------------------------------

listen(hostPermissions(), heard);
keepSeldom();
browser.alarms.onAlarm.addListener(({ name, scheduledTime }) => {
  if (name !== ALARM) return undefined;
  alarm.came();
  // Told here and not when its turn comes: waiting for that is not sleeping.
  const slept = now() - scheduledTime > SLEPT_MS;
  return queue(() => tick(slept));
});
// Only to be woken: the first run of a browser session remembers the tabs that are there (below), before any request is looked at.
browser.runtime.onStartup.addListener(() => undefined);
// A person who installs it and then reloads a tab has opened that tab themselves.
browser.runtime.onInstalled.addListener(({ reason }) => {
  void queue(() => session.rememberRestored([], now()));
  if (reason === 'install')
    void browser.tabs.create({ url: browser.runtime.getURL('dashboard.html#welcome') });
});
// Not in Firefox for Android.
browser.commands?.onCommand.addListener(
  () => void browser.tabs.create({ url: browser.runtime.getURL('dashboard.html#erase') }),
);
browser.runtime.onConnect.addListener((port) => {
  if (REACHABLE_ENGINE === 'chromium' && port.name === SOCKET_PORT) return;
  if (port.name !== POPUP_PORT || !isOurPage(port.sender)) return port.disconnect();
  ports.add(port);
  void queue(async () => port.postMessage(listed()));
  port.onDisconnect.addListener(() => ports.delete(port));
  void queue(push);
});
browser.runtime.onMessage.addListener(
  (message: unknown, sender: { id?: string | undefined; url?: string | undefined }) =>
    // Something in any case: a page asks again when it hears nothing.
    isOurPage(sender) ? answer(message).then((said) => said ?? {}) : undefined,
);
for (const change of [browser.permissions.onAdded, browser.permissions.onRemoved]) {
  change.addListener(() => {
    lookAround();
    void queue(push);
  });
}
self.addEventListener('online', () => void queue(networkChanged));
self.addEventListener('offline', () => void queue(networkChanged));

function heard(event: RequestEvent): void {
  if (event.own) {
    prober.note(event);
    peers.note(event.origin.host, event);
    return;
  }
  void queue(() => follower.handle(event));
}

// --- State of this life of the worker: nothing here is missed after a kill ----------------------------------------------------------

const ports = new Set<ReturnType<typeof browser.runtime.connect>>();
const peers = new Peers();
let tail: Promise<unknown> = Promise.resolve();
let opened: Promise<Opened> | undefined;
let pushPlanned = false;
let toldAtMs = 0;
/** When everything was erased in this life of the worker: what began before is gone with it, though its answer is still to come. */
let erasedAtMs = 0;
let scheduleRead: Promise<Schedule | undefined> | undefined;
let controlsRunning: Promise<void> | undefined;
const confirming = new Set<string>();
/** What is known beyond the shipped list: the person's own hosts and the clouds, as far as they may be asked. */
let extra: readonly Service[] = [];
let extraById: ReadonlyMap<string, Service> = new Map();
/** What of the shipped list is not granted: the person took it away, or it is newer than what was asked for at installing. */
let refused: readonly string[] = [];
/** The hosts that we may not see for that. */
let unseen: ReadonlySet<string> = new Set();
/** Known block pages: the shipped ones and those the person brought. */
let prints: readonly BlockFingerprint[] = BLOCK_FINGERPRINTS;
let fingerprints: ReadonlyMap<string, BlockFingerprint> = new Map(prints.map((f) => [f.id, f]));
let own: HostIndex = buildIndex([]);
let deafen: () => void = () => undefined;

/** Runs after everything queued before; an error ends its own work only. */
function queue(work: () => Promise<void>): Promise<void> {
  const done = tail.then(work);
  tail = done.catch((error: unknown) => console.error(error));
  return done.catch(() => undefined);
}

/** The store as the person wants it; memory when the database cannot be opened. */
function openedStore(): Promise<Opened> {
  opened ??= open();
  return opened;
}

function open(): Promise<Opened> {
  return openStore({
    now,
    onClosed() {
      opened = undefined;
    },
  }).catch((error: unknown) => {
    console.warn(error);
    return inMemory();
  });
}

/** The popup says so too. */
function inMemory(): Opened {
  return { store: new MemoryStore(), state: 'standard' };
}

async function store(): Promise<Store> {
  return (await openedStore()).store;
}

/** Whoever asks for the store meanwhile waits, and whoever still has the old one fails with it and asks anew. */
async function reopened(change: (old: Opened) => Promise<void>): Promise<void> {
  const old = await openedStore();
  const changed = change(old);
  // What was refused has not been begun.
  opened = changed.then(open, (error: unknown) => (error instanceof Refused ? old : open()));
  await changed;
}

/** Locked or unlocked: what is read begins anew. */
async function turned(key: () => Promise<void>): Promise<void> {
  await reopened(async (old) => {
    await key();
    await old.store.moveOut();
  });
}

/** A host of the shipped list, or exactly one of the person's own that is not paused. */
function match(host: string): HostMatch | undefined {
  return matchHost(index, host) ?? own.exact.get(host);
}

function service(id: string): Service | undefined {
  return serviceById(id) ?? extraById.get(id);
}

/** What may be asked of a service. */
function seen(s: Service): Service {
  return { ...s, endpoints: s.endpoints.filter((e) => !unseen.has(e.host)) };
}

/** Those of the patterns that are not granted. */
async function missing(origins: readonly string[]): Promise<string[]> {
  if (await browser.permissions.contains({ origins: [...origins] })) return [];
  const granted = await Promise.all(
    origins.map((origin) => browser.permissions.contains({ origins: [origin] })),
  );
  return origins.filter((_, i) => !granted[i]);
}

/** What may be asked, and whether reports may still be sent. */
function lookAround(): void {
  void queue(readRefused);
  void queue(loadExtra);
  void queue(obeyWithdrawal);
}

/** Asked at every start and every change, and not for every page that is told: it holds up all of Chromium for some 20 ms. */
async function readRefused(): Promise<void> {
  refused = await missing(hostPermissions());
  const hosts = refused.length > 0 ? SERVICES.flatMap((s) => s.endpoints.map(({ host }) => host)) : [];
  const origins = await missing(hosts.map((host) => `https://${host}/*`));
  unseen = new Set(origins.map((origin) => origin.slice('https://'.length, -2)));
}

/** Reads the person's own list and which of it may be asked, and listens to that. At every start and every change of either. */
async function loadExtra(): Promise<void> {
  const [{ origins = [] }, known] = await Promise.all([browser.permissions.getAll(), extras()]);
  const granted = new Set(origins);
  const patterns = (s: Service) =>
    s.endpoints.flatMap(({ host }) => [`https://${host}/*`, `*://${host}/*`].filter((p) => granted.has(p)));
  extra = known.services.filter((s) => patterns(s).length > 0);
  extraById = new Map(extra.map((s) => [s.id, s]));
  own = buildIndex(extra.filter((s) => s.category === 'own'));
  prints = [...BLOCK_FINGERPRINTS, ...known.fingerprints];
  fingerprints = new Map(prints.map((f) => [f.id, f]));
  deafen();
  const of = (category: Service['category']) =>
    extra.filter((s) => s.category === category).flatMap(patterns);
  // Of the clouds only our own requests: what the person opens there is none of our business.
  const ends = [listen(of('own'), heard), listen(of('cloud'), heard, OWN_REQUESTS)];
  deafen = () => {
    for (const end of ends) end();
  };
  for (const port of ports) port.postMessage(listed());
}

/** Where a redirect leads: inside the service it came from, or to a known block page. */
function leadsTo(to: RedirectParts, from: string | undefined) {
  const print = matchRedirect(to, undefined, prints);
  const inside = from !== undefined && match(to.host)?.service.id === from;
  return { host: to.host, inside, ...(print && { fingerprint: print.id }) };
}

const alarm = new Alarm({
  now,
  // Again, because the worker may be killed between being woken by it and setting the next.
  create: async (when) => browser.alarms.create(ALARM, { when, periodInMinutes: ALARM_AGAIN_MS / 60_000 }),
});

const prober = new Prober({
  now,
  // Known texts are plain ASCII, whatever the page says of its encoding.
  blockPage: (head) => matchBody(new TextDecoder('latin1').decode(head), undefined, prints)?.id,
  classify: (error, plan) =>
    navigator.onLine
      ? classify(vendor, error, { scheme: plan.url.startsWith('https') ? 'https' : 'http' })
      : { confounder: 'offline' },
  redirect: ({ origin, to }) => {
    if (!to) return {};
    const { host, inside, ...print } = leadsTo(to, match(origin.host)?.service.id);
    return { redirectHost: host, redirectInside: inside, ...print };
  },
});

const follower = new Follower({
  now,
  match,
  classify: (error, p) => classify(vendor, error, { scheme: p.scheme }),
  redirectTarget: (p, to) => leadsTo(to, p.service),
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
    setTimeout(() => {
      const slept = now() - dueAtMs > SLEPT_MS;
      void queue(() => fn(slept));
    }, delayMs);
  },
  askedByName: () => session.rememberByName(now()),
  keep: async (o, p) => {
    const fresh = await keep([o], { mayConfirm: p.confirm });
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

interface KeepOptions {
  readonly mayConfirm?: boolean;
  readonly doneJobs?: readonly string[];
  readonly anew?: boolean;
  readonly check?: CheckRow;
}

/** What every decision knows. */
function known(network: string, country: string) {
  return {
    network,
    nowMs: now(),
    ...(country && { country }),
    services: service,
    fingerprints: (id: string) => fingerprints.get(id),
  };
}

/** Stores observations with everything that follows from them, in one transaction; returns those that were new. */
async function keep(
  observations: readonly Observation[],
  { mayConfirm = false, doneJobs = [], anew = false, check }: KeepOptions = {},
): Promise<readonly Observation[]> {
  const [{ network }, { country }] = await Promise.all([session.epoch(now()), settings()]);
  const nowMs = now();
  let fresh: readonly Observation[] = [];
  let news: News | undefined;
  const decide = (before: Rows) => {
    if ([...observations, ...(check ? [check] : [])].some((one) => one.startedAtMs <= erasedAtMs)) return {};
    const change = record(before, {
      ...known(network, country),
      nowMs,
      // A request that began on another network is judged nowhere, but kept.
      observations: observations.map((o) => markAddresses(o, prints)),
      doneJobs,
      ...(anew && { anew }),
      ...(check && { check }),
      ...(mayConfirm && { confirm: { jobId: session.randomId(), spread01: random01() } }),
    });
    fresh = change.fresh;
    news = newsOf(before.verdicts, change.verdicts ?? []);
    const random = crypto.getRandomValues(new Uint32Array(RANDOM_WORDS * (change.verdicts ?? []).length));
    return withReports(before, change, { version: VERSION, browser: ENGINE, country, random });
  };
  const query = { network, sinceMs: nowMs - WINDOW_MS };
  const used = openedStore();
  const write = async () => (await store()).transact(query, decide);
  try {
    await write();
  } catch (error) {
    // The browser may have closed the database under us, or the person changed how things are kept: opened anew it works. A full disk stays full: the
    // answer matters more than that it is kept, and what is on the disk stays there for when there is room again.
    console.warn(error);
    if (opened === used)
      opened = (error as Error).name === 'QuotaExceededError' ? used.then(inMemory) : undefined;
    await write();
  }
  await rearm();
  pushSoon();
  if (news) await notify(news);
  return fresh;
}

/** Tells a person who asked for it, seldom, and by name only if they wish. */
async function notify({ service: id, is }: News): Promise<void> {
  const { notify: how } = await settings();
  if (how === 'off' || now() - ((await session.notifiedAtMs()) ?? 0) < NEWS_PAUSE_MS) return;
  await session.rememberNotified(now());
  const name = how === 'named' ? service(id)?.name : undefined;
  // Put there by the page in which notifications are switched on, in its language.
  const { news: words = {} } = (await browser.storage.local.get('news')) as { news?: Record<string, string> };
  const text = words[name ? is : 'neutral'] ?? '';
  // Without the permission, which may have been taken away since, there is nothing to create it.
  await browser.notifications?.create({
    type: 'basic',
    iconUrl: 'icons/128.png',
    title: 'Reachable',
    message: text.replace('$1', () => name ?? ''),
  });
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
  const { askControls } = await seldom();
  const [round, resolved] = await Promise.all([
    askControls({ ...common, random01, controls: CONTROLS, ...(country && { country }), peers }),
    resolveNames(names, common),
  ]);
  return [...round, ...resolved];
}

function keepLater(found: readonly Observation[], doneJobs: readonly string[] = []): Promise<void> {
  return queue(async () => void (await keep(found, { doneJobs })));
}

function random01(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}

// --- Checking -------------------------------------------------------------------------------------------------------------------------

const checks = new Checks({
  now,
  newId: session.randomId,
  random01,
  prober,
  rateControls: RATE_CONTROLS,
  services: () => [...SERVICES.filter((s) => s.id !== UNSEEN).map(seen), ...extra],
  serviceById: service,
  network: async () => (await session.epoch(now())).network,
  stored: async () => (await plans()).check,
  // Not through the queue: a check is begun and ended from inside it too, and would wait for itself.
  keep: async (found, check) => {
    if (found.some((o) => o.target === 'telegram' && !isAddress(o.host))) await session.rememberByName(now());
    await keep(found, { check });
  },
  controls,
  resolve: async (question, network, deep) => {
    const common = { now, newId: session.randomId, network };
    return (
      await Promise.all([resolveNames([question], common), deep ? askAbroad(question, common) : []])
    ).flat();
  },
  networkState: async () => (await plans()).network?.state,
  stayAwake: () => void session.sessionId(),
  rearm,
  onProgress: tellProgress,
  // What this network showed may settle what another one of the person's could not.
  onDone: () => queue(secondLook),
});

/** Asked with every event, so it is read once. */
function schedule(): Promise<Schedule | undefined> {
  scheduleRead ??= settings().then((s) => s.schedule);
  return scheduleRead;
}

async function setSchedule(next: Schedule | undefined): Promise<void> {
  scheduleRead = Promise.resolve(next);
  await setSetting('schedule', next);
}

/** A check of the services picked, when the schedule says so; not where data costs money, as far as the browser tells. */
async function checkByTheClock(): Promise<void> {
  const set = await schedule();
  const said = set && scheduleAt(set, now(), random01());
  if (!said || said.is === 'waiting') return;
  await setSchedule(said.is === 'due' ? said.next : undefined);
  const line = (navigator as { connection?: { saveData?: boolean; type?: string } }).connection;
  if (said.is !== 'due' || line?.saveData || line?.type === 'cellular') return;
  await checks.start({ groups: [...CHECK_GROUPS], mode: 'now', deep: false, only: said.next.only });
}

/** Judges anew what lately failed on the person's other networks, now that this one has been asked. */
async function secondLook(): Promise<void> {
  const { opinions } = await rows();
  const { country } = await settings();
  const unclear = new Set(opinions.filter((o) => o.state === 'unclear').map((o) => o.network));
  for (const network of unclear) {
    await (await store()).transact({ network, sinceMs: now() - WINDOW_MS }, (before) => {
      const { opinions: anew = [] } = record(before, {
        ...known(network, country),
        observations: [],
        anew: true,
      });
      // Only what it is known by beside the present network: the verdicts shown are about that one.
      return { opinions: anew };
    });
  }
  pushSoon();
}

// --- Reporting ------------------------------------------------------------------------------------------------------------------------

let sending: Promise<Sender> | undefined;

function sender(): Promise<Sender> {
  sending ??= newSender().catch((error: unknown) => {
    // Tried anew next time.
    sending = undefined;
    throw error;
  });
  return sending;
}

async function newSender(): Promise<Sender> {
  const { bounded, createSender, encapsulateDummy, sealText } = await seldom();
  return createSender({
    now,
    random01,
    store,
    ready: async () => (await store()).kind !== 'memory' && (await maySend(now())),
    seal: async (report) => encapsulateBy(sealText, report, usableKey(now())),
    sealDummy: async () => encapsulateDummy(usableKey(now())),
    post: async (body, signal) =>
      bounded(
        await fetch(SUBMISSION.relay, {
          method: 'POST',
          body,
          headers: { 'Content-Type': REQUEST_TYPE },
          credentials: 'omit',
          cache: 'no-store',
          redirect: 'error',
          referrerPolicy: 'no-referrer',
          signal,
        }),
        SEALED_ANSWER_BYTES,
      ),
  });
}

async function changeOutbox(decide: (outbox: Outbox) => Outbox): Promise<void> {
  await (await store()).transact({ network: '', sinceMs: now() }, ({ outbox }) => ({
    outbox: decide(outbox),
  }));
}

/** Sends what is due, and sets the alarm for the next message; nothing waits for it. */
function report(send: () => Promise<void> = sendDue): void {
  void send()
    .catch((error: unknown) => console.warn(error))
    .then(rearm)
    // The badge says nothing of reports.
    .then(() => (ports.size > 0 ? pushSoon() : undefined));
}

async function sendDue(): Promise<void> {
  if ((await plans()).slots) await (await sender()).tick();
}

/** On only with all that is needed, or else the permission is not kept either; off leaves nothing. */
async function setReports(on: boolean): Promise<void> {
  const may = on && (await maySend(now()));
  if (may) await changeOutbox((outbox) => switchedOn(outbox, now(), random01()));
  else await stopReports();
  await rearm();
  if (on && !may) throw new Refused('reports');
}

async function stopReports(): Promise<void> {
  // Without a relay there is nothing to give back. First, so that a worker killed right after it finds on what is not allowed.
  if (SUBMISSION.relay) await browser.permissions.remove(REPORT_PERMISSIONS).catch(() => false);
  const present = await sending?.catch(() => undefined);
  if (present) await present.off();
  // Nothing is on its way.
  else await changeOutbox((outbox) => switchedOff(outbox, now()));
}

/** The person took the permission back, in the browser's own pages too: then that is what they want. */
async function obeyWithdrawal(): Promise<void> {
  if ((await plans()).slots && !(await isAllowed())) await stopReports();
}

async function outboxAnswer(): Promise<OutboxAnswer> {
  const { outbox } = await rows();
  return {
    rows: outboxRows(outbox, now()),
    notMade: notMade(outbox),
    ready: outbox.slots !== undefined && (await maySend(now())),
    ...(outbox.slots && { nextSlotAtMs: outbox.slots.nextSlotAtMs }),
  };
}

/** What waits and is not held, sealed, to be carried by hand; nothing counts as sent. */
async function sealed(): Promise<readonly string[]> {
  const { outbox } = await rows();
  const key = usableKey(now());
  const { sealText } = await seldom();
  return Promise.all(
    outbox.rows
      .filter(({ state }) => state === 'ready' || state === 'inflight')
      .map(async ({ report }) => hexOfBytes((await encapsulateBy(sealText, report, key)).bytes)),
  );
}

async function changeReport({ id, wish }: Extract<Request, { type: 'report' }>): Promise<void> {
  switch (wish) {
    case 'send':
      return (await sender()).sendNow(id);
    case 'remove':
      return changeOutbox((outbox) => removed(outbox, id));
    default:
      return changeOutbox((outbox) => held(outbox, id, wish === 'hold'));
  }
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
    const round = stands ? await roundOf(job).catch(console.warn) : { found: Promise.resolve([]) };
    // Put off, or not begun for an error of ours: then the alarm tries it again, and nothing else of this tick waits for it.
    if (!round) {
      confirming.delete(job.id);
      continue;
    }
    // The round may take half a minute; events go on meanwhile. Its rows and the end of the job are one transaction.
    void round.found.then((found) => keepLater(found, [job.id])).finally(() => confirming.delete(job.id));
  }
  await checks.resume();
  await checkByTheClock();
  report();
  const { sweptAtMs } = await browser.storage.local.get('sweptAtMs');
  if (!(typeof sweptAtMs === 'number' && now() - sweptAtMs < DAY_MS)) {
    await sweep();
    await browser.storage.local.set({ sweptAtMs: now() });
  }
  await rearm();
}

/** Starts the requests of a job and does not wait for them; undefined when it was put off. */
async function roundOf(job: ConfirmJob): Promise<{ readonly found: Promise<Observation[]> } | undefined> {
  const known = service(job.service);
  if (!known) return { found: Promise.resolve([]) };
  const asked = seen(known);
  const { network } = job;
  const deps = { now, prober, rateControls: RATE_CONTROLS };
  const { confirm } = await seldom();
  if (job.byAddressUntilMs !== undefined) {
    const quietMs = now() - ((await session.byNameAtMs()) ?? now());
    if (quietMs < QUIET_MS) {
      const dueAtMs = now() + QUIET_MS - quietMs;
      const change =
        dueAtMs > job.byAddressUntilMs ? { doneJobs: [job.id] } : { jobs: [{ ...job, dueAtMs }] };
      await (await store()).transact({ network, sinceMs: now() }, () => change);
      return undefined;
    }
    return all([confirm(job, asked, { ...deps, quietMs }), controls(network)]);
  }
  await session.rememberByName(now());
  const common = { now, newId: session.randomId, network };
  const question = { target: job.service, endpoint: job.endpoint, host: job.host };
  const { doh } = await settings();
  const named = !isAddress(job.host);
  return all([
    confirm(job, asked, deps),
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
  const [{ jobs, slots }, pending, byTheClock] = await Promise.all([
    plans(),
    session.allPending(now()),
    schedule(),
  ]);
  const due = [
    ...(slots ? [slots.nextSlotAtMs] : []),
    ...(byTheClock ? [byTheClock.nextAtMs] : []),
    ...jobs.filter((j) => !confirming.has(j.id)).map((j) => j.dueAtMs),
    ...pending.map((p) => silentSinceMs(p) + ALARM_MIN_MS).filter((at) => at > now()),
    ...(checks.wakeAtMs === undefined ? [] : [checks.wakeAtMs]),
    now() + DAY_MS,
  ];
  await alarm.set(Math.min(...due));
}

async function networkChanged(): Promise<void> {
  await session.newEpoch(now());
  await checks.networkChanged();
  // Picked for the network it was set up on.
  if (await schedule()) await setSchedule(undefined);
  await rearm();
  pushSoon();
}

// --- Showing --------------------------------------------------------------------------------------------------------------------------

function pushSoon(): void {
  if (pushPlanned) return;
  pushPlanned = true;
  setTimeout(
    () => {
      pushPlanned = false;
      void queue(push);
    },
    checks.running ? PUSH_PAUSE_CHECKING_MS : PUSH_PAUSE_MS,
  );
}

/** The bar moves at least four times a second; the rows beneath it need not. */
function tellProgress(progress: CheckProgress): void {
  const over = progress.state !== 'running';
  const message: ProgressMessage = { type: 'progress', progress };
  if (over || now() - toldAtMs >= PROGRESS_EVERY_MS) {
    toldAtMs = now();
    for (const port of ports) port.postMessage(message);
  }
  if (over) pushSoon();
}

function listed(): ListMessage {
  return { type: 'list', services: [...SERVICES, ...extra] };
}

/** Badge and open popups. */
async function push(): Promise<void> {
  const { store: s, state: storage } = await openedStore();
  const [kept, choices, { network }] = await Promise.all([rows(), settings(), session.epoch(now())]);
  const count = choices.badge ? badgeCount(kept.verdicts, network) : 0;
  await browser.action.setBadgeBackgroundColor?.({ color: BADGE_COLOUR });
  await browser.action.setBadgeText?.({ text: count > 0 ? String(count) : '' });
  if (ports.size === 0) return;
  const wanted = [...new Set(kept.verdicts.flatMap((verdict) => verdict.observations))];
  const networks = await s.networks();
  const listed = (browser.runtime.getManifest() as { host_permissions?: string[] }).host_permissions ?? [];
  const [progress, opinions, mistakes, evidence, observationCount, brokenCount] = await Promise.all([
    checks.progress(),
    s.opinions(newestNamed(networks)),
    s.mistakes(),
    s.observationsById(wanted.slice(-MAX_EVIDENCE_READ)),
    s.count(),
    s.brokenCount(),
  ]);
  const state: StateMessage['state'] = {
    nowMs: now(),
    verdicts: kept.verdicts,
    presentNetwork: network,
    opinions,
    networks,
    ...(progress && { progress }),
    network: kept.network,
    jobs: kept.jobs.filter((job) => job.byAddressUntilMs === undefined),
    evidence,
    ...(kept.outbox.slots && {
      reportsWaiting: kept.outbox.rows.filter(({ endedAtMs }) => endedAtMs === undefined).length,
    }),
    observationCount,
    brokenCount,
    mistakes: mistakes.filter((m) => kept.verdicts.some((verdict) => isMeant(m, verdict))),
    retentionDays: choices.retention,
    notify: choices.notify,
    memoryOnly: s.kind === 'memory',
    storage,
    missingHosts: refused.filter((origin) => listed.includes(origin)).length,
    newHosts: refused.filter((origin) => !listed.includes(origin) && !choices.declined.includes(origin))
      .length,
    confirmEnabled: choices.confirm,
    badgeEnabled: choices.badge,
    dohEnabled: choices.doh,
    ...(choices.country && { country: choices.country }),
    ...(choices.check && { checkChoice: choices.check }),
    ...(choices.schedule && { schedule: choices.schedule }),
  };
  const message: StateMessage = { type: 'state', state };
  for (const port of ports) port.postMessage(message);
}

/** Evidence rows read for one model. */
const MAX_EVIDENCE_READ = 800;

// --- Answering pages --------------------------------------------------------------------------------------------------------------------

async function sweep(): Promise<void> {
  await (await store()).sweep(now(), (await settings()).retention);
}

/** As if it had just been installed, but for the permissions. */
async function erase(): Promise<void> {
  erasedAtMs = now();
  await beginWipe();
  // Whatever is the matter with what is kept must not keep it from being erased.
  await stopReports().catch(console.warn);
  await reopened(async ({ store: old }) => {
    await old.erase().catch(console.warn);
    await wipe();
  });
  scheduleRead = undefined;
  await loadExtra();
  await rearm();
}

/** What the person calls the network in use; kept with it and shown beside what was found there. */
async function nameNetwork({ name, asn }: Extract<Request, { type: 'nameNetwork' }>): Promise<void> {
  const { network } = await session.epoch(now());
  await (await store()).transact({ network, sinceMs: now() - WINDOW_MS }, (before) => {
    const { name: _, asn: __, ...row } = before.network ?? { network, sinceMs: now(), everAnswered: [] };
    return { network: { ...row, ...(name && { name }), ...(asn !== undefined && { asn }) } };
  });
  await keep([], { anew: true });
  pushSoon();
}

/** Only our own pages may ask; a content script or another extension may not. */
function isOurPage(sender: { id?: string | undefined; url?: string | undefined } | undefined): boolean {
  return sender?.id === browser.runtime.id && sender.url?.startsWith(browser.runtime.getURL('')) === true;
}

async function answer(
  message: unknown,
): Promise<RowsPage | DaysAnswer | OutboxAnswer | CarryAnswer | { error: string } | undefined> {
  const parsed = v.safeParse(RequestSchema, message);
  if (!parsed.success) return { error: 'unknown request' };
  switch (parsed.output.type) {
    case 'set':
      await setSetting(parsed.output.setting, parsed.output.value as never);
      // What is older goes at once.
      await queue(sweep);
      break;
    case 'country':
      await setSetting('country', parsed.output.country);
      // What a known block page is worth depends on it.
      await queue(async () => void (await keep([], { anew: true })));
      return undefined;
    case 'permissionsChanged':
      lookAround();
      break;
    case 'check':
      // Agreed to in the page that asks; remembered so that the next click begins at once.
      await setSetting('check', { ...parsed.output.choice, only: undefined });
      await checks.start(parsed.output.choice);
      return undefined;
    case 'cancelCheck':
      await checks.cancel();
      return undefined;
    case 'schedule': {
      const { everyHours, only } = parsed.output;
      const begun =
        everyHours === 0 || only.length === 0
          ? undefined
          : beginSchedule(everyHours, only, now(), random01());
      await setSchedule(begun);
      await rearm();
      break;
    }
    case 'nameNetwork':
      await queue(() => nameNetwork(parsed.output as Extract<Request, { type: 'nameNetwork' }>));
      return undefined;
    case 'switchedNetwork':
      await queue(networkChanged);
      return undefined;
    case 'extra':
      await setExtra(parsed.output.kind, parsed.output.extra);
      await queue(loadExtra);
      break;
    case 'rows': {
      const s = await store();
      const page = await s.page(parsed.output.after, EXPORT_PAGE_ROWS, parsed.output);
      if (parsed.output.after !== undefined) return page;
      return { ...page, verdicts: (await rows()).verdicts, mistakes: await s.mistakes() };
    }
    case 'days':
      return { days: await (await store()).days(parsed.output.sinceDay) };
    case 'mistake': {
      const { service: id, wrong } = parsed.output;
      const verdict = (await rows()).verdicts.find((one) => one.service === id);
      if (!verdict) break;
      const mistake = mistakeOf(verdict, now());
      // First what could leave.
      if (wrong) await changeOutbox((outbox) => withdrawn(outbox, mistake));
      await (await store()).mark(mistake, wrong);
      break;
    }
    case 'outbox':
      return outboxAnswer();
    case 'carry':
      return { sealed: await sealed() };
    case 'reports': {
      const { on } = parsed.output;
      return asked(() => setReports(on));
    }
    case 'report': {
      const wish = parsed.output;
      if (wish.wish === 'send') report(() => changeReport(wish));
      else await changeReport(wish);
      break;
    }
    case 'storage': {
      const { mode, passphrase } = parsed.output;
      await checks.cancel();
      return asked(async () => {
        await reopened((old) => changeStorage(old, mode, passphrase, now));
        await sweep();
      });
    }
    case 'unlock': {
      const { passphrase } = parsed.output;
      return asked(async () => {
        await turned(() => unlock(passphrase));
        await sweep();
      });
    }
    case 'lock':
      return asked(() => turned(lock));
    case 'erase':
      await checks.cancel();
      await queue(erase);
      break;
  }
  await queue(push);
  return undefined;
}

/** In its turn; a page is told when it was not done, and why if it can be helped. */
async function asked(work: () => Promise<void>): Promise<{ error: string } | undefined> {
  let error: string | undefined;
  await queue(async () => {
    try {
      await work();
    } catch (failure) {
      error = failure instanceof Refused ? failure.message : 'failed';
      if (!(failure instanceof Refused)) throw failure;
    }
  });
  await queue(push);
  return error === undefined ? undefined : { error };
}

// First in the queue, before any event. Nobody tells what was taken away while we were switched off.
lookAround();
// Tabs that a starting browser brought back.
void queue(async () => {
  if (await session.restoredTabs()) return;
  // The browser has just been started: a report now would tell when.
  await changeOutbox((outbox) => started(outbox, now(), random01()));
  const tabs = await browser.tabs.query({});
  await session.rememberRestored(
    tabs.flatMap((tab) => (tab.id === undefined ? [] : [tab.id])),
    now(),
  );
});
// Every start: what was due while nobody was awake, and the badge.
void queue(() => tick()).then(() => queue(push));
