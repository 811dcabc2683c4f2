// Answers that anybody on the way can write over plain http, each about one service that is not preloaded as https only.
import type { LabCase } from '../case.ts';
import { lone, NO_BLOCK, noHttps } from '../lone.ts';
import type { HttpAction, Steering } from '../steer.ts';

const WORLD = 'telegram-ip-refused';
const page = (body: string) => `<!doctype html><html lang="en"><title>Lab</title>${body}</html>`;
const IRAN = page('<iframe src="http://10.10.34.36/?type=Invalid Site&policy=Lab"></iframe>');
const RUSSIA = page('<h1>Closed</h1><a href="http://eais.rkn.gov.ru/">The register</a>');
const UNKNOWN = page('<h1>This site is closed by order</h1>');
/** Has the words of two known block pages, but is none. */
const ARTICLE = page('<p>Providers show a frame from 10.10.34.36 or send people to eais.rkn.gov.ru.</p>');

const says = (host: string, action: HttpAction): Steering => ({ kind: 'http', hosts: [host], action });
const answers = (host: string, status: number, body: string) => says(host, { status, page: body });

const BLOCKED = {
  state: 'blocked',
  stage: 'http',
  method: 'block_page',
  rule: 'A4',
  pointOfControl: 'provider_or_beyond',
} as const;
const ANYBODY = { state: 'unclear', stage: 'http', confounder: 'plain_http', rule: 'U7' } as const;
/** Chromium has tried https before, where nobody listens: that is what it met twice. */
const ANYBODY_OR_REFUSED = {
  firefox: ANYBODY,
  chromium: { state: 'unclear', stage: 'tcp', rule: 'U6' },
} as const;

/** Nobody listens for https, so that browsers which try it first come to plain http too. */
const plain = (
  [
    ['vpn-http-200-known', 'zoogvpn', 200, IRAN, BLOCKED, 'The body of a known block page with status 200'],
    ['vpn-http-403-known', 'ivacy', 403, RUSSIA, BLOCKED, 'The body of a known block page with status 403'],
    [
      'vpn-http-200-unknown',
      'fastestvpn',
      200,
      UNKNOWN,
      ANYBODY_OR_REFUSED,
      'A page nobody knows with status 200',
    ],
    [
      'vpn-http-403-unknown',
      'letsvpn',
      403,
      UNKNOWN,
      ANYBODY_OR_REFUSED,
      'A page nobody knows with status 403',
    ],
    [
      'vpn-http-451-unnamed',
      'slickvpn',
      451,
      UNKNOWN,
      ANYBODY_OR_REFUSED,
      '451 that does not say who blocks',
    ],
    [
      'vpn-http-mention',
      'urban-vpn',
      200,
      ARTICLE,
      ANYBODY_OR_REFUSED,
      'A page that writes about block pages',
    ],
  ] as const
).map(([id, service, status, body, expect, what]) =>
  lone({
    id,
    title: `${what} over plain http`,
    world: WORLD,
    service,
    scheme: 'http',
    steer: (host) => [noHttps(host), answers(host, status, body)],
    expect,
    ...(expect === BLOCKED ? { hold: true as const } : { never: ['filtered', ...NO_BLOCK] as const }),
  }),
);

export default [
  ...plain,
  lone({
    id: 'vpn-http-rst',
    title: 'A reset follows the Host header: a broken server may do that',
    world: WORLD,
    service: 'le-vpn',
    scheme: 'http',
    steer: (host) => [noHttps(host), says(host, 'rst')],
    expect: {
      firefox: { state: 'unclear', stage: 'http', rule: 'U6' },
      chromium: { state: 'unclear', rule: 'U6' },
    },
    never: NO_BLOCK,
  }),
  lone({
    id: 'vpn-http-silent',
    title: 'Silence follows the Host header',
    world: WORLD,
    service: 'veepn',
    scheme: 'http',
    steer: (host) => [noHttps(host), says(host, 'silent')],
    expect: { state: 'unclear', rule: 'U6' },
    never: NO_BLOCK,
  }),
  lone({
    id: 'vpn-https-first-known',
    title: 'A browser that tries https first is reset; over plain http a known block page answers',
    world: WORLD,
    service: 'planet-vpn',
    scheme: 'http',
    steer: (host) => [{ kind: 'tls', hosts: [host], action: 'rst' }, answers(host, 200, IRAN)],
    expect: BLOCKED,
    hold: true,
  }),
  lone({
    id: 'vpn-https-first-unknown',
    title: 'The same with a page nobody knows: what counts is the reset, where it was met',
    world: WORLD,
    service: 'whoer-vpn',
    scheme: 'http',
    steer: (host) => [{ kind: 'tls', hosts: [host], action: 'rst' }, answers(host, 200, UNKNOWN)],
    expect: {
      firefox: ANYBODY,
      chromium: { state: 'likely_blocked', stage: 'tls', method: 'connection_reset', rule: 'L6' },
    },
    never: ['blocked'],
  }),
  lone({
    id: 'vpn-https-quote',
    title: 'The site itself shows a block page’s source over authenticated TLS',
    world: WORLD,
    service: 'browsec',
    steer: (host) => [{ kind: 'server', hosts: [host], body: IRAN }],
    expect: { state: 'ok', rule: 'O3' },
    never: ['unclear', 'filtered', ...NO_BLOCK],
  }),
  lone({
    id: 'vpn-redirect-other-country',
    title: 'A redirect to a known block page of a country that is not the one chosen',
    world: 'kenya',
    settings: { country: 'KE' },
    service: 'hola',
    scheme: 'http',
    steer: (host) => [noHttps(host), says(host, { redirect: 'http://warning.rt.ru/' })],
    expect: { state: 'unclear' },
    never: ['filtered', ...NO_BLOCK],
  }),
  lone({
    id: 'vpn-body-other-country',
    title: 'The body of a known block page of a country that is not the one chosen',
    world: 'kenya',
    settings: { country: 'KE' },
    service: 'betternet',
    scheme: 'http',
    steer: (host) => [noHttps(host), answers(host, 200, IRAN)],
    expect: ANYBODY_OR_REFUSED,
    never: ['filtered', ...NO_BLOCK],
  }),
] satisfies LabCase[];
