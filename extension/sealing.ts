// Everything that needs public-key cryptography, which the background does not carry: messages are sealed a few times a day and only where reporting
// is switched on, rows only where the person chose a passphrase. A file of its own holds it, which is read when it is first needed in a worker's life.
import type { newLock, openLock, seal, unseal } from './keep/lock.ts';
import type { encapsulateDummy, sealText } from './send/ohttp.ts';

/** What the file gives: see ohttp.ts and lock.ts. */
export interface Sealing {
  readonly encapsulateDummy: typeof encapsulateDummy;
  readonly sealText: typeof sealText;
  readonly newLock: typeof newLock;
  readonly openLock: typeof openLock;
  readonly seal: typeof seal;
  readonly unseal: typeof unseal;
}

declare global {
  /** Set by the file once it was read. */
  var reachableSealing: Sealing | undefined;
  function importScripts(...urls: string[]): void;
}

/** Call in the first tick: what a worker did not read while it was installed, Chromium never gives it. */
export function keepSealing(): void {
  if (REACHABLE_ENGINE === 'chromium') self.addEventListener('install', read);
}

/** Rejects when the file cannot be read. */
export async function sealing(): Promise<Sealing> {
  if (!globalThis.reachableSealing) {
    if (REACHABLE_ENGINE === 'chromium') read();
    // In the package beside the background; the build writes it from sealingFile.ts.
    else await import('./sealing.js' as string);
  }
  if (!globalThis.reachableSealing) throw new Error('what seals is missing in the package');
  return globalThis.reachableSealing;
}

function read(): void {
  importScripts('sealing.js');
}
