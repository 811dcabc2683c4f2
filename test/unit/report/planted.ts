// Rows that hold a secret wherever a text or a time can be, as broken or hostile storage might: for tests that look for them in what leaves.
import fc from 'fast-check';
import type { DayRow } from '../../../src/judge/day.ts';
import type { Mistake } from '../../../src/judge/mistake.ts';
import type { Verdict } from '../../../src/judge/verdict.ts';
import type { Observation } from '../../../src/observe/observation.ts';
import type { Kept, Origin } from '../../../src/report/reports.ts';
import { row, verdict } from '../store.contract.ts';

/** 2026-11-24, 12:04:31.789 UTC. */
export const AT = Date.UTC(2026, 10, 24, 12, 4, 31, 789);
export const DAY = Math.floor(AT / 86_400_000);
export const ORIGIN: Origin = {
  version: '0.1.7',
  browser: 'firefox',
  countryOf: (network) => (network.startsWith('net') ? 'RU' : undefined),
};
export const NAME = 'Home of the Smiths';
export const NETWORK_ID = 'net-5f3a9c';
export const PATH = '/private/letters.html?token=8841';
export const PEER = '203.0.113.77';

/** A day of one service: a state for each half hour, as letters. */
export function day(states: string, more: Partial<DayRow> = {}): DayRow {
  return {
    day: DAY,
    network: NETWORK_ID,
    service: 'telegram',
    states: states.padEnd(48, '.'),
    methods: '.'.repeat(48),
    ...more,
  };
}

/** The letter stands in the half hour of {@link AT}. */
export const nowDay = (letter: string, more: Partial<DayRow> = {}) => day(`${'.'.repeat(24)}${letter}`, more);

export function request(id: string, atMs = AT, more: Partial<Observation> = {}): Observation {
  return row(id, atMs, { network: NETWORK_ID, ...more });
}

export function blocked(more: Partial<Verdict> = {}): Verdict {
  return verdict('telegram', {
    network: NETWORK_ID,
    state: 'likely_blocked',
    stage: 'tls',
    method: 'tls_name_filter',
    failure: 'connection_reset',
    rule: 'L1',
    rulesVersion: 3,
    sinceMs: AT - 60_000,
    lastSeenAtMs: AT,
    observations: ['a', 'b'],
    ...more,
  });
}

/** Rows with a secret in some of their texts; where, is up to chance. */
export const plantedRows: fc.Arbitrary<Kept> = fc
  .array(fc.constantFrom('', 'text', 'path', 'name'), { minLength: 12, maxLength: 12 })
  .map((where) => {
    const secret = { '': '', text: 'plain-secret', path: PATH, name: NAME };
    const at = (i: number, text: string) => secret[where[i] as keyof typeof secret] || text;
    const o = request('a', AT, {
      id: at(0, `row-${AT}`),
      host: at(1, 't.me'),
      endpoint: at(2, 't.me'),
      outcome: 'failure',
      failure: at(3, 'connection_reset') as 'connection_reset',
      stage: at(4, 'tls') as 'tls',
      address: PEER,
      redirectHost: at(5, 'elsewhere.example'),
      fingerprint: at(6, 'ru-warning-rt'),
      check: at(7, 'check-1'),
    });
    const v = blocked({
      rule: at(8, 'L1'),
      method: at(9, 'tls_name_filter') as 'dns',
      failure: at(10, 'connection_reset') as 'eof_error',
      observations: [o.id],
      endpoints: [{ endpoint: at(11, 't.me'), state: 'likely_blocked', rule: at(8, 'L1'), lastSeenAtMs: AT }],
    });
    const mistake: Mistake = {
      service: 'telegram',
      network: NETWORK_ID,
      sinceMs: AT,
      atMs: AT,
      state: 'likely_blocked',
      rule: at(8, 'L1'),
      rulesVersion: 3,
    };
    return {
      observations: [o, request('own', AT, { target: at(0, 'own-my.site.example') })],
      verdicts: [v, blocked({ service: 'own-my.site.example' })],
      mistakes: [mistake],
      days: [nowDay('l'), nowDay('b', { service: 'own-my.site.example' })],
    };
  });
