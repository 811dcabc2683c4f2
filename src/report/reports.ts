// What an anonymous report would say of each service, day by day: no identifier, no time of day, no address, and only services that everybody's
// list has. The days say which states there were; the present verdict and the rows still kept say at which step and by what sign.
import { CLOUDS } from '../catalogue/clouds.ts';
import { serviceById } from '../catalogue/index.ts';
import { controlsNear } from '../judge/controls.ts';
import { type DayRow, dayOf, SLOT_MS, SLOTS, slotsOf, withVerdict } from '../judge/day.ts';
import type { Mistake } from '../judge/mistake.ts';
import { METHODS, type Method, type State, type Verdict } from '../judge/verdict.ts';
import { FAILURES, type Failure, STAGES, type Stage } from '../observe/failures.ts';
import type { Observation } from '../observe/observation.ts';

/** Everything that can be handed over. */
export interface Kept {
  readonly observations: readonly Observation[];
  readonly verdicts: readonly Verdict[];
  readonly mistakes: readonly Mistake[];
  readonly days: readonly DayRow[];
}

/** Where it was measured, and with what. */
export interface Origin {
  readonly version: string;
  readonly browser: 'firefox' | 'chromium';
  /** Two capitals, as the person chose them while they were on that network. */
  readonly countryOf: (network: string) => string | undefined;
}

export const REPORT_SCHEMA_VERSION = 1;

/** One service in one state on one day. Whatever is not of the closed lists is `other`. */
export interface Report {
  readonly record: 'report';
  readonly schema_version: number;
  /** Universal time, `2026-11-24`. */
  readonly day: string;
  /** `ZZ` where none was chosen. */
  readonly country: string;
  /** Always 0: only large networks may be told, and the package lists none yet. */
  readonly asn: 0;
  /** Of the shipped list; that has no version of its own but comes with the extension's. */
  readonly service: string;
  readonly state: State;
  readonly method?: Method | 'other';
  readonly stage?: Stage | 'other';
  readonly failure?: Failure | 'other';
  readonly rule?: string;
  readonly rules_version?: number;
  /** Whether neutral sites answered within a minute. */
  readonly control: 'ok' | 'fail' | 'none';
  /** Whether the person opened it or had it checked; absent when no row of it is kept. */
  readonly source?: 'watch' | 'check';
  readonly browser: Origin['browser'];
  /** Major and minor. */
  readonly extension_version: string;
}

const DAY_MS = SLOT_MS * SLOTS;
const MINUTE_MS = 60_000;
const CONTROL = { ok: 'ok', failed: 'fail', missing: 'none' } as const;
const REQUESTS: ReadonlySet<Observation['source']> = new Set(['watch', 'confirm', 'check']);
const CLOUD_IDS: ReadonlySet<string> = new Set(CLOUDS.map(({ id }) => id));

/** Newest day first; of one day the state that stands now comes first. At most one for each service, state, day and country. */
export function reportsOf(kept: Kept, origin: Origin): Report[] {
  const find = index(kept);
  const reports = new Map<string, Report>();
  // The present verdicts are in the days; but a caller may have the ones without the others.
  for (const row of [...kept.days, ...kept.verdicts.flatMap((v) => withVerdict(undefined, v) ?? [])]) {
    if (!isListed(row.service)) continue;
    const country = countryIn(origin, row.network);
    for (const [state, { method, slots }] of statesOf(row)) {
      const verdict = kept.verdicts.find(
        (v) =>
          v.service === row.service &&
          v.network === row.network &&
          v.state === state &&
          dayOf(v.sinceMs) <= row.day &&
          row.day <= dayOf(v.lastSeenAtMs),
      );
      const key = `${row.day} ${country} ${row.service} ${state}`;
      // Of two networks the one tells that the present verdict is about.
      if (reports.has(key) && !verdict) continue;
      const { request, control } = find(row, slots, state !== 'ok');
      const { failure, stage } = verdict ?? request ?? {};
      reports.set(key, {
        record: 'report',
        schema_version: REPORT_SCHEMA_VERSION,
        day: new Date(row.day * DAY_MS).toISOString().slice(0, 10),
        country,
        asn: 0,
        service: row.service,
        state,
        ...listed('method', METHODS, verdict?.method ?? method),
        ...(state !== 'ok' && listed('stage', STAGES, stage)),
        ...(state !== 'ok' && listed('failure', FAILURES, failure)),
        ...(verdict && {
          rule: /^[A-Z]\d{1,3}$/.test(verdict.rule) ? verdict.rule : 'other',
          rules_version: verdict.rulesVersion,
        }),
        control,
        ...(request && { source: request.source === 'check' ? 'check' : 'watch' }),
        browser: origin.browser,
        extension_version: /^\d{1,5}\.\d{1,5}/.exec(origin.version)?.[0] ?? '0.0',
      });
    }
  }
  const present = new Set(kept.verdicts.map((v) => `${v.service} ${v.state}`));
  const rank = (r: Report) => (present.has(`${r.service} ${r.state}`) ? 0 : 1);
  return [...reports.values()].sort(
    (a, b) =>
      compare(b.day, a.day) ||
      rank(a) - rank(b) ||
      compare(a.service, b.service) ||
      compare(a.state, b.state) ||
      compare(a.country, b.country),
  );
}

/** Whether everybody's list has it: what only one person watches would tell who they are. */
function isListed(service: string): boolean {
  return serviceById(service) !== undefined || CLOUD_IDS.has(service);
}

/** Two capitals, `ZZ` where none was chosen. */
export function countryIn(origin: Origin, network: string): string {
  const country = origin.countryOf(network) ?? '';
  return /^[A-Z]{2}$/.test(country) ? country : 'ZZ';
}

/** The states of a day, each with its last method and the half hours it was seen in. */
function statesOf(row: DayRow): Map<State, { method: Method | undefined; slots: number[] }> {
  const states = new Map<State, { method: Method | undefined; slots: number[] }>();
  for (const [i, slot] of slotsOf(row).entries()) {
    if (!slot) continue;
    const slots = [...(states.get(slot.state)?.slots ?? []), row.day * SLOTS + i];
    states.set(slot.state, { method: slot.method, slots });
  }
  return states;
}

type Find = (
  row: DayRow,
  slots: readonly number[],
  failing: boolean,
) => { readonly request: Observation | undefined; readonly control: Report['control'] };

/** Finds the request that tells most of a state, which is the newest that failed or did not, and what controls said around it. */
function index({ observations }: Kept): Find {
  const requests = new Map<string, Observation[]>();
  const controls = new Map<string, Observation[]>();
  for (const o of observations) {
    if (o.source === 'control') push(controls, `${o.network} ${Math.floor(o.atMs / MINUTE_MS)}`, o);
    else if (REQUESTS.has(o.source) && o.outcome !== 'confounded')
      push(requests, `${o.network} ${o.target} ${Math.floor(o.atMs / SLOT_MS)}`, o);
  }
  return ({ network, service }, slots, failing) => {
    const fits = (o: Observation) => Number((o.failure !== undefined) === failing);
    const request = slots
      .flatMap((slot) => requests.get(`${network} ${service} ${slot}`) ?? [])
      .sort((a, b) => fits(b) - fits(a) || b.atMs - a.atMs)[0];
    if (!request) return { request, control: 'none' };
    const minute = Math.floor(request.atMs / MINUTE_MS);
    const near = [-1, 0, 1].flatMap((more) => controls.get(`${network} ${minute + more}`) ?? []);
    return { request, control: CONTROL[controlsNear(near, request.atMs)] };
  };
}

function push(lists: Map<string, Observation[]>, key: string, o: Observation): void {
  const list = lists.get(key);
  if (list) list.push(o);
  else lists.set(key, [o]);
}

/** The field, with `other` for what is not on its list; nothing when there is no value. */
function listed<Key extends string, Value extends string>(
  key: Key,
  list: readonly Value[],
  value: Value | undefined,
): { readonly [K in Key]?: Value | 'other' } {
  if (value === undefined) return {};
  return { [key]: list.includes(value) ? value : 'other' } as { [K in Key]: Value | 'other' };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
