import type { LabCase } from '../case.ts';

export default {
  id: 'vpn-pihole',
  title: 'A filter nearby answers with 0.0.0.0; Chromium cannot see the answer',
  world: 'various',
  service: 'hide-me',
  open: 'https://hide.me/',
  steer: [{ kind: 'dns', hosts: ['hide.me'], answer: { a: ['0.0.0.0'] } }],
  expect: {
    firefox: { state: 'filtered', stage: 'dns', method: 'dns', rule: 'F2' },
    chromium: { state: 'unclear' },
  },
  never: ['likely_blocked', 'blocked'],
} satisfies LabCase;
