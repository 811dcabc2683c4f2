// Stands in for webextension-polyfill in the packages: where a browser has `browser` itself, the polyfill only hands that through, and both of
// ours have it (Chromium since version 148, which is why the manifest asks for that).
export default globalThis.browser;
