// Situations written by hand: what was seen at which second, played through `record` as the background does, and the verdict at the end.
// One builder a source; every step is a plain observation, so a test reads as a list of events.
import { BLOCK_FINGERPRINTS } from '../../../src/catalogue/blockpages.ts';
import { SERVICES, serviceById } from '../../../src/catalogue/index.ts';
import { buildIndex } from '../../../src/catalogue/match.ts';
import type { Service } from '../../../src/catalogue/types.ts';
import { markAddresses } from '../../../src/judge/mark.ts';
import { WINDOW_MS } from '../../../src/judge/measurement.ts';
import { type RecordInput, record } from '../../../src/judge/record.ts';
import type { Verdict } from '../../../src/judge/verdict.ts';
import type { Observation } from '../../../src/observe/observation.ts';
import { OBSERVATION_VERSION } from '../../../src/observe/version.ts';
import { EMPTY_OUTBOX } from '../../../src/report/outbox.ts';
import type { ConfirmJob, Rows } from '../../../src/store.ts';

/** Second 0 of every situation; milliseconds since 1970. */
export const T0 = 1_790_000_000_000;
export const NETWORK = 'net-1';

/** Milliseconds since 1970 at a second of the situation. */
export function at(second: number): number {
  return T0 + Math.round(second * 1000);
}

/** What one request showed, and how long that took. */
export type Shown = Partial<Observation> & Pick<Observation, 'outcome'> & { readonly tookS?: number };

export const OK: Shown = { outcome: 'success', status: 200, address: '203.0.114.9' };
export const SILENT: Shown = {
  outcome: 'stall',
  failure: 'generic_timeout_error',
  stage: 'unknown',
  tookS: 12,
};
export const RESET: Shown = { outcome: 'failure', failure: 'connection_reset', stage: 'tls' };
export const REFUSED: Shown = { outcome: 'failure', failure: 'connection_refused', stage: 'tcp' };
export const NO_NAME: Shown = { outcome: 'failure', failure: 'dns_lookup_error', stage: 'dns' };
export const FOREIGN: Shown = {
  outcome: 'failure',
  failure: 'ssl_failed_handshake',
  stage: 'tls',
  detail: 'foreign_bytes',
};
export const UNKNOWN_CA: Shown = { outcome: 'failure', failure: 'ssl_unknown_authority', stage: 'tls' };
export const WRONG_NAME: Shown = { outcome: 'failure', failure: 'ssl_invalid_hostname', stage: 'tls' };
export const EXPIRED: Shown = {
  outcome: 'failure',
  failure: 'ssl_invalid_certificate',
  stage: 'tls',
  detail: 'certificate_date',
};
export const HEADERS_ONLY: Shown = {
  outcome: 'headers_only',
  failure: 'generic_timeout_error',
  stage: 'body',
  status: 200,
  tookS: 12,
};
export const PROXIED: Shown = { outcome: 'confounded', confounder: 'proxied' };
export const OFFLINE: Shown = { outcome: 'confounded', confounder: 'offline' };
/** A streamed read that stopped after so many bytes. */
export const frozen = (bodyBytes: number): Shown => ({
  outcome: 'read',
  failure: 'generic_timeout_error',
  stage: 'body',
  bodyBytes,
  bodyComplete: false,
  tookS: 13,
});
/** A streamed read that came whole, or as far as was asked. */
export const whole = (bodyBytes: number): Shown => ({
  outcome: 'read',
  status: 200,
  bodyBytes,
  bodyComplete: true,
});
export const status = (code: number, more: Partial<Observation> = {}): Shown => ({
  ...OK,
  status: code,
  ...more,
});
/** Sent to another host, perhaps to a known block page. */
export const sentTo = (redirectHost: string, fingerprint?: string): Shown => ({
  outcome: 'redirect',
  status: 302,
  redirectHost,
  ...(fingerprint && { fingerprint }),
});

/** Services that exist for a test only. */
export const EXTRA: readonly Service[] = [
  {
    id: 'two-rooms',
    name: 'Two Rooms',
    category: 'commercial_vpn',
    endpoints: [
      { host: 'two-rooms.example', role: 'site', hoster: 'alpha' },
      { host: 'api.two-rooms.example', role: 'api', hoster: 'beta' },
    ],
    source: 'test',
    checked: '2026-11',
  },
  {
    id: 'one-room',
    name: 'One Room',
    category: 'commercial_vpn',
    endpoints: [
      { host: 'one-room.example', role: 'site', hoster: 'alpha' },
      { host: 'api.one-room.example', role: 'api', hoster: 'alpha' },
    ],
    source: 'test',
    checked: '2026-11',
  },
];

export const services = (id: string): Service | undefined =>
  serviceById(id) ?? EXTRA.find((s) => s.id === id);
export const fingerprints = (id: string) => BLOCK_FINGERPRINTS.find((f) => f.id === id);
const index = buildIndex([...SERVICES, ...EXTRA]);
const PORTS = { http: 80, https: 443, ws: 80, wss: 443 } as const;

let serial = 0;

function request(
  second: number,
  url: string,
  shown: Shown,
  source: 'watch' | 'confirm',
  more: Partial<Observation>,
): Observation {
  const [, scheme = '', host = '', port] = /^(https?|wss?):\/\/([^:/]+)(?::(\d+))?$/.exec(url) ?? [];
  const hit =
    index.exact.get(host) ?? [...index.names.values()].find((m) => host.endsWith(`.${m.endpoint.host}`));
  if (!hit) throw new Error(`not on the list: ${url}`);
  const { tookS = 0.3, ...facts } = shown;
  return {
    version: OBSERVATION_VERSION,
    id: `s:${++serial}`,
    startedAtMs: at(second),
    atMs: at(second + tookS),
    source,
    network: NETWORK,
    target: hit.service.id,
    endpoint: hit.endpoint.host,
    scheme: scheme as 'http' | 'https' | 'ws' | 'wss',
    host,
    port: port ? Number(port) : PORTS[scheme as keyof typeof PORTS],
    kind: source === 'watch' ? 'main_frame' : 'other',
    ...facts,
    ...more,
  };
}

/** The person's own request, begun at this second. A page load unless `more` says otherwise. */
export const watch = (
  second: number,
  url: string,
  shown: Shown,
  more: Partial<Observation> = {},
): Observation => request(second, url, shown, 'watch', more);

/** Our one repeat of it. */
export const confirm = (
  second: number,
  url: string,
  shown: Shown,
  more: Partial<Observation> = {},
): Observation => request(second, url, shown, 'confirm', more);

const CONTROL_HOSTS = ['gstatic', 'wikipedia', 'firefox'] as const;

/** One control's outcome at this second. */
export function control(
  second: number,
  name: string,
  shown: Shown = { outcome: 'success' },
  more: Partial<Observation> = {},
): Observation {
  const { tookS = 0.2, ...facts } = shown;
  return {
    version: OBSERVATION_VERSION,
    id: `control:${++serial}`,
    startedAtMs: at(second),
    atMs: at(second + tookS),
    source: 'control',
    network: NETWORK,
    target: `control-${name}`,
    endpoint: `${name}.example`,
    scheme: 'https',
    host: `${name}.example`,
    port: 443,
    kind: 'other',
    ...facts,
    ...more,
  };
}

/** A round of three controls that all answer. */
export const controlsOk = (second: number): Observation[] =>
  CONTROL_HOSTS.map((name) => control(second, name));

/** A round of three controls of which none answers. */
export const controlsFail = (second: number): Observation[] =>
  CONTROL_HOSTS.map((name) =>
    control(second, name, { outcome: 'failure', failure: 'unknown_failure', stage: 'unknown' }),
  );

/** The browser's resolver was asked for the name of a watched host. */
export const resolved = (
  second: number,
  host: string,
  answers: readonly string[],
  more: Partial<Observation> = {},
): Observation =>
  request(second, `https://${host}`, { outcome: 'answers', answers: [...answers] }, 'watch', {
    source: 'resolve',
    scheme: 'none',
    port: 0,
    kind: 'other',
    overHttps: false,
    ...more,
  });

/** The resolver was asked for two control names. */
export const controlNames = (second: number, ...answers: string[]): Observation[] =>
  ['gstatic', 'wikipedia'].map((name) =>
    control(
      second,
      name,
      { outcome: 'answers', answers },
      { source: 'resolve', scheme: 'none', port: 0, overHttps: false },
    ),
  );

/** A resolver abroad was asked for the name of a watched host; a word instead of addresses is its failure. */
export const abroad = (
  second: number,
  host: string,
  resolver: 'cloudflare' | 'google',
  said: readonly string[] | 'dns_nxdomain_error' | 'unknown_failure',
): Observation =>
  request(second, `https://${host}`, { outcome: 'answers' }, 'watch', {
    source: 'doh',
    scheme: 'none',
    port: 0,
    kind: 'other',
    overHttps: true,
    resolver,
    ...(typeof said === 'string' ? { failure: said } : { answers: [...said] }),
  });

/** A streamed read of so many bytes in so many seconds after the headers. */
export const crawled = (bodyBytes: number, seconds: number): Shown => ({
  ...whole(bodyBytes),
  bodyMs: seconds * 1000,
  tookS: seconds + 0.3,
});

/** A neutral object was read at this second, so many bytes in so many milliseconds. */
export const rate = (second: number, bodyBytes: number, bodyMs: number): Observation =>
  control(second, 'cdnjs', { outcome: 'read', bodyBytes, bodyMs, bodyComplete: true });

/** A round in which nothing abroad answers; `also` is what else was asked. */
export const nothingAbroad = (second: number, ...also: Observation[]): Observation[] => [
  ...['gstatic', 'debian', 'apple', 'openbsd'].map((name) =>
    control(second, name, { outcome: 'stall', failure: 'generic_timeout_error', stage: 'unknown', tookS: 8 }),
  ),
  ...also,
];

export const PUBLIC = '142.250.74.3';

/** What is kept after a situation was played. */
export interface Played extends Rows {
  readonly verdict: (service: string) => Verdict | undefined;
}

export interface PlayOptions {
  /** Rows that were there before. */
  readonly before?: Rows;
  readonly confirm?: RecordInput['confirm'];
  readonly network?: string;
  /** Where the person says they are. */
  readonly country?: string;
}

export const NOTHING: Rows = {
  recent: [],
  verdicts: [],
  jobs: [],
  network: undefined,
  opinions: [],
  named: [],
  check: undefined,
  outbox: EMPTY_OUTBOX,
  mistakes: [],
};

/** One transaction's decision, with what it changes applied. */
export function step(rows: Rows, input: Omit<RecordInput, 'services' | 'fingerprints'>): Rows {
  const change = record(rows, {
    ...input,
    observations: input.observations.map((o) => markAddresses(o)),
    services,
    fingerprints,
  });
  const put = <T>(old: readonly T[], fresh: readonly T[] | undefined, key: (row: T) => string): T[] => {
    const ids = new Set(fresh?.map(key));
    return [...old.filter((row) => !ids.has(key(row))), ...(fresh ?? [])];
  };
  const done = new Set(change.doneJobs);
  return {
    recent: put(rows.recent, change.observations, (o) => o.id)
      .filter((o) => o.network === input.network && o.atMs >= input.nowMs - WINDOW_MS)
      .sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1)),
    verdicts: put(rows.verdicts, change.verdicts, (v) => v.service),
    jobs: put(
      rows.jobs.filter((j: ConfirmJob) => !done.has(j.id)),
      change.jobs,
      (j) => j.id,
    ),
    network: change.network,
    opinions: rows.opinions,
    named: rows.named,
    check: change.check ?? rows.check,
    outbox: rows.outbox,
    mistakes: rows.mistakes,
  };
}

/** Plays observations in the order of their ends, each in a transaction of its own; a round (an inner list) is one transaction. */
export function play(
  steps: readonly (Observation | readonly Observation[])[],
  options: PlayOptions = {},
): Played {
  let rows = options.before ?? NOTHING;
  const rounds = steps.map((s) => ({
    observations: 'id' in s ? [s] : s,
    endMs: Math.max(...('id' in s ? [s] : s).map((o) => o.atMs)),
  }));
  for (const { observations, endMs } of rounds.sort((a, b) => a.endMs - b.endMs)) {
    rows = step(rows, {
      network: options.network ?? NETWORK,
      nowMs: endMs,
      observations,
      ...(options.confirm && { confirm: options.confirm }),
      ...(options.country && { country: options.country }),
    });
  }
  return { ...rows, verdict: (service) => rows.verdicts.find((v) => v.service === service) };
}
