// What no honest server sends. Whatever the browser makes of it: an honest state, a living popup, and an extension that still answers
// when the same site behaves again.
import { gzipSync } from 'node:zlib';
import type { Expectation, LabCase } from '../case.ts';
import { lone, NO_BLOCK, noHttps } from '../lone.ts';
import type { Steering } from '../steer.ts';

const WORLD = 'bad-input';
const MEGABYTE = 1_000_000;
const LONG = 'a'.repeat(MEGABYTE);
/** A few kilobytes that become 60 MB. In a comment: laying out a word of that length would keep the browser's own process busy for minutes. */
const BOMB = gzipSync(`<title>Lab</title><!--${'x'.repeat(60 * MEGABYTE)}-->`).toString('hex');
/** Bytes that are no text in any encoding; the same ones in every run. */
const NOISE = Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * i * 31 + i * 7 + 200) & 255));
const OK: Expectation = { state: 'ok' };

type Server = Omit<Extract<Steering, { kind: 'server' }>, 'kind' | 'hosts'>;

interface Bad {
  readonly id: string;
  readonly title: string;
  readonly service: string;
  readonly server?: Server;
  readonly steer?: (host: string) => readonly Steering[];
  readonly expect: LabCase['expect'];
}

/** Once more at the end, when the site behaves: over TLS, where that is an answer. */
const CASES: readonly LabCase[] = (
  [
    {
      id: 'bad-dns',
      title: 'The resolver’s answers are no DNS messages',
      service: 'ivacy',
      steer: (host) => [{ kind: 'dns', hosts: [host], answer: 'malformed' }],
      expect: { state: 'unclear', stage: 'dns' },
    },
    {
      id: 'bad-header',
      title: 'A header of 1 MB',
      service: 'ipvanish',
      server: { headers: { 'X-Lab': LONG } },
      expect: { state: ['unclear', 'ok'] },
    },
    {
      id: 'bad-blocked-by',
      title: '451 with a Link header of 1 MB over TLS',
      service: 'vyprvpn',
      server: { status: 451, headers: { Link: `<https://example.org/${LONG}>; rel="blocked-by"` } },
      expect: { state: ['unclear', 'refused'] },
    },
    {
      id: 'bad-location',
      title: 'A redirect to an address of 1 MB',
      service: 'hide-me',
      server: { redirect: `https://hide.me/${LONG}` },
      expect: { state: ['unclear', 'ok', 'unknown'] },
    },
    {
      id: 'bad-redirects',
      title: 'Redirects without end, each to another address',
      service: 'hidemyass',
      server: { redirect: 'https://hidemyass.com/{n}' },
      expect: { state: ['unclear', 'ok', 'unknown'] },
    },
    {
      id: 'bad-chunks',
      title: 'A chunked body whose lengths are no numbers',
      service: 'hotspot-shield',
      server: {
        raw: `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz;\r\n${'!'.repeat(3_000)}\r\n-5\r\n\r\n`,
      },
      expect: { state: ['unclear', 'ok'] },
    },
    {
      id: 'bad-gzip',
      title: 'A body that says it is gzip and is noise',
      service: 'ivpn',
      server: { headers: { 'Content-Encoding': 'gzip' }, bodyHex: NOISE.toString('hex') },
      expect: { state: ['unclear', 'ok'] },
    },
    {
      id: 'bad-bomb',
      title: 'A few kilobytes of gzip that become 60 MB',
      service: 'privadovpn',
      server: { headers: { 'Content-Encoding': 'gzip' }, bodyHex: BOMB },
      expect: { state: 'ok' },
    },
    {
      id: 'bad-utf16',
      title: 'A page in UTF-16',
      service: 'airvpn',
      server: {
        headers: { 'Content-Type': 'text/html; charset=utf-16le' },
        bodyHex: Buffer.from('\uFEFF<title>Lab</title>', 'utf16le').toString('hex'),
      },
      expect: { state: 'ok' },
    },
    {
      id: 'bad-status',
      title: 'A status line without a number',
      service: 'perfect-privacy',
      server: { raw: 'HTTP/1.1 certainly\r\n\r\nhello' },
      expect: { state: ['unclear', 'ok'] },
    },
    {
      id: 'bad-http',
      title: 'Noise where an HTTP answer should be',
      service: 'adguard-vpn',
      server: { raw: NOISE.toString('latin1') },
      expect: { state: ['unclear', 'ok'] },
    },
    {
      id: 'bad-certificate',
      title: 'A certificate with a spoiled signature',
      service: 'strongvpn',
      steer: (host) => [{ kind: 'tls', hosts: [host], action: { certificate: 'broken' } }],
      expect: { state: 'unclear', stage: 'tls' },
    },
  ] as readonly Bad[]
).map(({ server, steer, ...rest }) =>
  lone({
    ...rest,
    world: WORLD,
    steer: (host) => [
      ...(steer?.(host) ?? []),
      ...(server ? [{ kind: 'server' as const, hosts: [host], ...server }] : []),
    ],
    later: [{ afterMs: 60_000, steer: [], open: true, expect: OK }],
    never: NO_BLOCK,
  }),
);

/** Over plain http, where the extension itself reads the body to compare it: who wrote it is not known, so nothing is said. */
const READ: readonly LabCase[] = (
  [
    ['bad-http-noise', 'noise', 'azirevpn', { bodyHex: NOISE.toString('hex') }],
    [
      'bad-http-bomb',
      'gzip that becomes 60 MB',
      'zoogvpn',
      { headers: { 'Content-Encoding': 'gzip' }, bodyHex: BOMB },
    ],
    [
      'bad-http-utf16',
      'UTF-16 that calls itself UTF-8',
      'mozilla-vpn',
      { bodyHex: Buffer.from('<iframe src="//10.10.34.36">', 'utf16le').toString('hex') },
    ],
    [
      'bad-http-endless',
      'without end',
      'fastestvpn',
      { bodyBytes: 20 * MEGABYTE, rateBytesPerSecond: 80_000 },
    ],
    [
      'bad-http-encoding',
      'in an encoding nobody knows',
      'geph',
      { headers: { 'Content-Type': 'text/html; charset=lab-1', 'Content-Encoding': 'lab' } },
    ],
  ] as const
).map(([id, what, service, server]) =>
  lone({
    id,
    title: `Plain http answers with a body ${what}`,
    world: WORLD,
    service,
    scheme: 'http',
    steer: (host) => [noHttps(host), { kind: 'server', hosts: [host], ...server }],
    expect: { state: 'unclear' },
    never: ['ok', ...NO_BLOCK],
  }),
);

export default [...CASES, ...READ] satisfies LabCase[];
