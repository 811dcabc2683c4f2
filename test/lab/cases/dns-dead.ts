import type { LabCase } from '../case.ts';

export default {
  id: 'dns-dead',
  title: 'The resolver answers nothing at all',
  world: 'dns-dead',
  service: 'mullvad',
  open: 'https://mullvad.net/',
  steer: [{ kind: 'dns-all', answer: 'silent' }],
  expect: { state: 'unclear' },
  never: ['likely_blocked', 'blocked'],
} satisfies LabCase;
