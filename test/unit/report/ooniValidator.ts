// A second reading of OONI's data format, written from its description and not from our export: says what is wrong with a line. It shares
// no code with the export, so a mistake must be made twice to pass.

type Check = (value: unknown) => string | undefined;
type Json = Readonly<Record<string, unknown>>;

const is =
  (what: string, test: (value: unknown) => boolean): Check =>
  (value) =>
    test(value) ? undefined : `is ${JSON.stringify(value)?.slice(0, 80)}, not ${what}`;
const text = (what: string, pattern: RegExp) => is(what, (v) => typeof v === 'string' && pattern.test(v));
const exactly = (...values: readonly unknown[]) =>
  is(values.map(String).join('|'), (v) => values.includes(v));
const empty = is('empty', (v) => typeof v === 'object' && v !== null && Object.keys(v).length === 0);
const integer = (from: number, to: number) =>
  is(
    `a whole number ${from}–${to}`,
    (v) => Number.isInteger(v) && (v as number) >= from && (v as number) <= to,
  );
const notNegative = is('a number, 0 or more', (v) => typeof v === 'number' && Number.isFinite(v) && v >= 0);
const bool = is('a boolean', (v) => typeof v === 'boolean');
const orNull =
  (check: Check): Check =>
  (v) =>
    v === null ? undefined : check(v);
const isObject = (v: unknown): v is Json => typeof v === 'object' && v !== null && !Array.isArray(v);

/** An object with exactly these keys; those ending in `?` may be absent. */
const object =
  (keys: Readonly<Record<string, Check>>): Check =>
  (value) => {
    if (!isObject(value)) return 'is no object';
    const names = new Set(Object.keys(keys).map((key) => key.replace('?', '')));
    const foreign = Object.keys(value).find((key) => !names.has(key));
    if (foreign !== undefined) return `has the key ${foreign}`;
    for (const [key, check] of Object.entries(keys)) {
      const name = key.replace('?', '');
      if (!(name in value)) {
        if (name === key) return `lacks ${name}`;
        continue;
      }
      const wrong = check(value[name]);
      if (wrong) return `.${name} ${wrong}`;
    }
    return undefined;
  };

const list =
  (most: number, check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return 'is no list';
    if (value.length > most) return `has ${value.length} entries`;
    for (const [i, entry] of value.entries()) {
      const wrong = check(entry);
      if (wrong) return `[${i}] ${wrong}`;
    }
    return undefined;
  };

/** The closed list of failures; what is in no list is `unknown_failure: ` and one word. */
const NAMES = [
  'connection_refused connection_reset connection_aborted host_unreachable network_unreachable network_down network_reset',
  'generic_timeout_error eof_error',
  'dns_nxdomain_error dns_servfail_error dns_refused_error dns_no_answer dns_temporary_failure dns_bogon_error',
  'dns_server_misbehaving dns_lookup_error',
  'ssl_failed_handshake ssl_invalid_hostname ssl_unknown_authority ssl_invalid_certificate permission_denied interrupted',
]
  .join(' ')
  .split(' ');
const failure = is(
  'a failure',
  (v) => typeof v === 'string' && (NAMES.includes(v) || /^unknown_failure: [a-z_]{1,24}$/.test(v)),
);
const operation = exactly('resolve', 'connect', 'tls_handshake', 'http_round_trip', 'read', 'unknown');

const IPV4 = /^(?:\d{1,3}\.){3}\d{1,3}$/;
const IPV6 = /^(?=.*:)[0-9a-f:.]{2,45}$/;
const ADDRESS = /^(?:(?:\d{1,3}\.){3}\d{1,3}|\[[0-9a-f:.]+\]):\d{1,5}$/;
/** Scheme, host and port; the web client alone has a path, one slash. */
const url = is(
  'an origin',
  (v) =>
    typeof v === 'string' &&
    (v === 'https://web.telegram.org/' ||
      (/^(?:https?|wss?):\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[1-9]\d{0,4})?$/.test(v) &&
        v !== 'https://web.telegram.org')),
);
/** A whole hour, with a blank between date and time. */
const hour = text('a whole hour', /^\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01]) (?:[01]\d|2[0-3]):00:00$/);

const common = { t0: notNegative, t: notNegative, tags: list(0, empty), transaction_id: integer(1, 1_000) };
const message = {
  body: exactly(''),
  body_is_truncated: exactly(false),
  headers: empty,
  headers_list: list(0, empty),
};

const request = object({
  failure: orNull(failure),
  request: object({
    ...message,
    method: exactly('GET'),
    tor: object({ exit_ip: exactly(null), exit_name: exactly(null), is_tor: exactly(false) }),
    url,
    'x_transport?': exactly('tcp'),
  }),
  response: object({ ...message, code: integer(0, 999) }),
  'address?': text('ip:port', ADDRESS),
  ...common,
});

const connect = object({
  ip: is('an address', (v) => typeof v === 'string' && (IPV4.test(v) || IPV6.test(v))),
  port: integer(1, 65_535),
  status: object({ failure: orNull(failure), success: bool }),
  ...common,
});

const answer: Check = (v) =>
  isObject(v) && v.answer_type === 'AAAA'
    ? object({ answer_type: exactly('AAAA'), ipv6: text('IPv6', IPV6), ttl: exactly(null) })(v)
    : object({ answer_type: exactly('A'), ipv4: text('IPv4', IPV4), ttl: exactly(null) })(v);

const query = object({
  answers: orNull(list(16, answer)),
  engine: exactly('getaddrinfo', 'doh', 'unknown'),
  failure: orNull(failure),
  hostname: text('a host', /^[a-z0-9._:[\]-]{1,253}$/),
  query_type: exactly('ANY', 'A', 'AAAA'),
  resolver_hostname: exactly(null),
  resolver_port: exactly(null),
  resolver_address: text(
    'no address, or a resolver abroad',
    /^(?:https:\/\/(?:cloudflare-dns\.com\/dns-query|dns\.google\/resolve))?$/,
  ),
  ...common,
});

const own = {
  x_reachable_origin: exactly('check', 'visit'),
  x_reachable_state: orNull(
    exactly('unknown', 'ok', 'slow', 'unclear', 'down', 'refused', 'filtered', 'likely_blocked', 'blocked'),
  ),
  x_reachable_rule: orNull(text('a rule', /^[A-Za-z0-9._-]{1,64}$/)),
  x_reachable_rules_version: is('a whole number', Number.isInteger),
  x_reachable_control: exactly('ok', 'fail', 'none'),
  x_reachable_failed_operation: orNull(operation),
};

const telegramKeys = object({
  agent: exactly('redirect'),
  requests: list(13, request),
  tcp_connect: list(12, connect),
  queries: list(64, query),
  tls_handshakes: list(0, empty),
  network_events: list(0, empty),
  failure: orNull(failure),
  failed_operation: orNull(operation),
  telegram_tcp_blocking: bool,
  telegram_http_blocking: bool,
  telegram_web_failure: orNull(failure),
  telegram_web_status: exactly('ok', 'blocked'),
  ...own,
});

const browserKeys = object({
  browser: exactly('firefox', 'chromium'),
  browser_name: exactly('firefox', 'chromium'),
  result: exactly('ok', 'error'),
  load_time_ms: notNegative,
  requests: list(32, request),
  queries: list(64, query),
  'tcp_connect?': list(32, connect),
  ...own,
});

const NAME_OF_SOFTWARE = /^[0-9A-Za-z_.+-]+$/;
const envelope = object({
  annotations: is('text to text', (v) => isObject(v) && Object.values(v).every((x) => typeof x === 'string')),
  data_format_version: exactly('0.2.0'),
  extensions: is('name to number', (v) => isObject(v) && Object.values(v).every(Number.isInteger)),
  input: orNull(url),
  measurement_start_time: hour,
  test_start_time: hour,
  probe_asn: text('AS and a number', /^AS\d{1,10}$/),
  probe_cc: text('two capitals', /^[A-Z]{2}$/),
  probe_ip: exactly('127.0.0.1'),
  report_id: exactly(''),
  resolver_asn: exactly('AS0'),
  resolver_ip: exactly('127.0.0.2'),
  software_name: text('a name', NAME_OF_SOFTWARE),
  software_version: text('a version', NAME_OF_SOFTWARE),
  test_name: exactly('telegram', 'browser_web'),
  test_version: text('a version', /^\d+\.\d+\.\d+$/),
  test_runtime: notNegative,
  test_keys: is('an object', isObject),
});

/** As much of a valid line as the comparisons below and the tests look at. */
export interface OoniLine {
  readonly input: string | null;
  readonly measurement_start_time: string;
  readonly probe_asn: string;
  readonly probe_cc: string;
  readonly software_version: string;
  readonly test_name: 'telegram' | 'browser_web';
  readonly test_runtime: number;
  readonly test_keys: {
    readonly requests: readonly {
      readonly failure: string | null;
      readonly request: { readonly url: string; readonly x_transport?: string };
      readonly response: { readonly code: number };
      readonly address?: string;
      readonly t0: number;
      readonly t: number;
    }[];
    readonly tcp_connect?: readonly {
      readonly ip: string;
      readonly port: number;
      readonly status: { readonly failure: string | null; readonly success: boolean };
      readonly t0: number;
      readonly t: number;
    }[];
    readonly queries: readonly {
      readonly answers: readonly Json[] | null;
      readonly engine: string;
      readonly failure: string | null;
      readonly hostname: string;
      readonly query_type: string;
      readonly resolver_address: string;
      readonly t0: number;
      readonly t: number;
    }[];
    readonly result?: 'ok' | 'error';
    readonly telegram_tcp_blocking?: boolean;
    readonly telegram_http_blocking?: boolean;
    readonly telegram_web_failure?: string | null;
    readonly telegram_web_status?: 'ok' | 'blocked';
    readonly [own: `x_reachable_${string}`]: unknown;
  };
}

const CENTRES = [
  '149.154.175.50',
  '149.154.167.51',
  '149.154.175.100',
  '149.154.167.91',
  '149.154.171.5',
  '95.161.76.100',
];
const WEB = 'https://web.telegram.org/';
const TELEGRAM_URLS = [WEB, ...CENTRES.flatMap((ip) => [`http://${ip}`, `http://${ip}:443`])].sort();

/** What is wrong with one line of an export; empty when nothing is. */
export function refusals(line: string): string[] {
  if (!line.endsWith('\n') || line.indexOf('\n') !== line.length - 1) return ['is not one line'];
  if (line.length > 60_000) return ['is too long'];
  const parsed: unknown = JSON.parse(line);
  const shape = envelope(parsed);
  if (shape) return [shape];
  const m = parsed as OoniLine;
  const keys = (m.test_name === 'telegram' ? telegramKeys : browserKeys)(m.test_keys);
  if (keys) return [`.test_keys${keys}`];
  return [...general(m), ...(m.test_name === 'telegram' ? telegram(m) : browserWeb(m))];
}

function general({ test_runtime, test_keys: k }: OoniLine): string[] {
  const wrong: string[] = [];
  for (const e of [...k.requests, ...k.queries, ...(k.tcp_connect ?? [])]) {
    if (e.t < e.t0) wrong.push('an entry ends before it begins');
    if (e.t > test_runtime) wrong.push('an entry ends after the test');
  }
  for (const r of k.requests) {
    if (r.failure !== null && r.response.code !== 0) wrong.push('a failed request has a code');
    if (r.request.url.startsWith('https:') && r.request.x_transport) wrong.push('https may have been HTTP/3');
  }
  for (const c of k.tcp_connect ?? [])
    if (c.status.success !== (c.status.failure === null)) wrong.push('a connection says both');
  for (const q of k.queries) {
    if (q.failure === null && q.answers === null) wrong.push('a query has neither answer nor failure');
    if (q.answers?.length === 0) wrong.push('answers are empty, not null');
    if (q.query_type === 'ANY' && q.resolver_address !== '') wrong.push('an own resolver has an address');
  }
  for (const url of new Set(k.requests.map((r) => r.request.url))) {
    const starts = k.requests.filter((r) => r.request.url === url).map((r) => r.t0);
    if (starts.some((t0, i) => t0 > (starts[i - 1] ?? Number.POSITIVE_INFINITY)))
      wrong.push('an older response stands before a newer one');
  }
  return wrong;
}

function telegram({ input, test_keys: k }: OoniLine): string[] {
  const wrong: string[] = [];
  if (input !== null) wrong.push('telegram has no input');
  if (JSON.stringify(k.requests.map((r) => r.request.url).sort()) !== JSON.stringify(TELEGRAM_URLS))
    wrong.push('not a complete check of Telegram, or more than that');
  const web = k.requests.find((r) => r.request.url === WEB)?.failure ?? null;
  if (k.telegram_web_failure !== web) wrong.push('the failure of the web client differs');
  if (k.telegram_web_status !== (web === null ? 'ok' : 'blocked'))
    wrong.push('the status of the web client differs');
  const answered = k.requests.some((r) => r.request.url !== WEB && r.failure === null);
  const connected = (k.tcp_connect ?? []).some((c) => c.status.success);
  if (k.telegram_http_blocking !== !answered) wrong.push('telegram_http_blocking differs');
  if (connected && k.telegram_tcp_blocking) wrong.push('telegram_tcp_blocking differs');
  if (k.telegram_tcp_blocking && k.tcp_connect?.length !== 12)
    wrong.push('telegram_tcp_blocking without evidence');
  if (k.queries.some((q) => q.hostname !== 'web.telegram.org')) wrong.push('another name was resolved');
  return wrong;
}

function browserWeb({ input, test_keys: k }: OoniLine): string[] {
  const wrong: string[] = [];
  const first = k.requests[0];
  if (!first) return ['no request'];
  if (input !== first.request.url) wrong.push('the input was not asked');
  // Asked by address, a certificate error is an answer.
  const byAddress =
    /^https:\/\/(?:[\d.]+(?::\d+)?|\[.*)$/.test(input ?? '') && /^ssl_/.test(first.failure ?? '');
  if (!byAddress && k.result !== (first.failure === null ? 'ok' : 'error')) wrong.push('the result differs');
  return wrong;
}
