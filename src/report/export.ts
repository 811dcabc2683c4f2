// What a person takes away: JSON Lines and CSV of everything kept, in our own documented schema. A row holds no path, query, address of
// the person or browser error sentence, because observations never do; a test plants such things and looks for them.
import type { Mistake } from '../judge/mistake.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { Observation } from '../observe/observation.ts';
import { csvLine } from './csv.ts';

/** Grows when a field changes its meaning or goes away; new fields alone do not count. */
export const EXPORT_SCHEMA_VERSION = 1;

/** First line of a JSONL export. */
export interface ExportHeader {
  readonly record: 'header';
  readonly schema: 'reachable-export';
  readonly schema_version: number;
  readonly extension_version: string;
  readonly browser: 'firefox' | 'chromium';
  readonly rules_version: number;
}

/** Every column of the CSV, in order; each is also a key of the JSONL records that have it. */
export const COLUMNS = [
  'record',
  'id',
  'time',
  'started',
  'source',
  'check',
  'network',
  'service',
  'endpoint',
  'scheme',
  'host',
  'port',
  'kind',
  'outcome',
  'failure',
  'detail',
  'stage',
  'confounders',
  'status',
  'address',
  'redirect_host',
  'fingerprint',
  'answers',
  'over_https',
  'resolver',
  'body_bytes',
  'body_ms',
  'body_complete',
  'quiet_ms',
  'clock_skew_hours',
  'state',
  'method',
  'point_of_control',
  'rule',
  'rules_version',
  'since',
  'last_ok',
  'rests_on',
] as const;
type Column = (typeof COLUMNS)[number];
type Cell = string | number | boolean | readonly string[];

/** One exported record: the columns that apply, nothing else. */
export type ExportRecord = Readonly<Partial<Record<Column, Cell>>> & {
  readonly record: 'observation' | 'verdict' | 'mistake';
};

/** ISO 8601 with milliseconds, UTC; made by hand because a bad stored time must not throw. */
function iso(atMs: number): string {
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

export function observationRecord(o: Observation): ExportRecord {
  return {
    record: 'observation',
    id: o.id,
    time: iso(o.atMs),
    started: iso(o.startedAtMs),
    source: o.source,
    ...(o.check && { check: o.check }),
    network: o.network,
    service: o.target,
    endpoint: o.endpoint,
    ...(o.scheme !== 'none' && { scheme: o.scheme, port: o.port }),
    host: o.host,
    kind: o.kind,
    outcome: o.outcome,
    ...(o.failure && { failure: o.failure }),
    ...(o.detail && { detail: o.detail }),
    ...(o.stage && { stage: o.stage }),
    ...(o.confounder && { confounders: [o.confounder] }),
    ...(o.status !== undefined && { status: o.status }),
    ...(o.address && { address: o.address }),
    ...(o.redirectHost && { redirect_host: o.redirectHost }),
    ...(o.fingerprint && { fingerprint: o.fingerprint }),
    ...(o.answers && { answers: o.answers }),
    ...(o.overHttps !== undefined && { over_https: o.overHttps }),
    ...(o.resolver && { resolver: o.resolver }),
    ...(o.bodyBytes !== undefined && { body_bytes: o.bodyBytes }),
    ...(o.bodyMs !== undefined && { body_ms: o.bodyMs }),
    ...(o.bodyComplete !== undefined && { body_complete: o.bodyComplete }),
    ...(o.quietMs !== undefined && { quiet_ms: o.quietMs }),
    ...(o.clockSkewHours !== undefined && { clock_skew_hours: o.clockSkewHours }),
  };
}

export function verdictRecord(verdict: Verdict): ExportRecord {
  return {
    record: 'verdict',
    time: iso(verdict.lastSeenAtMs),
    network: verdict.network,
    service: verdict.service,
    state: verdict.state,
    ...(verdict.failure && { failure: verdict.failure }),
    ...(verdict.stage && { stage: verdict.stage }),
    ...(verdict.method && { method: verdict.method }),
    ...(verdict.confounders.length > 0 && { confounders: verdict.confounders }),
    point_of_control: verdict.pointOfControl,
    rule: verdict.rule,
    rules_version: verdict.rulesVersion,
    since: iso(verdict.sinceMs),
    ...(verdict.lastOkAtMs !== undefined && { last_ok: iso(verdict.lastOkAtMs) }),
    rests_on: verdict.observations,
  };
}

/** A verdict that the person says is wrong; `time` is when they said so. With service, network and `since` it says which verdict is meant. */
export function mistakeRecord(mistake: Mistake): ExportRecord {
  return {
    record: 'mistake',
    time: iso(mistake.atMs),
    network: mistake.network,
    service: mistake.service,
    state: mistake.state,
    ...(mistake.stage && { stage: mistake.stage }),
    ...(mistake.method && { method: mistake.method }),
    rule: mistake.rule,
    rules_version: mistake.rulesVersion,
    since: iso(mistake.sinceMs),
  };
}

/** One line, with its line break. */
export function jsonLine(record: object): string {
  return `${JSON.stringify(record)}\n`;
}

export function csvHeader(): string {
  return csvLine(COLUMNS);
}

export function csvRecord(record: ExportRecord): string {
  return csvCells(record, COLUMNS);
}

/** The columns that a record has, in their order. */
export function csvCells(record: object, columns: readonly string[]): string {
  const cells = new Map<string, unknown>(Object.entries(record));
  return csvLine(
    columns.map((column) => {
      const cell = cells.get(column);
      if (cell === undefined) return '';
      return Array.isArray(cell) ? cell.join(' ') : String(cell);
    }),
  );
}
