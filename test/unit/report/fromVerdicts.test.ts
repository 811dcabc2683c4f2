// What is reported of a verdict, of which verdicts, and that it is never said twice.
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CLOUDS } from '../../../src/catalogue/clouds.ts';
import { SERVICES } from '../../../src/catalogue/index.ts';
import { LIST_VERSION } from '../../../src/catalogue/listVersion.ts';
import { mistakeOf } from '../../../src/judge/mistake.ts';
import { record } from '../../../src/judge/record.ts';
import { RULES, RULES_VERSION } from '../../../src/judge/rules.ts';
import { STATES, type Verdict } from '../../../src/judge/verdict.ts';
import { FAILURES, STAGES } from '../../../src/observe/failures.ts';
import type { Observation } from '../../../src/observe/observation.ts';
import { type Making, SUCCESSES, withReports } from '../../../src/report/fromVerdicts.ts';
import {
  EMPTY_OUTBOX,
  isoDay,
  MAX_REPORTS,
  notMade,
  type Outbox,
  OutboxRowSchema,
  removed,
  switchedOff,
  switchedOn,
  taken,
} from '../../../src/report/outbox.ts';
import { WAIT_MIN_MS, WAIT_SPREAD_MS } from '../../../src/report/times.ts';
import { WireReportSchema } from '../../../src/report/wire.ts';
import { type Change, DAY_MS, MemoryStore, type Rows } from '../../../src/store.ts';
import { fingerprints, NOTHING, services } from '../judge/situation.ts';
import { EVERYTHING, NETWORK, NOW, row, verdict } from '../store.contract.ts';
import { outboxRow } from './outboxSamples.ts';

const ON = switchedOn(EMPTY_OUTBOX, NOW - 1_000, 0.5);
/** Two services on the list. */
const [ONE = '', TWO = ''] = SERVICES.map((s) => s.id).slice(1);

/** As from the browser's generator, but told: an id of its own each time, half the wait, and drawn or not. */
let serial = 0;
function random(draw01 = 0, wait01 = 0.5): number[] {
  return [++serial, 0xabcdef, 0, 0xffff_ffff, Math.floor(wait01 * 2 ** 32), Math.floor(draw01 * 2 ** 32)];
}

function making(more: Partial<Making> = {}): Making {
  return {
    version: '0.7.12',
    browser: 'firefox',
    country: 'RU',
    random: Uint32Array.from(Array.from({ length: 10 }, () => random()).flat()),
    ...more,
  };
}

function rows(outbox: Outbox = ON, more: Partial<Rows> = {}): Rows {
  return { ...NOTHING, outbox, ...more };
}

function failing(more: Partial<Verdict> = {}): Verdict {
  return verdict(ONE, {
    state: 'likely_blocked',
    stage: 'tls',
    method: 'connection_reset',
    failure: 'connection_reset',
    rule: 'L1',
    rulesVersion: RULES_VERSION,
    observations: ['f'],
    ...more,
  });
}

const failure = (more: Partial<Observation> = {}) =>
  row('f', NOW, { target: ONE, outcome: 'failure', failure: 'connection_reset', stage: 'tls', ...more });

const control = (name: string, more: Partial<Observation> = {}) =>
  row(`c-${name}`, NOW + 2_000, {
    source: 'control',
    target: `control-${name}`,
    host: `${name}.example`,
    ...more,
  });
const CONTROLS_OK = [control('gstatic'), control('wikipedia')];
const CONTROLS_FAILED = CONTROLS_OK.map((c) => ({ ...c, outcome: 'failure', failure: 'eof_error' }) as const);

const reported = (from: Rows, change: Change, more: Partial<Making> = {}): Outbox =>
  withReports(from, change, making(more)).outbox ?? from.outbox;
const reportsOf = (outbox: Outbox) => outbox.rows.map((r) => r.report);

describe('a report', () => {
  const here = { network: NETWORK, sinceMs: NOW, everAnswered: [], asn: 12_389, name: 'Office' };

  it('says of a failure all that is on the closed lists, and nothing else', () => {
    const outbox = reported(rows(ON, { recent: [failure(), ...CONTROLS_OK] }), {
      verdicts: [failing()],
      network: here,
    });
    expect(reportsOf(outbox)).toEqual([
      {
        schema_version: 1,
        report_id: expect.stringMatching(/^[0-9a-f]{8}00abcdef00000000ffffffff$/),
        day: isoDay(NOW),
        country: 'RU',
        asn: 12_389,
        target: ONE,
        list_version: LIST_VERSION,
        verdict: 'likely_blocked',
        stage: 'tls',
        failure: 'connection_reset',
        rule: 'L1',
        rules_version: RULES_VERSION,
        control: 'ok',
        source: 'watch',
        browser: 'firefox',
        extension_version: '0.7',
      },
    ]);
    expect(outbox.rows).toMatchObject([
      {
        id: reportsOf(outbox)[0]?.report_id,
        state: 'ready',
        notBeforeMs: NOW + WAIT_MIN_MS + WAIT_SPREAD_MS / 2,
        attempts: 0,
      },
    ]);
    expect(outbox.made).toEqual([{ day: isoDay(NOW), keys: [`${ONE} likely_blocked`], notMade: 0 }]);
  });

  it('says of a success that nothing failed', () => {
    const seen = row('s', NOW, { target: ONE, source: 'check' });
    const outbox = reported(rows(ON, { recent: [seen, ...CONTROLS_FAILED] }), {
      verdicts: [verdict(ONE, { observations: ['s'], stage: 'tls', failure: 'eof_error' })],
    });
    expect(reportsOf(outbox)).toMatchObject([
      { verdict: 'ok', stage: 'none', failure: 'none', source: 'check', control: 'fail' },
    ]);
  });

  it('says `none` where a state has no stage or failure, or no neutral site was asked', () => {
    const down = verdict(ONE, { state: 'down', rule: 'O1', stage: 'http', observations: ['gone'] });
    expect(reportsOf(reported(rows(), { verdicts: [down] }))).toMatchObject([
      { verdict: 'down', stage: 'http', failure: 'none', control: 'none', source: 'watch' },
    ]);
  });

  it('tells no country and then no network where none was chosen, and of networks the large ones', () => {
    const said = (country: string, asn: number) =>
      reportsOf(
        reported(
          rows(ON, { network: { ...here, asn, country: 'IR' } }),
          { verdicts: [failing()] },
          { country },
        ),
      ).map((r) => [r.country, r.asn]);
    expect(said('', 12_389)).toEqual([['ZZ', 0]]);
    expect(said('TR', 9_121)).toEqual([['TR', 9_121]]);
    expect(said('TR', 64_512)).toEqual([['TR', 0]]);
  });

  it('is about the network of the verdict: what was seen on another does not count', () => {
    const elsewhere = CONTROLS_OK.map((c) => ({ ...c, network: 'net-2' }));
    const outbox = reported(rows(ON, { recent: [failure(), ...elsewhere] }), { verdicts: [failing()] });
    expect(reportsOf(outbox)).toMatchObject([{ control: 'none' }]);
  });

  it('has the day in which it was seen, also of an episode that began before', () => {
    const outbox = reported(rows(), { verdicts: [failing({ sinceMs: NOW - 5 * DAY_MS })] });
    expect(reportsOf(outbox)).toMatchObject([{ day: isoDay(NOW) }]);
  });

  it('waits from two hours to a day', () => {
    const waitMs = (wait01: number) =>
      (reported(rows(), { verdicts: [failing()] }, { random: Uint32Array.from(random(0, wait01)) }).rows[0]
        ?.notBeforeMs ?? 0) - NOW;
    expect(waitMs(0)).toBe(2 * 3_600_000);
    expect(waitMs(0.999_999)).toBeGreaterThan(23.9 * 3_600_000);
    expect(waitMs(0.999_999)).toBeLessThan(DAY_MS);
  });

  it('can be written for every rule there is', () => {
    for (const { id } of RULES) {
      const [report] = reportsOf(reported(rows(), { verdicts: [failing({ rule: id })] }));
      expect(v.safeParse(WireReportSchema, report).success, id).toBe(true);
    }
  });

  it('has the schema’s fields and no other, whatever the verdict', () => {
    const fields = Object.keys(WireReportSchema.entries).sort();
    const any = fc.record({
      service: fc.constantFrom(...SERVICES.map((s) => s.id)),
      state: fc.constantFrom(...STATES),
      stage: fc.option(fc.constantFrom(...STAGES), { nil: undefined }),
      failure: fc.option(fc.constantFrom(...FAILURES), { nil: undefined }),
      rule: fc.constantFrom(...RULES.map((r) => r.id)),
      lastSeenAtMs: fc.integer({ min: NOW, max: NOW + 400 * DAY_MS }),
    });
    fc.assert(
      fc.property(
        fc.array(any, { maxLength: 5 }),
        fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 30, maxLength: 30 }),
        fc.constantFrom('', 'RU', 'IR'),
        (list, words, country) => {
          const verdicts = list.map((one) => verdict(one.service, one as Partial<Verdict>));
          const outbox = reported(rows(), { verdicts }, { random: Uint32Array.from(words), country });
          for (const r of outbox.rows) {
            expect(v.parse(OutboxRowSchema, r)).toEqual(r);
            expect(Object.keys(r.report).sort()).toEqual(fields);
          }
        },
      ),
    );
  });
});

describe('no report is made', () => {
  it('while sending is switched off', () => {
    const change = { verdicts: [failing()] };
    expect(withReports(rows(EMPTY_OUTBOX), change, making())).toBe(change);
  });

  it('of what was seen before it was switched on', () => {
    expect(reported(rows(), { verdicts: [failing({ lastSeenAtMs: NOW - 1_001 })] })).toBe(ON);
    expect(reported(rows(), { verdicts: [failing({ lastSeenAtMs: NOW - 1_000 })] }).rows).toHaveLength(1);
  });

  it.each(['own-example.org', CLOUDS[0]?.id ?? '', 'no-such-service', 'constructor'])(
    'of what is not on the shipped list: %s',
    (service) => {
      expect(reported(rows(), { verdicts: [failing({ service })] })).toBe(ON);
    },
  );

  it('of what is unknown', () => {
    expect(reported(rows(), { verdicts: [failing({ state: 'unknown' })] })).toBe(ON);
  });

  it('of what the person says is wrong', () => {
    const mistakes = [mistakeOf(failing(), NOW)];
    expect(reported(rows(ON, { mistakes }), { verdicts: [failing()] })).toBe(ON);
    expect(reported(rows(ON, { mistakes }), { verdicts: [failing({ service: TWO })] }).rows).toHaveLength(1);
  });

  it('where there was no verdict, and the change is left as it is', () => {
    const change = { observations: [failure()] };
    expect(withReports(rows(), change, making())).toBe(change);
  });
});

describe('of successes', () => {
  const success = (draw01: number, from: Outbox = ON) =>
    reported(rows(from), { verdicts: [verdict(ONE)] }, { random: Uint32Array.from(random(draw01)) });

  it('one in twenty is reported', () => {
    expect(SUCCESSES).toBe(1 / 20);
    const draws = Array.from({ length: 1_000 }, (_, i) => success((i + 0.5) / 1_000).rows.length);
    expect(draws.filter(Boolean)).toHaveLength(50);
  });

  it('one that was not drawn has no other chance that day', () => {
    const not = success(0.5);
    expect(not.rows).toEqual([]);
    expect(success(0, not)).toBe(not);
  });

  it('every failure is, whatever is drawn', () => {
    const change = { verdicts: [failing({ state: 'unclear' })] };
    expect(reported(rows(), change, { random: Uint32Array.from(random(0.99)) }).rows).toHaveLength(1);
  });
});

describe('the same is not reported twice', () => {
  const once = reported(rows(), { verdicts: [failing()] });

  it('while the report is there, though it was found on another network and otherwise', () => {
    const again = failing({ network: 'net-2', rule: 'L2', lastSeenAtMs: NOW + 60_000 });
    expect(reported(rows(once), { verdicts: [again] })).toBe(once);
  });

  it('once it was deleted or has gone by itself', () => {
    const gone = removed(once, once.rows[0]?.id ?? '');
    expect(gone.rows).toEqual([]);
    expect(reported(rows(gone), { verdicts: [failing()] })).toBe(gone);
  });

  it('though the memory of it was lost, as long as it is there itself', () => {
    const lost = { ...once, made: [] };
    expect(reported(rows(lost), { verdicts: [failing()] })).toBe(lost);
  });

  it('twice in one change neither', () => {
    expect(reported(rows(), { verdicts: [failing(), failing()] }).rows).toHaveLength(1);
  });

  it('after sending was switched off and on again, that day', () => {
    const off = switchedOff(once, NOW + 1);
    expect(off.rows).toEqual([]);
    const on = switchedOn(off, NOW + 2, 0.5);
    expect(reported(rows(on), { verdicts: [failing({ lastSeenAtMs: NOW + 3 })] })).toBe(on);
    expect(reported(rows(on), { verdicts: [failing({ lastSeenAtMs: NOW + DAY_MS })] }).rows).toHaveLength(1);
  });

  it('but another state of it is, another service, and another day', () => {
    const outbox = reported(rows(once), {
      verdicts: [
        failing({ state: 'blocked' }),
        failing({ service: TWO }),
        failing({ lastSeenAtMs: NOW + DAY_MS }),
      ],
    });
    expect(outbox.rows).toHaveLength(4);
    expect(new Set(outbox.rows.map((r) => r.id)).size).toBe(4);
  });
});

describe('neutral sites that answer after the failure was stored', () => {
  const once = reported(rows(ON, { recent: [failure()] }), { verdicts: [failing({ state: 'blocked' })] });
  const later = { verdicts: [failing({ state: 'blocked', rule: 'A2' })] };
  const withControls = (outbox: Outbox) => rows(outbox, { recent: [failure(), ...CONTROLS_OK] });

  it('are added to a report that was never sent', () => {
    expect(reportsOf(once)).toMatchObject([{ control: 'none', rule: 'L1' }]);
    const whole = reported(withControls(once), later);
    expect(reportsOf(whole)).toMatchObject([{ control: 'ok', rule: 'A2' }]);
    expect(whole.rows).toMatchObject([{ id: once.rows[0]?.id, notBeforeMs: once.rows[0]?.notBeforeMs }]);
    expect(reportsOf(whole)[0]?.report_id).toBe(once.rows[0]?.id);
    expect(reported(withControls(whole), { verdicts: [failing({ state: 'blocked' })] })).toBe(whole);
  });

  it('are not, once a request with it has begun or it has ended', () => {
    const sent = taken(once, once.rows[0]?.id, NOW).outbox;
    expect(reported(withControls(sent), later)).toBe(sent);
    const expired = { ...once, rows: once.rows.map((r) => ({ ...r, endedAtMs: NOW }) as const) };
    expect(reported(withControls(expired), later)).toBe(expired);
  });

  it('are not, from another country or network', () => {
    expect(reported(withControls(once), later, { country: 'IR' })).toBe(once);
    const network = { network: NETWORK, sinceMs: NOW, everAnswered: [], asn: 12_389 };
    expect(reported(withControls(once), { ...later, network })).toBe(once);
  });
});

describe('a full outbox', () => {
  const full = (more: Parameters<typeof outboxRow>[2]): Outbox => ({
    ...ON,
    rows: Array.from({ length: MAX_REPORTS }, (_, i) => {
      const sample = outboxRow(`r${i}`, NOW, more);
      return { ...sample, report: { ...sample.report, day: '2026-01-01' }, ...(i === 7 && { attempts: 1 }) };
    }),
  });

  it('loses none that is to be sent, and counts what it could not take', () => {
    const before = full({});
    const outbox = reported(rows(before), { verdicts: [failing(), failing({ service: TWO })] });
    expect(outbox.rows).toEqual(before.rows);
    expect(notMade(outbox)).toBe(2);
    // Counted once, and not made when there is room again.
    const room = removed(outbox, 'r0');
    expect(reported(rows(room), { verdicts: [failing()] })).toBe(room);
  });

  it('gives the place of the one that ended first', () => {
    const before = full({ state: 'acknowledged', endedAtMs: NOW });
    const first = { ...before.rows[9], id: 'first', endedAtMs: NOW - 1 } as Outbox['rows'][number];
    const outbox = reported(rows({ ...before, rows: before.rows.with(9, first) }), { verdicts: [failing()] });
    expect(outbox.rows).toHaveLength(MAX_REPORTS);
    expect(outbox.rows.map((r) => r.id)).not.toContain('first');
    expect(outbox.rows.at(-1)?.report.target).toBe(ONE);
    expect(notMade(outbox)).toBe(0);
  });
});

it('a failure as it happens: verdict and report are one transaction, and its controls follow', async () => {
  const store = new MemoryStore();
  await store.transact(EVERYTHING, ({ outbox }) => ({ outbox: switchedOn(outbox, NOW - 1, 0.5) }));
  const keep = (observations: readonly Observation[], nowMs: number) =>
    store.transact(EVERYTHING, (before) => {
      const change = record(before, {
        network: NETWORK,
        nowMs,
        observations,
        country: 'RU',
        services,
        fingerprints,
      });
      return withReports(before, change, making());
    });
  await keep([row('f', NOW, { outcome: 'failure', failure: 'eof_error', stage: 'tls', status: 0 })], NOW);
  const once = await store.read(EVERYTHING);
  expect(once.verdicts).toMatchObject([{ service: 'telegram', state: 'unclear' }]);
  expect(reportsOf(once.outbox)).toMatchObject([{ target: 'telegram', verdict: 'unclear', control: 'none' }]);
  await keep(CONTROLS_OK, NOW + 3_000);
  const { outbox } = await store.read(EVERYTHING);
  expect(reportsOf(outbox)).toMatchObject([{ target: 'telegram', verdict: 'unclear', control: 'ok' }]);
});
