import type { LabCase } from '../case.ts';

export default {
  id: 'telegram-websockets',
  title: 'The web client opens, but its WebSockets to two of five data centres do not',
  world: 'sockets',
  service: 'telegram',
  open: 'https://web.telegram.org/k/',
  steer: [
    { kind: 'tls', hosts: ['venus.web.telegram.org'], action: 'rst' },
    { kind: 'tls', hosts: ['flora.web.telegram.org'], action: 'silent' },
  ],
  expect: {
    firefox: {
      state: 'likely_blocked',
      endpoints: {
        'web.telegram.org': 'ok',
        'pluto.web.telegram.org': 'ok',
        'aurora.web.telegram.org': 'ok',
        'vesta.web.telegram.org': 'ok',
        'venus.web.telegram.org': 'likely_blocked',
        'flora.web.telegram.org': 'unclear',
      },
    },
    chromium: {
      state: 'ok',
      endpoints: {
        'web.telegram.org': 'ok',
        'pluto.web.telegram.org': 'ok',
        'aurora.web.telegram.org': 'ok',
        'vesta.web.telegram.org': 'ok',
        'venus.web.telegram.org': 'unclear',
        'flora.web.telegram.org': 'unclear',
      },
    },
  },
  hold: true,
  never: ['blocked'],
} satisfies LabCase;
