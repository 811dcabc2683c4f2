// One day of one service on one network, half hour by half hour: what the timeline is drawn from. Observations are many and go after a while; this is
// one short row, and written only when a half hour comes to look worse than before.
import * as v from 'valibot';
import { METHODS, type Method, STATES, type State, type Verdict } from './verdict.ts';

const DAY_MS = 86_400_000;
/** Half hours, because some countries' clocks stand half an hour beside everybody else's. */
export const SLOT_MS = 1_800_000;
export const SLOTS = DAY_MS / SLOT_MS;

/** One letter for each state and method. Stored: never reuse one. */
const STATE_LETTERS: Readonly<Record<State, string>> = {
  unknown: '.',
  unclear: 'u',
  ok: 'o',
  down: 'd',
  refused: 'r',
  filtered: 'f',
  slow: 's',
  likely_blocked: 'l',
  blocked: 'b',
};
/** Within half an hour the worse one stays; a failure that nobody could explain is less than an answer. */
const WORSE = '.uodrfslb';
const METHOD_LETTERS: Readonly<Record<Method, string>> = {
  dns: 'd',
  ip_address: 'i',
  connection_reset: 'r',
  tls_name_filter: 'n',
  tls_interception: 't',
  block_page: 'p',
  throttling: 's',
  freeze: 'z',
  hosting_provider: 'h',
  store_removal: 'm',
  undecided: 'u',
};
const NOTHING = '.'.repeat(SLOTS);

const Letters = v.pipe(v.string(), v.regex(/^[a-z.]{48}$/));
export const DayRowSchema = v.object({
  /** Days since 1970, in universal time. */
  day: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000)),
  network: v.pipe(v.string(), v.maxLength(64)),
  service: v.pipe(v.string(), v.maxLength(64)),
  /** A letter for each half hour; a dot where nothing was seen. */
  states: Letters,
  methods: Letters,
});
/** One stored day. */
export type DayRow = v.InferOutput<typeof DayRowSchema>;

/** What was seen in one half hour. */
export interface Slot {
  readonly state: State;
  readonly method?: Method;
}

export function dayOf(atMs: number): number {
  return Math.floor(atMs / DAY_MS);
}

/** The day with this verdict in it, or undefined when that changes nothing. `row` is the day of its service and network as it was, if it was. */
export function withVerdict(row: DayRow | undefined, verdict: Verdict): DayRow | undefined {
  const { service, network, lastSeenAtMs } = verdict;
  const day = dayOf(lastSeenAtMs);
  const { states, methods } = row ?? { states: NOTHING, methods: NOTHING };
  const slot = Math.floor((lastSeenAtMs % DAY_MS) / SLOT_MS);
  const state = STATE_LETTERS[verdict.state];
  const method = verdict.method ? METHOD_LETTERS[verdict.method] : '.';
  const worse = WORSE.indexOf(state) - WORSE.indexOf(states.charAt(slot));
  if (worse < 0 || (worse === 0 && methods.charAt(slot) === method)) return undefined;
  return { day, network, service, states: put(states, slot, state), methods: put(methods, slot, method) };
}

/** What stands in the half hours of a day; undefined where nothing was seen. A letter of a later version is nothing. */
export function slotsOf({ states, methods }: DayRow): (Slot | undefined)[] {
  return [...states].map((letter, i) => {
    const state = STATES.find((s) => STATE_LETTERS[s] === letter);
    const method = METHODS.find((m) => METHOD_LETTERS[m] === methods.charAt(i));
    return state === undefined || state === 'unknown' ? undefined : { state, ...(method && { method }) };
  });
}

/** Whether `a` stays when both were seen in the same time. */
export function isWorse(a: State, b: State): boolean {
  return WORSE.indexOf(STATE_LETTERS[a]) > WORSE.indexOf(STATE_LETTERS[b]);
}

function put(letters: string, at: number, letter: string): string {
  return letters.slice(0, at) + letter + letters.slice(at + 1);
}
