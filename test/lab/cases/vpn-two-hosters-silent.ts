import type { LabCase } from '../case.ts';

const MIRRORS = ['tor.eff.org', 'tor.calyxinstitute.org'];

export default {
  id: 'vpn-two-hosters-silent',
  title:
    'Two hosts of one service on different hosters are silent, and again when the person tries once more',
  world: 'two-hosters-silent',
  service: 'tor',
  open: 'https://tor.eff.org/',
  alsoOpen: ['https://tor.calyxinstitute.org/'],
  act: { openAgainAfterMs: 26_000 },
  steer: [{ kind: 'ip', hosts: MIRRORS, action: 'drop' }],
  expect: { state: 'likely_blocked', stage: 'tcp', method: 'undecided', rule: 'L10' },
  never: ['blocked'],
} satisfies LabCase;
