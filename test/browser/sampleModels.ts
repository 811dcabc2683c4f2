// Sample models for pictures of the popup and the dashboard. Invented data only; names and hosts are public ones so that lengths are real.
import type { EvidenceRow, PopupModel, ServiceRow } from '../../src/view/model.ts';

export const NOW_MS = Date.UTC(2026, 10, 24, 12, 4, 30);
const MINUTE_MS = 60_000;

const evidence: readonly EvidenceRow[] = [
  {
    atMs: NOW_MS - 6 * MINUTE_MS,
    source: 'watch',
    asked: 'web.telegram.org',
    outcome: 'failure',
    failure: 'connection_reset',
    stage: 'tls',
    elapsedMs: 184,
  },
  {
    atMs: NOW_MS - 6 * MINUTE_MS + 1200,
    source: 'control',
    asked: 'www.wikipedia.org',
    outcome: 'success',
    status: 200,
    elapsedMs: 96,
  },
  {
    atMs: NOW_MS - 6 * MINUTE_MS + 1900,
    source: 'resolve',
    asked: 'web.telegram.org',
    outcome: 'answers',
    got: '149.154.167.99, 2001:67c:4e8:f004::9',
    elapsedMs: 31,
  },
  {
    atMs: NOW_MS - 5 * MINUTE_MS,
    source: 'confirm',
    asked: 'vesta.web.telegram.org',
    outcome: 'stall',
    failure: 'generic_timeout_error',
    stage: 'tls',
    confounder: 'not_repeated',
    elapsedMs: 12_040,
  },
  {
    atMs: NOW_MS - 26 * 60 * MINUTE_MS,
    source: 'watch',
    asked: 't.me',
    outcome: 'read',
    status: 200,
    bodyBytes: 16_384,
    elapsedMs: 20_000,
  },
  {
    atMs: NOW_MS - 4 * MINUTE_MS,
    source: 'confirm',
    asked: 'https://telegram.org',
    outcome: 'read',
    status: 200,
    bodyBytes: 65_536,
    bodyMs: 9_362,
    elapsedMs: 9_410,
  },
  {
    atMs: NOW_MS - 3 * MINUTE_MS,
    source: 'doh',
    asked: 't.me',
    outcome: 'answers',
    resolver: 'Cloudflare',
    got: '149.154.167.99',
    elapsedMs: 48,
  },
  {
    atMs: NOW_MS - 3 * MINUTE_MS + 60,
    source: 'doh',
    asked: 't.me',
    outcome: 'answers',
    failure: 'dns_nxdomain_error',
    resolver: 'Google',
    elapsedMs: 108,
  },
];

export function service(id: string, name: string, rest: Partial<ServiceRow>): ServiceRow {
  return {
    service: id,
    name,
    state: 'ok',
    pointOfControl: 'unknown',
    confounders: [],
    endpoints: [{ endpoint: `${id}.net`, state: rest.state ?? 'ok' }],
    evidence: [],
    elsewhere: [],
    rule: 'R-01',
    sureness: 'certain',
    sinceMs: NOW_MS - 90 * MINUTE_MS,
    lastSeenAtMs: NOW_MS - 4 * MINUTE_MS,
    lastOkAtMs: NOW_MS - 4 * MINUTE_MS,
    ...rest,
  };
}

const unknown = [
  'AirVPN,Astrill,AzireVPN,Browsec,Cloudflare WARP,CyberGhost,ExpressVPN,Hotspot Shield,IVPN,Lantern,Outline,Perfect Privacy',
  'Private Internet Access,Psiphon,PureVPN,Red Shield VPN,Riseup VPN,Surfshark,Tor Project,TorGuard,TunnelBear,Windscribe',
]
  .join(',')
  .split(',')
  .map((name) => ({ service: name.toLowerCase().replaceAll(/[^a-z]+/g, '-'), name }));

const centres = ['pluto', 'venus', 'aurora', 'vesta', 'flora'];

export const rich: PopupModel = {
  nowMs: NOW_MS,
  retentionDays: 30,
  storage: 'standard',
  notify: 'off',
  headline: {
    tone: 'bad',
    key: 'headlineTelegramLikely',
    method: 'tls_name_filter',
    stage: 'tls',
  },
  network: 'online',
  networkCheckedAtMs: NOW_MS - 2 * MINUTE_MS,
  notices: [],
  telegram: service('telegram', 'Telegram', {
    state: 'likely_blocked',
    stage: 'tls',
    method: 'tls_name_filter',
    failure: 'connection_reset',
    pointOfControl: 'provider_or_beyond',
    sureness: 'likely',
    rule: 'tls-reset-repeated',
    confounders: ['not_repeated', 'local_tls_interception'],
    lastOkAtMs: NOW_MS - 26 * 60 * MINUTE_MS,
    evidence,
    endpoints: [{ endpoint: '149.154.167.99', state: 'ok' }],
  }),
  telegramParts: [
    {
      part: 'web',
      state: 'likely_blocked',
      stage: 'tls',
      endpoints: [{ endpoint: 'web.telegram.org', state: 'likely_blocked', stage: 'tls' }],
    },
    {
      part: 'web_data_centres',
      state: 'unclear',
      stage: 'tls',
      endpoints: centres.map((name, index) => ({
        endpoint: `${name}.web.telegram.org`,
        dataCentre: index + 1,
        state: index === 1 ? 'ok' : 'unclear',
        ...(index === 1 ? {} : { stage: index === 2 ? ('tcp' as const) : ('tls' as const) }),
      })),
    },
    {
      part: 'apps',
      state: 'ok',
      endpoints: [{ endpoint: '149.154.175.50', dataCentre: 1, state: 'ok' }],
    },
    {
      part: 'links',
      state: 'blocked',
      stage: 'dns',
      endpoints: [
        { endpoint: 't.me', state: 'blocked', stage: 'dns' },
        { endpoint: 'telegram.me', state: 'unknown' },
      ],
    },
    {
      part: 'site',
      state: 'slow',
      endpoints: [{ endpoint: 'telegram.org', state: 'slow', stage: 'body' }],
    },
    {
      part: 'media',
      state: 'unknown',
      endpoints: [{ endpoint: 'cdn-telegram.org', state: 'unknown' }],
    },
    {
      part: 'bots',
      state: 'unknown',
      endpoints: [{ endpoint: 'api.telegram.org', state: 'unknown' }],
    },
  ],
  services: [
    service('protonvpn', 'Proton VPN', {
      state: 'blocked',
      stage: 'http',
      method: 'block_page',
      pointOfControl: 'provider_or_beyond',
      lastOkAtMs: NOW_MS - 3 * 24 * 60 * MINUTE_MS,
      evidence: evidence.slice(0, 2),
      endpoints: [
        { endpoint: 'protonvpn.com', state: 'blocked', stage: 'http' },
        {
          endpoint: 'a-rather-long-download-host-name.cdn.protonvpn.example.com',
          state: 'unclear',
          stage: 'tcp',
        },
      ],
    }),
    service('nordvpn', 'NordVPN', {
      state: 'likely_blocked',
      stage: 'tls',
      method: 'connection_reset',
      sureness: 'likely',
    }),
    service('mullvad', 'Mullvad VPN', { state: 'slow', stage: 'body', method: 'freeze', sureness: 'likely' }),
    service('amnezia', 'Amnezia VPN', {
      state: 'unclear',
      stage: 'tcp',
      method: 'undecided',
      sureness: 'unsure',
      confounders: ['controls_missing'],
    }),
    service('hide-me', 'hide.me', {
      state: 'filtered',
      stage: 'dns',
      method: 'dns',
      pointOfControl: 'device',
    }),
    service('astrill', 'Astrill', { state: 'refused', pointOfControl: 'site' }),
    service('vypr', 'VyprVPN', { state: 'down' }),
    service('wireguard', 'WireGuard', {}),
  ],
  unknown,
  clouds: [],
  networks: [],
  groups: [
    { group: 'telegram', services: [{ id: 'telegram', name: 'Telegram' }] },
    {
      group: 'commercial_vpn',
      services: unknown.map(({ service: id, name }) => ({ id, name })),
    },
  ],
  observationCount: 12_345,
  confirmEnabled: true,
  badgeEnabled: false,
  dohEnabled: false,
};

const seen = (state: 'ok' | 'unknown') => ({
  telegram:
    state === 'ok'
      ? service('telegram', 'Telegram', {})
      : ({
          service: 'telegram',
          name: 'Telegram',
          state,
          pointOfControl: 'unknown',
          confounders: [],
          endpoints: [],
          evidence: [],
          elsewhere: [],
        } satisfies ServiceRow),
  telegramParts: rich.telegramParts.map(({ part, endpoints }) => ({
    part,
    state,
    endpoints: endpoints.map(({ endpoint }) => ({ endpoint, state })),
  })),
});

const { network: _network, networkCheckedAtMs: _checked, ...unmeasured } = rich;

const MODELS: Readonly<Record<string, PopupModel | undefined>> = {
  rich,
  empty: {
    ...unmeasured,
    ...seen('unknown'),
    headline: { tone: 'neutral', key: 'headlineNothingYet' },
    services: [],
    observationCount: 0,
  },
  ok: {
    ...rich,
    ...seen('ok'),
    headline: { tone: 'ok', key: 'headlineAllOk' },
    services: [service('wireguard', 'WireGuard', {})],
    badgeEnabled: true,
    dohEnabled: true,
    country: 'AE',
  },
  cutOff: {
    ...rich,
    headline: { tone: 'warn', key: 'headlineCutOff' },
    network: 'cut_off',
    telegram: { ...rich.telegram, state: 'unclear', confounders: ['cut_off', 'allow_list', 'plain_http'] },
    country: 'IR',
  },
  allowList: { ...rich, headline: { tone: 'warn', key: 'headlineAllowList' }, network: 'allow_list' },
  slow: {
    ...rich,
    headline: {
      tone: 'warn',
      key: 'headlineSlow',
      names: 'Mullvad VPN',
      count: 1,
      method: 'throttling',
      stage: 'body',
    },
    services: rich.services.map((row) => (row.state === 'slow' ? { ...row, method: 'throttling' } : row)),
  },
  notices: {
    ...rich,
    headline: { tone: 'bad', key: 'headlineTelegramAndServices', names: 'NordVPN, Proton VPN', count: 2 },
    network: 'cut_off',
    notices: [{ kind: 'permissions', count: 4 }, { kind: 'memory' }, { kind: 'broken_rows', count: 1 }],
  },
  checking: { ...rich, headline: { tone: 'neutral', key: 'headlineChecking' } },
  running: {
    ...rich,
    progress: {
      state: 'running',
      phase: 'asking',
      done: 142,
      total: 260,
      failed: 3,
      leftMs: 12_400,
      startedAtMs: NOW_MS - 9_000,
    },
  },
  checked: {
    ...rich,
    checkChoice: { groups: ['telegram', 'commercial_vpn'], mode: 'now', deep: false },
    progress: {
      state: 'done',
      phase: 'repeating',
      done: 3,
      total: 3,
      failed: 3,
      startedAtMs: NOW_MS - 3 * MINUTE_MS,
      endedAtMs: NOW_MS - 2 * MINUTE_MS,
    },
  },
  reporting: { ...rich, reportsWaiting: 2 },
  loading: undefined,
};

/** `undefined` is the model that has not come yet, as for `loading`. */
export function sampleModel(name: string): PopupModel | undefined {
  return MODELS[name];
}
