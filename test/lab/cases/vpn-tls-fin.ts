import type { LabCase } from '../case.ts';

export default {
  id: 'vpn-tls-fin',
  title: 'The connection is closed after the ClientHello',
  world: 'shared',
  service: 'proton-vpn',
  open: 'https://protonvpn.com/',
  steer: [{ kind: 'tls', hosts: ['protonvpn.com'], action: 'fin' }],
  expect: { state: 'likely_blocked', stage: 'tls', method: 'connection_reset' },
} satisfies LabCase;
