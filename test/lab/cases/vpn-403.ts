import type { LabCase } from '../case.ts';

export default {
  id: 'vpn-403',
  title: 'The site answers 403 over authenticated TLS',
  world: 'shared',
  service: 'airvpn',
  open: 'https://airvpn.org/',
  steer: [{ kind: 'server', hosts: ['airvpn.org'], status: 403 }],
  expect: { state: 'refused' },
  never: ['likely_blocked', 'blocked'],
} satisfies LabCase;
