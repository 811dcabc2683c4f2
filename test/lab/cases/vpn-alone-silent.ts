import type { LabCase } from '../case.ts';

export default {
  id: 'vpn-alone-silent',
  title: 'One service is silent and nothing else fails: blocked or down cannot be told from here',
  world: 'alone',
  service: 'expressvpn',
  open: 'https://expressvpn.com/',
  steer: [{ kind: 'ip', hosts: ['expressvpn.com'], action: 'drop' }],
  // The browsers’ own errors for this come after 90 s or more: it is said while the page still hangs.
  expect: { state: 'unclear', withinSeconds: 15 },
  never: ['likely_blocked', 'blocked'],
} satisfies LabCase;
