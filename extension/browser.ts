// The only import of webextension-polyfill: everything else takes the API from here, so a stray import cannot make a file untestable.
// Chromium has a native `browser` since 148 and then the polyfill passes it through; it adds no missing API, so callers test for functions.
import browser from 'webextension-polyfill';

export { browser };

declare global {
  const REACHABLE_ENGINE: 'firefox' | 'chromium';
}

/** Which engine this package is for; the build writes it, so that what only the other engine needs falls away. */
export const ENGINE = REACHABLE_ENGINE;
