// What an OONI measurement concludes: the keys their readers score, and what we ourselves say of it under names of our own.
import type { Service } from '../catalogue/types.ts';
import { controlsNear } from '../judge/controls.ts';
import type { EndpointVerdict, Verdict } from '../judge/verdict.ts';
import type { Asked } from './ooniEntries.ts';
import { isWebClient, type Measurement, type Row } from './ooniRows.ts';

/** What an export must know beside the rows. */
export interface OoniContext {
  readonly softwareVersion: string;
  readonly browser: 'firefox' | 'chromium';
  /** Two capitals. */
  readonly countryOf: (network: string) => string | undefined;
  readonly asnOf: (network: string) => number | undefined;
  /** The person said yes to handing over their own visits. */
  readonly includeWatched: boolean;
  readonly rulesVersion: number;
  readonly serviceById: (id: string) => Service | undefined;
}

/** A measurement, and the verdict that stands now on its service and network. */
export interface Found {
  readonly m: Measurement;
  readonly decisive: Asked | undefined;
  readonly startMs: number;
  readonly endMs: number;
  readonly verdict: Verdict | undefined;
}

/** The request that a measurement is about: of Telegram the one to its web client. */
export function decisiveOf(m: Measurement, asked: readonly Asked[]): Asked | undefined {
  return m.test === 'telegram' ? asked.find(({ row }) => isWebClient(row)) : asked[0];
}

/** Their rules: a data centre that answers ends both suspicions, one that fails after connecting the one of addresses. */
export function telegramKeys(asked: readonly Asked[]): object {
  const centres = asked.filter(({ row }) => !isWebClient(row));
  const webFailure = asked.find(({ row }) => isWebClient(row))?.failed?.failure ?? null;
  return {
    agent: 'redirect',
    failure: null,
    failed_operation: null,
    network_events: [],
    tls_handshakes: [],
    telegram_http_blocking: centres.every(({ failed }) => failed),
    telegram_tcp_blocking: centres.every(({ failed }) => failed?.operation === 'connect'),
    telegram_web_failure: webFailure,
    telegram_web_status: webFailure === null ? 'ok' : 'blocked',
  };
}

/** How a single site fared. */
export function browserKeys(decisive: Asked | undefined, { browser, serviceById }: OoniContext): object {
  const error = decisive?.failed !== undefined && !isReachedByAddress(decisive, serviceById);
  const elapsedMs = decisive ? decisive.row.atMs - decisive.row.startedAtMs : 0;
  return {
    browser,
    browser_name: browser,
    result: error ? 'error' : 'ok',
    load_time_ms: Math.max(0, elapsedMs),
  };
}

/** Asked by its address a site has no certificate for it: that it showed one is the answer, and an error would be read as blocking. */
function isReachedByAddress({ row, failed }: Asked, serviceById: OoniContext['serviceById']): boolean {
  return (
    row.scheme === 'https' &&
    row.detail !== 'tls_alert' &&
    (failed?.failure === 'ssl_invalid_hostname' || failed?.failure === 'ssl_unknown_authority') &&
    serviceById(row.target)?.endpoints.find((e) => e.host === row.host)?.role === 'by_address'
  );
}

/** What we conclude, under names of our own. Null where no verdict is about that time. */
export function ownKeys(found: Found, { rulesVersion }: OoniContext): object {
  const { m, decisive, startMs, endMs, verdict } = found;
  // A verdict tells of the stretch since its state began; an older measurement is none of its evidence.
  const current =
    verdict && endMs >= verdict.sinceMs && startMs <= verdict.lastSeenAtMs ? verdict : undefined;
  const of: Pick<EndpointVerdict, 'state' | 'rule'> | undefined =
    (m.test === 'browser_web' && current?.endpoints.find((e) => e.endpoint === decisive?.row.endpoint)) ||
    current;
  return {
    x_reachable_origin: m.origin,
    x_reachable_state: of?.state ?? null,
    x_reachable_rule: of && /^[A-Za-z0-9._-]{1,64}$/.test(of.rule) ? of.rule : null,
    x_reachable_rules_version: current?.rulesVersion ?? rulesVersion,
    x_reachable_control: controlResult(m.controls, decisive?.row.atMs ?? endMs),
    x_reachable_failed_operation: decisive?.failed?.operation ?? null,
  };
}

const CONTROL_RESULT = { ok: 'ok', failed: 'fail', missing: 'none' } as const;

/** Whether neutral sites answered within a minute of a request, as rules count them. */
function controlResult(rows: readonly Row[], atMs: number): 'ok' | 'fail' | 'none' {
  const controls = rows.flatMap((r) => (r.source === 'control' ? [{ ...r, source: r.source }] : []));
  return CONTROL_RESULT[controlsNear(controls, atMs)];
}
