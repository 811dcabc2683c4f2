// One case: what is done to the network, what the person does, what the extension must say. Plain data, so that it can travel to the driver.

import type { Method, NetworkState, State } from '../../src/judge/verdict.ts';
import type { Stage } from '../../src/observe/failures.ts';
import type { Engine } from '../browser/launch.ts';
import type { Steering } from './steer.ts';

/** What a row of the popup must show; absent fields may be anything. */
export interface Expectation {
  readonly state: State;
  readonly stage?: Stage;
  readonly method?: Method;
  readonly network?: NetworkState;
  /** Id of the rule that decided, as the row's details name it. */
  readonly rule?: string;
  /** States of single hosts of the service; `unknown` for one that must not be listed. */
  readonly endpoints?: Readonly<Record<string, State>>;
  /** A promised deadline, from opening the page until this is said. */
  readonly withinSeconds?: number;
}

/** What the person does besides opening the page. */
export interface Act {
  readonly closeTabAfterMs?: number;
  /** Everything is opened once more, in new tabs. */
  readonly openAgainAfterMs?: number;
}

export interface LabSettings {
  /** DNS-over-HTTPS may be asked. */
  readonly doh?: true;
  /** Two capitals. */
  readonly country?: string;
}

export interface LabCase {
  /** Permanent; also what `npm run lab -- <id>` takes. */
  readonly id: string;
  /** One plain sentence: what happens and what must be said. */
  readonly title: string;
  /** Cases with the same world share one network and one browser at the same moment, each on its own service. */
  readonly world: string;
  readonly steer: readonly Steering[];
  /** Address the person opens; may differ between browsers. */
  readonly open: string | Readonly<Record<Engine, string>>;
  /** Further addresses, opened at the same moment in tabs of their own. */
  readonly alsoOpen?: readonly string[];
  readonly act?: Act;
  /** Browsers the case is for; default both. */
  readonly browsers?: readonly Engine[];
  /** Interface language of the browser; the whole world gets it. */
  readonly locale?: string;
  /** A second extension blocks this host; the whole world gets it. */
  readonly otherExtensionBlocks?: string;
  /** What the person chose in the popup beforehand; the whole world gets it. */
  readonly settings?: LabSettings;
  /** Catalogue id of the service whose row is read. */
  readonly service: string;
  readonly expect: Expectation | Readonly<Record<Engine, Expectation>>;
  /** States that must not be seen at any moment. */
  readonly never?: readonly State[];
  /** True: a block, too, must still be said when every confirming request is through. Default: the case ends when it is first seen. */
  readonly hold?: true;
}

/** A row as the popup showed it; empty where it said nothing. */
export interface SeenRow extends Readonly<Record<'state' | 'stage' | 'method' | 'network' | 'rule', string>> {
  /** Host → state, of the hosts the row lists. */
  readonly endpoints: Readonly<Record<string, string>>;
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
  /** The browser could not be made to fit the case; `error` says why. */
  readonly skipped?: true;
}

/** What a browser must show for this case. */
export function expectationFor(one: LabCase, engine: Engine): Expectation {
  return 'state' in one.expect ? one.expect : one.expect[engine];
}

export function urlFor(one: LabCase, engine: Engine): string {
  return typeof one.open === 'string' ? one.open : one.open[engine];
}

/** All addresses the person opens. */
export function urlsFor(one: LabCase, engine: Engine): readonly string[] {
  return [urlFor(one, engine), ...(one.alsoOpen ?? [])];
}

/** A row that says nothing. */
export function emptyRow(network = ''): SeenRow {
  return { state: 'unknown', stage: '', method: '', network, rule: '', endpoints: {} };
}

/** One line of what a row says, with the hosts the case asks about. */
export function describeRow(row: SeenRow | Expectation, expected: Expectation): string {
  const hosts = Object.keys(expected.endpoints ?? {});
  return [
    row.state,
    row.stage,
    row.method,
    row.network && `[${row.network}]`,
    row.rule,
    ...hosts.map((host) => `${host.split('.')[0]}:${row.endpoints?.[host] ?? 'unknown'}`),
  ]
    .filter((word) => word)
    .join(' ');
}
