import type { LabCase } from '../case.ts';

export default {
  id: 'other-extension',
  title: 'Another extension blocks the host',
  world: 'shared',
  service: 'ipvanish',
  open: 'https://ipvanish.com/',
  steer: [],
  expect: { state: 'unclear' },
  otherExtensionBlocks: 'ipvanish.com',
  never: ['likely_blocked', 'blocked'],
} satisfies LabCase;
