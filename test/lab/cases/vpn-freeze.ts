import type { LabCase } from '../case.ts';

export default {
  id: 'vpn-freeze',
  title: 'A page of 200 kB freezes after 16 kB',
  world: 'shared',
  service: 'surfshark',
  open: 'https://surfshark.com/',
  steer: [
    { kind: 'server', hosts: ['surfshark.com'], bodyBytes: 200_000 },
    { kind: 'tls', hosts: ['surfshark.com'], action: { freezeAfterBytes: 16_384 } },
  ],
  expect: { state: 'slow', stage: 'body', method: 'freeze' },
  never: ['likely_blocked', 'blocked'],
} satisfies LabCase;
