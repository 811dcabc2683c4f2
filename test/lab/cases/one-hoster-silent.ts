import type { LabCase } from '../case.ts';

export default {
  id: 'one-hoster-silent',
  title: 'Two services on the same hoster are silent: the hoster may be down',
  world: 'one-hoster-silent',
  service: 'surfshark',
  open: 'https://surfshark.com/',
  alsoOpen: ['https://cyberghostvpn.com/'],
  steer: [{ kind: 'ip', hosts: ['surfshark.com', 'cyberghostvpn.com'], action: 'drop' }],
  expect: { state: 'unclear', method: 'hosting_provider', rule: 'U5' },
  never: ['likely_blocked', 'blocked'],
} satisfies LabCase;
