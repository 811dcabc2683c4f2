// webRequest → plain events. Listens to the watched hosts only, to as few events and types as the path needs, and drops path, query
// and page address before anything else sees them. Both engines' quirks end here.
import type { WebRequest } from 'webextension-polyfill';
import type { Origin, RedirectParts, RequestEvent, RequestFacts } from '../../src/observe/event.ts';
import { REQUEST_KINDS, type RequestKind } from '../../src/observe/observation.ts';
import { browser, ENGINE } from '../browser.ts';

/** Longest piece of a redirect target that is compared. */
const MAX_PART = 2048;
/**
 * Requests whose silence means something: only their start is listened to. In Chromium every event that is listened to costs each request of a
 * type that is, on every page there is: without the parts of pages, which are nearly half of all requests, the cost cannot be told from chance. It
 * shows them only on pages of the list anyway.
 */
const MAY_STALL: WebRequest.ResourceType[] = [
  'main_frame',
  'sub_frame',
  'websocket',
  ...(ENGINE === 'firefox' ? (['script', 'stylesheet'] as const) : []),
];
/** Requests whose end is listened to; our own are `xmlhttprequest`. */
const ALL: WebRequest.ResourceType[] = [...MAY_STALL, 'xmlhttprequest'];
const PORTS = { http: 80, https: 443, ws: 80, wss: 443 } as const;

/**
 * Registers all listeners; for the shipped list it must be called in the worker's first tick. The result takes them away again. Hosts that a
 * person added are known only after reading the store: an event of theirs that woke the worker may be missed, but a failing page comes again.
 */
export function listen(
  patterns: readonly string[],
  handle: (event: RequestEvent) => void,
  tabId?: number,
): () => void {
  // No pattern would mean every host.
  if (patterns.length === 0) return () => undefined;
  const gone: (() => void)[] = [];
  const on = <A extends unknown[], F>(
    event: { addListener(fn: F, ...rest: A): void; removeListener(fn: F): void },
    fn: F,
    ...rest: A
  ) => {
    event.addListener(fn, ...rest);
    gone.push(() => event.removeListener(fn));
  };
  const filter = (types: WebRequest.ResourceType[]): WebRequest.RequestFilter => ({
    urls: [...patterns],
    types,
    ...(tabId !== undefined && { tabId }),
  });
  on<[WebRequest.RequestFilter], (d: WebRequest.OnBeforeRequestDetailsType) => undefined>(
    browser.webRequest.onBeforeRequest,
    (d) => {
      const c = common(d);
      if (c) handle({ ...c, type: 'start' });
      return undefined;
    },
    filter(MAY_STALL),
  );
  on(
    browser.webRequest.onResponseStarted,
    (d: WebRequest.OnResponseStartedDetailsType) => {
      const c = common(d);
      if (c) handle({ ...c, type: 'headers', fromCache: d.fromCache === true });
    },
    filter(ALL),
  );
  on(
    browser.webRequest.onBeforeRedirect,
    (d: WebRequest.OnBeforeRedirectDetailsType) => {
      const c = common(d);
      if (c) handle({ ...c, type: 'redirect', to: parts(d.redirectUrl) });
    },
    filter(ALL),
  );
  on(
    browser.webRequest.onCompleted,
    (d: WebRequest.OnCompletedDetailsType) => {
      const c = common(d);
      if (!c) return;
      const header = (name: string) =>
        d.responseHeaders?.find((h) => h.name.toLowerCase() === name)?.value?.slice(0, MAX_PART) ?? '';
      handle({
        ...c,
        type: 'end',
        fromCache: d.fromCache === true,
        blockedBy: d.statusCode === 451 && /rel\s*=\s*"?[^";]*\bblocked-by\b/i.test(header('link')),
        challenge: header('cf-mitigated') !== '',
      });
    },
    filter(ALL),
    ['responseHeaders'] as WebRequest.OnCompletedOptions[],
  );
  on(
    browser.webRequest.onErrorOccurred,
    (d: WebRequest.OnErrorOccurredDetailsType) => {
      const c = common(d);
      if (c) handle({ ...c, type: 'error', error: typeof d.error === 'string' ? d.error.slice(0, 600) : '' });
    },
    filter(ALL),
  );
  return () => {
    for (const remove of gone) remove();
  };
}

interface Details {
  requestId: string;
  url: string;
  type: string;
  tabId: number;
  timeStamp: number;
  ip?: string | undefined;
  statusCode?: number;
  originUrl?: string | undefined;
  /** Chromium only. */
  initiator?: string;
  documentLifecycle?: string;
  /** Firefox only. */
  proxyInfo?: { type?: string } | null | undefined;
}

function common(d: Details): RequestFacts | undefined {
  const origin = originOf(d.url);
  if (!origin) return undefined;
  const from = d.originUrl ?? d.initiator ?? '';
  const address = d.ip?.toLowerCase().replace(/[[\]]/g, '');
  const proxyType = d.proxyInfo?.type;
  return {
    requestId: String(d.requestId).slice(0, 40),
    atMs: Math.round(d.timeStamp),
    origin,
    kind: (REQUEST_KINDS as readonly string[]).includes(d.type) ? (d.type as RequestKind) : 'other',
    tabId: d.tabId,
    own: d.tabId === -1 && `${from}/`.startsWith(browser.runtime.getURL('')),
    prerendered: d.documentLifecycle === 'prerender',
    // A loopback peer of a public name is a proxy on this computer.
    proxied:
      (proxyType !== undefined && proxyType !== 'direct') ||
      (address !== undefined &&
        /^(127\.|::1$)/.test(address) &&
        d.statusCode !== undefined &&
        origin.scheme === 'https'),
    ...(address && /^[0-9a-f.:]{2,45}$/.test(address) && { address }),
    ...(d.statusCode !== undefined && d.statusCode > 0 && { status: Math.min(999, d.statusCode) }),
  };
}

/** Undefined for anything that is not a web address. */
export function originOf(url: string): Origin | undefined {
  let u: URL;
  try {
    u = new URL(url);
  } catch {
    return undefined;
  }
  const scheme = u.protocol.slice(0, -1);
  if (scheme !== 'http' && scheme !== 'https' && scheme !== 'ws' && scheme !== 'wss') return undefined;
  return {
    scheme,
    host: u.hostname.toLowerCase().replace(/\.$/, ''),
    port: u.port ? Number(u.port) : PORTS[scheme],
  };
}

function parts(url: string | undefined): RedirectParts | undefined {
  if (!url) return undefined;
  try {
    const u = new URL(url);
    return {
      host: u.hostname.toLowerCase(),
      path: u.pathname.slice(0, MAX_PART),
      query: u.search.slice(0, MAX_PART),
    };
  } catch {
    return undefined;
  }
}
