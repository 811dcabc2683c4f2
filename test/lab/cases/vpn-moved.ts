import type { LabCase } from '../case.ts';

export default {
  id: 'vpn-moved',
  title: 'The site sends everybody to another site that is no known block page',
  world: 'various',
  service: 'strongvpn',
  open: 'https://strongvpn.com/',
  steer: [{ kind: 'server', hosts: ['strongvpn.com'], redirect: 'https://example.com/' }],
  expect: { state: 'unclear', stage: 'http', rule: 'U2' },
  never: ['likely_blocked', 'blocked'],
} satisfies LabCase;
