// Which rows make one measurement of the OONI export, and which are left out: their readers count every error as a sign of blocking, so
// whatever was asked while the person was offline, proxied or behind a portal must not reach them.
import { classifyAddress } from '../catalogue/addresses.ts';
import type { Service } from '../catalogue/types.ts';
import { CLOCK_LIMIT_HOURS, CONTROL_WINDOW_MS } from '../judge/controls.ts';
import type { Observation } from '../observe/observation.ts';
import { originOf, WEB_CLIENT_URL } from './ooniOrigin.ts';

/** A stored row, those of a "Check now" round included. */
export type Row = Omit<Observation, 'source'> & {
  source: Observation['source'] | 'check';
  /** Which check it belongs to. */
  check?: string | undefined;
};

/** What becomes one line. Requests and names are newest first, and there is a request at least. */
export interface Measurement {
  readonly test: 'telegram' | 'browser_web';
  readonly origin: 'check' | 'visit';
  readonly network: string;
  readonly requests: readonly [Row, ...Row[]];
  /** What resolvers said of its host. */
  readonly names: readonly Row[];
  readonly controls: readonly Row[];
}

const HOUR_MS = 3_600_000;
/** Being offline begins before and ends after the requests that say so. */
const OFFLINE_MARGIN_MS = 5_000;
/** Answers about one host that are worth telling. */
const MAX_NAMES = 16;
/** The format has four digits for a year. */
const YEAR_10000_MS = 253_402_300_800_000;

/** One telegram measurement for each complete check of it, and one for every other host of a check. */
export function checkMeasurements(rows: readonly Row[], telegram: Service | undefined): Measurement[] {
  const checks = groupBy(
    rows.filter((r) => r.check && hasDate(r)),
    // A check that outlived its network is two halves that must not be added up.
    (r) => `${r.check} ${r.network}`,
  );
  return [...checks.values()].flatMap((round): Measurement[] => {
    const controls = round.filter((r) => r.source === 'control');
    if (saySpoilt(controls)) return [];
    const names = groupBy(round.filter(isName), (r) => r.host);
    const offline = offlineStretch(round);
    const asked = round.filter((r) => r.source === 'check' && isUsable(r) && !offline(r));
    const whole = telegram ? completeTelegram(asked, telegram) : [];
    const taken = new Set(whole);
    const rest = asked.filter((r) => !taken.has(r));
    return [
      ...measurement('telegram', 'check', whole, names.get(whole[0]?.host ?? '') ?? [], controls),
      ...[...groupBy(rest, (r) => r.host)].flatMap(([host, ofHost]) =>
        measurement('browser_web', 'check', ofHost, names.get(host) ?? [], controls),
      ),
    ];
  });
}

/** The person's own visits and our repeats of them, by host, network and hour. */
export function visitMeasurements(rows: readonly Row[]): Measurement[] {
  const loose = rows.filter((r) => !r.check && hasDate(r));
  const place = (r: Row) => `${r.network} ${Math.floor(r.startedAtMs / HOUR_MS)} ${r.host}`;
  const minute = (network: string, atMs: number, more = 0) =>
    `${network} ${Math.floor(atMs / CONTROL_WINDOW_MS) + more}`;
  const names = groupBy(loose.filter(isName), place);
  const controls = groupBy(
    loose.filter((r) => r.source === 'control'),
    (r) => minute(r.network, r.atMs),
  );
  const visits = loose.filter((r) => (r.source === 'watch' || r.source === 'confirm') && isUsable(r));
  return [...groupBy(visits, place)].flatMap(([key, ofHost]) => {
    const { network, atMs } = ofHost.reduce((a, b) => (b.atMs > a.atMs ? b : a));
    const near = [-1, 0, 1]
      .flatMap((more) => controls.get(minute(network, atMs, more)) ?? [])
      .filter((r) => Math.abs(r.atMs - atMs) <= CONTROL_WINDOW_MS);
    return saySpoilt(near) ? [] : measurement('browser_web', 'visit', ofHost, names.get(key) ?? [], near);
  });
}

function measurement(
  test: Measurement['test'],
  origin: Measurement['origin'],
  requests: readonly Row[],
  names: readonly Row[],
  controls: readonly Row[],
): Measurement[] {
  const [newest, ...older] = [...requests].sort(newestFirst);
  if (!newest) return [];
  return [
    {
      test,
      origin,
      network: newest.network,
      requests: [newest, ...older],
      names: [...names].sort(newestFirst).slice(0, MAX_NAMES),
      controls,
    },
  ];
}

/** For sorting; what started at the same time is told apart so that the order of the rows does not matter. */
export function newestFirst(a: Row, b: Row): number {
  return b.startedAtMs - a.startedAtMs || b.atMs - a.atMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * The requests of a complete check of Telegram, or none: to their readers a half that is missing is a half that failed, and any other
 * host in it a data centre.
 */
function completeTelegram(asked: readonly Row[], telegram: Service): Row[] {
  const centres = telegram.endpoints.filter((e) => e.role === 'data_centre');
  const urls = centres.flatMap((e) => [`http://${e.host}`, `http://${e.host}:443`]);
  const wanted = new Set([WEB_CLIENT_URL, ...urls]);
  const found = asked.filter((r) => r.target === telegram.id && wanted.has(originOf(r) ?? ''));
  const complete = centres.length > 0 && new Set(found.map(originOf)).size === wanted.size;
  // The web client in front: its host is the one whose name was resolved.
  return complete ? found.sort((a, b) => Number(isWebClient(b)) - Number(isWebClient(a))) : [];
}

/** The one request that is not to a data centre. */
export function isWebClient(row: Row): boolean {
  return originOf(row) === WEB_CLIENT_URL;
}

function hasDate(row: Row): boolean {
  return Math.max(row.startedAtMs, row.atMs) < YEAR_10000_MS;
}

function isName(row: Row): boolean {
  return (row.source === 'resolve' || row.source === 'doh') && row.outcome !== 'confounded';
}

function isUsable(row: Row): boolean {
  if (row.outcome === 'confounded' || row.outcome === 'answers' || originOf(row) === undefined) return false;
  // An answer from this computer, or from an address that only fake-IP proxies give out, came through a proxy.
  const peer =
    row.failure === undefined && row.address !== undefined ? classifyAddress(row.address) : 'public';
  return peer !== 'loopback' && peer !== 'benchmark';
}

/** The controls of a round show a proxy, a portal or a wrong clock, so nothing of it counts. */
function saySpoilt(controls: readonly Row[]): boolean {
  return controls.some(
    (r) =>
      (r.outcome === 'confounded' && /^(?:proxied|portal|wrong_clock|offline)$/.test(r.confounder ?? '')) ||
      Math.abs(r.clockSkewHours ?? 0) >= CLOCK_LIMIT_HOURS,
  );
}

/** Whether a row falls into the time in which others of its round were told that there is no network. */
function offlineStretch(round: readonly Row[]): (row: Row) => boolean {
  const told = round.filter((r) => r.confounder === 'offline' || r.confounder === 'network_changed');
  const from = told.reduce((least, r) => Math.min(least, r.startedAtMs), Number.POSITIVE_INFINITY);
  const until = told.reduce((most, r) => Math.max(most, r.atMs), Number.NEGATIVE_INFINITY);
  return (r) => r.atMs >= from - OFFLINE_MARGIN_MS && r.startedAtMs <= until + OFFLINE_MARGIN_MS;
}

function groupBy(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = key(row);
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
}
