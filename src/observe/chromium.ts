// What Chromium's `net::ERR_…` strings mean. Names as in Chromium's list of network errors; what each one is worth was measured
// with real connections where that was possible (Chromium 156).
import type { ErrorContext } from './classify.ts';
import { type NameRow, type PatternRow, settle, tableReader } from './errorTable.ts';
import type { Classified } from './failures.ts';

const NAMES: readonly NameRow[] = [
  // Nothing to do with the network between the person and the site.
  ['ABORTED', 'gave_up_early'],
  ['BLOCKED_BY_CLIENT BLOCKED_BY_FINGERPRINTING_PROTECTION', 'other_extension'],
  ['INTERNET_DISCONNECTED', 'offline'],
  ['NETWORK_CHANGED NETWORK_IO_SUSPENDED', 'network_changed'],
  [
    // NETWORK_ACCESS_DENIED is a firewall on the computer.
    `NETWORK_ACCESS_DENIED ACCESS_DENIED INSUFFICIENT_RESOURCES OUT_OF_MEMORY NO_BUFFER_SPACE TEMPORARILY_THROTTLED CONTEXT_SHUT_DOWN
    CLEARTEXT_NOT_PERMITTED INVALID_ARGUMENT INVALID_HANDLE NOT_IMPLEMENTED ADDRESS_IN_USE HOST_RESOLVER_QUEUE_TOO_LARGE
    PRECONNECT_MAX_SOCKET_LIMIT WS_THROTTLE_QUEUE_TOO_LARGE WS_UPGRADE NO_SSL_VERSIONS_ENABLED H2_OR_QUIC_REQUIRED INVALID_URL
    DISALLOWED_URL_SCHEME UNKNOWN_URL_SCHEME UNSAFE_PORT UNSAFE_REDIRECT CERT_DATABASE_CHANGED CERT_VERIFIER_CHANGED
    DNS_CACHE_MISS DNS_REQUEST_CANCELLED DNS_NAME_HTTPS_ONLY`,
    'browser_policy',
  ],

  // The name.
  ['NAME_NOT_RESOLVED', ['dns_lookup_error', 'dns']],
  ['NAME_RESOLUTION_FAILED', ['dns_temporary_failure', 'dns']],
  ['DNS_TIMED_OUT', ['generic_timeout_error', 'dns']],
  // 127.0.53.53, an address no public site has.
  ['ICANN_NAME_COLLISION', ['dns_bogon_error', 'dns']],
  [
    `BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS BLOCKED_BY_PRIVATE_NETWORK_ACCESS_CHECKS
    CACHED_IP_ADDRESS_SPACE_BLOCKED_BY_LOCAL_NETWORK_ACCESS_POLICY CACHED_IP_ADDRESS_SPACE_BLOCKED_BY_PRIVATE_NETWORK_ACCESS_POLICY`,
    ['dns_bogon_error', 'dns', 'local_network'],
  ],

  // The connection. Windows says ADDRESS_INVALID when a name led to 0.0.0.0.
  ['CONNECTION_REFUSED', ['connection_refused', 'tcp']],
  ['CONNECTION_TIMED_OUT', ['generic_timeout_error', 'tcp']],
  ['ADDRESS_UNREACHABLE ADDRESS_INVALID', ['host_unreachable', 'tcp']],
  ['CONNECTION_FAILED', ['unknown_failure', 'tcp']],
  ['CONNECTION_RESET', ['connection_reset', 'secured']],
  ['CONNECTION_CLOSED', ['eof_error', 'secured']],
  ['CONNECTION_ABORTED', ['connection_aborted', 'secured']],
  ['TIMED_OUT', ['generic_timeout_error', 'secured']],

  // TLS. SSL_PROTOCOL_ERROR is what HTTP text and garbage on the TLS port look like. A few rare alerts, internal_error among them, look
  // the same here; Firefox tells them apart. It is called foreign bytes because a well-kept site seldom sends those, and one is never enough.
  ['SSL_PROTOCOL_ERROR', ['ssl_failed_handshake', 'tls', 'foreign_bytes']],
  // Both were measured to be how alerts 40, 70, 71 and alerts 42–46, 48, 116 are told.
  ['SSL_VERSION_OR_CIPHER_MISMATCH BAD_SSL_CLIENT_AUTH_CERT', ['ssl_failed_handshake', 'tls', 'tls_alert']],
  ['SSL_UNRECOGNIZED_NAME_ALERT', ['ssl_invalid_hostname', 'tls', 'tls_alert']],
  [
    `ALPN_NEGOTIATION_FAILED EARLY_DATA_REJECTED WRONG_VERSION_ON_EARLY_DATA TLS13_DOWNGRADE_DETECTED ECH_NOT_NEGOTIATED
    INVALID_ECH_CONFIG_LIST CLIENT_AUTH_CERT_TYPE_UNSUPPORTED QUIC_HANDSHAKE_FAILED`,
    ['ssl_failed_handshake', 'tls'],
  ],
  // KNOWN_INTERCEPTION is an authority that the browser knows to be used for listening in.
  ['CERT_AUTHORITY_INVALID CERT_KNOWN_INTERCEPTION_BLOCKED', ['ssl_unknown_authority', 'tls']],
  ['CERT_COMMON_NAME_INVALID', ['ssl_invalid_hostname', 'tls']],
  ['CERT_DATE_INVALID', ['ssl_invalid_certificate', 'tls', 'certificate_date']],
  [
    // The pin and QUIC rows name a chain that leads to a trusted root: less than a stranger's certificate.
    `SSL_PINNED_KEY_NOT_IN_CERT_CHAIN SSL_SERVER_CERT_BAD_FORMAT SSL_BAD_PEER_PUBLIC_KEY QUIC_CERT_ROOT_NOT_KNOWN
    CERTIFICATE_TRANSPARENCY_REQUIRED ECH_FALLBACK_CERTIFICATE_INVALID INSECURE_RESPONSE`,
    ['ssl_invalid_certificate', 'tls'],
  ],

  // HTTP and the body.
  ['EMPTY_RESPONSE RESPONSE_HEADERS_TRUNCATED', ['eof_error', 'http']],
  ['HTTP2_PING_FAILED', ['generic_timeout_error', 'http']],
  ['TOO_MANY_REDIRECTS', ['unknown_failure', 'http', 'redirect_loop']],
  ['CONTENT_LENGTH_MISMATCH INCOMPLETE_CHUNKED_ENCODING', ['eof_error', 'body']],
  ['INVALID_CHUNKED_ENCODING', ['unknown_failure', 'body']],
  // A 407 without a proxy: somebody on the way answered, or the site is broken. Not the person's proxy.
  [
    `UNEXPECTED_PROXY_AUTH INVALID_HTTP_RESPONSE INVALID_RESPONSE INVALID_REDIRECT INCOMPLETE_HTTP2_HEADERS HTTP_1_1_REQUIRED
    TOO_MANY_RETRIES WS_PROTOCOL_ERROR SYN_REPLY_NOT_RECEIVED HTTP_RESPONSE_CODE_FAILURE`,
    ['unknown_failure', 'http'],
  ],
];

const PATTERNS: readonly PatternRow[] = [
  [/PROX|^(TUNNEL|SOCKS|PAC)_/, 'proxied'],
  [/^(BLOCKED|CACHE|FILE|UPLOAD|SOCKET_(SET|RECEIVE|SEND))_/, 'browser_policy'],
  [/^DNS_/, ['dns_lookup_error', 'dns']],
  [/^SSL_.*_ALERT$/, ['ssl_failed_handshake', 'tls', 'tls_alert']],
  [/^SSL_/, ['ssl_failed_handshake', 'tls']],
  [/^CERT_/, ['ssl_invalid_certificate', 'tls']],
  [/^(HTTP2|RESPONSE_HEADERS)_/, ['unknown_failure', 'http']],
  [/^CONTENT_/, ['unknown_failure', 'body']],
  // Everything else (FAILED, which is all a reset WebSocket gets; UNEXPECTED; QUIC_PROTOCOL_ERROR; …) can be several things.
];

const meaningOf = tableReader(NAMES, PATTERNS);

/** The meaning of one `net::ERR_…` string; any other text is an unknown failure. */
export function classifyChromium(error: string, context: Pick<ErrorContext, 'scheme'>): Classified {
  const name = /^net::ERR_([A-Z0-9_]+)$/.exec(error)?.[1];
  return settle(name === undefined ? undefined : meaningOf(name), context);
}
