// The log of what pages asked: short, and never trusted when it is read back.
import { expect, it } from 'vitest';
import { parseAsked, withAsked } from '../../../src/view/requestLog.ts';
import type { Asked } from '../../../src/view/requests.ts';
import { NOW } from '../store.contract.ts';

const DAY_MS = 86_400_000;
const ooni = (atMs: number): Asked => ({ atMs, host: 'api.ooni.io', why: 'ooni' });

it('keeps what was asked for thirty days', () => {
  const log = [ooni(NOW - 31 * DAY_MS), ooni(NOW - 29 * DAY_MS)];
  expect(withAsked(log, ooni(NOW))).toEqual([ooni(NOW - 29 * DAY_MS), ooni(NOW)]);
});

it('never grows without end', () => {
  let log: Asked[] = [];
  for (let i = 0; i < 2_100; i++) log = withAsked(log, ooni(NOW + i));
  expect(log).toHaveLength(2_000);
  expect(log.at(-1)).toEqual(ooni(NOW + 2_099));
  expect(parseAsked([...log, ooni(NOW + 3_000)])).toHaveLength(2_000);
});

it('reads back what it kept, and leaves out what is broken', () => {
  expect(
    parseAsked([
      ooni(NOW),
      null,
      'api.ooni.io',
      { ...ooni(NOW), host: '<img src=x onerror=alert(1)>' },
      { ...ooni(NOW), host: 'a'.repeat(300) },
      { ...ooni(NOW), why: 'confirm' },
      { ...ooni(NOW), atMs: '5' },
    ]),
  ).toEqual([ooni(NOW)]);
  expect(parseAsked(undefined)).toEqual([]);
  expect(parseAsked({ length: 1 })).toEqual([]);
});
