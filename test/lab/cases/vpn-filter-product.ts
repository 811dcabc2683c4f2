import type { LabCase } from '../case.ts';

export default {
  id: 'vpn-filter-product',
  title: 'Plain http is redirected to the page of a family filter the subscriber asked for',
  world: 'various',
  service: 'hidemyass',
  open: 'http://hidemyass.com/',
  steer: [
    {
      kind: 'http',
      hosts: ['hidemyass.com'],
      action: { redirect: 'http://bilgi.turktelekom.com.tr/guvenli_internet_uyari' },
    },
    // Chromium tries https first.
    { kind: 'tls', hosts: ['hidemyass.com'], action: 'rst' },
  ],
  expect: { state: 'filtered', stage: 'http', method: 'block_page', rule: 'F1' },
  never: ['blocked'],
} satisfies LabCase;
