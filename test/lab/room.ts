// Whether the machine has room for one more browser. Where it has none, everything in the lab is late: pages, alarms, answers of neutral sites;
// and a late answer is what a bad network looks like.
import { cpus } from 'node:os';

const LOOK_MS = 500;
/** Of all cores together. Below it whatever starts is taken from those that run. */
const IDLE_LEAST = 0.2;
/** The machine may be busy with something that is not ours and does not end. */
const PATIENCE_MS = 30_000;

/** Resolves once part of the machine had nothing to do for half a second, or after half a minute. */
export async function room(): Promise<void> {
  const untilMs = Date.now() + PATIENCE_MS;
  while (Date.now() < untilMs) {
    const before = spent();
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const after = spent();
    if (after.idle - before.idle >= IDLE_LEAST * (after.all - before.all)) return;
  }
}

/** What all cores have spent since the machine started, and how much of it doing nothing. */
function spent(): { readonly idle: number; readonly all: number } {
  const times = cpus().map((core) => core.times);
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  return { idle: sum(times.map(({ idle }) => idle)), all: sum(times.flatMap((one) => Object.values(one))) };
}
