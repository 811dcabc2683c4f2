import type { LabCase } from '../case.ts';

const THREE_DAYS_MS = 3 * 24 * 3_600_000;

export default {
  id: 'wrong-clock',
  title: 'The clock is three days off and a certificate seems to have expired',
  world: 'wrong-clock',
  service: 'mullvad',
  open: 'https://mullvad.net/',
  steer: [
    {
      kind: 'clock',
      hosts: ['detectportal.firefox.com', 'www.msftconnecttest.com'],
      aheadMs: THREE_DAYS_MS,
    },
    { kind: 'tls', hosts: ['mullvad.net'], action: { certificate: 'expired' } },
  ],
  expect: { state: 'unclear', network: 'wrong_clock', rule: 'C4' },
  never: ['likely_blocked', 'blocked'],
} satisfies LabCase;
