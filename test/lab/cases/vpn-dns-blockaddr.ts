import type { LabCase } from '../case.ts';

const BLOCK_PAGE = '<!doctype html><title>Lab</title><h1>This site is closed by order</h1>';

export default {
  id: 'vpn-dns-blockaddr',
  title: 'The resolver answers with the known address of a national block page',
  world: 'shared',
  service: 'windscribe',
  open: { firefox: 'https://windscribe.com/', chromium: 'http://windscribe.com/' },
  steer: [
    { kind: 'dns', hosts: ['windscribe.com'], answer: { a: ['195.175.254.2'] } },
    { kind: 'tls', hosts: ['windscribe.com'], at: ['195.175.254.2'], action: { certificate: 'self-signed' } },
    {
      kind: 'http',
      hosts: ['windscribe.com'],
      at: ['195.175.254.2'],
      action: { status: 200, page: BLOCK_PAGE },
    },
  ],
  expect: { state: 'blocked', stage: 'dns', method: 'dns' },
} satisfies LabCase;
