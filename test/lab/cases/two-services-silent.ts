import type { LabCase } from '../case.ts';

export default {
  id: 'two-services-silent',
  title: 'Two services on different hosters are silent at the same time',
  world: 'two-services-silent',
  service: 'mullvad',
  open: 'https://mullvad.net/',
  alsoOpen: ['https://surfshark.com/'],
  steer: [{ kind: 'ip', hosts: ['mullvad.net', 'surfshark.com'], action: 'drop' }],
  expect: { state: 'likely_blocked', stage: 'tcp', method: 'undecided', rule: 'L11' },
  never: ['blocked'],
} satisfies LabCase;
