import type { LabCase } from '../case.ts';

export default {
  id: 'fake-ip',
  title:
    'A proxy near the person answers every name with an address of its own; one of its connections fails',
  world: 'fake-ip',
  service: 'windscribe',
  open: 'https://windscribe.com/',
  steer: [{ kind: 'fake-ip', dead: ['windscribe.com'] }],
  expect: { state: 'unclear', network: 'proxied', rule: 'C1' },
  never: ['likely_blocked', 'blocked'],
} satisfies LabCase;
