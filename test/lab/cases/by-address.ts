import type { LabCase } from '../case.ts';
import { TELEGRAM_NETWORKS } from '../telegram.ts';

export default {
  id: 'telegram-ip-quiet',
  title:
    'Everything to Telegram’s addresses is dropped; the person leaves, and after eight minutes without a name an address is still silent',
  world: 'telegram-ip-quiet',
  service: 'telegram',
  open: 'https://t.me/telegram',
  act: { closeTabAfterMs: 14_000 },
  steer: [{ kind: 'ip', addresses: TELEGRAM_NETWORKS, action: 'drop' }],
  expect: { state: 'likely_blocked', stage: 'tcp', method: 'undecided', rule: 'L9' },
  later: [
    {
      // 8 minutes after the confirming request, which itself ends half a minute after it began, and 10 s for the answer.
      afterMs: 8 * 60_000 - 10_000,
      expect: { state: 'likely_blocked', stage: 'tcp', method: 'ip_address', rule: 'L15' },
    },
  ],
} satisfies LabCase;
