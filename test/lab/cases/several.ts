// Two unrelated services on different known hosters fail alike at the same time, which two broken servers seldom do. Nothing else of that
// world fails in the same way.
import type { LabCase } from '../case.ts';
import { byNobodyKnown, noHttps } from '../lone.ts';
import type { HttpAction, Steering } from '../steer.ts';

function tls(hosts: readonly string[], action: Extract<Steering, { kind: 'tls' }>['action']): Steering[] {
  return [{ kind: 'tls', hosts, action }];
}

const RESET: HttpAction = 'rst';

const CASES: readonly LabCase[] = [
  {
    id: 'two-services-silent',
    title: 'Two services on different hosters are silent at the same time',
    world: 'telegram-tls-foreign',
    service: 'mullvad',
    open: 'https://mullvad.net/',
    alsoOpen: ['https://surfshark.com/'],
    steer: [{ kind: 'ip', hosts: ['mullvad.net', 'surfshark.com'], action: 'drop' }],
    expect: { state: 'likely_blocked', stage: 'tcp', method: 'undecided', rule: 'L11' },
    never: ['blocked'],
  },
  {
    id: 'two-services-nxdomain',
    title: 'The names of two services on different hosters do not exist at the same time',
    world: 'telegram-dns-near',
    service: 'nordvpn',
    open: 'https://nordvpn.com/',
    alsoOpen: ['https://protonvpn.com/'],
    steer: [{ kind: 'dns', hosts: ['nordvpn.com', 'protonvpn.com'], answer: 'nxdomain' }],
    expect: { state: 'likely_blocked', stage: 'dns', method: 'dns', rule: 'L11' },
    never: ['blocked'],
  },
  {
    id: 'two-services-refused',
    title: 'Two services on different hosters refuse every connection at the same time',
    world: 'telegram-dns-stub',
    service: 'purevpn',
    open: 'https://purevpn.com/',
    alsoOpen: ['https://protonvpn.com/'],
    steer: [{ kind: 'ip', hosts: ['purevpn.com', 'protonvpn.com'], action: 'rst' }],
    expect: { state: 'likely_blocked', stage: 'tcp', method: 'undecided', rule: 'L11' },
    never: ['blocked'],
  },
  {
    id: 'two-services-alert',
    title: 'Two services on different hosters answer with the same TLS alert',
    world: 'telegram-dns-near',
    service: 'windscribe',
    open: 'https://windscribe.com/',
    alsoOpen: ['https://vpngate.net/'],
    steer: tls(['windscribe.com', 'vpngate.net'], { alert: 40 }),
    expect: { state: 'likely_blocked', stage: 'tls', method: 'undecided', rule: 'L11' },
    never: ['blocked'],
  },
  {
    id: 'two-services-foreign-cert',
    title:
      'Two services on different hosters, neither preloaded as https only, show a stranger’s certificate',
    world: 'telegram-dns-near',
    service: 'torguard',
    open: 'https://torguard.net/',
    alsoOpen: ['https://xtls.github.io/'],
    steer: tls(['torguard.net', 'xtls.github.io'], { certificate: 'unknown-ca' }),
    expect: { state: 'likely_blocked', stage: 'tls', method: 'tls_interception', rule: 'L11' },
    never: ['blocked'],
  },
  {
    id: 'two-services-http-rst',
    title: 'Two services on different hosters are reset after the Host header',
    // Not with others that refuse: https is refused here too.
    world: 'telegram-tls-silent',
    service: 'cyberghost',
    open: 'http://cyberghostvpn.com/',
    alsoOpen: ['http://doh.opendns.com/'],
    steer: [
      noHttps('cyberghostvpn.com'),
      noHttps('doh.opendns.com'),
      { kind: 'http', hosts: ['cyberghostvpn.com', 'doh.opendns.com'], action: RESET },
    ],
    expect: { state: 'likely_blocked', stage: 'http', method: 'connection_reset', rule: 'L11' },
    never: ['blocked'],
  },
];

export default CASES.map(byNobodyKnown);
