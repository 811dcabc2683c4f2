import type { LabCase } from '../case.ts';

export default {
  id: 'captive-portal',
  title: 'A hotel’s login page stands before everything',
  world: 'captive-portal',
  service: 'mullvad',
  open: 'https://mullvad.net/',
  steer: [{ kind: 'portal', loginUrl: 'http://login.hotel-lab.com/', tls: 'rst' }],
  expect: { state: 'unclear', network: 'portal', rule: 'C3' },
  never: ['likely_blocked', 'blocked'],
} satisfies LabCase;
