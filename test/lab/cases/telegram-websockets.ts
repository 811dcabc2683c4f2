import type { LabCase } from '../case.ts';

const AT_WORK = {
  'web.telegram.org': 'ok',
  'pluto.web.telegram.org': 'ok',
  'vesta.web.telegram.org': 'ok',
} as const;

export default {
  id: 'telegram-websockets',
  title:
    'The web client opens, but its WebSockets to three of five data centres are reset, silent and dropped',
  world: 'telegram-websockets',
  service: 'telegram',
  open: 'https://web.telegram.org/k/',
  steer: [
    { kind: 'tls', hosts: ['venus.web.telegram.org'], action: 'rst' },
    { kind: 'tls', hosts: ['flora.web.telegram.org'], action: 'silent' },
    { kind: 'ip', hosts: ['aurora.web.telegram.org'], action: 'drop' },
  ],
  expect: {
    firefox: {
      state: 'likely_blocked',
      endpoints: {
        ...AT_WORK,
        'venus.web.telegram.org': 'likely_blocked',
        'flora.web.telegram.org': 'unclear',
        'aurora.web.telegram.org': 'unclear',
      },
    },
    // Chromium has one word for every WebSocket that fails.
    chromium: {
      state: 'ok',
      endpoints: {
        ...AT_WORK,
        'venus.web.telegram.org': 'unclear',
        'flora.web.telegram.org': 'unclear',
        'aurora.web.telegram.org': 'unclear',
      },
    },
  },
  hold: true,
  never: ['blocked'],
} satisfies LabCase;
