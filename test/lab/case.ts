// One case: what is done to the network, what the person does, what the extension must say. Plain data, so that it can travel to the driver.

import type { CheckChoice } from '../../src/check/row.ts';
import type { Method, NetworkState, PointOfControl, State } from '../../src/judge/verdict.ts';
import type { Confounder, Stage } from '../../src/observe/failures.ts';
import type { Engine } from '../browser/launch.ts';
import type { Steering } from './steer.ts';

/** What a row of the popup must show; absent fields may be anything. */
export interface Expectation {
  /** One of several where chance decides which. */
  readonly state: State | readonly State[];
  readonly stage?: Stage;
  readonly method?: Method;
  readonly network?: NetworkState;
  /** One of the reasons shown. */
  readonly confounder?: Confounder;
  readonly pointOfControl?: PointOfControl;
  /** Id of the rule that decided, as the row's details name it. */
  readonly rule?: string;
  /** States of single hosts of the service; `unknown` for one that must not be listed. */
  readonly endpoints?: Readonly<Record<string, State | readonly State[]>>;
  /** A promised deadline, from opening the page until this state is said. */
  readonly withinSeconds?: number;
}

/** What the person does besides opening the page. */
export interface Act {
  readonly closeTabAfterMs?: number;
  /** The Stop button. */
  readonly stopAfterMs?: number;
  /** The same tab goes on to https://example.com/. */
  readonly leaveAfterMs?: number;
  /** The tab was at https://example.com/ and goes back there. */
  readonly backAfterMs?: number;
  /** Everything is opened once beforehand, while the network is as `steerBefore` has it, and closed again. */
  readonly openBeforeSteer?: true;
  /** The computer sleeps for `sleepForMs`: every process of the browser stands still. Stops the whole world's browser. */
  readonly sleepAfterMs?: number;
  readonly sleepForMs?: number;
  /** Everything is opened once more, in new tabs. */
  readonly openAgainAfterMs?: number;
  /** Only opening it again can bring what is expected, so the time for that counts from then. */
  readonly countsFromThen?: true;
}

export interface LabSettings {
  /** DNS-over-HTTPS may be asked. */
  readonly doh?: true;
  /** Two capitals. */
  readonly country?: string;
  /** What the person calls the network they are on. */
  readonly network?: string;
}

/** What happens later, after the page was opened. */
export interface LaterEvent {
  /** Counted from opening the page; of an event with `expect`, from the moment the expectation before it came true. */
  readonly afterMs: number;
  /** From now on instead of the case's own steering so far; other cases' is untouched. */
  readonly steer?: readonly Steering[];
  /** The person is on another network now and calls it this. For the whole world. */
  readonly network?: string;
  /** Everything is opened once more, in new tabs. */
  readonly open?: true;
  /** What must come true after it. */
  readonly expect?: Expectation | Readonly<Record<Engine, Expectation>>;
}

export interface LabCase {
  /** Permanent; also what `npm run lab -- <id>` takes. */
  readonly id: string;
  /** One plain sentence: what happens and what must be said. */
  readonly title: string;
  /** Cases with the same world share one network and one browser at the same moment, each on its own service. */
  readonly world: string;
  readonly steer: readonly Steering[];
  /** How the network is when the browser is started, before `steer`; default ordinary. */
  readonly steerBefore?: readonly Steering[];
  /** Later events, in order of time. */
  readonly later?: readonly LaterEvent[];
  /** Address the person opens; may differ between browsers. */
  readonly open?: string | Readonly<Record<Engine, string>>;
  /** Further addresses, opened at the same moment in tabs of their own. */
  readonly alsoOpen?: readonly string[];
  readonly act?: Act;
  /**
   * Nothing is opened: the person presses "Check now" with this choice, once for the whole world, and the row counts when the check is
   * over (or, with `checkEnds`, when everything was asked once, or when the check stopped by itself).
   */
  readonly check?: CheckChoice;
  readonly checkEnds?: 'first' | 'stopped';
  /** Browsers the case is for; default both. */
  readonly browsers?: readonly Engine[];
  /** Interface language of the browser; the whole world gets it. */
  readonly locale?: string;
  /** A second extension blocks this host; the whole world gets it. */
  readonly otherExtensionBlocks?: string;
  /** A second extension leads everything through a proxy abroad, or through one that is gone; the whole world gets it. */
  readonly proxyExtension?: 'working' | 'dead';
  /** Settings of Firefox; the whole world gets them. */
  readonly firefoxPrefs?: Readonly<Record<string, string | number | boolean>>;
  /** What the person chose in the popup beforehand; the whole world gets it. */
  readonly settings?: LabSettings;
  /** The episode is over when the case ends, but its failures must still be kept. */
  readonly historyStays?: true;
  /** Catalogue id of the service whose row is read. */
  readonly service: string;
  readonly expect: Expectation | Readonly<Record<Engine, Expectation>>;
  /** States that must not be seen at any moment. */
  readonly never?: readonly State[];
  /** Ids of rules that must not decide at any moment: the case speaks against them. */
  readonly against?: readonly string[];
  /**
   * True: what is expected must still be said when every confirming request is through; false: the case ends when it is first seen.
   * Default: true for milder states than a block, where no later event with an expectation follows.
   */
  readonly hold?: boolean;
}

/** A row as the popup showed it; empty where it said nothing. */
export interface SeenRow
  extends Readonly<Record<'state' | 'stage' | 'method' | 'network' | 'rule' | 'pointOfControl', string>> {
  readonly confounders: readonly string[];
  /** Host → state, of the hosts the row lists. */
  readonly endpoints: Readonly<Record<string, string>>;
}

/** What the popup says of a check: state and phase. */
export interface SeenCheck {
  readonly state: string;
  readonly phase: string;
}

/** What was seen of one case in one browser. */
export interface CaseResult {
  readonly id: string;
  readonly engine: Engine;
  readonly passed: boolean;
  readonly expected: Expectation;
  /** The row as it was last; `unknown` when there was none. */
  readonly got: SeenRow;
  /** From opening the page until the expected row was first seen (and then stayed); absent when it was not. */
  readonly secondsToVerdict?: number;
  /** Every change of the row: seconds since opening, and what it said. */
  readonly history: readonly (readonly [seconds: number, row: string])[];
  readonly error?: string;
  /** Of a failed case: what the extension had stored, a line an observation. */
  readonly rows?: readonly string[];
  /** The browser could not be made to fit the case; `error` says why. */
  readonly skipped?: true;
}

/** What a browser must show for this case. */
export function expectationFor(one: LabCase, engine: Engine): Expectation {
  return forEngine(one.expect, engine);
}

/** What must be seen one after the other, each with how long after the one before its event comes. */
export function phasesFor(one: LabCase, engine: Engine): readonly Phase[] {
  const later = (one.later ?? []).flatMap((event): Phase[] =>
    event.expect ? [{ event, expected: forEngine(event.expect, engine) }] : [],
  );
  return [{ expected: expectationFor(one, engine) }, ...later];
}

export interface Phase {
  /** Absent for the first: opening the page. */
  readonly event?: LaterEvent;
  readonly expected: Expectation;
}

/** Later events that wait for nothing but the clock. */
export function timedEvents(one: LabCase): readonly LaterEvent[] {
  return (one.later ?? []).filter((event) => event.expect === undefined);
}

function forEngine(expect: Expectation | Readonly<Record<Engine, Expectation>>, engine: Engine): Expectation {
  return 'state' in expect ? expect : expect[engine];
}

/** All addresses the person opens; none where they press a button instead. */
export function urlsFor({ open, alsoOpen = [] }: LabCase, engine: Engine): readonly string[] {
  const first = typeof open === 'string' ? open : open?.[engine];
  return first === undefined ? alsoOpen : [first, ...alsoOpen];
}

/** A row that says nothing. */
export function emptyRow(network = ''): SeenRow {
  return {
    state: 'unknown',
    stage: '',
    method: '',
    network,
    rule: '',
    pointOfControl: '',
    confounders: [],
    endpoints: {},
  };
}

/** One line of what a row says, with the hosts the case asks about. */
export function describeRow(row: SeenRow | Expectation, expected: Expectation): string {
  const hosts = Object.keys(expected.endpoints ?? {});
  const reasons = 'confounders' in row ? row.confounders : row.confounder ? [row.confounder] : [];
  return [
    [row.state].flat().join('|'),
    row.stage,
    row.method,
    row.network && `[${row.network}]`,
    row.rule,
    reasons.length > 0 && `(${reasons.join(' ')})`,
    expected.pointOfControl && `@${row.pointOfControl}`,
    ...hosts.map((host) => `${host.split('.')[0]}:${[row.endpoints?.[host] ?? 'unknown'].flat().join('|')}`),
  ]
    .filter((word) => word)
    .join(' ');
}
