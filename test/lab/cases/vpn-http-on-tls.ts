import type { LabCase } from '../case.ts';

export default {
  id: 'vpn-http-on-tls',
  title: 'Plain http answers on the TLS port',
  world: 'shared',
  service: 'tunnelbear',
  open: 'https://tunnelbear.com/',
  steer: [{ kind: 'tls', hosts: ['tunnelbear.com'], action: 'http-text' }],
  expect: { state: 'likely_blocked', stage: 'tls', method: 'tls_interception' },
} satisfies LabCase;
