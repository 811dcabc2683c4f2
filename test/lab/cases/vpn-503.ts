import type { LabCase } from '../case.ts';

export default {
  id: 'vpn-503',
  title: 'The site answers 503: its own trouble',
  world: 'shared',
  service: 'ivpn',
  open: 'https://ivpn.net/',
  steer: [{ kind: 'server', hosts: ['ivpn.net'], status: 503 }],
  expect: { state: 'down', rule: 'O1' },
  never: ['likely_blocked', 'blocked'],
} satisfies LabCase;
