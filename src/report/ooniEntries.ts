// The lists inside an OONI measurement: requests, connections and what resolvers answered. Bodies and headers are always empty, because
// nothing of them was kept.
import { exactNameOf, type Failed, failedNameOf, failedOf } from './ooniFailures.ts';
import { addressAndPort, literalOf, originOf } from './ooniOrigin.ts';
import { isWebClient, type Measurement, newestFirst, type Row } from './ooniRows.ts';

/** What every entry carries. Seconds count from the start of the measurement. */
interface Common {
  readonly t0: number;
  readonly t: number;
  readonly tags: readonly string[];
  /** The request and the connection of one row have the same. */
  readonly transaction_id: number;
}

const MESSAGE = { body: '', body_is_truncated: false, headers: {}, headers_list: [] } as const;

export interface RequestEntry extends Common {
  readonly failure: string | null;
  readonly request: typeof MESSAGE & {
    readonly method: 'GET';
    readonly tor: { readonly exit_ip: null; readonly exit_name: null; readonly is_tor: false };
    readonly url: string;
    readonly x_transport?: 'tcp';
  };
  readonly response: typeof MESSAGE & { readonly code: number };
  readonly address?: string;
}

export interface ConnectEntry extends Common {
  readonly ip: string;
  readonly port: number;
  readonly status: { readonly failure: string | null; readonly success: boolean };
}

type Answer =
  | { readonly answer_type: 'A'; readonly ipv4: string; readonly ttl: null }
  | { readonly answer_type: 'AAAA'; readonly ipv6: string; readonly ttl: null };

export interface QueryEntry extends Common {
  readonly answers: readonly Answer[] | null;
  readonly engine: 'getaddrinfo' | 'doh' | 'unknown';
  readonly failure: string | null;
  readonly hostname: string;
  readonly query_type: 'ANY' | 'A' | 'AAAA';
  readonly resolver_hostname: null;
  readonly resolver_port: null;
  readonly resolver_address: string;
}

/** A request with what came of it. */
export interface Asked {
  readonly row: Row;
  readonly failed: Failed | undefined;
}

export interface Entries {
  readonly requests: readonly RequestEntry[];
  readonly tcp_connect: readonly ConnectEntry[];
  readonly queries: readonly QueryEntry[];
}

const MAX_REQUESTS = 32;

/** Where each resolver abroad is asked. */
const RESOLVER_URLS: ReadonlyMap<string | undefined, string> = new Map([
  ['cloudflare', 'https://cloudflare-dns.com/dns-query'],
  ['google', 'https://dns.google/resolve'],
]);

/** The requests that count, newest first, but the one that decides before all others. For Telegram each counts for itself. */
export function askedOf(m: Measurement): readonly Asked[] {
  const exact = exactNameOf(m.names);
  const asked = m.requests.map((row): Asked => ({ row, failed: failedOf(row, exact) }));
  if (m.test === 'telegram') return onceEach(asked).sort((a, b) => newestFirst(a.row, b.row));
  // Plain http proves nothing where https was asked as well. Two ports of one address are two ways to the same.
  const secured = asked.filter(({ row }) => row.scheme === 'https' || row.scheme === 'wss');
  const finals = newestOfEach(secured.length > 0 ? secured : asked);
  const decisive = finals.find((a) => !a.failed) ?? finals[0];
  return [...(decisive ? [decisive] : []), ...asked.filter((a) => a !== decisive)].slice(0, MAX_REQUESTS);
}

/**
 * Of each address and port the request that got furthest, and the last one to the web client. OONI asks once and scores the share that
 * failed, so a second failure after the first would count double.
 */
function onceEach(asked: readonly Asked[]): Asked[] {
  const web = asked.filter(({ row }) => isWebClient(row)).slice(0, 1);
  const centres = asked.filter(({ row }) => !isWebClient(row));
  return [...web, ...newestOfEach(centres.toSorted((a, b) => reached(b) - reached(a)))];
}

function newestOfEach(asked: readonly Asked[]): Asked[] {
  const first = new Map<string | undefined, Asked>();
  for (const a of asked) if (!first.has(originOf(a.row))) first.set(originOf(a.row), a);
  return [...first.values()];
}

function reached({ failed }: Asked): number {
  return failed === undefined ? 2 : failed.operation === 'connect' ? 0 : 1;
}

/** All lists of a measurement; `asked` as `askedOf` gives them, `startMs` is when the first request or question began. */
export function entriesOf(m: Measurement, asked: readonly Asked[], startMs: number): Entries {
  const common = (row: Row, n: number): Common => ({
    t0: seconds(row.startedAtMs - startMs),
    t: seconds(Math.max(row.startedAtMs, row.atMs) - startMs),
    tags: [],
    transaction_id: n + 1,
  });
  const names = m.names.flatMap(answersOf);
  return {
    requests: asked.map((a, n) => requestEntry(a, common(a.row, n))),
    tcp_connect: asked.flatMap((a, n) => connectEntry(a, common(a.row, n))),
    queries: names.map(([row, entry], n) => ({ ...entry, ...common(row, asked.length + n) })),
  };
}

/** Milliseconds as seconds. */
export function seconds(ms: number): number {
  return ms / 1_000;
}

function requestEntry({ row, failed }: Asked, common: Common): RequestEntry {
  const address = row.address === undefined ? undefined : addressAndPort(row.address, row.port);
  return {
    failure: failed?.failure ?? null,
    request: {
      ...MESSAGE,
      method: 'GET',
      tor: { exit_ip: null, exit_name: null, is_tor: false },
      url: originOf(row) ?? '',
      // Over https the browser may have taken HTTP/3 without telling.
      ...(row.scheme !== 'https' && { x_transport: 'tcp' }),
    },
    response: { ...MESSAGE, code: failed ? 0 : (row.status ?? 0) },
    ...(address !== undefined && { address }),
    ...common,
  };
}

/** Only of address literals: of a name nobody tells which addresses were tried. None where it is not known whether it connected. */
function connectEntry({ row, failed }: Asked, common: Common): ConnectEntry[] {
  const ip = literalOf(row.host);
  if (ip === undefined || failed?.operation === 'resolve' || failed?.operation === 'unknown') return [];
  const failure = failed?.operation === 'connect' ? failed.failure : null;
  return [{ ip, port: row.port, status: { failure, success: failure === null }, ...common }];
}

function answersOf(row: Row): (readonly [Row, Omit<QueryEntry, keyof Common>])[] {
  const failure = failedNameOf(row) ?? null;
  const answers = (row.answers ?? []).flatMap((text): Answer[] => {
    const ip = literalOf(text);
    if (ip === undefined) return [];
    return ip.includes(':')
      ? [{ answer_type: 'AAAA', ipv6: ip, ttl: null }]
      : [{ answer_type: 'A', ipv4: ip, ttl: null }];
  });
  const entry = (type: QueryEntry['query_type'], of: readonly Answer[]) =>
    [
      row,
      {
        answers: of.length > 0 ? of : null,
        engine: row.source === 'doh' ? 'doh' : engineOf(row),
        failure,
        hostname: row.host,
        query_type: type,
        resolver_hostname: null,
        resolver_port: null,
        resolver_address: row.source === 'doh' ? (RESOLVER_URLS.get(row.resolver) ?? '') : '',
      },
    ] as const;
  if (row.source !== 'doh') return [entry('ANY', answers)];
  // Our own questions are for one type each.
  const six = answers.filter((a) => a.answer_type === 'AAAA');
  const four = answers.filter((a) => a.answer_type === 'A');
  return [
    ...(four.length > 0 || six.length === 0 ? [entry('A', four)] : []),
    ...(six.length > 0 ? [entry('AAAA', six)] : []),
  ];
}

function engineOf({ overHttps }: Row): QueryEntry['engine'] {
  return overHttps === undefined ? 'unknown' : overHttps ? 'doh' : 'getaddrinfo';
}
