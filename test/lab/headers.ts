// What requests may not give away, checked over everything that reached a server: not that this extension is there, and no cookie on a
// request of the extension's own.
import { readFileSync } from 'node:fs';
import type { Engine } from '../browser/launch.ts';
import { type CaseResult, emptyRow } from './case.ts';

/** A request as a server saw it. */
export interface SeenRequest {
  readonly atMs: number;
  readonly method: string;
  readonly tls: boolean;
  /** As the client wrote it, perhaps with a port. */
  readonly host: string;
  /** The lab's address of that host. */
  readonly address: string;
  /** With the query. */
  readonly path: string;
  /** In the order they came, names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Everything that is wrong with these requests, one sentence each. */
export function complaints(requests: readonly SeenRequest[]): string[] {
  return requests.flatMap((request) => {
    const what = `${request.method} ${request.tls ? 'https' : 'http'}://${request.host}${request.path}`;
    return [
      ...request.headers
        .filter(([, value]) => /(?:moz|chrome)-extension/i.test(value))
        .map(([name, value]) => `${what} said ${name}: ${value}`),
      ...(madeByExtension(request) && header(request, 'cookie') !== undefined
        ? [`${what} carried a cookie`]
        : []),
    ];
  });
}

/** The requests of a world, checked and told as if this were a case. */
export function checkHeaders(world: string, engine: Engine, requestLog: string): CaseResult {
  const found = complaints(readRequests(requestLog));
  return {
    id: `headers-${world}`,
    engine,
    passed: found.length === 0,
    expected: { state: 'ok' },
    got: { ...emptyRow(), state: found.length === 0 ? 'ok' : `${found.length} telling` },
    history: [],
    ...(found.length > 0 && { error: [...new Set(found)].slice(0, 4).join('; ') }),
  };
}

export function readRequests(requestLog: string): SeenRequest[] {
  return readFileSync(requestLog, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SeenRequest);
}

/**
 * The lab's pages load nothing but WebSockets, so what neither opens a page nor a WebSocket is ours. Plain http has no `Sec-Fetch-…`
 * headers; there a page load is what offers to be upgraded.
 */
export function madeByExtension(request: SeenRequest): boolean {
  if (header(request, 'upgrade') !== undefined || request.path === '/favicon.ico') return false;
  const destination = header(request, 'sec-fetch-dest');
  if (destination !== undefined) return destination === 'empty';
  return header(request, 'upgrade-insecure-requests') === undefined;
}

function header(request: SeenRequest, name: string): string | undefined {
  return request.headers.find(([key]) => key === name)?.[1];
}
