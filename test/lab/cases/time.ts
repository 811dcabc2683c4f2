// Interference that comes and goes, each against one service.
import type { LabCase } from '../case.ts';
import { lone } from '../lone.ts';

export default [
  lone({
    id: 'vpn-hours',
    title: 'The site works, is reset for a while, and works again: the episode closes',
    world: 'telegram-tls-refused',
    service: 'turbo-vpn',
    historyStays: true,
    steer: () => [],
    expect: { state: 'likely_blocked', stage: 'tls', method: 'connection_reset', rule: 'L6' },
    later: [
      // Twice: Chromium has a connection left over from before.
      { afterMs: 6_000, steer: [{ kind: 'tls', hosts: ['turbovpn.com'], action: 'rst' }], open: true },
      { afterMs: 9_000, open: true },
      { afterMs: 0, steer: [], open: true, expect: { state: 'ok', rule: 'O3' } },
    ],
    never: ['blocked'],
  }),
  lone({
    id: 'vpn-residual',
    title:
      'A reset follows the name, and for a minute the address is silent: every further try meets the silence',
    world: 'telegram-residual',
    service: 'touch-vpn',
    act: { openAgainAfterMs: 75_000, countsFromThen: true },
    steer: (host) => [{ kind: 'tls', hosts: [host], action: { residualMs: 60_000 } }],
    expect: { state: 'unclear', rule: 'U6' },
    never: ['blocked'],
  }),
] satisfies LabCase[];
