// Verdicts become reports, in the same decision that writes them: one of a target, verdict and day, of services on everybody's list only, and while
// the person has sending switched on. What it says is final with its first request; until then what neutral sites showed a moment later may
// still be added. Pure: chance is passed in.
import { serviceById } from '../catalogue/index.ts';
import { LIST_VERSION } from '../catalogue/listVersion.ts';
import { toldAsn } from '../catalogue/networks.ts';
import { controlsNear } from '../judge/controls.ts';
import { isMeant } from '../judge/mistake.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { Change, Rows } from '../store.ts';
import { added, isMade, isoDay, marked, type Outbox, type OutboxRow } from './outbox.ts';
import { WAIT_MIN_MS, WAIT_SPREAD_MS } from './times.ts';
import { type BROWSER_FAMILIES, NO_COUNTRY, NOTHING, WIRE_VERSION, type WireReport } from './wire.ts';

/** Of the successes this part is reported: rates need a denominator. */
export const SUCCESSES = 1 / 20;
/** For each verdict: four of its report's id, one for the wait, one for being drawn. */
export const RANDOM_WORDS = 6;
const CONTROL = { ok: 'ok', failed: 'fail', missing: 'none' } as const;

/** What the decision cannot know. */
export interface Making {
  /** Of the extension, as its manifest writes it. */
  readonly version: string;
  readonly browser: (typeof BROWSER_FAMILIES)[number];
  /** As the person has chosen it now: two capitals, or empty. */
  readonly country: string;
  /** {@link RANDOM_WORDS} for each verdict of the change. */
  readonly random: Uint32Array;
}

/** The change with the reports that follow from its verdicts; `rows` is what it was decided on. */
export function withReports(rows: Rows, change: Change, making: Making): Change {
  const { slots } = rows.outbox;
  if (!slots) return change;
  let { outbox } = rows;
  for (const [i, verdict] of (change.verdicts ?? []).entries()) {
    const told =
      verdict.lastSeenAtMs >= slots.sinceMs &&
      verdict.state !== 'unknown' &&
      serviceById(verdict.service) &&
      !rows.mistakes.some((mistake) => isMeant(mistake, verdict));
    const random = making.random.subarray(i * RANDOM_WORDS);
    if (told)
      outbox = withReport(outbox, reportOf(rows, change, verdict, { ...making, random }), verdict, random);
  }
  return outbox === rows.outbox ? change : { ...change, outbox };
}

function withReport(outbox: Outbox, report: WireReport, verdict: Verdict, random: Uint32Array): Outbox {
  const { target, verdict: state, day, report_id: id } = report;
  const same = outbox.rows.find(
    ({ report: r }) => r.target === target && r.verdict === state && r.day === day,
  );
  if (same) return completed(outbox, same, report);
  const key = `${target} ${state}`;
  if (isMade(outbox, day, key)) return outbox;
  const [wait01 = 0, draw01 = 0] = [...random.subarray(4, RANDOM_WORDS)].map((word) => word / 2 ** 32);
  // Drawn once a day, or every repetition would be another chance.
  if (state === 'ok' && draw01 >= SUCCESSES) return marked(outbox, day, key);
  const notBeforeMs = verdict.lastSeenAtMs + WAIT_MIN_MS + Math.floor(wait01 * WAIT_SPREAD_MS);
  return added(outbox, key, { id, report, state: 'ready', notBeforeMs, attempts: 0 });
}

/** Failures are stored before neutral sites have answered: until it was sent once, a report without their word takes it up. */
function completed(outbox: Outbox, row: OutboxRow, report: WireReport): Outbox {
  const { report: was, id, sentAtMs, endedAtMs } = row;
  const open = was.control === 'none' && sentAtMs === undefined && endedAtMs === undefined;
  if (!open || report.control === 'none' || was.country !== report.country || was.asn !== report.asn)
    return outbox;
  const next = { ...row, report: { ...report, report_id: id } };
  return { ...outbox, rows: outbox.rows.map((r) => (r === row ? next : r)) };
}

function reportOf(rows: Rows, change: Change, verdict: Verdict, making: Making): WireReport {
  const { random, country, version, browser } = making;
  const failing = verdict.state !== 'ok';
  const here = [...rows.recent, ...(change.observations ?? [])].filter((o) => o.network === verdict.network);
  const seen = here.filter((o) => o.target === verdict.service && verdict.observations.includes(o.id));
  // The newest that failed, or of a success the newest that did not.
  const request = seen.findLast((o) => (o.failure !== undefined) === failing) ?? seen.at(-1);
  return {
    schema_version: WIRE_VERSION,
    report_id: [...random.subarray(0, 4)].map((word) => word.toString(16).padStart(8, '0')).join(''),
    day: isoDay(verdict.lastSeenAtMs),
    country: country || NO_COUNTRY,
    // Without a country it would tell what the person did not.
    asn: country ? toldAsn((change.network ?? rows.network)?.asn) : 0,
    target: verdict.service,
    list_version: LIST_VERSION,
    verdict: verdict.state,
    stage: (failing && verdict.stage) || NOTHING,
    failure: (failing && verdict.failure) || NOTHING,
    rule: verdict.rule,
    rules_version: verdict.rulesVersion,
    control: request ? CONTROL[controlsNear(here, request.atMs)] : 'none',
    source: request?.source === 'check' ? 'check' : 'watch',
    browser,
    extension_version: version.split('.', 2).join('.'),
  };
}
