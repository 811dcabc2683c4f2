import type { LabCase } from '../case.ts';

export default {
  id: 'telegram-dns-elsewhere',
  title: 't.me leads to a stranger’s public address that does not answer; Chromium cannot see the answer',
  world: 'various',
  service: 'telegram',
  open: 'https://t.me/telegram',
  steer: [
    { kind: 'dns', hosts: ['t.me'], answer: { a: ['34.9.9.9'] } },
    { kind: 'ip', addresses: ['34.9.9.9'], action: 'drop' },
  ],
  expect: {
    firefox: { state: 'likely_blocked', stage: 'dns', method: 'dns', rule: 'L3' },
    chromium: { state: 'likely_blocked', method: 'undecided', rule: 'L12' },
  },
  never: ['blocked'],
} satisfies LabCase;
