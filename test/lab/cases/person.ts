// What the person, their browser or their other extensions do: it ends requests too, and is nobody's interference.
import type { Act, LabCase } from '../case.ts';
import { lone, NO_BLOCK } from '../lone.ts';
import type { Steering } from '../steer.ts';

const WORLD = 'person';

/** A page that waits for ever: whoever gives up early has seen nothing. */
const silent = (host: string): Steering[] => [{ kind: 'tls', hosts: [host], action: 'silent' }];

const GIVING_UP: readonly LabCase[] = (
  [
    ['closed-1s', 'xeovo', 'closes the tab after 1 s', { closeTabAfterMs: 1_000 }],
    ['closed-early', 'torguard', 'closes the tab after 2 s', { closeTabAfterMs: 2_000 }],
    ['closed-5s', 'obscura', 'closes the tab after 5 s', { closeTabAfterMs: 5_000 }],
    ['closed-9s', 'tails', 'closes the tab after 9 s', { closeTabAfterMs: 9_000 }],
    ['stopped-1s', 'lantern', 'presses Stop after 1 s', { stopAfterMs: 1_000 }],
    ['stopped-5s', 'outline', 'presses Stop after 5 s', { stopAfterMs: 5_000 }],
    ['stopped-9s', 'amnezia', 'presses Stop after 9 s', { stopAfterMs: 9_000 }],
    ['left-3s', 'nthlink', 'goes on to another site after 3 s', { leaveAfterMs: 3_000 }],
    ['back-3s', 'ceno', 'goes back after 3 s', { backAfterMs: 3_000 }],
  ] as const satisfies readonly (readonly [string, string, string, Act])[]
).map(([id, service, what, act]) =>
  lone({
    id,
    title: `The page is silent and the person ${what}`,
    world: WORLD,
    service,
    steer: silent,
    act,
    expect: { state: 'unknown' },
    never: ['unclear', ...NO_BLOCK],
  }),
);

/** A page of somebody else that wants a watched host inside it. */
function inside(page: string, host: string, headers: Readonly<Record<string, string>> = {}): Steering {
  return { kind: 'server', hosts: [page], body: `<!doctype html><title>Lab</title>${host}`, headers };
}

export default [
  ...GIVING_UP,
  lone({
    id: 'other-extension',
    title: 'Another extension blocks the host',
    world: WORLD,
    service: 'ipvanish',
    steer: () => [],
    otherExtensionBlocks: 'ipvanish.com',
    expect: { state: 'unclear', confounder: 'other_extension', pointOfControl: 'device', rule: 'U1' },
    never: NO_BLOCK,
  }),
  {
    id: 'page-csp',
    title: 'A page’s own policy forbids it to frame the site',
    world: WORLD,
    service: 'bitmask',
    open: 'https://csp.example.org/',
    steer: [
      inside('csp.example.org', '<iframe src="https://bitmask.net/"></iframe>', {
        'Content-Security-Policy': "default-src 'self'",
      }),
    ],
    expect: { state: ['unknown', 'unclear'] },
    never: ['ok', ...NO_BLOCK],
  },
  {
    id: 'page-frame-refused',
    title: 'The site does not let itself be framed',
    world: WORLD,
    service: 'ultrasurf',
    open: 'https://frame.example.org/',
    steer: [
      inside('frame.example.org', '<iframe src="https://ultrasurf.us/"></iframe>'),
      { kind: 'server', hosts: ['ultrasurf.us'], headers: { 'X-Frame-Options': 'DENY' } },
    ],
    expect: { state: ['ok', 'unknown', 'unclear'] },
    never: NO_BLOCK,
  },
  {
    id: 'page-script-refused',
    title: 'A page wants the site’s html as a script, which the browser does not allow',
    world: WORLD,
    service: 'freegate',
    open: 'https://script.example.org/',
    steer: [
      inside('script.example.org', '<script src="https://dongtaiwang.com/"></script>'),
      { kind: 'server', hosts: ['dongtaiwang.com'], headers: { 'X-Content-Type-Options': 'nosniff' } },
    ],
    expect: { state: ['ok', 'unknown', 'unclear'] },
    never: NO_BLOCK,
  },
  {
    id: 'tracking-protection',
    title: 'The browser’s tracking protection takes the site for a tracker inside another page',
    world: WORLD,
    service: 'orbot',
    open: 'https://tracked.example.org/',
    steer: [
      inside(
        'tracked.example.org',
        '<iframe src="https://orbot.app/"></iframe><script src="https://orbot.app/x.js"></script>',
      ),
    ],
    browsers: ['firefox'],
    firefoxPrefs: {
      'privacy.trackingprotection.enabled': true,
      'urlclassifier.trackingTable.testEntries': 'orbot.app',
    },
    expect: { state: ['unknown', 'unclear'] },
    never: ['ok', ...NO_BLOCK],
  },
] satisfies LabCase[];
