// What went wrong with a request, in the words of an OONI export: their name of the failure and the operation that failed.
import type { Failure } from '../observe/failures.ts';
import { literalOf } from './ooniOrigin.ts';
import type { Row } from './ooniRows.ts';

export type Operation = 'resolve' | 'connect' | 'tls_handshake' | 'http_round_trip' | 'read' | 'unknown';

export interface Failed {
  /** A name of theirs, or `unknown_failure: ` and a word of ours. */
  readonly failure: string;
  readonly operation: Operation;
}

/** A resolver that takes longer than this to say nothing was not reached, rather than asked in vain. */
const RESOLVER_SLOW_MS = 5_000;

/**
 * How a request failed, or undefined when it was answered, whatever the answer was.
 * @param exactName what a resolver said of the name, for the browser's own word is the same for all of it
 */
export function failedOf(row: Row, exactName?: Failure): Failed | undefined {
  const failure = failureOf(row);
  if (failure === undefined) return undefined;
  const operation = operationOf(row, failure);
  if (failure === 'unknown_failure') return { failure: unknown(row), operation };
  if (operation !== 'resolve') return { failure, operation };
  return { failure: isExact(failure) ? failure : (slow(row) ?? exactName ?? 'dns_lookup_error'), operation };
}

/** How a resolver failed, or undefined when it had an answer. */
export function failedNameOf(row: Row): string | undefined {
  if (row.failure === 'unknown_failure') return unknown(row);
  if (row.failure !== undefined && (isExact(row.failure) || row.source === 'doh')) return row.failure;
  if (row.answers?.some((a) => literalOf(a) !== undefined)) return undefined;
  return (row.source === 'resolve' ? slow(row) : undefined) ?? 'dns_lookup_error';
}

/** What resolvers, newest word first, said exactly of a name that the browser only calls unresolved: its own one first, then those abroad if none has answers. */
export function exactNameOf(names: readonly Row[]): Failure | undefined {
  const said = (source: Row['source']) =>
    names.some((r) => r.source === source && r.answers?.length)
      ? undefined
      : names.find((r) => r.source === source && r.failure !== undefined && isExact(r.failure))?.failure;
  return said('resolve') ?? said('doh');
}

function failureOf(row: Row): Failure | undefined {
  switch (row.outcome) {
    case 'success':
    case 'redirect':
    case 'answers':
      return undefined;
    case 'read':
      return row.failure ?? (row.bodyComplete ? undefined : 'generic_timeout_error');
    case 'stall':
    case 'headers_only':
      return row.failure ?? 'generic_timeout_error';
    default:
      return row.failure ?? 'unknown_failure';
  }
}

function operationOf(row: Row, failure: Failure): Operation {
  if (row.outcome === 'headers_only' || row.outcome === 'read' || row.stage === 'body') return 'read';
  switch (row.stage) {
    case 'dns':
      return 'resolve';
    case 'tcp':
      return 'connect';
    case 'tls':
      return afterConnecting(row);
    case 'http':
      return 'http_round_trip';
    default:
      return guessed(row, failure);
  }
}

/** Where the browser names no stage: some failures have only one, others come at any time after connecting. */
function guessed(row: Row, failure: Failure): Operation {
  if (failure.startsWith('dns_')) return 'resolve';
  if (failure.startsWith('ssl_')) return 'tls_handshake';
  switch (failure) {
    case 'connection_refused':
    case 'host_unreachable':
    case 'network_unreachable':
    case 'network_down':
      return 'connect';
    case 'connection_reset':
    case 'connection_aborted':
    case 'eof_error':
      return afterConnecting(row);
    case 'generic_timeout_error':
      if (row.bodyBytes) return 'read';
      // A peer is known only of a connection. Without a name to resolve, silence is taken for one that was never made.
      if (row.address !== undefined) return afterConnecting(row);
      return literalOf(row.host) === undefined ? 'unknown' : 'connect';
    default:
      return 'unknown';
  }
}

function afterConnecting({ scheme }: Row): Operation {
  return scheme === 'https' || scheme === 'wss' ? 'tls_handshake' : 'http_round_trip';
}

function isExact(failure: Failure): boolean {
  return failure.startsWith('dns_') && failure !== 'dns_lookup_error';
}

function slow(row: Row): Failure | undefined {
  return row.atMs - row.startedAtMs > RESOLVER_SLOW_MS ? 'dns_temporary_failure' : undefined;
}

/** Only words of our own closed lists: the browser's sentence tells the person's language. */
function unknown(row: Row): string {
  return `unknown_failure: ${row.detail ?? row.stage ?? 'unknown'}`;
}
