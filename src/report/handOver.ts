// What is handed over of one service, at the level that was chosen: one value, from which the preview, the page, the picture and the hash are made.
import { SLOT_MS, SLOTS, slotsOf } from '../judge/day.ts';
import { RULES_VERSION } from '../judge/rulesVersion.ts';
import type { Method, State, Verdict } from '../judge/verdict.ts';
import type { ExportRecord } from './export.ts';
import { type Count, countsOf, type Level, plain, rowsOf } from './redact.ts';
import { countryIn, type Kept, type Origin, type Report, reportsOf } from './reports.ts';

/** A stretch of half hours in one state; both ends in universal time. */
export interface Stretch {
  readonly network: string;
  readonly from: string;
  readonly to: string;
  readonly state: State;
  readonly method?: Method;
}

/** What is handed over of one service: all of it is shown before, and the page that is saved shows nothing else. */
export type HandOver =
  | (Head & { readonly level: 'L0'; readonly records: readonly Count[] })
  | (Head & { readonly level: 'L1'; readonly records: readonly Report[] })
  | (Head & {
      readonly level: 'L2';
      /** `ZZ` where none was chosen. */
      readonly country: string;
      readonly rules_version: number;
      readonly extension_version: string;
      readonly browser: Origin['browser'];
      readonly records: readonly ExportRecord[];
      readonly endpoints: readonly Endpoint[];
      readonly history: readonly Stretch[];
    });

interface Head {
  readonly schema: 'reachable-hand-over';
  readonly schema_version: 1;
}

type Endpoint = Pick<
  Verdict['endpoints'][number],
  'endpoint' | 'state' | 'stage' | 'failure' | 'dns' | 'rule'
>;

/** Newest stretches that are handed over. */
const MAX_STRETCHES = 30;

/** What is about one service, and the neutral sites that it is compared with. */
export function ofService(service: string, kept: Kept): Kept {
  const isOf = (row: { readonly service: string }) => row.service === service;
  return {
    observations: kept.observations.filter((o) => o.target === service || o.source === 'control'),
    verdicts: kept.verdicts.filter(isOf),
    mistakes: kept.mistakes.filter(isOf),
    days: kept.days.filter(isOf),
  };
}

/** Of everything that is kept, what is said of one service. In full, the rows are those that its verdict rests on. */
export function handOver(level: Level, service: string, all: Kept, origin: Origin): HandOver {
  const kept = ofService(service, all);
  const head = { schema: 'reachable-hand-over', schema_version: 1 } as const;
  if (level === 'L0') return { ...head, level, records: countsOf(reportsOf(kept, origin)) };
  if (level === 'L1') return { ...head, level, records: reportsOf(kept, origin) };
  const ids = new Set(kept.verdicts.flatMap((v) => v.observations));
  return {
    ...head,
    level,
    country: countryIn(origin, kept.verdicts[0]?.network ?? ''),
    rules_version: RULES_VERSION,
    extension_version: origin.version,
    browser: origin.browser,
    records: rowsOf({ ...kept, observations: all.observations.filter((o) => ids.has(o.id)) }),
    endpoints: kept.verdicts.flatMap((v) => v.endpoints.map(endpointOf)),
    history: stretchesOf(kept),
  };
}

function endpointOf({ endpoint, state, stage, failure, dns, rule }: Verdict['endpoints'][number]): Endpoint {
  return plain({
    endpoint,
    state,
    ...(stage && { stage }),
    ...(failure && { failure }),
    ...(dns && { dns }),
    rule,
  });
}

/** As JSON, a record a line; no sign in it could turn the order of letters round or look like nothing. */
export function dataText(data: HandOver): string {
  const lines = Object.entries(data).map(([key, value]: [string, unknown]) =>
    Array.isArray(value) && value.length > 0
      ? `"${key}": [\n${value.map((one) => JSON.stringify(one)).join(',\n')}\n]`
      : `"${key}": ${JSON.stringify(value)}`,
  );
  return `{\n${lines.join(',\n')}\n}\n`.replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Newest first; what was seen in half hours that follow each other is one. */
function stretchesOf({ days }: Kept): Stretch[] {
  const stretches: Stretch[] = [];
  const iso = (slot: number) => new Date(slot * SLOT_MS).toISOString();
  for (const row of [...days].sort((a, b) => compare(a.network, b.network) || a.day - b.day)) {
    for (const [i, slot] of slotsOf(row).entries()) {
      if (!slot) continue;
      const at = row.day * SLOTS + i;
      const last = stretches.at(-1);
      const goesOn =
        last?.to === iso(at) &&
        last.network === row.network &&
        last.state === slot.state &&
        last.method === slot.method;
      const from = goesOn ? last.from : iso(at);
      const one = plain({ network: row.network, from, to: iso(at + 1), ...slot });
      stretches.splice(goesOn ? -1 : stretches.length, 1, one);
    }
  }
  return stretches.sort((a, b) => compare(b.to, a.to)).slice(0, MAX_STRETCHES);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
