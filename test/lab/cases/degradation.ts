// Connections that work, only badly, each to one service. A slow load alone proves nothing.
import type { LabCase } from '../case.ts';
import { lone, NO_BLOCK } from '../lone.ts';

export default [
  lone({
    id: 'vpn-throttled',
    title: 'The site comes at 6 kB a second while neutral sites are fast',
    world: 'telegram-throttled',
    service: 'hotspot-shield',
    steer: (host) => [
      { kind: 'server', hosts: [host], bodyBytes: 300_000 },
      { kind: 'tls', hosts: [host], action: { rateBytesPerSecond: 6_000 } },
    ],
    expect: { state: 'slow', stage: 'body', method: 'throttling', rule: 'S2' },
    never: NO_BLOCK,
  }),
  lone({
    id: 'vpn-every-third',
    title: 'Every third connection is reset: it works, and that is what is said',
    world: 'one-hoster-silent',
    service: 'adguard-vpn',
    act: { openAgainAfterMs: 26_000 },
    steer: (host) => [{ kind: 'tls', hosts: [host], action: { resetEvery: 3 } }],
    expect: { state: 'ok', rule: 'O3' },
    never: NO_BLOCK,
  }),
  lone({
    id: 'vpn-loss',
    title:
      'A third of all packets from and to the site’s address is lost: it works, and that is what is said',
    world: 'one-hoster-silent',
    service: 'privadovpn',
    steer: (host) => [{ kind: 'ip', hosts: [host], action: { lossPercent: 33 } }],
    expect: { state: 'ok', rule: 'O3' },
    never: NO_BLOCK,
  }),
] satisfies LabCase[];
