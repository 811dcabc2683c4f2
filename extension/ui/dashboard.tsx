// Root of the dashboard, the only file of it that touches the browser: receives models, sends requests, keeps the person's own list and what the
// stores said, asks for permissions, saves files.
import { STORE_ORIGINS } from '../../src/catalogue/apps.ts';
import { CLOUDS, cloudPatterns } from '../../src/catalogue/clouds.ts';
import { SERVICES, serviceById } from '../../src/catalogue/index.ts';
import { buildIndex, matchHost } from '../../src/catalogue/match.ts';
import { hostPermissions, permissionOf } from '../../src/catalogue/permissions.ts';
import { countryOfTimeZone } from '../../src/catalogue/timeZones.ts';
import type { Service } from '../../src/catalogue/types.ts';
import type { ScheduleHours } from '../../src/check/groups.ts';
import { dayOf } from '../../src/judge/day.ts';
import type { StoreReason } from '../../src/observe/storeAnswer.ts';
import { ownListCsv, ownListText } from '../../src/own/export.ts';
import { fingerprintsOf, servicesOf } from '../../src/own/list.ts';
import { CHECK_IN_ORIGIN } from '../../src/report/checkIn.ts';
import { type EvidencePage, evidencePage } from '../../src/report/evidencePage.ts';
import { dataText, handOver } from '../../src/report/handOver.ts';
import { bytesOfHex } from '../../src/report/ohttp.ts';
import type { Level } from '../../src/report/redact.ts';
import { DAY_MS, USUAL_RETENTION_DAYS } from '../../src/store.ts';
import type {
  CarryAnswer,
  DaysAnswer,
  OutboxAnswer,
  Request,
  RowsPage,
  StateMessage,
} from '../../src/view/messages.ts';
import { parseAsked, withAsked } from '../../src/view/requestLog.ts';
import { type Asked, REQUESTS_DAYS, Requests } from '../../src/view/requests.ts';
import { storyOf } from '../../src/view/story.ts';
import { browser, ENGINE } from '../browser.ts';
import { REPORT_PERMISSIONS, SUBMISSION } from '../submission.ts';
import { answered } from './answered.ts';
import { askOoni } from './askOoni.ts';
import { askStores, STORE_QUESTIONS } from './askStores.ts';
import { drawDashboard, seenRows } from './DashboardView.tsx';
import type { DashboardActions, DashboardData } from './dashboardActions.ts';
import { cardOf, pngCard, sha256Hex } from './evidence.ts';
import { type ExportPorts, exportFile } from './exportFile.ts';
import { collectRows, pagesOf } from './exportPages.ts';
import { follow, PORT } from './follow.ts';
import { OwnKeeper } from './ownKeeper.ts';
import { saveFile } from './saveFile.ts';
import { sayIn } from './say.ts';
import { findStoreRow, parseStoreRows, withStoreRow } from './storeRows.ts';
import { hashOf, routeOf } from './views.ts';
import { loadText } from './words.ts';

/** Keys of what this page keeps. */
const OWN = 'own';
const DECLINED = 'declined';
const ASKED = 'asked';
/** As long as anything is kept at the longest. */
const DAYS_SHOWN = 90;
const DAYS_PAUSE_MS = 5_000;
const STORES = 'stores';

const t = await loadText();
document.title = t(location.hash === '#welcome' ? 'welcomeTitle' : 'dashboardTitle');

// For notifications, which are made where no words are.
void browser.storage.local.set({
  news: { neutral: t('news'), blocked: t('news_blocked', ['$1']), works: t('news_works', ['$1']) },
});

// Read before any click: `permissions.request` has to be the very first call in the handler.
const { version, ...manifest } = browser.runtime.getManifest() as ReturnType<
  typeof browser.runtime.getManifest
> & { host_permissions?: string[]; optional_permissions?: string[] };
const { host_permissions: listed = [], permissions = [], optional_permissions: optional = [] } = manifest;
const shipped = buildIndex(SERVICES);
const newer = hostPermissions().filter((origin) => !listed.includes(origin));
const adding = new URLSearchParams(location.search).get('add');

/** What the background takes, and what a page may hold without being able to change it. */
type Sent =
  | Exclude<Request, { type: 'extra' | 'schedule' }>
  | { readonly type: 'extra'; readonly kind: 'cloud' | 'own'; readonly extra: ExtraSent }
  | { readonly type: 'schedule'; readonly everyHours: ScheduleHours | 0; readonly only: readonly string[] };
interface ExtraSent {
  readonly services: readonly Service[];
  readonly fingerprints: ReturnType<typeof fingerprintsOf>;
}

const sent = answered((message: Sent) => browser.runtime.sendMessage(message));

/** Rejects when the background refuses, so that nobody is told that it worked. */
async function send(message: Sent): Promise<unknown> {
  const answer = await sent(message);
  if (typeof answer === 'object' && answer !== null && 'error' in answer)
    throw new Error(String(answer.error));
  return answer;
}

const request = (origins: string[]) => browser.permissions.request({ origins });
/** Pages of rows: of one service or all, from a time on or all. */
const askPages =
  (wanted: { readonly target?: string; readonly sinceMs?: number }) => async (after: string | undefined) =>
    (await send({ type: 'rows', ...wanted, ...(after === undefined ? {} : { after }) })) as RowsPage;

// --- The person's own list ----------------------------------------------------------------------------------------------------------

const own = new OwnKeeper({
  now: () => Date.now(),
  toAscii(text) {
    try {
      return new URL(`https://${text}/`).hostname;
    } catch {
      return undefined;
    }
  },
  isShipped: (host) => matchHost(shipped, host) !== undefined,
  request,
  forget: (origins) => browser.permissions.remove({ origins }),
  async keep(list) {
    await browser.storage.local.set({ [OWN]: list });
    await send({
      type: 'extra',
      kind: 'own',
      extra: { services: servicesOf(list), fingerprints: fingerprintsOf(list) },
    });
  },
  changed: () => show({ own: own.data }),
});

// --- The stores -----------------------------------------------------------------------------------------------------------------------

let lookUp: AbortController | undefined;

async function lookUpStores(
  country: string,
  allowed: Promise<boolean>,
): ReturnType<DashboardActions['lookUp']> {
  if (!(await allowed.catch(() => false))) return 'refused';
  if (lookUp) return 'cancelled';
  lookUp = new AbortController();
  const total = STORE_QUESTIONS.length;
  let done = 0;
  const progress = () => show({ stores: { ...data.stores, progress: { done, total } } });
  progress();
  try {
    return await askStores(country, {
      ask: (url, options) => asking(String(url), options, 'store'),
      now: () => Date.now(),
      signal: lookUp.signal,
      before: ({ app, store }) => findStoreRow(data.stores.rows, { app: app.id, store, country }),
      async found(row, { reason }) {
        done++;
        const reasons = new Map(data.stores.reasons).set(`${row.app} ${row.store} ${row.country}`, reason);
        const rows = withStoreRow(data.stores.rows, row);
        show({ stores: { rows, reasons, progress: { done, total } } });
        await browser.storage.local.set({ [STORES]: rows });
      },
    });
  } catch {
    return 'failed';
  } finally {
    lookUp = undefined;
    show({ stores: { ...data.stores, progress: undefined } });
  }
}

// --- What a person can do ---------------------------------------------------------------------------------------------------------------

const actions: DashboardActions = {
  requestPermissions() {
    request(listed)
      .catch(() => false)
      // Refused or granted, the background looks again; it alone knows what is still missing.
      .then(() => send({ type: 'permissionsChanged' }))
      .catch(() => undefined);
  },
  allowNewHosts() {
    request(newer)
      .catch(() => false)
      .then(() => send({ type: 'permissionsChanged' }))
      .catch(() => undefined);
  },
  declineNewHosts() {
    void browser.storage.local.set({ [DECLINED]: newer }).then(() => send({ type: 'permissionsChanged' }));
  },
  async check(choice) {
    const withClouds = choice.groups.includes('cloud');
    const allowed = withClouds ? await request(cloudPatterns()).catch(() => false) : true;
    const groups = allowed ? choice.groups : choice.groups.filter((group) => group !== 'cloud');
    if (groups.length === 0) return 'nothing';
    try {
      if (withClouds && allowed) {
        await send({ type: 'extra', kind: 'cloud', extra: { services: CLOUDS, fingerprints: [] } });
      }
      await send({ type: 'check', choice: { ...choice, groups } });
    } catch {
      return 'failed';
    }
    return allowed ? 'started' : 'without_clouds';
  },
  cancelCheck() {
    void send({ type: 'cancelCheck' });
  },
  async setCountry(country) {
    await send({ type: 'country', country });
  },
  async nameNetwork(name, asn) {
    await send({ type: 'nameNetwork', name, ...(asn !== undefined && { asn }) });
  },
  async switchedNetwork() {
    await send({ type: 'switchedNetwork' });
  },
  async askOoni() {
    if (!(await request([CHECK_IN_ORIGIN]).catch(() => false))) return 'refused';
    return (await askOoni((url, options) => asking(String(url), options, 'ooni'), version)) ?? 'unknown';
  },
  lookUp: (country) => lookUpStores(country, request(Object.values(STORE_ORIGINS))),
  cancelLookUp: () => lookUp?.abort(),
  async schedule(everyHours, only) {
    await send({ type: 'schedule', everyHours, only });
  },
  async save(choice, onRows, signal) {
    const file = await exportFile(choice, exportPorts(), onRows, signal);
    if (file === 'nothing' || file === 'cancelled') return file;
    saveFile([file], choice.format === 'ooni' ? 'jsonl' : choice.format);
    return 'done';
  },
  handOver(service, level) {
    show({ handOver: { service, level, preview: undefined } });
    void makeHandOver(service, level);
  },
  async saveHandOver(as) {
    const made = handedOver;
    if (!made) return 'failed';
    if (as === 'html') {
      saveFile([evidencePage({ ...made, words: t })], 'html');
      return 'done';
    }
    const card = cardOf(made.data, made.service, made.sentences[0] ?? '', t);
    const picture = card && (await pngCard(card));
    if (!picture) return 'failed';
    saveFile([picture], 'png');
    return 'done';
  },
  go(route) {
    location.hash = hashOf(route);
  },
  close: () => window.close(),
  async set(setting, value) {
    await send({ type: 'set', setting, value });
  },
  async setLanguage(language) {
    // The page begins anew with its words.
    await browser.storage.local.set({ language });
  },
  async setRetention(days) {
    await send({ type: 'set', setting: 'retention', value: days });
  },
  async setStorage(mode, passphrase) {
    const answer = (await sent({
      type: 'storage',
      mode,
      ...(passphrase !== undefined && { passphrase }),
    })) as { readonly error?: string } | undefined;
    if (!answer?.error) return 'done';
    return answer.error === 'locked' ? 'locked' : 'failed';
  },
  async unlock(passphrase) {
    const answer = (await sent({ type: 'unlock', passphrase })) as { readonly error?: string } | undefined;
    return !answer?.error;
  },
  async lock() {
    await send({ type: 'lock' });
  },
  async setNotify(notify) {
    const permission = { permissions: ['notifications' as const] };
    if (notify !== 'off' && !(await browser.permissions.request(permission).catch(() => false)))
      return 'refused';
    await send({ type: 'set', setting: 'notify', value: notify });
    return 'done';
  },
  chooseCheck: () => actions.go({ view: 'check' }),
  async erase() {
    await send({ type: 'erase' });
    // What this page holds in its hands is part of everything.
    // Not to the question that was just answered.
    if (location.hash === '#erase') location.hash = '#settings';
    location.reload();
  },
  async mark(service, wrong) {
    await send({ type: 'mistake', service, wrong });
  },
  loadRaw(service) {
    void collectRows(askPages({ target: service }), () => undefined).then(({ observations }) =>
      show({ raw: { service, observations } }),
    );
  },
  reports: {
    async on() {
      if (!(await browser.permissions.request(REPORT_PERMISSIONS).catch(() => false))) return 'refused';
      const answer = (await send({ type: 'reports', on: true })) as { readonly error?: string } | undefined;
      await readOutbox();
      if (answer?.error) throw new Error(answer.error);
      return 'done';
    },
    async off() {
      await send({ type: 'reports', on: false });
      await readOutbox();
    },
    async wish(id, wish) {
      await send({ type: 'report', id, wish });
      await readOutbox();
    },
    async carry() {
      const { sealed } = (await send({ type: 'carry' })) as CarryAnswer;
      saveFile(sealed.map(bytesOfHex), 'ohttp');
    },
  },
  own: {
    preview: (text) => own.preview(text),
    readFile: (file) => own.previewFile(file),
    apply: (preview, group) => own.apply(preview, group),
    pause: (host, paused) => void own.pause(host, paused),
    group: (host, group) => void own.group(host, group),
    remove: (host) => void own.remove(host),
    removePrints: () => void own.removePrints(),
    move: (host, by) => void own.move(host, by),
    undo: () => void own.undo(),
    save(format) {
      const { list } = own.data;
      saveFile([format === 'csv' ? ownListCsv(list) : ownListText(list)], format);
    },
  },
};

/** Where the rows come from, and how they are named, for everything that leaves as a file. */
function origin() {
  const networks = new Map(data.model?.networks.map((network) => [network.network, network]));
  return {
    version,
    browser: ENGINE,
    countryOf: (network: string) => networks.get(network)?.country,
    asnOf: (network: string) => networks.get(network)?.asn,
  };
}

function exportPorts(): ExportPorts {
  const more = new Map([...CLOUDS, ...servicesOf(own.data.list)].map((service) => [service.id, service]));
  const byId = (id: string) => serviceById(id) ?? more.get(id);
  return {
    ...origin(),
    t,
    pages: askPages,
    days: readDays,
    serviceById: byId,
    nameOf: (service) => byId(service)?.name ?? service,
  };
}

/** What the page and the picture are made of, once it has been shown. */
let handedOver: Omit<EvidencePage, 'words'> | undefined;

/** Everything kept of one service at this level, as text and with its hash. */
async function makeHandOver(service: string, level: Level): Promise<void> {
  handedOver = undefined;
  const [{ observations, mistakes }, days] = await Promise.all([
    collectRows(askPages({}), () => undefined),
    readDays(),
  ]);
  const { model, verdicts, evidence } = data;
  const row = model && seenRows(model).find((one) => one.service === service);
  if (!row) return;
  const known = new Set(observations.map((o) => o.id));
  const all = {
    observations: [...observations, ...evidence.filter((o) => !known.has(o.id))],
    verdicts,
    mistakes,
    days,
  };
  const made = handOver(level, service, all, origin());
  const text = dataText(made);
  const sha256 = await sha256Hex(text);
  const verdict = verdicts.find((one) => one.service === service);
  // A host that only this person asked for leaves with nothing less than everything.
  const { sentences } = storyOf(row, verdict, level === 'L2' ? evidence : []);
  // The person may have chosen another level, or left, meanwhile.
  if (data.handOver?.service !== service || data.handOver.level !== level) return;
  handedOver = {
    service: row.name,
    data: made,
    text,
    sha256,
    sentences: sentences.map((one) => sayIn(one, t)),
  };
  show({ handOver: { service, level, preview: { text, sha256 } } });
}

// --- Showing ----------------------------------------------------------------------------------------------------------------------------

const root = document.getElementById('root') as HTMLElement;
let data: DashboardData = {
  route: routeOf(location.hash),
  model: undefined,
  verdicts: [],
  evidence: [],
  days: undefined,
  own: own.data,
  stores: { rows: [], reasons: new Map<string, StoreReason>() },
  settings: {
    language: '',
    suggested: countryOfTimeZone(new Intl.DateTimeFormat().resolvedOptions().timeZone),
    confirm: true,
    doh: false,
    badge: true,
    retentionDays: USUAL_RETENTION_DAYS,
    storage: 'standard',
    notify: 'off',
    observationCount: 0,
  },
  reports: {
    available: SUBMISSION.relay !== '',
    relayOperator: SUBMISSION.relayOperator,
    collectorOperator: SUBMISSION.collectorOperator,
    outbox: undefined,
  },
  sees: {
    hosts: listed,
    services: SERVICES.map(({ name, endpoints }) => ({ name, hosts: endpoints.map(({ host }) => host) })),
    permissions: [...permissions, ...optional],
    optionalGranted: [],
    requests: undefined,
  },
  newServices: SERVICES.filter((s) => s.endpoints.some(({ host }) => newer.includes(permissionOf(host)))).map(
    ({ name }) => name,
  ),
  suggested: countryOfTimeZone(new Intl.DateTimeFormat().resolvedOptions().timeZone),
};

function show(changed: Partial<DashboardData>): void {
  const next = { ...data, ...changed };
  data = adding === null ? next : { ...next, offered: own.offer(adding) };
  drawDashboard(root, { data, actions, t });
}

// Another tab with this page may change what is kept.
browser.storage.local.onChanged.addListener((changes) => {
  const { [OWN]: list, [STORES]: rows } = changes;
  if (list) own.heard(list.newValue);
  if (rows && !lookUp) show({ stores: { ...data.stores, rows: parseStoreRows(rows.newValue) } });
});
void browser.storage.local.get([OWN, STORES]).then((stored) => {
  own.load(stored[OWN]);
  show({ stores: { ...data.stores, rows: parseStoreRows(stored[STORES]) } });
});
show({});
addEventListener('hashchange', () => {
  show({ route: routeOf(location.hash) });
  document.title = t('dashboardTitle');
  void lookAround();
});
let drawnFrom: StateMessage['state'] | undefined;
follow(
  () => browser.runtime.connect({ name: PORT }),
  (model, state) => {
    if (state === drawnFrom) {
      // Only how far a check is, several times a second: one view shows it. Whoever opens that one later finds it.
      if (data.route.view === 'check') show({ model });
      else data = { ...data, model };
      return;
    }
    drawnFrom = state;
    const first = data.model === undefined;
    const { verdicts, evidence } = state;
    show({
      model,
      verdicts,
      evidence,
      settings: {
        ...data.settings,
        country: model.country,
        confirm: model.confirmEnabled,
        doh: model.dohEnabled,
        badge: model.badgeEnabled,
        retentionDays: model.retentionDays,
        storage: model.storage,
        notify: model.notify,
        check: model.checkChoice,
        schedule: model.schedule,
        observationCount: model.observationCount,
      },
    });
    readDaysSoon();
    if (data.route.view === 'reports') void readOutbox();
    if (first) void lookAround();
  },
);

/** One note after the other: each is written into what the one before has left. */
let noted: Promise<void> = Promise.resolve();
let daysPlanned = false;

/** The timeline moves by half hours: it need not be read with every request that is judged. */
function readDaysSoon(): void {
  if (daysPlanned) return;
  daysPlanned = true;
  setTimeout(
    async () => {
      const days = await readDays().catch(() => []);
      daysPlanned = false;
      show({ days });
    },
    data.days === undefined ? 0 : DAYS_PAUSE_MS,
  );
}

async function readDays(): Promise<DaysAnswer['days']> {
  const answer = await send({ type: 'days', sinceDay: dayOf(Date.now()) - DAYS_SHOWN });
  return (answer as DaysAnswer).days;
}

async function readOutbox(): Promise<void> {
  const outbox = (await send({ type: 'outbox' })) as OutboxAnswer;
  show({ reports: { ...data.reports, outbox } });
}

/** What only two of the views show, read when one of them is opened. */
async function lookAround(): Promise<void> {
  const { route, model } = data;
  if (route.view === 'reports') await readOutbox();
  if (!model || !['settings', 'erase', 'sees'].includes(route.view)) return;
  const { language = '' } = (await browser.storage.local.get('language')) as { language?: string };
  const { usage } = await navigator.storage.estimate().catch(() => ({ usage: undefined }));
  show({
    settings: { ...data.settings, language, storedBytes: usage },
    sees: { ...data.sees, bytes: usage },
  });
  if (route.view === 'sees') await countRequests(model.observationCount);
}

/** Reads everything kept, a page at a time, and counts whom we asked. */
async function countRequests(total: number): Promise<void> {
  const requests = new Requests();
  const sinceMs = Date.now() - REQUESTS_DAYS * DAY_MS;
  const [granted, stored] = await Promise.all([
    browser.permissions.getAll(),
    browser.storage.local.get(ASKED),
  ]);
  const optionalGranted = [...(granted.permissions ?? []), ...(granted.origins ?? [])].filter(
    (one) => !permissions.includes(one) && !listed.includes(one),
  );
  show({ sees: { ...data.sees, optionalGranted, requests: undefined } });
  requests.addAsked(parseAsked(stored[ASKED]).filter(({ atMs }) => atMs >= sinceMs));
  let rows = 0;
  for await (const page of pagesOf(askPages({ sinceMs }))) {
    if (data.route.view !== 'sees') return;
    requests.add(page.observations);
    rows += page.observations.length;
    show({ sees: { ...data.sees, progress: { rows, total } } });
  }
  show({ sees: { ...data.sees, requests: requests.rows(), progress: undefined } });
}

/** Asks for a page of the dashboard. Such requests leave no observation, so they are noted, before they are sent. */
async function asking(url: string, options: RequestInit | undefined, why: Asked['why']): Promise<Response> {
  noted = noted.then(() => noteAsked(new URL(url).hostname, why));
  await noted;
  return fetch(url, options);
}

async function noteAsked(host: string, why: Asked['why']): Promise<void> {
  const log = parseAsked((await browser.storage.local.get(ASKED))[ASKED]);
  await browser.storage.local.set({ [ASKED]: withAsked(log, { atMs: Date.now(), host, why }) });
}
