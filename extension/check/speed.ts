// A page whose body crawls is read twice more, each time beside a neutral object, because one slow load proves nothing.
import type { Control } from '../../src/catalogue/types.ts';
import type { Observation } from '../../src/observe/observation.ts';
import { READ_BYTES } from '../../src/observe/probe.ts';
import type { ProbePlan } from './probe.ts';
import { askRate, type RateDeps } from './rate.ts';

/** How a body is read: far enough to see a freeze, and what comes in this time tells the speed. */
export const READING = {
  readBytes: READ_BYTES,
  freezeMs: 12_000,
  readMs: 8_000,
} satisfies Partial<ProbePlan>;
/** A body that came sooner than this is not worth a second look at its speed. */
const SLOW_READ_MS = 3_000;
/** Reads that a median needs. */
const READS = 3;

export interface SpeedDeps extends RateDeps {
  readonly rateControls: readonly Control[];
  /** One more read; `name` tells it from the others. */
  readonly again: (name: string) => Promise<Observation>;
  /** Start of the neutral objects' observation ids. */
  readonly id: string;
}

/** `first` alone, or with what shows its speed. Never rejects. */
export async function withSpeed(first: Observation, deps: SpeedDeps): Promise<Observation[]> {
  const found = [first];
  if (first.outcome !== 'read' || !first.bodyComplete || (first.bodyMs ?? 0) < SLOW_READ_MS) return found;
  for (let n = 1; n <= READS; n++) {
    const control = deps.rateControls[n % deps.rateControls.length];
    if (n > 1) found.push(await deps.again(`:r${n}`));
    const rate = control && (await askRate(control, `${deps.id}:rate${n}`, deps));
    if (rate) found.push(rate);
  }
  return found;
}
