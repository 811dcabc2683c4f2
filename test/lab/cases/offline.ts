import type { LabCase } from '../case.ts';

export default {
  id: 'offline',
  title: 'The cable is out',
  world: 'offline',
  service: 'mullvad',
  open: 'https://mullvad.net/',
  steer: [{ kind: 'offline' }],
  expect: { state: 'unclear', network: 'offline', rule: 'C2' },
  never: ['likely_blocked', 'blocked'],
} satisfies LabCase;
