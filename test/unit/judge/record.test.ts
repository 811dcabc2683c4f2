// What is kept of what comes in, and when one round of confirming requests is planned.
import { describe, expect, it } from 'vitest';
import {
  CONFIRM_EVERY_MS,
  CONFIRM_LATE_MS,
  CONFIRM_MIN_DELAY_MS,
  CONFIRM_SPREAD_MS,
  type RecordInput,
  record,
  SAME_AGAIN_MS,
} from '../../../src/judge/record.ts';
import type { Observation } from '../../../src/observe/observation.ts';
import type { ConfirmJob, Rows } from '../../../src/store.ts';
import {
  at,
  confirm,
  control,
  controlsOk,
  fingerprints,
  HEADERS_ONLY,
  NETWORK,
  NOTHING,
  OFFLINE,
  OK,
  play,
  RESET,
  SILENT,
  sentTo,
  services,
  status,
  watch,
} from './situation.ts';

const NORD = 'https://nordvpn.com';
const WEB = 'https://web.telegram.org';
const CONFIRM = { jobId: 'job-1', spread01: 0.5 };

function decide(
  observations: readonly Observation[],
  rows: Partial<Rows> = {},
  more: Partial<RecordInput> = {},
) {
  return record(
    { ...NOTHING, ...rows },
    {
      network: NETWORK,
      nowMs: Math.max(0, ...observations.map((o) => o.atMs)),
      observations,
      services,
      fingerprints,
      ...more,
    },
  );
}

const job = (more: Partial<ConfirmJob> = {}): ConfirmJob => ({
  id: 'job-0',
  service: 'nordvpn',
  endpoint: 'nordvpn.com',
  scheme: 'https',
  host: 'nordvpn.com',
  port: 443,
  network: NETWORK,
  dueAtMs: at(35),
  ...more,
});

describe('of one request', () => {
  it('the same end twice is kept once', () => {
    const o = watch(0, NORD, RESET);
    expect(decide([o], { recent: [o] })).toMatchObject({ fresh: [], observations: [] });
    expect(decide([o, o]).observations).toEqual([o]);
  });

  it.each([
    ['a stall', SILENT],
    ['headers without an end', HEADERS_ONLY],
  ])('%s gets the finer name of the browser’s own error, and keeps its time', (_, shown) => {
    const first = watch(0, NORD, shown);
    const error: Observation = {
      ...first,
      outcome: 'failure',
      failure: 'connection_reset',
      stage: 'body',
      atMs: at(90),
    };
    expect(decide([error], { recent: [first] }).observations).toEqual([{ ...error, atMs: first.atMs }]);
  });

  it('a page that came after all replaces its stall', () => {
    const stall = watch(0, NORD, SILENT);
    const late: Observation = { ...stall, ...OK, atMs: at(14) };
    const change = decide([late], { recent: [stall] });
    expect(change.observations).toEqual([late]);
    expect(change.verdicts).toMatchObject([{ service: 'nordvpn', state: 'ok' }]);
  });

  it('a success is never taken back', () => {
    const o = watch(0, NORD, OK);
    expect(
      decide([{ ...o, outcome: 'failure', failure: 'connection_reset', stage: 'body' }], { recent: [o] })
        .fresh,
    ).toEqual([]);
  });
});

describe('within 20 s', () => {
  it('the reloads of a failed page are one situation', () => {
    const played = play([
      watch(0, NORD, RESET),
      watch(1, NORD, RESET),
      watch(6, NORD, RESET),
      watch(19, NORD, RESET),
    ]);
    expect(played.recent.map((o) => o.startedAtMs)).toEqual([at(0)]);
  });

  it('the 20 s are counted from the first, so they end', () => {
    const played = play([watch(0, NORD, RESET), watch(15, NORD, RESET), watch(21, NORD, RESET)]);
    expect(played.recent.map((o) => o.startedAtMs)).toEqual([at(0), at(21)]);
  });

  it.each([
    ['another host', watch(5, 'https://api.nordvpn.com', RESET)],
    ['another scheme', watch(5, 'http://nordvpn.com', RESET)],
    ['another failure', watch(5, NORD, SILENT)],
    ['a success', watch(5, NORD, OK)],
    ['a page load after a part of a page', watch(5, NORD, RESET, { kind: 'script' })],
    ['our own request', confirm(5, NORD, RESET)],
    ['a block page', watch(5, NORD, sentTo('warning.rt.ru', 'ru-warning-rt'))],
  ])('%s is not a repeat', (_, o) => {
    expect(decide([o], { recent: [watch(0, NORD, RESET)] }).fresh).toEqual([o]);
  });

  it('another status is not a repeat', () => {
    const o = watch(5, NORD, status(503));
    expect(decide([o], { recent: [watch(0, NORD, OK)] }).fresh).toEqual([o]);
  });

  it('another reason for saying nothing is not a repeat', () => {
    const o = watch(5, NORD, OFFLINE);
    expect(
      decide([o], { recent: [watch(0, NORD, { outcome: 'confounded', confounder: 'browser_policy' })] })
        .fresh,
    ).toEqual([o]);
  });

  it('a success after a failure is news although the page had come before', () => {
    const played = play([watch(0, NORD, OK), watch(5, NORD, RESET), watch(10, NORD, OK)]);
    expect(played.recent).toHaveLength(3);
    expect(played.verdict('nordvpn')?.state).toBe('ok');
  });

  it.each([
    ['our own request', confirm(30, NORD, SILENT)],
    ['a part of a page', watch(30, NORD, RESET, { kind: 'script' })],
    ['a subdomain', watch(30, 'https://www.nordvpn.com', RESET)],
  ])('a success after %s failed is news although the page had come before', (_, failure) => {
    const played = play([watch(0, NORD, OK), failure, watch(60, NORD, OK)]);
    expect(played.recent).toHaveLength(3);
    expect(played.verdict('nordvpn')?.state).toBe('ok');
  });

  it('a failure after our own request was answered is news although it had failed three times before', () => {
    const failures = [0, 21, 42].map((s) => watch(s, NORD, RESET));
    const played = play([...failures, confirm(70, NORD, OK), watch(90, NORD, RESET)]);
    expect(played.recent).toHaveLength(5);
    expect(played.verdict('nordvpn')?.state).toBe('unclear');
  });

  it('a failure after a success is news although it had failed before', () => {
    const played = play([watch(0, NORD, RESET), watch(5, NORD, OK), watch(10, NORD, RESET)]);
    expect(played.recent).toHaveLength(3);
    expect(played.verdict('nordvpn')?.state).toBe('unclear');
  });
});

describe('what goes on for hours', () => {
  const every21s = (shown: Parameters<typeof watch>[2]) =>
    Array.from({ length: 30 }, (_, i) => watch(i * 21, NORD, shown));

  it('as answers is kept once in five minutes', () => {
    expect(play(every21s(OK)).recent.map((o) => o.startedAtMs)).toEqual([at(0), at(315)]);
  });

  it('as failures is kept three times in five minutes', () => {
    const kept = play(every21s(RESET)).recent.map((o) => o.startedAtMs);
    expect(kept.slice(0, 3)).toEqual([at(0), at(21), at(42)]);
    for (const from of kept)
      expect(kept.filter((t) => t >= from && t < from + SAME_AGAIN_MS).length).toBeLessThanOrEqual(3);
  });
});

describe('one round of confirming requests', () => {
  it('is planned 30 to 36 s after a failed page load, for what the person opened', () => {
    for (const spread01 of [0, 0.5, 0.999_999]) {
      const change = decide([watch(0, NORD, RESET)], {}, { confirm: { jobId: 'job-1', spread01 } });
      const [planned] = change.jobs ?? [];
      if (!planned) throw new Error('no round was planned');
      const { dueAtMs, ...rest } = planned;
      expect(rest).toEqual({
        id: 'job-1',
        service: 'nordvpn',
        endpoint: 'nordvpn.com',
        scheme: 'https',
        host: 'nordvpn.com',
        port: 443,
        network: NETWORK,
      });
      expect(dueAtMs - at(0.3)).toBeGreaterThanOrEqual(CONFIRM_MIN_DELAY_MS);
      expect(dueAtMs - at(0.3)).toBeLessThan(CONFIRM_MIN_DELAY_MS + CONFIRM_SPREAD_MS);
    }
  });

  it.each([
    ['a page that came', [watch(0, NORD, OK)], {}],
    ['a part of a page', [watch(0, NORD, RESET, { kind: 'script' })], {}],
    ['a frame', [watch(0, NORD, RESET, { kind: 'sub_frame' })], {}],
    ['a WebSocket', [watch(0, 'wss://venus.web.telegram.org', RESET, { kind: 'websocket' })], {}],
    ['a failure that says nothing', [watch(0, NORD, OFFLINE)], {}],
    ['our own request', [confirm(0, NORD, RESET)], {}],
    ['a control', [control(0, 'gstatic', RESET)], {}],
    [
      'an artefact, which needs no second look',
      [watch(0, 'http://nordvpn.com', sentTo('warning.rt.ru', 'ru-warning-rt'))],
      {},
    ],
    [
      'a failure of a service that is blocked by an artefact',
      [watch(30, NORD, RESET)],
      { recent: [watch(0, 'http://nordvpn.com', sentTo('warning.rt.ru', 'ru-warning-rt'))] },
    ],
    ['a failure on another network', [watch(0, NORD, RESET, { network: 'net-0' })], {}],
    ['a repeat of what is kept', [watch(5, NORD, RESET)], { recent: [watch(0, NORD, RESET)] }],
    ['a service with a round under way', [watch(5, NORD, SILENT)], { jobs: [job()] }],
    [
      'a service whose last round is less than five minutes old',
      [watch(200, NORD, RESET)],
      { recent: [confirm(35, NORD, RESET)] },
    ],
  ] as const)('is not planned for %s', (_, observations, rows) => {
    expect(decide(observations, rows, { confirm: CONFIRM }).jobs).toBeUndefined();
  });

  it('is not planned when the shell did not allow it', () => {
    expect(decide([watch(0, NORD, RESET)]).jobs).toBeUndefined();
  });

  it('is planned again after five minutes', () => {
    const change = decide(
      [watch(36 + CONFIRM_EVERY_MS / 1000, NORD, RESET)],
      { recent: [confirm(35, NORD, RESET)] },
      { confirm: CONFIRM },
    );
    expect(change.jobs).toHaveLength(1);
  });

  it('of another service is no hindrance', () => {
    const change = decide(
      [watch(5, WEB, RESET)],
      { jobs: [job()], recent: [confirm(1, NORD, RESET)] },
      { confirm: CONFIRM },
    );
    expect(change.jobs).toMatchObject([{ service: 'telegram', host: 'web.telegram.org' }]);
  });

  it('keeps the host and port a person opened, under the listed endpoint', () => {
    const change = decide([watch(0, 'https://www.nordvpn.com:8443', RESET)], {}, { confirm: CONFIRM });
    expect(change.jobs).toMatchObject([{ endpoint: 'nordvpn.com', host: 'www.nordvpn.com', port: 8443 }]);
  });

  it('is planned for a page that came over plain http: its text is to be compared', () => {
    const change = decide([watch(0, 'http://nordvpn.com', OK)], {}, { confirm: CONFIRM });
    expect(change.jobs).toMatchObject([{ scheme: 'http', host: 'nordvpn.com', port: 80 }]);
    expect(decide([watch(0, NORD, OK)], {}, { confirm: CONFIRM }).jobs).toBeUndefined();
  });

  it('asks both schemes when the browser tried both', () => {
    const both = { id: 'job-0', scheme: 'https', port: 443, alsoHttp: true } as const;
    const afterHttps = decide([watch(1, 'http://nordvpn.com', OK)], { jobs: [job()] }, { confirm: CONFIRM });
    expect(afterHttps.jobs).toMatchObject([both]);
    const afterHttp = decide(
      [watch(1, NORD, RESET)],
      { jobs: [job({ scheme: 'http', port: 80 })] },
      { confirm: CONFIRM },
    );
    expect(afterHttp.jobs).toMatchObject([both]);
    const again = decide(
      [watch(1, 'http://nordvpn.com', OK)],
      { jobs: [job({ alsoHttp: true })] },
      { confirm: CONFIRM },
    );
    expect(again.jobs).toBeUndefined();
  });

  it('is followed by requests by address where data centres were silent', () => {
    const silent = ['149.154.175.50', '149.154.167.51', '149.154.175.100'].map((dc) =>
      confirm(36, `http://${dc}`, SILENT),
    );
    const first = [watch(0, WEB, SILENT), ...controlsOk(1)];
    const telegram = job({ service: 'telegram', endpoint: 'web.telegram.org', host: 'web.telegram.org' });
    const change = decide(
      [...silent, confirm(36, WEB, SILENT), ...controlsOk(37)],
      { recent: first, jobs: [telegram] },
      { doneJobs: ['job-0'] },
    );
    expect(change.doneJobs).toEqual(['job-0']);
    expect(change.jobs).toMatchObject([
      { id: 'job-0-address', service: 'telegram', dueAtMs: at(48) + 8 * 60_000 },
    ]);
    const once = decide([watch(500, WEB, SILENT)], { jobs: change.jobs ?? [] }, { confirm: CONFIRM });
    expect(once.jobs).toMatchObject([{ id: 'job-1' }]);
    const over = decide(silent, { recent: first, jobs: change.jobs ?? [] }, { doneJobs: ['job-0-address'] });
    expect(over.jobs).toBeUndefined();
  });

  it('is done with its answers', () => {
    expect(decide([confirm(40, NORD, OK)], { jobs: [job()] }, { doneJobs: ['job-0'] }).doneJobs).toEqual([
      'job-0',
    ]);
  });

  it('is dropped when a sleeping machine brings it back too late, or on another network', () => {
    const jobs = [
      job({ id: 'in-time' }),
      job({ id: 'elsewhere', network: 'net-0' }),
      job({ id: 'late', dueAtMs: at(0) }),
    ];
    expect(decide([], { jobs }, { nowMs: at(0) + CONFIRM_LATE_MS + 1 }).doneJobs).toEqual([
      'elsewhere',
      'late',
    ]);
  });
});

describe('what follows for the rest', () => {
  it('controls that come later decide about failures that are there', () => {
    const failure = watch(0, NORD, RESET);
    const change = decide(controlsOk(5), { recent: [failure] });
    expect(change.verdicts).toMatchObject([{ service: 'nordvpn', rule: 'U4' }]);
  });

  it('a service that works again ends what rested on its failure', () => {
    const together = play([
      watch(0, WEB, SILENT),
      controlsOk(1),
      watch(2, NORD, SILENT),
      confirm(35, WEB, SILENT),
      controlsOk(36),
    ]);
    expect(together.verdict('telegram')).toMatchObject({ state: 'likely_blocked', rule: 'L11' });
    const alone = play([watch(60, NORD, OK)], { before: together });
    expect(alone.verdict('telegram')).toMatchObject({ state: 'unclear', rule: 'U6' });
  });

  it('a country chosen later changes what was concluded', () => {
    const before = play([watch(0, 'http://nordvpn.com', sentTo('warning.rt.ru', 'ru-warning-rt'))]);
    expect(before.verdict('nordvpn')).toMatchObject({ state: 'blocked' });
    const change = decide([], before, { anew: true, country: 'TR', nowMs: at(5) });
    expect(change.verdicts).toMatchObject([{ service: 'nordvpn', state: 'unclear', rule: 'U2' }]);
  });

  it('a service no longer on the list gets no verdict', () => {
    expect(decide([{ ...watch(0, NORD, RESET), target: 'gone' }]).verdicts).toEqual([]);
  });

  it('a request that began on another network is kept and judged nowhere', () => {
    const o = watch(0, NORD, RESET, { network: 'net-0' });
    expect(decide([o])).toMatchObject({ observations: [o], verdicts: [] });
  });

  it('controls of another network say nothing about this one', () => {
    const change = decide(controlsOk(0).map((o) => ({ ...o, network: 'net-0' })));
    expect(change.network).toEqual({ network: NETWORK, sinceMs: at(0.2), everAnswered: [] });
  });
});
