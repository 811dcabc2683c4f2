// What Firefox's error strings mean: `NS_ERROR_…` names by table, anything else is a TLS error told as a sentence in the person's
// language, recognised by its hash (Firefox ESR 153; the sentence is the one of nsserrors.properties, letter by letter).
import type { ErrorContext } from './classify.ts';
import { type NameRow, type PatternRow, settle, tableReader } from './errorTable.ts';
import type { Classified } from './failures.ts';
import { FIREFOX_COLUMNS, FIREFOX_SENTENCES } from './firefoxSentences.ts';
import { HASH_LENGTH, sentenceHash } from './sentenceHash.ts';
import { TLS_MEANINGS, type TlsLetter, tlsLetter } from './tlsCodes.ts';

const NAMES: readonly NameRow[] = [
  // Nothing to do with the network between the person and the site.
  ['NS_BINDING_ABORTED NS_BINDING_CANCELLED_OLD_LOAD', 'gave_up_early'],
  // What Firefox says when another extension's rule stopped the request.
  ['NS_ERROR_ABORT', 'other_extension'],
  ['NS_ERROR_OFFLINE', 'offline'],
  ['NS_ERROR_NETWORK_CHANGED', 'network_changed'],
  [
    `NS_ERROR_BLOCKED_BY_POLICY NS_ERROR_CONTENT_BLOCKED NS_ERROR_CONTENT_BLOCKED_SHOW_ALT NS_ERROR_RESTRICTED_CONTENT
    NS_ERROR_XFO_VIOLATION NS_ERROR_HTTPS_ONLY NS_ERROR_PORT_ACCESS_NOT_ALLOWED NS_ERROR_UNKNOWN_PROTOCOL NS_ERROR_MALFORMED_URI
    NS_ERROR_BASIC_HTTP_AUTH_DISABLED NS_ERROR_NON_LOCAL_CONNECTION_REFUSED NS_ERROR_INTERCEPTION_FAILED NS_ERROR_OUT_OF_MEMORY
    NS_ERROR_DOCUMENT_NOT_CACHED NS_ERROR_DNS_LOOKUP_QUEUE_FULL NS_ERROR_ILLEGAL_DURING_SHUTDOWN NS_ERROR_UNSAFE_CONTENT_TYPE
    NS_ERROR_SOCKET_CREATE_FAILED NS_ERROR_SOCKET_ADDRESS_IN_USE NS_ERROR_SOCKET_ADDRESS_NOT_SUPPORTED`,
    'browser_policy',
  ],

  // The name. The second is the word of a DNS-over-HTTPS server.
  ['NS_ERROR_UNKNOWN_HOST', ['dns_lookup_error', 'dns']],
  ['NS_ERROR_DEFINITIVE_UNKNOWN_HOST', ['dns_nxdomain_error', 'dns']],
  ['NS_ERROR_LOCAL_NETWORK_ACCESS_DENIED', ['dns_bogon_error', 'dns', 'local_network']],

  // The connection. Refusal and unreachable networks are one word here, so are reset and close.
  ['NS_ERROR_CONNECTION_REFUSED', ['connection_refused', 'tcp']],
  ['NS_ERROR_NET_RESET', ['connection_reset', 'secured']],

  // TLS.
  ['NS_ERROR_BAD_HSTS_CERT', ['ssl_invalid_certificate', 'tls']],

  // HTTP and the body.
  [
    'NS_ERROR_NET_EMPTY_RESPONSE NS_ERROR_NET_INTERRUPT NS_ERROR_NET_HTTP2_SENT_GOAWAY',
    ['eof_error', 'http'],
  ],
  ['NS_ERROR_NET_PARTIAL_TRANSFER', ['eof_error', 'body']],
  ['NS_ERROR_REDIRECT_LOOP', ['unknown_failure', 'http', 'redirect_loop']],
  [
    `NS_ERROR_NET_ERROR_RESPONSE NS_ERROR_PARSING_HTTP_STATUS_LINE NS_ERROR_CORRUPTED_CONTENT NS_ERROR_NET_INADEQUATE_SECURITY
    NS_ERROR_WEBSOCKET_CONNECTION_REFUSED`,
    ['unknown_failure', 'http'],
  ],
  ['NS_ERROR_INVALID_CONTENT_ENCODING', ['unknown_failure', 'body']],
];

const PATTERNS: readonly PatternRow[] = [
  [/_PROXY_/, 'proxied'],
  // Tracking protection and the lists of harmful sites.
  [/^NS_ERROR_[A-Z]+_URI$/, 'other_extension'],
  [/^NS_BINDING_/, 'browser_policy'],
  [/^NS_ERROR_(CSP|SRI|CACHE)_/, 'browser_policy'],
  // NS_ERROR_NET_ON_… names the last activity, not a cause; NS_ERROR_FAILURE is said for a reset before TLS, and for much else.
];

const meaningOf = tableReader(NAMES, PATTERNS);

/** The meaning of one Firefox error string. */
export function classifyFirefox(error: string, context: Pick<ErrorContext, 'scheme'>): Classified {
  if (!/^NS_[A-Z]/.test(error)) return decodeSentence(error);
  // Codes that have no sentence in any language come under their own name.
  const code = /^NS_ERROR_GENERATE_FAILURE\(NS_ERROR_MODULE_SECURITY, ([A-Z0-9_]+)\)$/.exec(error)?.[1];
  if (code !== undefined) return tlsFailure(tlsLetter(code));
  if (/^NS_ERROR_NET_TIMEOUT(_EXTERNAL)?$/.test(error)) return timeout(context);
  return settle(meaningOf(error), context);
}

/**
 * Over https the same word stands for a connection never made (90–180 s) and for a silent TLS handshake (31 s, or much later in a
 * navigation), so no stage is claimed. Over http silence after the request brings no error at all.
 */
function timeout({ scheme }: Pick<ErrorContext, 'scheme'>): Classified {
  return {
    failure: 'generic_timeout_error',
    stage: scheme === 'https' || scheme === 'wss' ? 'unknown' : 'tcp',
  };
}

function decodeSentence(sentence: string): Classified {
  const wanted = sentenceHash(sentence);
  for (const hashes of Object.values(FIREFOX_SENTENCES)) {
    for (let at = 0; at < hashes.length; at += HASH_LENGTH) {
      if (!hashes.startsWith(wanted, at)) continue;
      return tlsFailure(
        FIREFOX_COLUMNS[(at / HASH_LENGTH) % FIREFOX_COLUMNS.length] as TlsLetter | undefined,
      );
    }
  }
  return tlsFailure(undefined);
}

/** A sentence always comes from the TLS layer, so that much is known even of one that is not in the table. */
function tlsFailure(letter: TlsLetter | undefined): Classified {
  return letter === undefined
    ? { failure: 'unknown_failure', stage: 'tls' }
    : settle(TLS_MEANINGS[letter], { scheme: 'https' });
}
