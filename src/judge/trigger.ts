// When may a failure make the extension ask anything itself? One pure decision, so that its table can be tested line by line.
import type { EndpointRole } from '../catalogue/types.ts';
import type { RequestKind } from '../observe/observation.ts';

/** Right after a change of network failures are expected. */
export const NETWORK_SETTLES_MS = 10_000;
/** How long after browser start the tabs that were there count as restored, not opened. */
export const RESTORED_MS = 5 * 60_000;

export interface Circumstances {
  readonly kind: RequestKind;
  readonly role: EndpointRole;
  /** False for requests of no tab: other extensions' and the browser's own. */
  readonly inTab: boolean;
  /** Loaded ahead by the browser's guess; nobody has opened it. */
  readonly prerendered: boolean;
  /** The tab was there when the browser started, less than {@link RESTORED_MS} ago. */
  readonly restored: boolean;
  readonly proxied: boolean;
  /** Absent when no change was noticed in this browser session. */
  readonly networkChangedMsAgo?: number;
  readonly confirmEnabled: boolean;
}

export interface Allowed {
  /** Neutral sites may be asked, and in Firefox the resolver. */
  readonly controls: boolean;
  /** The same origin may be asked once more, 30–45 s later. */
  readonly confirm: boolean;
}

/**
 * Only what a person visibly opened themselves may be followed up. The web client's WebSockets are the one exception, and for
 * controls alone: its pages come from its own service worker's cache, so nothing else would ever show that it is cut off.
 */
export function allowed(c: Circumstances): Allowed {
  const quiet =
    !c.inTab ||
    c.prerendered ||
    c.restored ||
    c.proxied ||
    (c.networkChangedMsAgo !== undefined && c.networkChangedMsAgo < NETWORK_SETTLES_MS);
  if (quiet) return { controls: false, confirm: false };
  if (c.kind === 'main_frame') return { controls: true, confirm: c.confirmEnabled };
  return { controls: c.kind === 'websocket' && c.role === 'data_centre_web', confirm: false };
}
