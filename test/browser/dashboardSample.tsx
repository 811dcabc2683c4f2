// The dashboard as a plain page on sample data: `?model=rich|empty|running|compare|loading&lang=en|ru&dir=ltr|rtl&add=host`.
// Invented data only; names and hosts are public ones so that lengths are real.

import english from '../../extension/_locales/en/messages.json';
import russian from '../../extension/_locales/ru/messages.json';
import { drawDashboard } from '../../extension/ui/DashboardView.tsx';
import type { DashboardActions, DashboardData } from '../../extension/ui/dashboardActions.ts';
import { OwnKeeper } from '../../extension/ui/ownKeeper.ts';
import { createText } from '../../extension/ui/text.ts';
import { hashOf, routeOf } from '../../extension/ui/views.ts';
import manifest from '../../manifest.json';
import type { StoreRow } from '../../src/judge/stores.ts';
import { add, EMPTY_OWN_LIST, setGroup, setPaused } from '../../src/own/list.ts';
import type { ElsewhereRow, PopupModel } from '../../src/view/model.ts';
import { messagesOf } from './messages.ts';
import { sampleDays } from './sampleDays.ts';
import { NOW_MS, rich, sampleModel, service } from './sampleModels.ts';
import { sampleOutbox } from './sampleOutbox.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const elsewhere = (state: ElsewhereRow['state'], name = 'Mobile'): readonly ElsewhereRow[] => [
  { name, state, atMs: NOW_MS - 9 * MINUTE_MS },
];

const full: PopupModel = {
  ...rich,
  telegram: { ...rich.telegram, elsewhere: elsewhere('ok') },
  services: rich.services.map((row, i) =>
    i < 5
      ? { ...row, elsewhere: i === 3 ? elsewhere('unclear', 'Work') : elsewhere(i < 2 ? 'ok' : row.state) }
      : row,
  ),
  clouds: [
    service('cloud-hetzner', 'Hetzner', {
      state: 'slow',
      stage: 'body',
      method: 'freeze',
      sureness: 'likely',
    }),
    service('cloud-cloudflare', 'Cloudflare', {
      state: 'slow',
      stage: 'body',
      method: 'freeze',
      sureness: 'likely',
    }),
    service('cloud-amazon', 'Amazon Web Services', {}),
    service('cloud-oracle', 'Oracle Cloud', {}),
  ],
  networkName: 'Home',
  networkAsn: 12_389,
  country: 'RU',
  schedule: {
    everyHours: 6,
    only: ['telegram', 'psiphon', 'mullvad'],
    untilMs: NOW_MS + 5 * DAY_MS,
    nextAtMs: NOW_MS + DAY_MS / 4,
  },
};
const running: PopupModel = {
  ...full,
  progress: {
    state: 'running',
    phase: 'asking',
    done: 142,
    total: 260,
    failed: 3,
    leftMs: 12_400,
    startedAtMs: NOW_MS - 9_000,
  },
};

const row = (
  app: string,
  store: StoreRow['store'],
  result: StoreRow['result'],
  history: StoreRow['history'] = [],
): StoreRow => ({
  app,
  store,
  country: 'RU',
  result,
  atMs: NOW_MS - DAY_MS,
  lastTriedAtMs: NOW_MS - DAY_MS,
  history,
});
const stores: readonly StoreRow[] = [
  row('telegram', 'apple', 'offered'),
  row('telegram', 'google', 'offered'),
  { ...row('telegram', 'microsoft', 'offered'), lastTriedAtMs: NOW_MS - 5 * MINUTE_MS },
  row('nordvpn', 'apple', 'not_offered', [
    { result: 'offered', atMs: NOW_MS - 90 * DAY_MS },
    { result: 'not_offered', atMs: NOW_MS - DAY_MS },
  ]),
  row('nordvpn', 'google', 'offered'),
  row('expressvpn', 'apple', 'not_offered'),
  row('expressvpn', 'google', 'cannot_tell'),
  row('lantern', 'apple', 'never_released'),
];

const params = new URLSearchParams(location.search);
const wanted = params.get('model') ?? 'rich';
const language = params.get('lang') ?? 'en';
const t = createText(messagesOf(language === 'ru' ? russian : english), language);
document.documentElement.lang = t.language;
document.documentElement.dir = params.get('dir') ?? t.direction;
document.title = t('dashboardTitle');
const root = document.getElementById('root') as HTMLElement;

const own = new OwnKeeper({
  now: () => NOW_MS,
  toAscii: (text) => (URL.canParse(`https://${text}/`) ? new URL(`https://${text}/`).hostname : undefined),
  isShipped: (host) => host.endsWith('telegram.org'),
  // The console can refuse: `allow = false`.
  request: async () => (globalThis as { allow?: boolean }).allow !== false,
  forget: async () => undefined,
  keep: async () => undefined,
  changed: () => show({ own: own.data }),
});
const adding = params.get('add');

let data: DashboardData = {
  route: routeOf(location.hash),
  verdicts: [],
  evidence: [],
  days: wanted === 'loading' ? undefined : wanted === 'empty' ? [] : sampleDays(NOW_MS),
  settings: {
    language: '',
    suggested: 'RU',
    confirm: true,
    doh: false,
    badge: true,
    retentionDays: 30,
    storage: 'standard',
    notify: 'off',
    observationCount: 1234,
  },
  reports: {
    available: true,
    relayOperator: 'Relay Org',
    collectorOperator: 'Collector Org',
    outbox: sampleOutbox(),
  },
  sees: {
    hosts: ['*://*.t.me/*', '*://*.mullvad.net/*'],
    services: [{ name: 'Telegram', hosts: ['t.me'] }],
    permissions: [...manifest.permissions, ...manifest.optional_permissions],
    optionalGranted: [],
    requests: [],
  },
  model:
    wanted === 'loading'
      ? undefined
      : wanted === 'empty'
        ? sampleModel('empty')
        : wanted === 'running'
          ? running
          : full,
  own: own.data,
  stores: {
    rows: wanted === 'empty' ? [] : stores,
    reasons: new Map([
      ['expressvpn google RU', 'redirected'],
      ['telegram microsoft RU', 'unreachable'],
    ]),
    ...(wanted === 'running' && { progress: { done: 12, total: 33 } }),
  },
  newServices: ['Amnezia VPN', 'Outline'],
  suggested: 'RU',
};

const log =
  (name: string) =>
  (...args: unknown[]) => {
    console.log(name, ...args);
    return Promise.resolve(undefined as never);
  };
const actions: DashboardActions = {
  requestPermissions: log('requestPermissions'),
  check: async () => 'without_clouds',
  cancelCheck: log('cancelCheck'),
  setCountry: log('setCountry'),
  nameNetwork: log('nameNetwork'),
  switchedNetwork: log('switchedNetwork'),
  askOoni: async () => ({ asn: 12_389, country: 'KZ' }),
  lookUp: async () => 'refused',
  cancelLookUp: log('cancelLookUp'),
  allowNewHosts: log('allowNewHosts'),
  declineNewHosts: log('declineNewHosts'),
  schedule: log('schedule'),
  go: (route) => {
    location.hash = hashOf(route);
  },
  close: () => console.log('close'),
  set: log('set'),
  setLanguage: log('setLanguage'),
  setRetention: log('setRetention'),
  setStorage: async () => 'done',
  unlock: async () => false,
  lock: log('lock'),
  setNotify: async () => 'refused',
  chooseCheck: () => console.log('chooseCheck'),
  erase: log('erase'),
  mark: log('mark'),
  loadRaw: () => console.log('loadRaw'),
  handOver: () => console.log('handOver'),
  saveHandOver: async () => 'failed',
  save: async (_choice, onRows) => {
    onRows(3000);
    return 'nothing';
  },
  reports: { on: async () => 'refused', off: log('off'), wish: log('wish'), carry: log('carry') },
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
    save: log('save'),
  },
};

function show(changed: Partial<DashboardData>): void {
  data = { ...data, ...changed };
  if (adding !== null) data = { ...data, offered: own.offer(adding) };
  drawDashboard(root, { data, actions, t });
}

const hosts = [
  'www.bbc.com',
  'meduza.io',
  'xn--80ak6aa92e.com',
  'a-rather-long-name-of-a-site.news.example.org',
];
const list = setPaused(
  setGroup(add(EMPTY_OWN_LIST, hosts, '', NOW_MS), hosts.slice(0, 2), 'News'),
  hosts.slice(2, 3),
  true,
);
if (wanted === 'empty') show({});
else own.load({ ...list, hosts: [...list.hosts, { host: 'broken' }] });
addEventListener('hashchange', () => show({ route: routeOf(location.hash) }));
