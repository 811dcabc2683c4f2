// What the TLS error codes of Firefox (NSS and mozilla::pkix) mean. Used twice: for codes that Firefox names outright, and by the
// script that makes the table of sentences. Changing a row here needs the script run again.
import { type Meaning, type NameRow, type PatternRow, tableReader } from './errorTable.ts';

/** One letter for each meaning a TLS code can have; the table of sentences holds only letters. Never reuse a letter. */
export const TLS_MEANINGS = {
  /** Signed by nobody the browser knows. */
  u: ['ssl_unknown_authority', 'tls'],
  n: ['ssl_invalid_hostname', 'tls'],
  d: ['ssl_invalid_certificate', 'tls', 'certificate_date'],
  c: ['ssl_invalid_certificate', 'tls'],
  f: ['ssl_failed_handshake', 'tls', 'foreign_bytes'],
  a: ['ssl_failed_handshake', 'tls', 'tls_alert'],
  /** The alert that says: no such name here. */
  m: ['ssl_invalid_hostname', 'tls', 'tls_alert'],
  h: ['ssl_failed_handshake', 'tls'],
} as const satisfies Record<string, Meaning>;
export type TlsLetter = keyof typeof TLS_MEANINGS;

const M = TLS_MEANINGS;

const NAMES: readonly NameRow[] = [
  [
    'SEC_ERROR_UNKNOWN_ISSUER SEC_ERROR_UNTRUSTED_ISSUER MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT MOZILLA_PKIX_ERROR_MITM_DETECTED',
    M.u,
  ],
  ['SSL_ERROR_BAD_CERT_DOMAIN', M.n],
  ['SSL_ERROR_UNRECOGNIZED_NAME_ALERT', M.m],
  ['SEC_ERROR_EXPIRED_CERTIFICATE MOZILLA_PKIX_ERROR_NOT_YET_VALID_CERTIFICATE', M.d],
  [
    // An expired or distrusted issuer is more often the site's trouble than a stranger's certificate.
    `SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE SEC_ERROR_REVOKED_CERTIFICATE SEC_ERROR_UNTRUSTED_CERT SEC_ERROR_BAD_SIGNATURE
    SEC_ERROR_BAD_DER SEC_ERROR_CA_CERT_INVALID SEC_ERROR_CERT_SIGNATURE_ALGORITHM_DISABLED SEC_ERROR_INADEQUATE_CERT_TYPE
    SEC_ERROR_INADEQUATE_KEY_USAGE SEC_ERROR_CERT_NOT_IN_NAME_SPACE SEC_ERROR_UNKNOWN_CRITICAL_EXTENSION
    SEC_ERROR_EXTENSION_VALUE_INVALID SEC_ERROR_PATH_LEN_CONSTRAINT_INVALID SSL_ERROR_WEAK_SERVER_CERT_KEY`,
    M.c,
  ],
  [
    'SSL_ERROR_RX_RECORD_TOO_LONG SSL_ERROR_RX_UNKNOWN_RECORD_TYPE SSL_ERROR_RX_UNKNOWN_HANDSHAKE SSL_ERROR_BAD_SERVER',
    M.f,
  ],
  // Measured: alert 40 is told as NO_CYPHER_OVERLAP, alert 120 as NEXT_PROTOCOL_NO_PROTOCOL, an alert of unknown number as
  // UNKNOWN_ALERT. An alert at the wrong moment is still TLS.
  [
    `SSL_ERROR_NO_CYPHER_OVERLAP SSL_ERROR_NEXT_PROTOCOL_NO_PROTOCOL SSL_ERROR_RX_UNKNOWN_ALERT SSL_ERROR_RX_UNEXPECTED_ALERT
    SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT`,
    M.a,
  ],
];

const PATTERNS: readonly PatternRow[] = [
  [/^SSL_ERROR_RX_(MALFORMED|UNEXPECTED)_/, M.f],
  [/^SSL_ERROR_.*_ALERT$/, M.a],
  [/^SSL_ERROR_/, M.h],
  [/^MOZILLA_PKIX_ERROR_/, M.c],
];

const meaningOf = tableReader(NAMES, PATTERNS);

/** The letter of a TLS error code's meaning; undefined for codes that say nothing about a connection. */
export function tlsLetter(code: string): TlsLetter | undefined {
  const meaning = meaningOf(code);
  return (Object.keys(TLS_MEANINGS) as TlsLetter[]).find((letter) => TLS_MEANINGS[letter] === meaning);
}

/**
 * The codes whose sentences are worth their bytes: what strangers, filters, broken servers and wrong clocks were seen to cause
 * (text, zeros, echoed and cut handshakes sent to a Firefox), and the alerts that servers really send.
 */
export const SENTENCE_CODES = [
  'SEC_ERROR_UNKNOWN_ISSUER',
  'MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT',
  'SEC_ERROR_UNTRUSTED_ISSUER',
  'SSL_ERROR_BAD_CERT_DOMAIN',
  'SSL_ERROR_UNRECOGNIZED_NAME_ALERT',
  'SEC_ERROR_EXPIRED_CERTIFICATE',
  'MOZILLA_PKIX_ERROR_NOT_YET_VALID_CERTIFICATE',
  'SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE',
  'SEC_ERROR_REVOKED_CERTIFICATE',
  'SSL_ERROR_RX_RECORD_TOO_LONG',
  'SSL_ERROR_RX_UNKNOWN_RECORD_TYPE',
  'SSL_ERROR_RX_MALFORMED_SERVER_HELLO',
  'SSL_ERROR_RX_MALFORMED_HANDSHAKE',
  'SSL_ERROR_RX_UNEXPECTED_CLIENT_HELLO',
  'SSL_ERROR_RX_UNEXPECTED_APPLICATION_DATA',
  'SSL_ERROR_NO_CYPHER_OVERLAP',
  'SSL_ERROR_PROTOCOL_VERSION_ALERT',
  'SSL_ERROR_HANDSHAKE_FAILURE_ALERT',
  'SSL_ERROR_INTERNAL_ERROR_ALERT',
  'SSL_ERROR_ACCESS_DENIED_ALERT',
  'SSL_ERROR_UNSUPPORTED_VERSION',
] as const;
