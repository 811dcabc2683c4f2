// Seals messages with code that the background does not carry: it is needed a few times a day, and only where reporting is switched on. A file of
// its own holds it (below, `SEALING`), which is read when the first message of a worker's life is to leave.
import type { encapsulateDummy, sealText } from './ohttp.ts';

/** What the file gives: see ohttp.ts. */
export interface Sealing {
  readonly sealText: typeof sealText;
  readonly encapsulateDummy: typeof encapsulateDummy;
}

declare global {
  /** Set by the file once it was read. */
  var reachableSealing: Sealing | undefined;
  function importScripts(...urls: string[]): void;
}

/** In the package beside the background; the build writes it from sealingFile.ts. */
const SEALING = 'sealing.js';

/** Call in the first tick: what a worker did not read while it was installed, Chromium gives it never. */
export function keepSealing(): void {
  if (REACHABLE_ENGINE === 'chromium') self.addEventListener('install', read);
}

/** Rejects when the file cannot be read. */
export async function sealing(): Promise<Sealing> {
  if (!globalThis.reachableSealing) {
    if (REACHABLE_ENGINE === 'chromium') read();
    else await import('./sealing.js' as string);
  }
  if (!globalThis.reachableSealing) throw new Error('what seals reports is missing in the package');
  return globalThis.reachableSealing;
}

function read(): void {
  importScripts(SEALING);
}
