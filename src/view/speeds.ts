// How fast bodies came, of a service and of neutral sites: the points of a plot.
import { bytesPerSecond } from '../judge/measurement.ts';
import type { Observation } from '../observe/observation.ts';

/** One read of a body. */
export interface Speed {
  readonly atMs: number;
  readonly bytesPerSecond: number;
  readonly of: 'service' | 'control';
}

/** A few bytes come at once, however slow the network is: their rate says nothing. */
const TELLING_BYTES = 8_192;
/** The newest; more cannot be told apart. */
const MAX_SPEEDS = 120;

/** Speeds of whole and broken reads, oldest first. */
export function speedsOf(service: string, observations: readonly Observation[]): readonly Speed[] {
  return observations
    .flatMap((o): Speed[] => {
      const of = o.source === 'control' ? 'control' : o.target === service ? 'service' : undefined;
      return of && o.bodyMs && (o.bodyBytes ?? 0) >= TELLING_BYTES
        ? [{ atMs: o.atMs, bytesPerSecond: bytesPerSecond(o), of }]
        : [];
    })
    .sort((a, b) => a.atMs - b.atMs)
    .slice(-MAX_SPEEDS);
}
