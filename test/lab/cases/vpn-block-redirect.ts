import type { LabCase } from '../case.ts';

export default {
  id: 'vpn-block-redirect',
  title: 'Plain http is redirected to a known block page',
  world: 'shared',
  service: 'psiphon',
  open: 'http://psiphon.ca/',
  steer: [
    { kind: 'http', hosts: ['psiphon.ca'], action: { redirect: 'http://warning.rt.ru/' } },
    // Chromium tries https first; a provider that redirects http resets the rest.
    { kind: 'tls', hosts: ['psiphon.ca'], action: 'rst' },
  ],
  expect: { state: 'blocked', stage: 'http', method: 'block_page', rule: 'A1' },
} satisfies LabCase;
