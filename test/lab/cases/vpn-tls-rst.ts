import type { LabCase } from '../case.ts';

export default {
  id: 'vpn-tls-rst',
  title: 'A reset follows the ClientHello',
  world: 'shared',
  service: 'mullvad',
  open: 'https://mullvad.net/',
  steer: [{ kind: 'tls', hosts: ['mullvad.net'], action: 'rst' }],
  expect: { state: 'likely_blocked', stage: 'tls', method: 'connection_reset' },
} satisfies LabCase;
