import type { LabCase } from '../case.ts';

export default {
  id: 'vpn-ok',
  title: 'The site works',
  world: 'various',
  service: 'azirevpn',
  open: 'https://azirevpn.com/',
  steer: [],
  expect: { state: 'ok', rule: 'O3' },
  never: ['unclear', 'filtered', 'slow', 'likely_blocked', 'blocked'],
} satisfies LabCase;
