import type { LabCase } from '../case.ts';

export default {
  id: 'vpn-foreign-cert',
  title: 'A stranger’s certificate is shown for a host that is preloaded as https only',
  world: 'shared',
  service: 'nordvpn',
  open: 'https://nordvpn.com/',
  steer: [{ kind: 'tls', hosts: ['nordvpn.com'], action: { certificate: 'unknown-ca' } }],
  expect: { state: 'likely_blocked', stage: 'tls', method: 'tls_interception' },
} satisfies LabCase;
