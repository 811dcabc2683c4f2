// The closed lists every vendor's error is reduced to at the door. Names are OONI's (df-007), so that an export needs no translation.

/** Where in the life of a request it stopped. */
export const STAGES = ['dns', 'tcp', 'tls', 'http', 'body', 'unknown'] as const;
export type Stage = (typeof STAGES)[number];

/** OONI df-007 names; `unknown_failure` is what we could not decode and never counts as interference. */
export const FAILURES = [
  'connection_refused',
  'connection_reset',
  'connection_aborted',
  'host_unreachable',
  'network_unreachable',
  'network_down',
  'generic_timeout_error',
  'eof_error',
  'dns_nxdomain_error',
  'dns_no_answer',
  'dns_temporary_failure',
  'dns_bogon_error',
  'dns_lookup_error',
  'ssl_failed_handshake',
  'ssl_invalid_hostname',
  'ssl_unknown_authority',
  'ssl_invalid_certificate',
  'permission_denied',
  'interrupted',
  'unknown_failure',
] as const;
export type Failure = (typeof FAILURES)[number];

/**
 * A finer word where OONI's is too coarse for judging; kept beside the failure, never instead of it.
 * `foreign_bytes`: something that is not TLS answered on the TLS port. `tls_alert`: the other side refused in proper TLS. `certificate_date`: expired or not yet valid.
 * `local_network`: the browser refused because a public name led to a private address. `redirect_loop`: as it says.
 */
export const FAILURE_DETAILS = [
  'foreign_bytes',
  'tls_alert',
  'certificate_date',
  'local_network',
  'redirect_loop',
] as const;
export type FailureDetail = (typeof FAILURE_DETAILS)[number];

/** Why a failed request says nothing about the network between the person and the site. */
export const CONFOUNDERS = [
  /** The person (or the page) gave up before there was anything to see. */
  'gave_up_early',
  /** Another extension's rule, tracking protection or a content filter inside the browser. */
  'other_extension',
  /** The browser or its administrator refused (policy, CSP, ORB, mixed content, cache, resources). */
  'browser_policy',
  'offline',
  'network_changed',
  /** A proxy or VPN extension carries (or fails to carry) the request. */
  'proxied',
  'portal',
  'wrong_clock',
  /** Every TLS site shows a stranger's certificate: antivirus, company or school. */
  'local_tls_interception',
  /** Too few controls answered within a minute of the failure. */
  'controls_failed',
  'controls_missing',
  /** One failure only, or the second came too soon. */
  'not_repeated',
  /** Resolver answers that only something near the person gives (0.0.0.0, loopback, router). */
  'local_resolver',
  /** Sites of the country answer, nothing from abroad does. */
  'cut_off',
  /** The network lets popular sites through and little else. */
  'allow_list',
  /** The answer came over plain http, which anybody on the way can write. */
  'plain_http',
  /** A working site answered after the failure. */
  'answered_since',
] as const;
export type Confounder = (typeof CONFOUNDERS)[number];

/** What one vendor error string means. Exactly one of `failure` and `confounder` is set. */
export type Classified =
  | {
      readonly failure: Failure;
      readonly stage: Stage;
      readonly detail?: FailureDetail;
      readonly confounder?: never;
    }
  | { readonly confounder: Confounder; readonly failure?: never };
