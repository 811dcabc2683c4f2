// Whatever is observed, a verdict has the stored shape; and the promise never to cry wolf, tried on heaps of random observations.
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { BLOCK_FINGERPRINTS } from '../../../src/catalogue/blockpages.ts';
import { CONTROL_WINDOW_MS } from '../../../src/judge/controls.ts';
import { judge } from '../../../src/judge/judge.ts';
import { failureClass, measure, windowOf } from '../../../src/judge/measurement.ts';
import { record } from '../../../src/judge/record.ts';
import { NETWORK_STATES, type Verdict, VerdictSchema } from '../../../src/judge/verdict.ts';
import { CONFOUNDERS, FAILURE_DETAILS, FAILURES, STAGES } from '../../../src/observe/failures.ts';
import { type Observation, ObservationSchema, REQUEST_KINDS } from '../../../src/observe/observation.ts';
import { at, fingerprints, NETWORK, NOTHING, services, T0 } from './situation.ts';

const TARGETS = ['telegram', 'nordvpn', 'windscribe', 'proton-vpn', 'two-rooms'] as const;
const HOSTS = TARGETS.flatMap((id) =>
  (services(id)?.endpoints ?? []).map((e) => ({ target: id as string, host: e.host })),
);
const CONTROLS = ['gstatic', 'wikipedia', 'debian', 'firefox'].map((name) => ({
  target: `control-${name}`,
  host: `${name}.example`,
}));
const ADDRESSES = [
  '149.154.167.99',
  '31.13.94.37',
  '198.18.0.4',
  '0.0.0.0',
  '10.0.0.1',
  '10.1.2.3',
  '62.33.207.196',
  '2001:db8::1',
  '142.250.74.3',
];

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Likely shapes more often than absurd ones, but any combination may come. */
const observation: fc.Arbitrary<Observation> = fc
  .record({
    source: fc.constantFrom('watch', 'watch', 'confirm', 'confirm', 'control', 'control', 'resolve'),
    service: fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          ...HOSTS.filter((h) => ['web.telegram.org', 'nordvpn.com', '149.154.167.99'].includes(h.host)),
        ),
      },
      fc.constantFrom(...HOSTS),
    ),
    control: fc.constantFrom(...CONTROLS),
    second: fc.oneof(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 2_400 })),
    tookMs: fc.integer({ min: 0, max: 30_000 }),
    scheme: fc.constantFrom('https', 'https', 'https', 'http', 'wss'),
    kind: fc.constantFrom(...REQUEST_KINDS),
    outcome: fc.constantFrom(
      'success',
      'failure',
      'failure',
      'stall',
      'stall',
      'headers_only',
      'redirect',
      'confounded',
      'read',
    ),
    failure: fc.constantFrom(...FAILURES),
    detail: maybe(fc.constantFrom(...FAILURE_DETAILS)),
    stage: fc.constantFrom(...STAGES),
    confounder: fc.constantFrom(...CONFOUNDERS),
    status: fc.constantFrom(0, 200, 301, 403, 404, 429, 451, 500, 503, 999),
    address: maybe(fc.constantFrom(...ADDRESSES)),
    answers: fc.array(fc.constantFrom(...ADDRESSES), { maxLength: 3 }),
    fingerprint: fc.option(fc.constantFrom(...BLOCK_FINGERPRINTS.map((f) => f.id), 'no-such-print'), {
      nil: undefined,
      freq: 8,
    }),
    blockedBy: fc.boolean(),
    challenge: fc.boolean(),
    overHttps: fc.boolean(),
    bodyBytes: fc.constantFrom(0, 900, 16_000, 70_000),
    bodyComplete: fc.boolean(),
    clockSkewHours: maybe(fc.integer({ min: -100, max: 100 })),
    foreign: fc.constantFrom(false, false, false, false, false, false, true),
  })
  .map((r): Observation => {
    const { target, host } =
      r.source === 'control' || (r.source === 'resolve' && r.second % 2 === 0) ? r.control : r.service;
    const outcome = r.source === 'resolve' ? 'answers' : r.outcome;
    const failing = outcome === 'failure' || outcome === 'stall' || outcome === 'headers_only';
    return {
      version: 1,
      id: 'renamed',
      startedAtMs: at(r.second),
      atMs: at(r.second) + r.tookMs,
      source: r.source as Observation['source'],
      network: r.foreign ? 'net-2' : NETWORK,
      target,
      endpoint: host,
      scheme: (r.source === 'resolve' ? 'none' : r.scheme) as Observation['scheme'],
      host,
      port: 443,
      kind: r.kind,
      outcome: outcome as Observation['outcome'],
      ...(failing && { failure: r.failure, stage: r.stage, ...(r.detail && { detail: r.detail }) }),
      ...(outcome === 'confounded' && { confounder: r.confounder }),
      ...(outcome === 'success' && {
        status: r.status,
        ...(r.blockedBy && { blockedBy: true }),
        ...(r.challenge && { challenge: true }),
      }),
      ...(r.address && { address: r.address }),
      ...(r.fingerprint &&
        (outcome === 'redirect' || outcome === 'answers') && { fingerprint: r.fingerprint }),
      ...(outcome === 'answers' && { answers: r.answers, overHttps: r.overHttps }),
      ...(outcome === 'read' && { bodyBytes: r.bodyBytes, bodyComplete: r.bodyComplete }),
      ...(r.source === 'control' && r.clockSkewHours !== undefined && { clockSkewHours: r.clockSkewHours }),
    };
  });

const second = fc.integer({ min: 0, max: 150 });

/** One host that shows the same thing a few times, with rounds of controls here and there: what pure chance seldom makes. */
const story: fc.Arbitrary<Observation[]> = fc
  .tuple(
    observation,
    fc.array(second, { minLength: 1, maxLength: 4 }),
    fc.array(second, { maxLength: 4 }),
    fc.constantFrom('watch', 'confirm'),
    fc.array(observation, { maxLength: 6 }),
  )
  .map(([o, failures, controls, source, noise]) => [
    ...noise.filter((n) => n.confounder === undefined && n.clockSkewHours === undefined),
    ...(o.source === 'control' || o.source === 'resolve'
      ? []
      : failures.map((s) => ({
          ...o,
          network: NETWORK,
          source,
          kind: 'main_frame' as const,
          startedAtMs: at(s),
          atMs: at(s) + 100,
        }))),
    ...controls.flatMap((s) =>
      CONTROLS.map(
        (c): Observation => ({
          version: 1,
          id: 'renamed',
          startedAtMs: at(s),
          atMs: at(s) + 90,
          source: 'control',
          network: NETWORK,
          target: c.target,
          endpoint: c.host,
          scheme: 'https',
          host: c.host,
          port: 443,
          kind: 'other',
          outcome: 'success',
        }),
      ),
    ),
  ]);

const situation = fc
  .oneof(fc.array(observation, { maxLength: 60 }), { weight: 3, arbitrary: story })
  .map((list) => list.map((o, i) => ({ ...o, id: `r:${i}` })));

function verdicts(
  observations: readonly Observation[],
  networkState?: (typeof NETWORK_STATES)[number],
): Verdict[] {
  return TARGETS.flatMap((id) => {
    const service = services(id);
    if (!service) return [];
    const verdict = judge(
      measure({
        service,
        services,
        fingerprints,
        window: windowOf(observations, NETWORK, at(1_800)),
        ...(networkState && { networkState }),
      }),
    );
    return verdict ? [verdict] : [];
  });
}

const isLikely = (o: Verdict) =>
  o.state === 'likely_blocked' || o.endpoints.some((e) => e.state === 'likely_blocked');
const isBlocked = (o: Verdict) => o.state === 'blocked' || o.endpoints.some((e) => e.state === 'blocked');

describe('any observations', () => {
  it('make a verdict of the stored shape', () => {
    fc.assert(
      fc.property(situation, maybe(fc.constantFrom(...NETWORK_STATES)), (observations, state) => {
        for (const o of observations) v.parse(ObservationSchema, o);
        for (const verdict of verdicts(observations, state))
          expect(v.parse(VerdictSchema, verdict)).toEqual(verdict);
      }),
      { numRuns: 300 },
    );
  });

  it('make the same verdict in any order', () => {
    fc.assert(
      fc.property(
        situation.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          expect(verdicts(shuffled)).toEqual(verdicts(list));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('are never likely blocked without controls that answered within a minute of each failure', () => {
    fc.assert(
      fc.property(situation, (all) => {
        const failures = all.filter((o) => failureClass(o) !== undefined);
        const observations = all.filter(
          (o) =>
            !(
              o.source === 'control' &&
              o.outcome === 'success' &&
              failures.some((f) => Math.abs(f.atMs - o.atMs) <= CONTROL_WINDOW_MS)
            ),
        );
        for (const verdict of verdicts(observations)) expect(isLikely(verdict)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('are never likely blocked with a single failure', () => {
    fc.assert(
      fc.property(situation, (all) => {
        const failures = all.filter((o) => failureClass(o) !== undefined && o.source !== 'control');
        const observations = all.filter((o) => !failures.slice(1).includes(o));
        for (const verdict of verdicts(observations)) expect(isLikely(verdict)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('are never likely blocked when the second failure began within 20 s of the first', () => {
    fc.assert(
      fc.property(situation, (all) => {
        const observations = all.map((o) =>
          failureClass(o) !== undefined && o.source !== 'control'
            ? { ...o, startedAtMs: at(60), atMs: at(60) + (o.atMs % 19_000) }
            : o,
        );
        for (const verdict of verdicts(observations)) expect(isLikely(verdict)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('are never blocked without a fingerprint or a 451 that names its author', () => {
    fc.assert(
      fc.property(situation, (all) => {
        const observations = all.filter((o) => o.fingerprint === undefined && !o.blockedBy);
        for (const verdict of verdicts(observations)) expect(isBlocked(verdict)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('of another network change nothing', () => {
    fc.assert(
      fc.property(situation, (all) => {
        expect(verdicts(all)).toEqual(verdicts(all.filter((o) => o.network === NETWORK)));
      }),
      { numRuns: 100 },
    );
  });

  it('can be recorded', () => {
    fc.assert(
      fc.property(situation, situation, (before, fresh) => {
        const change = record(
          { ...NOTHING, recent: before },
          {
            network: NETWORK,
            nowMs: at(1_800),
            observations: fresh.map((o) => ({ ...o, id: `f:${o.id}` })),
            confirm: { jobId: 'job', spread01: 0.5 },
            services,
            fingerprints,
          },
        );
        for (const verdict of change.verdicts ?? []) v.parse(VerdictSchema, verdict);
        for (const o of change.observations ?? []) v.parse(ObservationSchema, o);
        for (const job of change.jobs ?? []) expect(job.dueAtMs).toBeGreaterThanOrEqual(at(1_800) + 30_000);
        expect(change.network?.sinceMs).toBeGreaterThanOrEqual(T0);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the random situations', () => {
  it('are not so tame that nothing is ever concluded', () => {
    const states = new Set<string>();
    const rules = new Set<string>();
    for (const observations of fc.sample(situation, { numRuns: 600, seed: 7 })) {
      for (const verdict of verdicts(observations)) {
        states.add(verdict.state);
        for (const e of verdict.endpoints) rules.add(e.rule);
      }
    }
    expect([...states].sort()).toEqual(
      expect.arrayContaining(['blocked', 'down', 'filtered', 'likely_blocked', 'ok', 'refused', 'unclear']),
    );
    expect(rules.size).toBeGreaterThan(12);
  });
});
