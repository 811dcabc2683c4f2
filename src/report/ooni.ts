// JSON Lines in OONI's data format, so that researchers' own tools read what a person chose to hand over. Only "Check now" rounds, and
// the person's visits when they said yes to that too. Times are whole hours: the minute of a visit is nobody's business.
import type { Verdict } from '../judge/verdict.ts';
import { type Asked, askedOf, entriesOf, seconds } from './ooniEntries.ts';
import { browserKeys, decisiveOf, type OoniContext, ownKeys, telegramKeys } from './ooniKeys.ts';
import { originOf } from './ooniOrigin.ts';
import { checkMeasurements, type Measurement, type Row, visitMeasurements } from './ooniRows.ts';

export type { OoniContext } from './ooniKeys.ts';
export type { Row } from './ooniRows.ts';

/** More are never written; the newest stay. */
export const MAX_OONI_LINES = 10_000;

const HOUR_MS = 3_600_000;
/** Of the program whose rules the telegram keys follow, and our own. */
const TEST_VERSIONS = { telegram: '0.3.1', browser_web: '0.1.0' } as const;

/** A measurement with the requests of it that are told, and when the first thing in it began and the last one ended. */
interface Told {
  readonly m: Measurement;
  readonly asked: readonly Asked[];
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Each measurement as one JSON object with its line break, oldest first. Never throws; the order of the rows does not matter. Verdicts
 * are those that stand now, one for each service and network.
 */
export function ooniLines(
  rows: readonly Row[],
  verdicts: readonly Verdict[],
  context: OoniContext,
): string[] {
  const byService = new Map(verdicts.map((v) => [`${v.service} ${v.network}`, v]));
  return [
    ...checkMeasurements(rows, context.serviceById('telegram')),
    ...(context.includeWatched ? visitMeasurements(rows) : []),
  ]
    .map(toldOf)
    .sort((a, b) => a.startMs - b.startMs || (idOf(a) < idOf(b) ? -1 : 1))
    .slice(-MAX_OONI_LINES)
    .map((told) => {
      const verdict = byService.get(`${told.m.requests[0].target} ${told.m.network}`);
      return `${JSON.stringify(envelope(told, verdict, context))}\n`;
    });
}

function toldOf(m: Measurement): Told {
  const asked = askedOf(m);
  const rows = [...asked.map(({ row }) => row), ...m.names];
  return {
    m,
    asked,
    startMs: rows.reduce((least, r) => Math.min(least, r.startedAtMs), Number.POSITIVE_INFINITY),
    endMs: rows.reduce((most, r) => Math.max(most, r.startedAtMs, r.atMs), 0),
  };
}

/** Measurements share no request. */
function idOf({ m }: Told): string {
  return m.requests[0].id;
}

function envelope(told: Told, verdict: Verdict | undefined, context: OoniContext): object {
  const { m, asked, startMs, endMs } = told;
  const decisive = decisiveOf(m, asked);
  const { tcp_connect, ...entries } = entriesOf(m, asked, startMs);
  const start = wholeHour(startMs);
  const country = context.countryOf(m.network) ?? '';
  const asn = context.asnOf(m.network) ?? 0;
  const isTelegram = m.test === 'telegram';
  return {
    annotations: { browser: context.browser },
    data_format_version: '0.2.0',
    extensions: { dnst: 0, httpt: 0, tcpconnect: 0 },
    input: isTelegram || !decisive ? null : (originOf(decisive.row) ?? null),
    measurement_start_time: start,
    probe_asn: Number.isInteger(asn) && asn > 0 && asn < 2 ** 32 ? `AS${asn}` : 'AS0',
    probe_cc: /^[A-Z]{2}$/.test(country) ? country : 'ZZ',
    probe_ip: '127.0.0.1',
    report_id: '',
    resolver_asn: 'AS0',
    resolver_ip: '127.0.0.2',
    software_name: 'reachable',
    software_version: context.softwareVersion.replace(/[^0-9A-Za-z_.+-]/g, '_') || '0',
    test_name: m.test,
    test_runtime: seconds(endMs - startMs),
    test_start_time: start,
    test_version: TEST_VERSIONS[m.test],
    test_keys: {
      ...(isTelegram ? telegramKeys(asked) : browserKeys(decisive, context)),
      ...entries,
      ...((isTelegram || tcp_connect.length > 0) && { tcp_connect }),
      ...ownKeys({ m, decisive, startMs, endMs, verdict }, context),
    },
  };
}

/** UTC, as their format writes times. */
function wholeHour(atMs: number): string {
  const iso = new Date(Math.floor(atMs / HOUR_MS) * HOUR_MS).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}
