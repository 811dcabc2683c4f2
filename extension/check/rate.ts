// How fast a neutral object comes, to compare a crawling site with. Asked like every control, without permission and without our name in any
// header (a readable request would carry `Origin`), so its bytes stay hidden; the browser's own resource timing tells when the last one came.
import type { Control } from '../../src/catalogue/types.ts';
import type { Observation } from '../../src/observe/observation.ts';
import { OBSERVATION_VERSION } from '../../src/observe/version.ts';

const LIMIT_MS = 8_000;
/** Holds the object for the moment of its coming. */
const CACHE = 'rate';

export interface RateDeps {
  readonly now: () => number;
  readonly network: string;
}

/** Undefined when it did not come whole within 8 s: then there is nothing to compare with. Never rejects. */
export async function askRate(
  control: Control,
  id: string,
  deps: RateDeps,
): Promise<Observation | undefined> {
  const startedAtMs = deps.now();
  const elapsedMs = await wholeLoadMs(control.url).catch(() => undefined);
  if (elapsedMs === undefined) return undefined;
  const host = new URL(control.url).hostname;
  return {
    version: OBSERVATION_VERSION,
    id,
    startedAtMs,
    atMs: Math.max(deps.now(), startedAtMs),
    source: 'control',
    network: deps.network,
    target: control.id,
    endpoint: host,
    scheme: 'https',
    host,
    port: 443,
    kind: 'other',
    outcome: 'read',
    // Connecting counts as reading, so the speed is told too low rather than too high.
    bodyBytes: control.bytes ?? 0,
    bodyMs: Math.max(1, Math.round(elapsedMs)),
    bodyComplete: true,
  };
}

async function wholeLoadMs(url: string): Promise<number | undefined> {
  let observer: PerformanceObserver | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const loaded = new Promise<number | undefined>((resolve) => {
    observer = new PerformanceObserver((list) => {
      const entry = list.getEntriesByName(url).at(-1);
      if (entry) resolve(entry.duration);
    });
    observer.observe({ type: 'resource' });
    timer = setTimeout(() => resolve(undefined), LIMIT_MS);
  });
  try {
    const response = await fetch(url, {
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    // Chromium stops at 64 KB of a body that nobody reads, and a cache is the only reader a hidden body has.
    const cache = await caches.open(CACHE);
    await cache.put(url, response);
    return await loaded;
  } finally {
    observer?.disconnect();
    await caches.delete(CACHE).catch(() => false);
    clearTimeout(timer);
  }
}
