// The OONI export: every line is accepted by a validator that knows only the format, scored as we mean it, and tells no more than it may.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { serviceById } from '../../../src/catalogue/index.ts';
import { STATES } from '../../../src/judge/verdict.ts';
import { CONFOUNDERS, FAILURE_DETAILS, FAILURES, STAGES } from '../../../src/observe/failures.ts';
import { ObservationSchema, REQUEST_KINDS } from '../../../src/observe/observation.ts';
import { type OoniContext, ooniLines, type Row } from '../../../src/report/ooni.ts';
import { ROOT } from '../../root.ts';
import { verdict } from '../store.contract.ts';
import { type OoniLine, refusals } from './ooniValidator.ts';

/** 2026-09-21 14:13:20 UTC. */
const START = 1_790_000_000_000;
const CONTEXT: OoniContext = {
  softwareVersion: '0.1.0',
  browser: 'firefox',
  countryOf: (network) => (network === 'net-1' ? 'RU' : undefined),
  asnOf: (network) => (network === 'net-1' ? 8_359 : undefined),
  includeWatched: false,
  rulesVersion: 7,
  serviceById,
};
const CENTRES = [
  '149.154.175.50',
  '149.154.167.51',
  '149.154.175.100',
  '149.154.167.91',
  '149.154.171.5',
  '95.161.76.100',
];

let rowCount = 0;
function row(host: string, more: Partial<Row> = {}): Row {
  const startedAtMs = more.startedAtMs ?? START;
  rowCount++;
  return {
    version: 1,
    id: `row-${String(rowCount).padStart(5, '0')}`,
    startedAtMs,
    atMs: startedAtMs + 250,
    source: 'check',
    check: 'check-1',
    network: 'net-1',
    target: 'telegram',
    endpoint: host,
    scheme: 'https',
    host,
    port: 443,
    kind: 'other',
    outcome: 'success',
    status: 200,
    ...more,
  };
}

type More = Partial<Row>;
const failed = (failure: Row['failure'], stage: Row['stage'], more: More = {}) =>
  ({ ...more, outcome: 'failure', failure, stage }) as More;
const without = ({ status: _, ...rest }: Row): Row => rest;
const bad = (host: string, failure: Row['failure'], stage: Row['stage'], more: More = {}) =>
  without(row(host, failed(failure, stage, more)));

const centre = (ip: string, port: number, more: More = {}) =>
  row(ip, { scheme: 'http', port, status: 404, address: ip, startedAtMs: START + 1_000, ...more });
const silentCentre = (ip: string, port: number, more: More = {}) => {
  const startedAtMs = more.startedAtMs ?? START + 1_000;
  const { address: _, ...rest } = without(
    centre(ip, port, { ...more, startedAtMs, atMs: startedAtMs + 10_000 }),
  );
  return { ...rest, outcome: 'stall', failure: 'generic_timeout_error', stage: 'unknown' } as Row;
};
const web = (more: More = {}) => row('web.telegram.org', { address: '149.154.167.99', ...more });
const centres = (make = centre) => CENTRES.flatMap((ip) => [make(ip, 80), make(ip, 443)]);
const resolved = (host: string, more: More = {}): Row => {
  const { status: _, ...rest } = row(host, {
    source: 'resolve',
    scheme: 'none',
    port: 0,
    outcome: 'answers',
    answers: ['149.154.167.99', '2001:67c:4e8:f004::9'],
    overHttps: false,
    ...more,
  });
  return rest;
};
const abroad = (host: string, resolver: string, more: More = {}) =>
  resolved(host, { source: 'doh', resolver, overHttps: true, answers: ['149.154.167.99'], ...more });
const control = (target: string, host: string, more: More = {}) =>
  without(row(host, { source: 'control', target, startedAtMs: START - 2_000, ...more }));
const CONTROLS_OK = [
  control('control-wikipedia', 'www.wikipedia.org'),
  control('control-debian', 'www.debian.org'),
];

/** Parsed lines, each of which the validator accepted. */
function linesOf(
  rows: readonly Row[],
  context: Partial<OoniContext> = {},
  verdicts = [] as Parameters<typeof ooniLines>[1],
) {
  return ooniLines(rows, verdicts, { ...CONTEXT, ...context }).map((line) => {
    expect(refusals(line), line).toEqual([]);
    return JSON.parse(line) as OoniLine;
  });
}

function only(rows: readonly Row[], context: Partial<OoniContext> = {}): OoniLine {
  const [line, ...more] = linesOf(rows, context);
  expect(more).toEqual([]);
  if (!line) throw new Error('no line');
  return line;
}

/** How OONI weighs a telegram measurement: the shares of connections and of data-centre requests that failed, and the web client. */
function score({ test_keys: k }: OoniLine): number {
  const share = (list: readonly boolean[]) =>
    list.length ? list.filter((ok) => !ok).length / list.length : 0.5;
  return (
    share((k.tcp_connect ?? []).map((c) => c.status.success)) +
    share(
      k.requests.filter((r) => r.request.url !== 'https://web.telegram.org/').map((r) => r.failure === null),
    ) +
    (k.telegram_web_status === 'blocked' ? 1 : 0)
  );
}

describe('a complete check of Telegram', () => {
  it('that went well is one telegram measurement without suspicion', () => {
    const m = only([web(), ...centres(), ...CONTROLS_OK, resolved('web.telegram.org')]);
    expect(m).toMatchObject({
      test_name: 'telegram',
      input: null,
      probe_cc: 'RU',
      probe_asn: 'AS8359',
      measurement_start_time: '2026-09-21 14:00:00',
      test_keys: {
        telegram_tcp_blocking: false,
        telegram_http_blocking: false,
        telegram_web_failure: null,
        telegram_web_status: 'ok',
        x_reachable_control: 'ok',
        x_reachable_origin: 'check',
        x_reachable_rules_version: 7,
      },
    });
    expect(m.test_keys.requests).toHaveLength(13);
    expect(m.test_keys.tcp_connect).toHaveLength(12);
    expect(score(m)).toBe(0);
  });

  it('of which nothing answers is blocked everywhere, however often it was asked', () => {
    const again = { startedAtMs: START + 30_000 };
    const m = only([
      bad('web.telegram.org', 'connection_reset', 'tls'),
      bad('web.telegram.org', 'connection_reset', 'tls', again),
      ...centres(silentCentre),
      ...CENTRES.map((ip) => silentCentre(ip, 80, again)),
    ]);
    expect(m.test_keys).toMatchObject({
      telegram_tcp_blocking: true,
      telegram_http_blocking: true,
      telegram_web_failure: 'connection_reset',
      telegram_web_status: 'blocked',
      x_reachable_failed_operation: 'tls_handshake',
    });
    expect(m.test_keys.requests).toHaveLength(13);
    expect(score(m)).toBe(3);
  });

  it('counts what failed after connecting as connected', () => {
    const cut = (ip: string, port: number) =>
      bad(ip, 'connection_reset', 'http', { scheme: 'http', port, startedAtMs: START + 1_000 });
    const m = only([web(), ...centres(cut)]);
    expect(m.test_keys).toMatchObject({ telegram_tcp_blocking: false, telegram_http_blocking: true });
    expect(m.test_keys.tcp_connect?.every((c) => c.status.success)).toBe(true);
    expect(score(m)).toBe(1);
  });

  it('takes the second answer where the first failed', () => {
    const m = only([
      bad('web.telegram.org', 'connection_reset', 'tls'),
      web({ startedAtMs: START + 30_000 }),
      ...centres(),
      ...CENTRES.map((ip) => silentCentre(ip, 80, { startedAtMs: START - 30_000 })),
    ]);
    expect(m.test_keys.telegram_web_status).toBe('ok');
    expect(score(m)).toBe(0);
  });

  it('is never told in part, and no other host stands in it', () => {
    const rows = [web(), ...centres(), row('t.me'), row('kws2.web.telegram.org'), row('149.154.167.99')];
    expect(linesOf(rows).filter((m) => m.test_name === 'telegram')).toHaveLength(1);
    expect(linesOf(rows)).toHaveLength(4);
    for (const gone of rows.slice(0, 13)) {
      const names = linesOf(rows.filter((r) => r !== gone)).map((m) => m.test_name);
      expect(names).not.toContain('telegram');
    }
  });

  it('must be one check on one network', () => {
    const rows = [web(), ...centres()];
    for (const more of [{ check: 'check-2' }, { network: 'net-2' }] as const) {
      const names = linesOf([{ ...web(), ...more }, ...rows.slice(1)]).map((m) => m.test_name);
      expect(names).not.toContain('telegram');
    }
    expect(linesOf([...rows, ...rows.map((r) => ({ ...r, check: 'check-2' }))])).toHaveLength(2);
  });

  it('is no longer complete when one address says nothing about the network', () => {
    const rows = [web(), ...centres()];
    const odd = rows.map((r, i) =>
      i === 5 ? ({ ...without(r), outcome: 'confounded', confounder: 'other_extension' } as Row) : r,
    );
    const found = linesOf(odd);
    expect(found.every((m) => m.test_name === 'browser_web')).toBe(true);
    expect(found).toHaveLength(7);
    expect(linesOf(rows, { serviceById: () => undefined }).every((m) => m.test_name === 'browser_web')).toBe(
      true,
    );
  });
});

describe('a single site', () => {
  it('says what came of it, newest first', () => {
    const m = only([
      bad('proton.me', 'eof_error', 'tls', { target: 'proton-vpn' }),
      bad('proton.me', 'connection_reset', 'tls', { target: 'proton-vpn', startedAtMs: START + 30_000 }),
    ]);
    expect(m).toMatchObject({ test_name: 'browser_web', input: 'https://proton.me', test_runtime: 30.25 });
    expect(m.test_keys).toMatchObject({ result: 'error', browser: 'firefox', browser_name: 'firefox' });
    expect(m.test_keys.requests.map((r) => [r.failure, r.response.code, r.t0])).toEqual([
      ['connection_reset', 0, 30],
      ['eof_error', 0, 0],
    ]);
  });

  it('is fine when the second request was answered', () => {
    const m = only([
      bad('t.me', 'eof_error', 'tls'),
      row('t.me', { startedAtMs: START + 30_000, status: 302 }),
    ]);
    expect(m.test_keys.result).toBe('ok');
    expect(m.test_keys.requests[0]?.response.code).toBe(302);
  });

  it('that shows a certificate when asked by its address is reached', () => {
    const m = only([bad('149.154.167.99', 'ssl_invalid_hostname', 'tls', { address: '149.154.167.99' })]);
    expect(m.test_keys.result).toBe('ok');
    expect(m.test_keys.tcp_connect?.[0]?.status).toEqual({ failure: null, success: true });
    const alert = only([bad('149.154.167.99', 'ssl_invalid_hostname', 'tls', { detail: 'tls_alert' })]);
    expect(alert.test_keys.result).toBe('error');
    expect(only([bad('t.me', 'ssl_invalid_hostname', 'tls')]).test_keys.result).toBe('error');
  });

  it('over plain http does not hide that https failed, but one open port is enough for an address', () => {
    const http = row('t.me', { scheme: 'http', port: 80, startedAtMs: START + 5_000 });
    expect(only([bad('t.me', 'connection_reset', 'tls'), http]).test_keys.result).toBe('error');
    const ip = '149.154.175.50';
    const m = only([centre(ip, 80), silentCentre(ip, 443)]);
    expect(m).toMatchObject({ input: `http://${ip}`, test_keys: { result: 'ok' } });
    expect(m.test_keys.requests.map((r) => r.request.url)).toEqual([`http://${ip}`, `http://${ip}:443`]);
  });

  it('names its transport only where HTTP/3 is out of the question', () => {
    expect(only([row('t.me')]).test_keys.requests[0]?.request).not.toHaveProperty('x_transport');
    expect(only([centre('149.154.175.50', 80)]).test_keys.requests[0]?.request.x_transport).toBe('tcp');
  });

  it('names the peer with its port', () => {
    expect(only([row('t.me', { address: '2001:67c:4e8::9' })]).test_keys.requests[0]?.address).toBe(
      '[2001:67c:4e8::9]:443',
    );
    expect(only([row('t.me', { address: '149.154.167.99' })]).test_keys.requests[0]?.address).toBe(
      '149.154.167.99:443',
    );
    expect(only([row('t.me', { address: '..' })]).test_keys.requests[0]).not.toHaveProperty('address');
  });

  it.each([
    ['a bare word', 'intranet'],
    ['a colon', 'a:b'],
    ['a bracket', '[t.me'],
    ['digits last', '1.2.3.999'],
  ])('with a host that is none (%s) is left out', (_, host) => {
    expect(linesOf([row(host)])).toEqual([]);
  });

  it('may be an IPv6 address with brackets or without', () => {
    for (const host of ['2001:67c:4e8::9', '[2001:67c:4e8::9]']) {
      const m = only([row(host)]);
      expect(m.input).toBe('https://[2001:67c:4e8::9]');
      expect(m.test_keys.tcp_connect?.[0]?.ip).toBe('2001:67c:4e8::9');
    }
  });
});

describe('what failed', () => {
  const of = (more: More, host = 't.me') => {
    const { test_keys: k } = only([without(row(host, more))]);
    return [k.requests[0]?.failure, k.x_reachable_failed_operation];
  };
  const silent = { outcome: 'stall', failure: 'generic_timeout_error', stage: 'unknown' } as const;

  it.each([
    ['a name, fast', failed('dns_lookup_error', 'dns'), 'dns_lookup_error', 'resolve'],
    [
      'a name, slowly',
      failed('dns_lookup_error', 'dns', { atMs: START + 5_001 }),
      'dns_temporary_failure',
      'resolve',
    ],
    [
      'a name, by time-out',
      failed('generic_timeout_error', 'dns', { atMs: START + 9_000 }),
      'dns_temporary_failure',
      'resolve',
    ],
    [
      'a name, told exactly',
      failed('dns_nxdomain_error', 'dns', { atMs: START + 9_000 }),
      'dns_nxdomain_error',
      'resolve',
    ],
    [
      'a public name that led to a private address',
      failed('dns_bogon_error', 'dns', { detail: 'local_network' }),
      'dns_bogon_error',
      'resolve',
    ],
    ['refused', failed('connection_refused', 'tcp'), 'connection_refused', 'connect'],
    ['refused, no stage', failed('connection_refused', 'unknown'), 'connection_refused', 'connect'],
    ['unreachable', failed('host_unreachable', 'tcp'), 'host_unreachable', 'connect'],
    ['SYN silence', failed('generic_timeout_error', 'tcp'), 'generic_timeout_error', 'connect'],
    ['silence of a name', silent, 'generic_timeout_error', 'unknown'],
    [
      'silence after connecting',
      { ...silent, address: '149.154.167.99' },
      'generic_timeout_error',
      'tls_handshake',
    ],
    ['reset', failed('connection_reset', 'tls'), 'connection_reset', 'tls_handshake'],
    ['reset, no stage', failed('connection_reset', 'unknown'), 'connection_reset', 'tls_handshake'],
    [
      'reset over http',
      failed('connection_reset', 'http', { scheme: 'http', port: 80 }),
      'connection_reset',
      'http_round_trip',
    ],
    ['closed', failed('eof_error', 'tls'), 'eof_error', 'tls_handshake'],
    [
      'an alert',
      failed('ssl_failed_handshake', 'tls', { detail: 'tls_alert' }),
      'ssl_failed_handshake',
      'tls_handshake',
    ],
    [
      'alert 112',
      failed('ssl_invalid_hostname', 'tls', { detail: 'tls_alert' }),
      'ssl_invalid_hostname',
      'tls_handshake',
    ],
    [
      'garbage',
      failed('ssl_failed_handshake', 'tls', { detail: 'foreign_bytes' }),
      'ssl_failed_handshake',
      'tls_handshake',
    ],
    ['a stranger', failed('ssl_unknown_authority', 'tls'), 'ssl_unknown_authority', 'tls_handshake'],
    [
      'a date',
      failed('ssl_invalid_certificate', 'tls', { detail: 'certificate_date' }),
      'ssl_invalid_certificate',
      'tls_handshake',
    ],
    [
      'a freeze',
      {
        outcome: 'read',
        failure: 'generic_timeout_error',
        stage: 'body',
        bodyBytes: 16_000,
        bodyComplete: false,
      },
      'generic_timeout_error',
      'read',
    ],
    [
      'a read that stopped',
      { outcome: 'read', bodyBytes: 16_000, bodyComplete: false },
      'generic_timeout_error',
      'read',
    ],
    ['headers without an end', { outcome: 'headers_only' }, 'generic_timeout_error', 'read'],
    ['truncated', failed('eof_error', 'body'), 'eof_error', 'read'],
    ['cut', failed('connection_reset', 'body'), 'connection_reset', 'read'],
    ['something', failed('unknown_failure', 'tls'), 'unknown_failure: tls', 'tls_handshake'],
    [
      'a loop',
      failed('unknown_failure', 'http', { detail: 'redirect_loop' }),
      'unknown_failure: redirect_loop',
      'http_round_trip',
    ],
    ['nothing that anybody told', { outcome: 'failure' }, 'unknown_failure: unknown', 'unknown'],
    ['nothing: it answered', { outcome: 'read', bodyBytes: 9, bodyComplete: true }, null, null],
    ['nothing: it sent us elsewhere', { outcome: 'redirect', redirectHost: 'warning.rt.ru' }, null, null],
  ] satisfies [string, More, string | null, string | null][])('%s', (_, more, failure, operation) => {
    expect(of(more)).toEqual([failure, operation]);
  });

  it('takes the silence of an address for a connection never made, unless a peer was seen', () => {
    const ip = '149.154.175.50';
    const http = { ...silent, scheme: 'http', port: 80 } as const;
    expect(of(http, ip)).toEqual(['generic_timeout_error', 'connect']);
    expect(of({ ...http, address: ip }, ip)).toEqual(['generic_timeout_error', 'http_round_trip']);
  });

  it('leaves the connection open where nobody can tell', () => {
    const m = only([bad('149.154.175.50', 'unknown_failure', 'unknown', { scheme: 'http', port: 80 })]);
    expect(m.test_keys).not.toHaveProperty('tcp_connect');
  });

  it('is told exactly where a resolver said so', () => {
    const gone = bad('t.me', 'dns_lookup_error', 'dns');
    const noAnswer = ({ answers: _, ...r }: Row, failure: Row['failure']) => ({ ...r, failure }) as Row;
    const nx = noAnswer(abroad('t.me', 'google'), 'dns_nxdomain_error');
    expect(only([gone, nx]).test_keys.requests[0]?.failure).toBe('dns_nxdomain_error');
    expect(only([gone, nx, abroad('t.me', 'cloudflare')]).test_keys.requests[0]?.failure).toBe(
      'dns_lookup_error',
    );
    const own = noAnswer(resolved('t.me'), 'dns_no_answer');
    expect(only([gone, nx, own]).test_keys.requests[0]?.failure).toBe('dns_no_answer');
  });
});

describe('what resolvers said', () => {
  const query = (name: Row) => only([row('t.me'), name]).test_keys.queries;

  it('of the browser', () => {
    expect(query(resolved('t.me'))).toMatchObject([
      {
        answers: [
          { answer_type: 'A', ipv4: '149.154.167.99', ttl: null },
          { answer_type: 'AAAA', ipv6: '2001:67c:4e8:f004::9', ttl: null },
        ],
        engine: 'getaddrinfo',
        failure: null,
        query_type: 'ANY',
        resolver_address: '',
      },
    ]);
    expect(query(resolved('t.me', { overHttps: true }))[0]?.engine).toBe('doh');
    const { overHttps: _, ...unsaid } = resolved('t.me');
    expect(query(unsaid)[0]?.engine).toBe('unknown');
  });

  it('of nothing', () => {
    expect(query(resolved('t.me', { answers: [] }))).toMatchObject([
      { answers: null, failure: 'dns_lookup_error' },
    ]);
    expect(query(resolved('t.me', { answers: ['..'], atMs: START + 8_000 }))).toMatchObject([
      { answers: null, failure: 'dns_temporary_failure' },
    ]);
  });

  it('abroad, by type and with the resolver', () => {
    expect(query(abroad('t.me', 'google'))).toMatchObject([
      { query_type: 'A', engine: 'doh', resolver_address: 'https://dns.google/resolve' },
    ]);
    expect(
      query(abroad('t.me', 'cloudflare', { answers: ['1.1.1.1', '::1'] })).map((q) => q.query_type),
    ).toEqual(['A', 'AAAA']);
    expect(query(abroad('t.me', 'somebody'))[0]?.resolver_address).toBe('');
  });

  it('of other hosts stands with those', () => {
    const rows = [web(), ...centres(), row('t.me'), resolved('t.me'), resolved('web.telegram.org')];
    const told = linesOf(rows).map((m) => [m.test_name, m.test_keys.queries.map((q) => q.hostname)]);
    expect(told).toContainEqual(['telegram', ['web.telegram.org']]);
    expect(told).toContainEqual(['browser_web', ['t.me']]);
  });
});

describe('what is left out', () => {
  const confounded = (host: string, confounder: Row['confounder'], more: More = {}) =>
    without(row(host, { outcome: 'confounded', confounder, ...more } as More));

  it('is a host of which only confounded rows are known, with what resolvers said of it', () => {
    expect(linesOf([confounded('t.me', 'proxied'), resolved('t.me'), ...CONTROLS_OK])).toEqual([]);
    const m = only([confounded('t.me', 'other_extension'), row('t.me', { startedAtMs: START + 30_000 })]);
    expect(m.test_keys.requests).toHaveLength(1);
  });

  it('is what was asked while others were told that there is no network', () => {
    const lost = bad('t.me', 'dns_lookup_error', 'dns');
    const rows = [confounded('telegram.org', 'offline'), lost];
    expect(linesOf(rows)).toEqual([]);
    const later = { startedAtMs: START + 30_000 };
    expect(only([...rows, row('t.me', later)]).test_keys.result).toBe('ok');
  });

  it.each(['portal', 'proxied', 'wrong_clock', 'offline'] as const)(
    'is a check whose controls say %s',
    (why) => {
      const said = { ...CONTROLS_OK[0], outcome: 'confounded', confounder: why } as Row;
      expect(linesOf([row('t.me'), said])).toEqual([]);
      expect(linesOf([row('t.me'), { ...said, check: 'check-2' }])).toHaveLength(1);
    },
  );

  it('is a check by a clock that is a day off', () => {
    const skewed = control('control-firefox', 'detectportal.firefox.com', { clockSkewHours: -24 });
    expect(linesOf([row('t.me'), skewed])).toEqual([]);
  });

  it('is an answer that a proxy on this computer gave', () => {
    expect(linesOf([row('t.me', { address: '127.0.0.1' })])).toEqual([]);
    expect(linesOf([row('t.me', { address: '198.18.0.9' })])).toEqual([]);
    // A name that somebody leads to this computer fails there.
    expect(linesOf([bad('t.me', 'connection_refused', 'tcp', { address: '127.0.0.1' })])).toHaveLength(1);
  });

  it('is a row of a check that does not say which', () => {
    const { check: _, ...loose } = row('t.me');
    expect(linesOf([loose], { includeWatched: true })).toEqual([]);
  });
});

describe('visits', () => {
  const visit = (host: string, more: More = {}): Row => {
    const { check: _, ...rest } = row(host, { source: 'watch', kind: 'main_frame', ...more });
    return rest;
  };

  it('are told only after a yes', () => {
    expect(linesOf([visit('t.me')])).toEqual([]);
    expect(only([visit('t.me')], { includeWatched: true }).test_keys.x_reachable_origin).toBe('visit');
  });

  it('are told by host, network and hour', () => {
    const rows = [
      visit('t.me'),
      visit('t.me', { startedAtMs: START + 60_000 }),
      visit('t.me', { startedAtMs: START + 3_600_000 }),
      visit('t.me', { network: 'net-2' }),
      visit('telegram.org'),
      visit('t.me', { source: 'confirm' }),
    ];
    expect(
      linesOf(rows, { includeWatched: true })
        .map((m) => m.test_keys.requests.length)
        .sort(),
    ).toEqual([1, 1, 1, 3]);
  });

  it('never make a telegram measurement', () => {
    const rows = [web(), ...centres()].map((r) => visit(r.host, r)).map(({ check: _, ...r }) => r as Row);
    const told = linesOf(
      rows.map((r) => ({ ...r, source: 'confirm' })),
      { includeWatched: true },
    );
    expect(told.map((m) => m.test_name)).toEqual(Array(7).fill('browser_web'));
  });

  it('know the controls of their minute', () => {
    const loose = CONTROLS_OK.map(({ check: _, ...r }) => r);
    const of = (rows: readonly Row[]) => only(rows, { includeWatched: true }).test_keys.x_reachable_control;
    expect(of([visit('t.me'), ...loose])).toBe('ok');
    expect(of([visit('t.me', { startedAtMs: START + 120_000 }), ...loose])).toBe('none');
    const portal = { ...loose[0], outcome: 'confounded', confounder: 'portal' } as Row;
    expect(linesOf([visit('t.me'), portal], { includeWatched: true })).toEqual([]);
  });
});

describe('what we conclude', () => {
  const rows = [row('t.me'), ...CONTROLS_OK];
  const said = (more: Parameters<typeof verdict>[1], of = rows) =>
    linesOf(of, {}, [verdict('telegram', { sinceMs: START - 1, lastSeenAtMs: START + 1_000, ...more })])[0]
      ?.test_keys;

  it('is the state of the host, or of the service', () => {
    const endpoint = { endpoint: 't.me', state: 'blocked', rule: 'B2', lastSeenAtMs: START } as const;
    expect(said({ state: 'unclear', rule: 'U1', endpoints: [endpoint] })).toMatchObject({
      x_reachable_state: 'blocked',
      x_reachable_rule: 'B2',
      x_reachable_rules_version: 1,
    });
    expect(said({ state: 'unclear', rule: 'U1' })).toMatchObject({
      x_reachable_state: 'unclear',
      x_reachable_rule: 'U1',
    });
  });

  it('is not said of another time, network or service', () => {
    const nothing = { x_reachable_state: null, x_reachable_rule: null, x_reachable_rules_version: 7 };
    expect(said({ sinceMs: START + 60_000, lastSeenAtMs: START + 60_000 })).toMatchObject(nothing);
    expect(said({ sinceMs: 0, lastSeenAtMs: START - 60_000 })).toMatchObject(nothing);
    expect(said({ network: 'net-2' })).toMatchObject(nothing);
    expect(said({ service: 'signal' })).toMatchObject(nothing);
  });

  it('says how the controls fared', () => {
    const of = (controls: readonly Row[]) => said({}, [row('t.me'), ...controls])?.x_reachable_control;
    const [one, two] = CONTROLS_OK as [Row, Row];
    const silent = { outcome: 'stall', failure: 'generic_timeout_error' } as const;
    expect(of([one, two])).toBe('ok');
    expect(of([one, { ...two, ...silent }])).toBe('fail');
    expect(of([one])).toBe('none');
    expect(of([])).toBe('none');
    // Plain http proves little, and a shop at home nothing about the way abroad.
    expect(of([one, two].map((r) => ({ ...r, scheme: 'http' as const })))).toBe('fail');
    expect(of([one, control('control-ru-ya-ru', 'ya.ru')])).toBe('none');
    expect(of([one, { ...two, atMs: START + 61_000 }])).toBe('none');
  });
});

describe('the envelope', () => {
  it('falls back where nothing fitting is known', () => {
    const odd = { countryOf: () => 'ru', asnOf: () => -1, softwareVersion: '1.0 (beta)' };
    expect(only([row('t.me')], odd)).toMatchObject({
      probe_cc: 'ZZ',
      probe_asn: 'AS0',
      software_version: '1.0__beta_',
    });
    expect(only([row('t.me', { network: 'net-9' })])).toMatchObject({ probe_cc: 'ZZ', probe_asn: 'AS0' });
    expect(only([row('t.me')], { softwareVersion: '' }).software_version).toBe('0');
  });

  it('is empty for nothing', () => {
    expect(ooniLines([], [], CONTEXT)).toEqual([]);
    expect(ooniLines(CONTROLS_OK, [verdict('telegram')], CONTEXT)).toEqual([]);
  });

  it('leaves out times that have no four-digit year', () => {
    expect(linesOf([row('t.me', { startedAtMs: 8.64e15, atMs: 8.64e15 })])).toEqual([]);
  });

  it('gives no minute away', () => {
    const at = (startedAtMs: number) =>
      ooniLines([{ ...row('t.me', { startedAtMs }), id: 'one' }], [], CONTEXT);
    expect(at(START)).toEqual(at(START + 10 * 60_000));
  });

  it('holds nothing of ids, networks, checks or redirects', () => {
    const planted = row('t.me', {
      id: 'planted-id',
      check: 'planted-check',
      network: 'planted-network',
      outcome: 'redirect',
      redirectHost: 'planted.example',
      fingerprint: 'planted-print',
    });
    expect(
      ooniLines([planted, { ...resolved('t.me', planted), id: 'planted-two' }], [], CONTEXT).join(''),
    ).not.toMatch(/planted/);
  });

  it('does not depend on the order of the rows', () => {
    const rows = [
      web(),
      ...centres(),
      row('t.me'),
      bad('t.me', 'eof_error', 'tls'),
      resolved('t.me'),
      ...CONTROLS_OK,
    ];
    const lines = ooniLines(rows, [], CONTEXT);
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(ooniLines(shuffled, [], CONTEXT)).toEqual(lines);
      }),
      { numRuns: 50 },
    );
  });

  it('is bounded for one host and for many', () => {
    const many = Array.from({ length: 500 }, (_, i) => row('t.me', { startedAtMs: START + i }));
    expect(only(many).test_keys.requests).toHaveLength(32);
    const hosts = Array.from({ length: 10_050 }, (_, i) => row(`h${i}.t.me`, { startedAtMs: START + i }));
    const lines = ooniLines(hosts, [], CONTEXT);
    expect(lines).toHaveLength(10_000);
    expect(lines.at(-1)).toContain('h10049.t.me');
  });
});

describe('goldens', () => {
  const again = { startedAtMs: START + 30_000 };
  const GOLDENS: Readonly<Record<string, readonly Row[]>> = {
    'telegram-ok': [web(), ...centres(), ...CONTROLS_OK, resolved('web.telegram.org')],
    'telegram-blocked': [
      bad('web.telegram.org', 'connection_reset', 'tls'),
      bad('web.telegram.org', 'connection_reset', 'tls', again),
      ...centres(silentCentre),
      ...CONTROLS_OK,
      resolved('web.telegram.org'),
      abroad('web.telegram.org', 'google'),
    ],
    sites: [
      row('t.me', { address: '149.154.167.99' }),
      bad('149.154.167.99', 'ssl_invalid_hostname', 'tls', { address: '149.154.167.99' }),
      bad('nordvpn.com', 'dns_lookup_error', 'dns', { target: 'nordvpn' }),
      bad('nordvpn.com', 'dns_lookup_error', 'dns', { target: 'nordvpn', ...again }),
      resolved('nordvpn.com', { target: 'nordvpn', answers: [] }),
      centre('149.154.175.50', 80),
      ...CONTROLS_OK,
    ],
    visits: [
      row('t.me', { source: 'watch', kind: 'main_frame' }),
      bad('t.me', 'generic_timeout_error', 'body', { source: 'watch', kind: 'main_frame', ...again }),
    ].map(({ check: _, ...r }) => r),
  };

  it.each(Object.keys(GOLDENS))('%s', (name) => {
    const path = join(ROOT, 'test/unit/report/goldens', `${name}.jsonl`);
    const verdicts = [
      verdict('telegram', { network: 'net-1', sinceMs: START - 1, lastSeenAtMs: START + 60_000 }),
    ];
    const lines = ooniLines(GOLDENS[name] ?? [], verdicts, { ...CONTEXT, includeWatched: true });
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(refusals(line)).toEqual([]);
    if (process.env.UPDATE_GOLDENS === '1') writeFileSync(path, lines.join(''));
    expect(lines.join('')).toBe(readFileSync(path, 'utf8'));
  });
});

describe('the validator', () => {
  const lines = ooniLines([web(), ...centres(), row('t.me')], [], CONTEXT);
  const spoilt = (line: string, from: string | RegExp, to: string) => {
    const changed = line.replace(from, to);
    expect(changed).not.toBe(line);
    return refusals(changed);
  };

  it.each([
    ['an ISO time', /(\d{4}-\d\d-\d\d) (\d\d:00:00)/, '$1T$2Z'],
    ['a minute', /14:00:00/, '14:13:00'],
    ['no runtime', /"test_runtime":[\d.]+/, '"test_runtime":null'],
    ['a path', /"url":"http:\/\/[\d.]+/, '$&/secret'],
    ['the web client without its slash', 'https://web.telegram.org/', 'https://web.telegram.org'],
    ['another host', /"url":"http:\/\/[\d.]+"/, '"url":"https://t.me"'],
    ['an own failure', '"failure":null,"request"', '"failure":"blocked","request"'],
    ['a key nobody knows', '"report_id"', '"reachable":1,"report_id"'],
    ['a web client that failed', '"telegram_web_status":"ok"', '"telegram_web_status":"blocked"'],
  ])('refuses %s', (_, from, to) => {
    const telegram = lines.find((line) => line.includes('"telegram"')) ?? '';
    expect(spoilt(telegram, from, to)).not.toEqual([]);
  });
});

describe('whatever rows there are', () => {
  const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);
  const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const time = fc.oneof(
    fc.integer({ min: START - 120_000, max: START + 120_000 }),
    fc.integer({ min: 0, max: 8.64e15 }),
  );
  const address = fc.oneof(
    pick(
      ...CENTRES,
      '149.154.167.99',
      '127.0.0.1',
      '198.18.0.1',
      '::1',
      '2001:67c:4e8::9',
      '..',
      '1.2.3.999',
    ),
    fc.ipV4(),
    fc.stringMatching(/^[0-9a-f.:]{2,45}$/),
  );
  const host = fc.oneof(
    pick(...CENTRES, 'web.telegram.org', 't.me', '149.154.167.99', '[::1]', 'localhost', '__proto__.a'),
    fc.stringMatching(/^[a-z0-9._:[\]-]{1,40}$/),
  );
  const short = fc.oneof(
    pick('net-1', 'telegram', 'toString', ''),
    fc.stringMatching(/^[A-Za-z0-9._-]{0,20}$/),
  );

  const fields = fc.record({
    version: fc.constant(1 as const),
    id: fc.stringMatching(/^[A-Za-z0-9._:-]{1,20}$/),
    startedAtMs: time,
    atMs: time,
    source: pick('check', 'watch', 'confirm', 'control', 'resolve', 'doh'),
    check: some(pick('a', 'b', 'check-1', '')),
    network: pick('net-1', 'net-2', ''),
    target: fc.oneof(pick('telegram', 'control-wikipedia', 'control-debian', 'nordvpn'), short),
    endpoint: host,
    scheme: pick('http', 'https', 'ws', 'wss', 'none'),
    host,
    port: fc.oneof(pick(80, 443), fc.integer({ min: 0, max: 65_535 })),
    kind: pick(...REQUEST_KINDS),
    outcome: pick('success', 'failure', 'stall', 'headers_only', 'redirect', 'confounded', 'answers', 'read'),
    failure: some(pick(...FAILURES)),
    detail: some(pick(...FAILURE_DETAILS)),
    stage: some(pick(...STAGES)),
    confounder: some(pick(...CONFOUNDERS)),
    status: some(fc.integer({ min: 0, max: 999 })),
    address: some(address),
    redirectHost: some(host),
    fingerprint: some(short),
    answers: some(fc.array(address, { maxLength: 16 })),
    overHttps: some(fc.boolean()),
    resolver: some(pick('cloudflare', 'google', 'toString')),
    bodyBytes: some(fc.nat()),
    bodyMs: some(fc.nat()),
    bodyComplete: some(fc.boolean()),
    clockSkewHours: some(pick(0, 0, 0, 0, 48)),
  });
  const present = <T extends object>(record: T) =>
    Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
  const anyRow = fields.map((record) => present(record) as unknown as Row);
  /** A complete check in which all that may come of a request did, so that `telegram` is met as well. */
  const anyCheck = fc
    .tuple(
      ...[web(), ...centres()].map((asked) =>
        fc
          .tuple(
            fields,
            pick('success', 'failure', 'stall', 'redirect', 'read'),
            fc.nat(60_000),
            fc.nat(60_000),
          )
          .map(([{ failure, detail, stage, status, bodyComplete }, outcome, startMs, tookMs]) => {
            const startedAtMs = START + startMs;
            const came = present({
              outcome,
              failure,
              detail,
              stage,
              status,
              bodyComplete,
              startedAtMs,
              atMs: startedAtMs + tookMs,
            });
            return { ...without(asked), ...came } as Row;
          }),
      ),
    )
    .map((rows) => rows as Row[]);
  const anyVerdict = fc
    .record({ state: pick(...STATES), rule: fc.string({ maxLength: 64 }), sinceMs: time })
    .map((more) => verdict('telegram', { network: 'net-1', lastSeenAtMs: 8.64e15, ...more }));

  it('every line is accepted, and nothing is thrown', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(
        fc.array(anyRow, { maxLength: 30 }),
        fc.oneof(anyCheck, fc.constant([])),
        fc.array(anyVerdict, { maxLength: 1 }),
        fc.string(),
        (loose, check, verdicts, softwareVersion) => {
          const rows = [...loose, ...check];
          for (const { check: _, ...r } of rows)
            expect(v.is(ObservationSchema, { ...r, source: r.source === 'check' ? 'watch' : r.source })).toBe(
              true,
            );
          const context = { ...CONTEXT, softwareVersion, includeWatched: true };
          for (const line of ooniLines(rows, verdicts, context)) {
            expect(refusals(line), line).toEqual([]);
            met.add((JSON.parse(line) as OoniLine).test_name);
          }
        },
      ),
      { numRuns: 400 },
    );
    expect([...met].sort()).toEqual(['browser_web', 'telegram']);
  });
});
