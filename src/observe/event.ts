// What a browser tells about one request, with everything dropped that we must not know. The shell makes these, the core reads them.
import type { RequestKind } from './observation.ts';

/** Scheme, host and port of a URL: all of it that we ever look at. */
export interface Origin {
  readonly scheme: 'http' | 'https' | 'ws' | 'wss';
  readonly host: string;
  readonly port: number;
}

/** What every event of a request carries. */
export interface RequestFacts {
  readonly requestId: string;
  readonly atMs: number;
  readonly origin: Origin;
  readonly kind: RequestKind;
  readonly tabId: number;
  /** Made by this extension's own background. */
  readonly own: boolean;
  readonly prerendered: boolean;
  /** A proxy carries it (Firefox tells; Chromium only in errors). */
  readonly proxied: boolean;
  readonly address?: string;
  readonly status?: number;
}

export type RequestEvent =
  | (RequestFacts & { readonly type: 'start' })
  | (RequestFacts & { readonly type: 'headers'; readonly fromCache: boolean })
  | (RequestFacts & { readonly type: 'redirect'; readonly to: RedirectParts | undefined })
  | (RequestFacts & {
      readonly type: 'end';
      readonly fromCache: boolean;
      readonly blockedBy: boolean;
      readonly challenge: boolean;
    })
  | (RequestFacts & { readonly type: 'error'; readonly error: string });

/** A redirect target; path and query are looked at once, for known block pages, and go no further. */
export interface RedirectParts {
  readonly host: string;
  readonly path: string;
  readonly query: string;
}
