// One step on the way of a request: what should have come, what came.
import type { Phrase } from './phrase.ts';

/** In the order in which a browser takes them. */
export const STEPS = ['dns', 'tcp', 'tls', 'http', 'body'] as const;
export type StepName = (typeof STEPS)[number];

export const STEP_STATES = ['fine', 'failed', 'not_reached', 'not_seen'] as const;
export type StepState = (typeof STEP_STATES)[number];

export interface Step {
  readonly step: StepName;
  /** Key of what should have come. */
  readonly expected: string;
  readonly is: StepState;
  /** What came; absent where nothing could. */
  readonly came?: Phrase;
  /** Addresses, or a host that it was sent on to. */
  readonly got?: string;
  /** Key of something more that is known. */
  readonly note?: string;
  /** How long was waited, milliseconds. */
  readonly tookMs?: number;
  /** Hosts of the service that fail in the same way here, when there are several. */
  readonly hosts: readonly string[];
}

/** What was found at a step. */
export type Found = Pick<Step, 'is' | 'came' | 'got' | 'note' | 'tookMs'>;
