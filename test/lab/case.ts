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
  readonly act?: { readonly closeTabAfterMs: number };
  /** Browsers the case is for; default both. */
  readonly browsers?: readonly Engine[];
  /** Interface language of the browser; the whole world gets it. */
  readonly locale?: string;
  /** A second extension blocks this host; the whole world gets it. */
  readonly otherExtensionBlocks?: string;
  /** Catalogue id of the service whose row is read. */
  readonly service: string;
  readonly expect: Expectation & { readonly [E in Engine]?: Expectation };
  /** States that must not be seen at any moment. */
  readonly never?: readonly State[];
}

/** What was seen of one case in one browser. */
export interface CaseResult {
  readonly id: string;
  readonly engine: Engine;
  readonly passed: boolean;
  readonly expected: Expectation;
  /** The row as it was last; `unknown` when there was none. */
  readonly got: Readonly<Record<'state' | 'stage' | 'method' | 'network', string>>;
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
  const { firefox, chromium, ...both } = one.expect;
  return (engine === 'firefox' ? firefox : chromium) ?? both;
}

export function urlFor(one: LabCase, engine: Engine): string {
  return typeof one.open === 'string' ? one.open : one.open[engine];
}
