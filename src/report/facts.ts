// What the data of a hand-over says of the present: for the page and for the picture, which both may say no more than the data.
import type { HandOver } from './handOver.ts';
import type { Count, Level } from './redact.ts';
import type { Report } from './reports.ts';

/** Values are as they stand in the data; absent where the level does not tell. */
export interface Facts {
  readonly state: string;
  readonly method?: string | undefined;
  readonly stage?: string | undefined;
  readonly failure?: string | undefined;
  readonly control?: Report['control'] | undefined;
  readonly pointOfControl?: string | undefined;
  readonly confounders?: readonly string[];
  readonly rule?: string | undefined;
  readonly rulesVersion?: number | undefined;
  readonly country?: string | undefined;
  /** As fine as the level: a moment, a day or a week, in universal time. */
  readonly since: string;
  readonly lastSeen: string;
  readonly lastOk?: string | undefined;
  readonly version?: string | undefined;
}

/** Undefined when nothing is in the data. */
export function factsOf(data: HandOver): Facts | undefined {
  if (data.level === 'L0') return coarse(data.records, ({ week }) => week);
  if (data.level === 'L1') return coarse(data.records, ({ day }) => day);
  const verdict = data.records.find(({ record }) => record === 'verdict');
  if (verdict?.state === undefined) return undefined;
  const text = (name: keyof typeof verdict) =>
    verdict[name] === undefined ? undefined : String(verdict[name]);
  return {
    state: String(verdict.state),
    method: text('method'),
    stage: text('stage'),
    failure: text('failure'),
    pointOfControl: text('point_of_control'),
    confounders: Array.isArray(verdict.confounders) ? verdict.confounders : [],
    rule: text('rule'),
    rulesVersion: Number(verdict.rules_version),
    since: moment(text('since')),
    lastSeen: moment(text('time')),
    country: chosen(data.country),
    lastOk: verdict.last_ok === undefined ? undefined : moment(text('last_ok')),
    version: data.extension_version,
  };
}

/**
 * A sentence as the level lets it be. A host in it, which is isolated as everything filled in is, may be one that only this person ever asked for:
 * the coarse levels name the service instead.
 */
export function sentenceAt(level: Level, sentence: string, service: string): string {
  return level === 'L2' ? sentence : sentence.replace(/\u2068[^\u2069]*[.:][^\u2069]*\u2069/g, () => service);
}

/** To the second, as people write it. */
export function moment(iso = ''): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC` : '';
}

/** The first record is the newest, and of its time the one that stands now; it holds since the last time at which it was not found. */
function coarse<One extends Count | Report>(
  records: readonly One[],
  timeOf: (one: One) => string,
): Facts | undefined {
  const [now] = records;
  if (!now) return undefined;
  const { state, method, country } = now;
  let since = timeOf(now);
  for (const time of new Set(records.map(timeOf))) {
    const states = records.filter((one) => timeOf(one) === time).map((one) => one.state);
    if (!states.includes(state)) break;
    since = time;
    if (states.some((other) => other !== state)) break;
  }
  return {
    state,
    method,
    country: chosen(country),
    since,
    lastSeen: timeOf(now),
    ...(now.record === 'report' && {
      stage: now.stage,
      failure: now.failure,
      control: now.control,
      rule: now.rule,
      rulesVersion: now.rules_version,
      version: now.extension_version,
    }),
  };
}

function chosen(country: string): string | undefined {
  return country === 'ZZ' ? undefined : country;
}
