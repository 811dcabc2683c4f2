import type { LabCase } from '../case.ts';
import { TELEGRAM_HOSTS } from '../telegram.ts';

export default {
  id: 'telegram-dns-silent',
  title: 'The resolver does not answer for Telegram’s names',
  world: 'telegram-dns-silent',
  service: 'telegram',
  open: 'https://web.telegram.org/k/',
  steer: [{ kind: 'dns', hosts: TELEGRAM_HOSTS, answer: 'silent' }],
  expect: { state: 'likely_blocked', stage: 'dns', method: 'dns' },
} satisfies LabCase;
