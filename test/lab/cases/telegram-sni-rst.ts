import type { LabCase } from '../case.ts';

export default {
  id: 'telegram-sni-rst',
  title: 'A reset follows every ClientHello that names telegram.org; the addresses themselves answer',
  world: 'shared',
  service: 'telegram',
  open: 'https://web.telegram.org/k/',
  steer: [{ kind: 'tls', hosts: ['telegram.org'], action: 'rst' }],
  expect: { state: 'likely_blocked', stage: 'tls', method: 'tls_name_filter' },
} satisfies LabCase;
