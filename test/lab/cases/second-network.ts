// The person's own second vantage point: what one network does not reach and another does is not the site's trouble. Only networks that the
// person names, and names differently, are two.
import type { LabCase } from '../case.ts';
import { lone, NO_BLOCK } from '../lone.ts';
import type { Steering } from '../steer.ts';

const silent = (host: string): Steering => ({ kind: 'ip', hosts: [host], action: 'drop' });

export default [
  lone({
    id: 'second-network',
    title: 'Silent at home, reached on the phone’s network, silent at home again: it is the network',
    world: 'second-network',
    settings: { network: 'Home' },
    service: 'mullvad',
    steer: (host) => [silent(host)],
    expect: { state: 'unclear', rule: 'U6' },
    hold: false,
    later: [
      { afterMs: 0, steer: [], network: 'Phone', open: true, expect: { state: 'ok' } },
      {
        afterMs: 0,
        steer: [silent('mullvad.net')],
        network: 'Home',
        open: true,
        expect: { state: 'likely_blocked', stage: 'tcp', method: 'undecided', rule: 'L16' },
      },
    ],
    never: ['blocked'],
  }),
  lone({
    id: 'same-network-again',
    title: 'Silent, reached after a break of the same network, and silent again: that may be the site',
    world: 'same-network-again',
    settings: { network: 'Home' },
    service: 'mullvad',
    steer: (host) => [silent(host)],
    expect: { state: 'unclear', rule: 'U6' },
    hold: false,
    later: [
      { afterMs: 0, steer: [], network: 'Home', open: true, expect: { state: 'ok' } },
      {
        afterMs: 0,
        steer: [silent('mullvad.net')],
        network: 'Home',
        open: true,
        expect: { state: 'unclear', rule: 'U6' },
      },
    ],
    never: NO_BLOCK,
  }),
] satisfies LabCase[];
