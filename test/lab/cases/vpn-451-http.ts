import type { LabCase } from '../case.ts';

export default {
  id: 'vpn-451-http',
  title: 'Plain http is answered with 451 and a link to who blocks it',
  world: 'various',
  service: 'vyprvpn',
  open: 'http://vyprvpn.com/',
  steer: [
    {
      kind: 'http',
      hosts: ['vyprvpn.com'],
      action: {
        status: 451,
        page: '<!doctype html><title>Lab</title><h1>Unavailable for legal reasons</h1>',
        headers: { Link: '<https://example.org/authority>; rel="blocked-by"' },
      },
    },
    // Chromium tries https first; a provider that answers for http resets the rest.
    { kind: 'tls', hosts: ['vyprvpn.com'], action: 'rst' },
  ],
  expect: { state: 'blocked', stage: 'http', method: 'block_page', rule: 'A3' },
  hold: true,
} satisfies LabCase;
