import type { LabCase } from '../case.ts';
import { TELEGRAM_HOSTS } from '../telegram.ts';

export default {
  id: 'telegram-nxdomain',
  title: 'The resolver says that none of Telegram’s names exists',
  world: 'telegram-nxdomain',
  service: 'telegram',
  open: 'https://web.telegram.org/k/',
  steer: [{ kind: 'dns', hosts: TELEGRAM_HOSTS, answer: 'nxdomain' }],
  expect: { state: 'likely_blocked', stage: 'dns', method: 'dns' },
} satisfies LabCase;
