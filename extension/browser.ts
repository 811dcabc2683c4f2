// The only import of webextension-polyfill: everything else takes the API from here, so a stray import cannot make a file untestable.
// Chromium has a native `browser` since 148 and then the polyfill passes it through; it adds no missing API, so callers test for functions.
import browser from 'webextension-polyfill';

export { browser };

/** Which engine this build runs in; decided by the address of the package, which no page can change. */
export const ENGINE: 'firefox' | 'chromium' = browser.runtime.getURL('').startsWith('moz-')
  ? 'firefox'
  : 'chromium';
