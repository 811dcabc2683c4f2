import type { LabCase } from '../case.ts';

export default {
  id: 'telegram-ip-silent',
  title: 'Everything to Telegram’s addresses is dropped',
  world: 'telegram-ip-silent',
  service: 'telegram',
  open: 'https://web.telegram.org/k/',
  steer: [{ kind: 'ip', addresses: ['149.154.0.0/16', '91.108.0.0/16', '95.161.0.0/16'], action: 'drop' }],
  expect: { state: 'likely_blocked', stage: 'tcp', method: 'undecided' },
} satisfies LabCase;
