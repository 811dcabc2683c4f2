// Root of the dashboard, the only file of it that touches the browser: receives models, sends requests, keeps the person's own list and what the
// stores said, asks for permissions, saves files.
import { STORE_ORIGINS } from '../../src/catalogue/apps.ts';
import { CLOUDS, cloudPatterns } from '../../src/catalogue/clouds.ts';
import { countryOfTimeZone } from '../../src/catalogue/countries.ts';
import { SERVICES, serviceById } from '../../src/catalogue/index.ts';
import { buildIndex, matchHost } from '../../src/catalogue/match.ts';
import { hostPermissions, permissionOf } from '../../src/catalogue/permissions.ts';
import type { Service } from '../../src/catalogue/types.ts';
import type { ScheduleHours } from '../../src/check/groups.ts';
import { RULES_VERSION } from '../../src/judge/rulesVersion.ts';
import type { StoreReason } from '../../src/observe/storeAnswer.ts';
import { ownListCsv, ownListText } from '../../src/own/export.ts';
import { fingerprintsOf, servicesOf } from '../../src/own/list.ts';
import { CHECK_IN_ORIGIN } from '../../src/report/checkIn.ts';
import { ooniLines } from '../../src/report/ooni.ts';
import type { Request, RowsPage } from '../../src/view/messages.ts';
import { browser, ENGINE } from '../browser.ts';
import { askOoni } from './askOoni.ts';
import { askStores, STORE_QUESTIONS } from './askStores.ts';
import { drawDashboard } from './DashboardView.tsx';
import type { DashboardActions, DashboardData } from './dashboardActions.ts';
import { collectPages, collectRows, writer } from './exportPages.ts';
import { follow, PORT } from './follow.ts';
import { OwnKeeper } from './ownKeeper.ts';
import { saveFile } from './saveFile.ts';
import { findStoreRow, parseStoreRows, withStoreRow } from './storeRows.ts';
import { createText } from './text.ts';

/** Keys of what this page keeps. */
const OWN = 'own';
const DECLINED = 'declined';
const STORES = 'stores';

const t = createText(
  (key, substitutions) => browser.i18n.getMessage(key, substitutions),
  browser.i18n.getUILanguage(),
);
document.documentElement.lang = t.language;
document.documentElement.dir = t.direction;
document.title = t('dashboardTitle');

// Read before any click: `permissions.request` has to be the very first call in the handler.
const { version, ...manifest } = browser.runtime.getManifest();
const listed = (manifest as { host_permissions?: string[] }).host_permissions ?? [];
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

/** Rejects when the background refuses, so that nobody is told that it worked. */
async function send(message: Sent): Promise<unknown> {
  const answer: unknown = await browser.runtime.sendMessage(message);
  if (typeof answer === 'object' && answer !== null && 'error' in answer)
    throw new Error(String(answer.error));
  return answer;
}

const request = (origins: string[]) => browser.permissions.request({ origins });
const askPage = async (after: string | undefined) =>
  (await send({ type: 'rows', ...(after === undefined ? {} : { after }) })) as RowsPage;

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
      ask: (url, options) => fetch(url, options),
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
    return (await askOoni((url, options) => fetch(url, options), version)) ?? 'unknown';
  },
  lookUp: (country) => lookUpStores(country, request(Object.values(STORE_ORIGINS))),
  cancelLookUp: () => lookUp?.abort(),
  async schedule(everyHours, only) {
    await send({ type: 'schedule', everyHours, only });
  },
  async save(format, includeWatched, onRows) {
    if (format === 'ooni') return saveOoni(includeWatched, onRows);
    saveFile(await collectPages(askPage, writer(format, { version, browser: ENGINE }), onRows), format);
    return 'done';
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

async function saveOoni(
  includeWatched: boolean,
  onRows: (rows: number) => void,
): Promise<'done' | 'nothing'> {
  const { observations, verdicts } = await collectRows(askPage, onRows);
  const networks = new Map(data.model?.networks.map((network) => [network.network, network]));
  const more = new Map([...CLOUDS, ...servicesOf(own.data.list)].map((service) => [service.id, service]));
  const lines = ooniLines(observations, verdicts, {
    softwareVersion: version,
    browser: ENGINE,
    countryOf: (network) => networks.get(network)?.country,
    asnOf: (network) => networks.get(network)?.asn,
    includeWatched,
    rulesVersion: RULES_VERSION,
    serviceById: (id) => serviceById(id) ?? more.get(id),
  });
  if (lines.length === 0) return 'nothing';
  saveFile(lines, 'jsonl');
  return 'done';
}

// --- Showing ----------------------------------------------------------------------------------------------------------------------------

const root = document.getElementById('root') as HTMLElement;
let data: DashboardData = {
  model: undefined,
  own: own.data,
  stores: { rows: [], reasons: new Map<string, StoreReason>() },
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
follow(
  () => browser.runtime.connect({ name: PORT }),
  (model) => {
    const first = data.model === undefined;
    show({ model });
    // The part of the page that the address names is only there now.
    if (first && location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  },
);
