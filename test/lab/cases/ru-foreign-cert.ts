import type { LabCase } from '../case.ts';

export default {
  id: 'ru-foreign-cert',
  title: 'A stranger’s certificate in a Russian Firefox, which reports a Russian sentence',
  world: 'ru',
  service: 'nordvpn',
  open: 'https://nordvpn.com/',
  steer: [{ kind: 'tls', hosts: ['nordvpn.com'], action: { certificate: 'unknown-ca' } }],
  expect: { state: 'likely_blocked', stage: 'tls', method: 'tls_interception' },
  browsers: ['firefox'],
  locale: 'ru',
} satisfies LabCase;
