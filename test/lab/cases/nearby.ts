// Filters that stand nearer to the person than the provider, and that somebody here chose: `filtered`, or unclear where the browser does
// not tell what the resolver said.
import type { LabCase } from '../case.ts';
import { lone, NO_BLOCK } from '../lone.ts';
import { TELEGRAM_HOSTS } from '../telegram.ts';

const WORLD = 'person';
const FILTERED = {
  firefox: { state: 'filtered', stage: 'dns', method: 'dns', rule: 'F2', pointOfControl: 'local_network' },
  chromium: { state: 'unclear' },
} as const;

export default [
  lone({
    id: 'vpn-pihole',
    title: 'A filter nearby answers with 0.0.0.0; Chromium cannot see the answer',
    world: WORLD,
    service: 'hide-me',
    steer: (host) => [{ kind: 'dns', hosts: [host], answer: { a: ['0.0.0.0'] } }],
    expect: FILTERED,
    never: NO_BLOCK,
  }),
  lone({
    id: 'nearby-loopback',
    title: 'A list of hosts on the computer or a family’s DNS answers with 127.0.0.1',
    world: WORLD,
    service: 'onion-browser',
    steer: (host) => [{ kind: 'dns', hosts: [host], answer: { a: ['127.0.0.1'] } }],
    expect: FILTERED,
    never: NO_BLOCK,
  }),
  lone({
    id: 'nearby-router',
    title: 'The router’s parental filter answers with its own address and refuses',
    world: WORLD,
    service: 'i2p',
    steer: (host) => [
      { kind: 'dns', hosts: [host], answer: { a: ['192.168.1.1'] } },
      { kind: 'ip', addresses: ['192.168.1.1'], action: 'rst' },
    ],
    expect: FILTERED,
    never: NO_BLOCK,
  }),
  lone({
    id: 'nearby-product',
    title: 'A filter product’s resolver answers with the address of its page, which has its own certificate',
    world: WORLD,
    service: 'hiddify',
    steer: (host) => [
      { kind: 'dns', hosts: [host], answer: { a: ['193.58.251.1'] } },
      { kind: 'tls', hosts: [host], at: ['193.58.251.1'], action: { certificate: 'unknown-ca' } },
    ],
    // Chromium does not tell from which address a stranger’s certificate came.
    expect: {
      firefox: { state: 'filtered', stage: 'dns', method: 'dns', rule: 'F1' },
      chromium: { state: 'unclear' },
    },
    never: NO_BLOCK,
  }),
  lone({
    id: 'vpn-filter-product',
    title: 'Plain http is redirected to the page of a family filter the subscriber asked for',
    world: WORLD,
    service: 'hidemyass',
    scheme: 'http',
    steer: (host) => [
      {
        kind: 'http',
        hosts: [host],
        action: { redirect: 'http://bilgi.turktelekom.com.tr/guvenli_internet_uyari' },
      },
      // Chromium tries https first.
      { kind: 'tls', hosts: [host], action: 'rst' },
    ],
    expect: { state: 'filtered', stage: 'http', method: 'block_page', rule: 'F1' },
    never: ['blocked'],
  }),
  {
    id: 'telegram-pihole',
    title: 'A filter nearby answers with 0.0.0.0 for all of Telegram; Chromium cannot see the answer',
    world: WORLD,
    service: 'telegram',
    open: 'https://web.telegram.org/k/',
    steer: [{ kind: 'dns', hosts: TELEGRAM_HOSTS, answer: { a: ['0.0.0.0'] } }],
    expect: FILTERED,
    never: NO_BLOCK,
  },
] satisfies LabCase[];
