// What the background needs seldom, and does not carry: public-key cryptography, for messages that leave a few times a day where reporting is switched
// on and for rows that the person wants locked; what sends those messages; the requests of checks, and of controls and confirming rounds after a
// failure. A file of its own holds it, which is read when it is first needed in a worker's life.
import type { planCheck } from '../src/check/plan.ts';
import type { confirm } from './check/confirm.ts';
import type { askControls } from './check/controls.ts';
import type { Runner } from './check/runner.ts';
import type { newLock, openLock } from './keep/lock.ts';
import type { readSealed, sealedByDay, sealing } from './keep/sealing.ts';
import type { bounded } from './send/bounded.ts';
import type { encapsulateDummy, sealText } from './send/ohttp.ts';
import type { createSender } from './send/sender.ts';

/** What the file gives. */
export interface Seldom {
  readonly bounded: typeof bounded;
  readonly createSender: typeof createSender;
  readonly encapsulateDummy: typeof encapsulateDummy;
  readonly sealText: typeof sealText;
  readonly newLock: typeof newLock;
  readonly openLock: typeof openLock;
  readonly readSealed: typeof readSealed;
  readonly sealedByDay: typeof sealedByDay;
  readonly sealing: typeof sealing;
  readonly askControls: typeof askControls;
  readonly confirm: typeof confirm;
  readonly planCheck: typeof planCheck;
  readonly Runner: typeof Runner;
}

declare global {
  /** Set by the file once it was read. */
  var reachableSeldom: Seldom | undefined;
  function importScripts(...urls: string[]): void;
}

/** Call in the first tick: what a worker did not read while it was installed, Chromium never gives it. */
export function keepSeldom(): void {
  if (REACHABLE_ENGINE === 'chromium') self.addEventListener('install', read);
}

/** Rejects when the file cannot be read. */
export async function seldom(): Promise<Seldom> {
  if (!globalThis.reachableSeldom) {
    if (REACHABLE_ENGINE === 'chromium') read();
    // In the package beside the background; the build writes it from seldomFile.ts.
    else await import('./seldom.js' as string);
  }
  if (!globalThis.reachableSeldom) throw new Error('a part of the package is missing');
  return globalThis.reachableSeldom;
}

function read(): void {
  importScripts('seldom.js');
}
