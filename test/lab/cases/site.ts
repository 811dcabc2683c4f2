// A site's own trouble, one site at a time while everything else works: never interference.
import type { LabCase } from '../case.ts';
import { lone, NO_BLOCK, noHttps } from '../lone.ts';
import { TELEGRAM_HOSTS } from '../telegram.ts';

const WORLD = 'site';
const PARKED_PAGE = '<!doctype html><title>Lab</title><h1>This domain may be for sale</h1>';
/** Names and addresses of block pages as a newspaper would print them. */
const ARTICLE =
  '<!doctype html><title>Lab</title><h1>How sites are blocked</h1><p>Some see &lt;iframe src="//10.10.34.36"&gt;, others are sent to' +
  ' warning.rt.ru or read of eais.rkn.gov.ru and subblock.mts.ru/api.</p>';

/** What the site answers over TLS, and what that means. */
const ANSWERS: readonly LabCase[] = (
  [
    [500, 'letsvpn', 'down'],
    [502, 'trust-zone', 'down'],
    [403, 'airvpn', 'refused'],
    [451, 'x-vpn', 'refused'],
    [404, 'slickvpn', 'ok'],
    [429, 'le-vpn', 'ok'],
  ] as const
).map(([status, service, state]) =>
  lone({
    id: status === 403 ? 'vpn-403' : `site-${status}`,
    title: `The site answers ${status} over authenticated TLS`,
    world: WORLD,
    service,
    steer: (host) => [{ kind: 'server', hosts: [host], status }],
    expect:
      state === 'ok'
        ? { state, rule: 'O3' }
        : { state, pointOfControl: 'site', rule: state === 'down' ? 'O1' : 'O2' },
    never: NO_BLOCK,
  }),
);

export default [
  ...ANSWERS,
  lone({
    id: 'site-once',
    title: 'The site is silent, and nothing more is known yet',
    // Alone: a promised time is for a person who opens a page, not for twenty pages at once.
    world: 'site-once',
    service: 'xeovo',
    steer: (host) => [{ kind: 'tls', hosts: [host], action: 'silent' }],
    expect: { state: 'unclear', rule: 'U4', withinSeconds: 15 },
    hold: false,
    never: NO_BLOCK,
  }),
  lone({
    id: 'site-451-named',
    title: 'The site itself answers 451 over authenticated TLS and names who ordered it',
    world: WORLD,
    service: 'veepn',
    steer: (host) => [
      {
        kind: 'server',
        hosts: [host],
        status: 451,
        headers: { Link: '<https://example.org/authority>; rel="blocked-by"' },
      },
    ],
    expect: { state: 'refused', pointOfControl: 'site' },
    never: NO_BLOCK,
  }),
  lone({
    id: 'site-challenge',
    title: 'The site first wants to see that a person is there (403 with cf-mitigated)',
    world: WORLD,
    service: 'planet-vpn',
    steer: (host) => [
      { kind: 'server', hosts: [host], status: 403, headers: { 'cf-mitigated': 'challenge' } },
    ],
    expect: { state: 'ok' },
    never: NO_BLOCK,
  }),
  lone({
    id: 'site-refuses',
    title: 'One site’s machine refuses connections, as after a crash of its server',
    world: WORLD,
    service: 'ivacy',
    steer: (host) => [{ kind: 'ip', hosts: [host], action: 'rst' }],
    expect: { state: 'unclear', stage: 'tcp' },
    never: NO_BLOCK,
  }),
  lone({
    id: 'site-gone',
    title: 'One site’s name is gone; nobody was asked abroad',
    world: WORLD,
    service: 'astrill',
    steer: (host) => [{ kind: 'dns', hosts: [host], answer: 'nxdomain' }],
    expect: { state: 'unclear', stage: 'dns' },
    never: NO_BLOCK,
  }),
  lone({
    id: 'site-gone-doh',
    title: 'One site’s name is gone everywhere, and resolvers abroad say so too',
    world: 'doh',
    settings: { doh: true },
    service: 'astrill',
    steer: (host) => [
      { kind: 'dns', hosts: [host], answer: 'nxdomain' },
      { kind: 'doh', hosts: [host], answer: 'nxdomain' },
    ],
    expect: { state: 'down', stage: 'dns', pointOfControl: 'site', rule: 'O4' },
    never: NO_BLOCK,
  }),
  lone({
    id: 'site-expired',
    title: 'The site forgot to renew its certificate',
    world: WORLD,
    service: 'urban-vpn',
    steer: (host) => [{ kind: 'tls', hosts: [host], action: { certificate: 'expired' } }],
    expect: { state: 'unclear', stage: 'tls' },
    never: NO_BLOCK,
  }),
  lone({
    id: 'site-slow-answer',
    title: 'The site takes 15 s to answer, then does',
    world: WORLD,
    service: 'whoer-vpn',
    steer: (host) => [{ kind: 'server', hosts: [host], delayMs: 15_000 }],
    expect: { state: 'ok' },
    never: ['slow', ...NO_BLOCK],
  }),
  lone({
    id: 'site-redirect-loop',
    title: 'The site redirects to itself',
    world: WORLD,
    service: 'browsec',
    steer: (host) => [{ kind: 'server', hosts: [host], redirect: `https://${host}/` }],
    // Redirects over authenticated TLS are answers; that they lead nowhere is between the person and the site.
    expect: { state: ['ok', 'unclear'] },
    never: NO_BLOCK,
  }),
  lone({
    id: 'site-large',
    title: 'A very large page is still downloading after half a minute',
    world: WORLD,
    service: 'touch-vpn',
    steer: (host) => [{ kind: 'server', hosts: [host], bodyBytes: 4_000_000, rateBytesPerSecond: 60_000 }],
    expect: { state: 'ok' },
    never: ['slow', ...NO_BLOCK],
  }),
  lone({
    id: 'site-download',
    title: 'The address is a file that is saved instead of shown',
    world: WORLD,
    service: 'hola',
    steer: (host) => [
      {
        kind: 'server',
        hosts: [host],
        bodyBytes: 100_000,
        headers: {
          'Content-Type': 'application/octet-stream',
          'Content-Disposition': 'attachment; filename=lab.bin',
        },
      },
    ],
    expect: { state: ['ok', 'unknown'] },
    never: ['slow', ...NO_BLOCK],
  }),
  lone({
    id: 'vpn-moved',
    title: 'The site sends everybody to another site that is no known block page',
    world: WORLD,
    service: 'strongvpn',
    steer: (host) => [{ kind: 'server', hosts: [host], redirect: 'https://example.com/' }],
    expect: { state: 'unclear', stage: 'http', rule: 'U2' },
    never: NO_BLOCK,
  }),
  lone({
    id: 'site-parked',
    title: 'The domain was sold: a stranger’s certificate, and advertisements over plain http',
    world: WORLD,
    service: 'betternet',
    scheme: 'http',
    steer: (host) => [
      { kind: 'tls', hosts: [host], action: { certificate: 'wrong-name' } },
      { kind: 'http', hosts: [host], action: { status: 200, page: PARKED_PAGE } },
    ],
    expect: { state: 'unclear' },
    never: ['ok', ...NO_BLOCK],
  }),
  lone({
    id: 'mentions-https',
    title: 'An article over TLS prints names and addresses of block pages',
    world: WORLD,
    service: 'red-shield-vpn',
    steer: (host) => [{ kind: 'server', hosts: [host], body: ARTICLE }],
    expect: { state: 'ok' },
    never: NO_BLOCK,
  }),
  lone({
    id: 'mentions-http',
    title: 'An article over plain http prints names and addresses of block pages',
    world: WORLD,
    service: 'blancvpn',
    scheme: 'http',
    steer: (host) => [noHttps(host), { kind: 'server', hosts: [host], body: ARTICLE }],
    // Chromium's https attempt is still open, and says less.
    expect: {
      firefox: { state: 'unclear', stage: 'http', confounder: 'plain_http' },
      chromium: { state: 'unclear' },
    },
    never: ['ok', ...NO_BLOCK],
  }),
  lone({
    id: 'mentions-redirect',
    title: 'The site moved over plain http to an address that has a block page’s in its query',
    world: WORLD,
    service: 'paper-vpn',
    scheme: 'http',
    steer: (host) => [
      noHttps(host),
      {
        kind: 'http',
        hosts: [host],
        action: { redirect: 'https://example.com/?about=http://warning.rt.ru/' },
      },
    ],
    // Chromium's https attempt is still open there.
    expect: { firefox: { state: 'unclear', stage: 'http' }, chromium: { state: 'unclear' } },
    never: NO_BLOCK,
  }),
  {
    id: 'telegram-503',
    title: 'Telegram has an outage: its addresses answer, its sites say 503',
    world: WORLD,
    service: 'telegram',
    open: 'https://web.telegram.org/k/',
    alsoOpen: ['https://t.me/telegram'],
    steer: [{ kind: 'server', hosts: TELEGRAM_HOSTS, status: 503 }],
    expect: { state: 'down', pointOfControl: 'site' },
    never: NO_BLOCK,
  },
] satisfies LabCase[];
