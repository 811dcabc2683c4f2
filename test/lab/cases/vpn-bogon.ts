import type { LabCase } from '../case.ts';

export default {
  id: 'vpn-bogon',
  title: 'The resolver answers with an inside address that leads nowhere; Chromium cannot see the answer',
  world: 'various',
  service: 'ovpn',
  open: 'https://ovpn.com/',
  steer: [
    { kind: 'dns', hosts: ['ovpn.com'], answer: { a: ['100.64.9.9'] } },
    { kind: 'ip', addresses: ['100.64.9.9'], action: 'drop' },
  ],
  expect: {
    firefox: { state: 'likely_blocked', stage: 'dns', method: 'dns', rule: 'L1' },
    chromium: { state: 'unclear' },
  },
  never: ['filtered', 'blocked'],
} satisfies LabCase;
