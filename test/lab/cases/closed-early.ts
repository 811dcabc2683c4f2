import type { LabCase } from '../case.ts';

export default {
  id: 'closed-early',
  title: 'The person closes the tab after two seconds of silence',
  world: 'shared',
  service: 'torguard',
  open: 'https://torguard.net/',
  steer: [{ kind: 'tls', hosts: ['torguard.net'], action: 'silent' }],
  expect: { state: 'unknown' },
  act: { closeTabAfterMs: 2_000 },
  never: ['likely_blocked', 'blocked'],
} satisfies LabCase;
