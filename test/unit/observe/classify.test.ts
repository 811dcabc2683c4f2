// Every vendor error of the measured table comes out as the agreed word, and nothing else ever comes out.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify, type ErrorContext } from '../../../src/observe/classify.ts';
import {
  type Classified,
  CONFOUNDERS,
  FAILURE_DETAILS,
  FAILURES,
  STAGES,
} from '../../../src/observe/failures.ts';
import { VENDORS } from './vendors.ts';

const SCHEMES = ['http', 'https', 'ws', 'wss'] as const;
const at = (scheme: ErrorContext['scheme']): ErrorContext => ({ scheme });

/** One line for a meaning: `failure@stage` with an optional detail, or `!confounder`. */
function told(said: Classified): string {
  if (said.confounder !== undefined) return `!${said.confounder}`;
  return `${said.failure}@${said.stage}${said.detail === undefined ? '' : ` ${said.detail}`}`;
}

type Row = readonly [error: string, overHttps: string, overHttp?: string];

const CHROMIUM: readonly Row[] = [
  ['net::ERR_NAME_NOT_RESOLVED', 'dns_lookup_error@dns'],
  ['net::ERR_NAME_RESOLUTION_FAILED', 'dns_temporary_failure@dns'],
  ['net::ERR_DNS_TIMED_OUT', 'generic_timeout_error@dns'],
  ['net::ERR_DNS_SERVER_FAILED', 'dns_lookup_error@dns'],
  ['net::ERR_ICANN_NAME_COLLISION', 'dns_bogon_error@dns'],
  ['net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS', 'dns_bogon_error@dns local_network'],
  ['net::ERR_BLOCKED_BY_PRIVATE_NETWORK_ACCESS_CHECKS', 'dns_bogon_error@dns local_network'],
  ['net::ERR_CONNECTION_REFUSED', 'connection_refused@tcp'],
  ['net::ERR_CONNECTION_TIMED_OUT', 'generic_timeout_error@tcp'],
  ['net::ERR_ADDRESS_UNREACHABLE', 'host_unreachable@tcp'],
  ['net::ERR_ADDRESS_INVALID', 'host_unreachable@tcp'],
  ['net::ERR_CONNECTION_FAILED', 'unknown_failure@tcp'],
  ['net::ERR_CONNECTION_RESET', 'connection_reset@tls', 'connection_reset@http'],
  ['net::ERR_CONNECTION_CLOSED', 'eof_error@tls', 'eof_error@http'],
  ['net::ERR_CONNECTION_ABORTED', 'connection_aborted@tls', 'connection_aborted@http'],
  ['net::ERR_TIMED_OUT', 'generic_timeout_error@tls', 'generic_timeout_error@http'],
  ['net::ERR_SSL_PROTOCOL_ERROR', 'ssl_failed_handshake@tls foreign_bytes'],
  ['net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH', 'ssl_failed_handshake@tls tls_alert'],
  ['net::ERR_BAD_SSL_CLIENT_AUTH_CERT', 'ssl_failed_handshake@tls tls_alert'],
  ['net::ERR_SSL_UNRECOGNIZED_NAME_ALERT', 'ssl_invalid_hostname@tls tls_alert'],
  ['net::ERR_SSL_DECRYPT_ERROR_ALERT', 'ssl_failed_handshake@tls tls_alert'],
  ['net::ERR_SSL_OBSOLETE_CIPHER', 'ssl_failed_handshake@tls'],
  ['net::ERR_ECH_NOT_NEGOTIATED', 'ssl_failed_handshake@tls'],
  ['net::ERR_CERT_AUTHORITY_INVALID', 'ssl_unknown_authority@tls'],
  ['net::ERR_CERT_KNOWN_INTERCEPTION_BLOCKED', 'ssl_unknown_authority@tls'],
  ['net::ERR_CERT_COMMON_NAME_INVALID', 'ssl_invalid_hostname@tls'],
  ['net::ERR_CERT_DATE_INVALID', 'ssl_invalid_certificate@tls certificate_date'],
  ['net::ERR_CERT_REVOKED', 'ssl_invalid_certificate@tls'],
  ['net::ERR_CERTIFICATE_TRANSPARENCY_REQUIRED', 'ssl_invalid_certificate@tls'],
  ['net::ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN', 'ssl_invalid_certificate@tls'],
  ['net::ERR_EMPTY_RESPONSE', 'eof_error@http'],
  ['net::ERR_RESPONSE_HEADERS_TRUNCATED', 'eof_error@http'],
  ['net::ERR_RESPONSE_HEADERS_MULTIPLE_LOCATION', 'unknown_failure@http'],
  ['net::ERR_INVALID_HTTP_RESPONSE', 'unknown_failure@http'],
  ['net::ERR_UNEXPECTED_PROXY_AUTH', 'unknown_failure@http'],
  ['net::ERR_HTTP2_PROTOCOL_ERROR', 'unknown_failure@http'],
  ['net::ERR_HTTP2_PING_FAILED', 'generic_timeout_error@http'],
  ['net::ERR_TOO_MANY_REDIRECTS', 'unknown_failure@http redirect_loop'],
  ['net::ERR_CONTENT_LENGTH_MISMATCH', 'eof_error@body'],
  ['net::ERR_INCOMPLETE_CHUNKED_ENCODING', 'eof_error@body'],
  ['net::ERR_CONTENT_DECODING_FAILED', 'unknown_failure@body'],
  ['net::ERR_ABORTED', '!gave_up_early'],
  ['net::ERR_BLOCKED_BY_CLIENT', '!other_extension'],
  ['net::ERR_INTERNET_DISCONNECTED', '!offline'],
  ['net::ERR_NETWORK_CHANGED', '!network_changed'],
  ['net::ERR_NETWORK_IO_SUSPENDED', '!network_changed'],
  ['net::ERR_NETWORK_ACCESS_DENIED', '!browser_policy'],
  ['net::ERR_INSUFFICIENT_RESOURCES', '!browser_policy'],
  ['net::ERR_BLOCKED_BY_ADMINISTRATOR', '!browser_policy'],
  ['net::ERR_BLOCKED_BY_RESPONSE', '!browser_policy'],
  ['net::ERR_BLOCKED_BY_CSP', '!browser_policy'],
  ['net::ERR_BLOCKED_BY_ORB', '!browser_policy'],
  ['net::ERR_CACHE_MISS', '!browser_policy'],
  ['net::ERR_CERT_VERIFIER_CHANGED', '!browser_policy'],
  ['net::ERR_PROXY_CONNECTION_FAILED', '!proxied'],
  ['net::ERR_PROXY_CERTIFICATE_INVALID', '!proxied'],
  ['net::ERR_TUNNEL_CONNECTION_FAILED', '!proxied'],
  ['net::ERR_SOCKS_CONNECTION_FAILED', '!proxied'],
  ['net::ERR_HTTPS_PROXY_TUNNEL_RESPONSE_REDIRECT', '!proxied'],
  ['net::ERR_MANDATORY_PROXY_CONFIGURATION_FAILED', '!proxied'],
  ['net::ERR_NO_SUPPORTED_PROXIES', '!proxied'],
  ['net::ERR_PAC_SCRIPT_FAILED', '!proxied'],
  // A reset WebSocket, and a dozen other things.
  ['net::ERR_FAILED', 'unknown_failure@unknown'],
  ['net::ERR_QUIC_PROTOCOL_ERROR', 'unknown_failure@unknown'],
  ['net::ERR_SOMETHING_NEW', 'unknown_failure@unknown'],
  ['net::ERR_CONNECTION_RESET ', 'unknown_failure@unknown'],
  ['ERR_CONNECTION_RESET', 'unknown_failure@unknown'],
  ['NS_ERROR_NET_RESET', 'unknown_failure@unknown'],
];

const BY_NAME = (code: string) => `NS_ERROR_GENERATE_FAILURE(NS_ERROR_MODULE_SECURITY, ${code})`;

const FIREFOX: readonly Row[] = [
  ['NS_ERROR_UNKNOWN_HOST', 'dns_lookup_error@dns'],
  ['NS_ERROR_DEFINITIVE_UNKNOWN_HOST', 'dns_nxdomain_error@dns'],
  ['NS_ERROR_LOCAL_NETWORK_ACCESS_DENIED', 'dns_bogon_error@dns local_network'],
  ['NS_ERROR_CONNECTION_REFUSED', 'connection_refused@tcp'],
  ['NS_ERROR_NET_RESET', 'connection_reset@tls', 'connection_reset@http'],
  ['NS_ERROR_NET_TIMEOUT', 'generic_timeout_error@unknown', 'generic_timeout_error@tcp'],
  ['NS_ERROR_NET_EMPTY_RESPONSE', 'eof_error@http'],
  ['NS_ERROR_NET_INTERRUPT', 'eof_error@http'],
  ['NS_ERROR_NET_PARTIAL_TRANSFER', 'eof_error@body'],
  ['NS_ERROR_INVALID_CONTENT_ENCODING', 'unknown_failure@body'],
  ['NS_ERROR_REDIRECT_LOOP', 'unknown_failure@http redirect_loop'],
  ['NS_ERROR_BAD_HSTS_CERT', 'ssl_invalid_certificate@tls'],
  ['NS_BINDING_ABORTED', '!gave_up_early'],
  ['NS_BINDING_RETARGETED', '!browser_policy'],
  ['NS_ERROR_ABORT', '!other_extension'],
  ['NS_ERROR_TRACKING_URI', '!other_extension'],
  ['NS_ERROR_SOCIALTRACKING_URI', '!other_extension'],
  ['NS_ERROR_MALFORMED_URI', '!browser_policy'],
  ['NS_ERROR_OFFLINE', '!offline'],
  ['NS_ERROR_DNS_LOOKUP_QUEUE_FULL', '!browser_policy'],
  ['NS_ERROR_PROXY_CONNECTION_REFUSED', '!proxied'],
  ['NS_ERROR_PROXY_GATEWAY_TIMEOUT', '!proxied'],
  ['NS_ERROR_UNKNOWN_PROXY_HOST', '!proxied'],
  ['NS_ERROR_NET_ON_CONNECTED_TO', 'unknown_failure@unknown'],
  ['NS_ERROR_NET_ON_TLS_HANDSHAKE_STARTING', 'unknown_failure@unknown'],
  ['NS_ERROR_NET_ON_WAITING_FOR', 'unknown_failure@unknown'],
  ['NS_ERROR_FAILURE', 'unknown_failure@unknown'],
  ['NS_ERROR_NET_UNKNOWN', 'unknown_failure@unknown'],
  ['NS_BASE_STREAM_CLOSED', 'unknown_failure@unknown'],
  ['net::ERR_CONNECTION_RESET', 'unknown_failure@tls'],
  ['Une phrase que personne ne connaît.', 'unknown_failure@tls'],
  // Codes without a sentence come by name.
  [BY_NAME('SSL_ERROR_MISSING_EXTENSION_ALERT'), 'ssl_failed_handshake@tls tls_alert'],
  [BY_NAME('SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT'), 'ssl_failed_handshake@tls tls_alert'],
  [BY_NAME('SSL_ERROR_RX_UNKNOWN_ALERT'), 'ssl_failed_handshake@tls tls_alert'],
  [BY_NAME('SSL_ERROR_NO_CYPHER_OVERLAP'), 'ssl_failed_handshake@tls tls_alert'],
  [BY_NAME('SSL_ERROR_UNRECOGNIZED_NAME_ALERT'), 'ssl_invalid_hostname@tls tls_alert'],
  [BY_NAME('SSL_ERROR_BAD_CERT_DOMAIN'), 'ssl_invalid_hostname@tls'],
  [BY_NAME('SSL_ERROR_RX_MALFORMED_ENCRYPTED_EXTENSIONS'), 'ssl_failed_handshake@tls foreign_bytes'],
  [BY_NAME('SSL_ERROR_RX_RECORD_TOO_LONG'), 'ssl_failed_handshake@tls foreign_bytes'],
  [BY_NAME('SSL_ERROR_BAD_SERVER'), 'ssl_failed_handshake@tls foreign_bytes'],
  [BY_NAME('SSL_ERROR_SOMETHING_NEW'), 'ssl_failed_handshake@tls'],
  [BY_NAME('MOZILLA_PKIX_ERROR_MITM_DETECTED'), 'ssl_unknown_authority@tls'],
  [BY_NAME('MOZILLA_PKIX_ERROR_SOMETHING_NEW'), 'ssl_invalid_certificate@tls'],
  [BY_NAME('SEC_ERROR_EXPIRED_CERTIFICATE'), 'ssl_invalid_certificate@tls certificate_date'],
  [BY_NAME('SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE'), 'ssl_invalid_certificate@tls'],
  [BY_NAME('SEC_ERROR_NO_MEMORY'), 'unknown_failure@tls'],
  ['NS_ERROR_GENERATE_FAILURE(NS_ERROR_MODULE_NETWORK, 85)', 'unknown_failure@unknown'],
];

describe.each([
  ['chromium', CHROMIUM],
  ['firefox', FIREFOX],
] as const)('%s', (engine, rows) => {
  it.each(rows.map(([error, overHttps, overHttp = overHttps]) => [error, overHttps, overHttp] as const))(
    '%s is %s',
    (error, overHttps, overHttp) => {
      expect(told(classify(VENDORS[engine], error, at('https')))).toBe(overHttps);
      expect(told(classify(VENDORS[engine], error, at('wss')))).toBe(overHttps);
      expect(told(classify(VENDORS[engine], error, at('http')))).toBe(overHttp);
      expect(told(classify(VENDORS[engine], error, at('ws')))).toBe(overHttp);
    },
  );
});

describe('any text at all', () => {
  const vendorLike = fc
    .tuple(
      fc.constantFrom('net::ERR_', 'NS_ERROR_', 'NS_BINDING_', 'NS_ERROR_GENERATE_FAILURE(', ''),
      fc.oneof(
        fc.string(),
        fc.stringMatching(/^[A-Z0-9_]{0,40}$/),
        fc.constantFrom('constructor', '__proto__', 'toString'),
      ),
    )
    .map((parts) => parts.join(''));
  const context = fc.record({
    scheme: fc.constantFrom(...SCHEMES),
  });

  it('becomes words of the closed lists, one of failure and confounder, and none of the text', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('firefox', 'chromium'),
        fc.oneof(fc.string({ unit: 'binary' }), fc.string({ maxLength: 2000 }), vendorLike),
        context,
        (engine, error, where) => {
          const said = classify(VENDORS[engine], error, where);
          if (said.confounder !== undefined) {
            expect(Object.keys(said)).toEqual(['confounder']);
            expect(CONFOUNDERS).toContain(said.confounder);
            return;
          }
          expect(Object.keys(said).filter((key) => !['failure', 'stage', 'detail'].includes(key))).toEqual(
            [],
          );
          expect(FAILURES).toContain(said.failure);
          expect(STAGES).toContain(said.stage);
          if ('detail' in said) expect(FAILURE_DETAILS).toContain(said.detail);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is not looked at when it is over-long, empty or no text', () => {
    const unknown = { failure: 'unknown_failure', stage: 'unknown' };
    for (const error of [
      '',
      'x'.repeat(513),
      `net::ERR_CONNECTION_RESET${' '.repeat(600)}`,
      undefined,
      null,
      7,
      {},
    ]) {
      expect(classify(VENDORS.firefox, error as string, at('https'))).toEqual(unknown);
      expect(classify(VENDORS.chromium, error as string, at('https'))).toEqual(unknown);
    }
  });
});
