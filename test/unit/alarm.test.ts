// The one alarm: set for what is due first, and not put off by being set again.
import { beforeEach, expect, it } from 'vitest';
import { Alarm } from '../../extension/alarm.ts';
import { ALARM_AGAIN_MS, ALARM_LEAST_MS } from '../../src/report/times.ts';

let nowMs: number;
let created: number[];
let broken: boolean;
let alarm: Alarm;

beforeEach(() => {
  nowMs = 1_000_000;
  created = [];
  broken = false;
  alarm = new Alarm({
    now: () => nowMs,
    create: async (atMs) => {
      if (broken) throw new Error('no alarm');
      created.push(atMs);
    },
  });
});

it('comes when the first thing is due, earlier and later than it was set before', async () => {
  for (const dueAtMs of [nowMs + 60_000, nowMs + 30_000, nowMs + 90_000]) {
    await alarm.set(dueAtMs);
    expect(created.at(-1)).toBe(dueAtMs);
  }
});

it('what is due is not put off by whatever happens until it comes', async () => {
  const dueAtMs = nowMs + 30_000;
  for (; nowMs < dueAtMs + 20_000; nowMs += 300) await alarm.set(dueAtMs);
  expect(created).toEqual([dueAtMs]);
});

it('what is found to be overdue comes as soon as an alarm may', async () => {
  const soonestMs = nowMs + ALARM_LEAST_MS;
  for (let events = 0; events < 10; events++, nowMs += 300) await alarm.set(nowMs - 5_000);
  expect(created).toEqual([soonestMs]);
});

it('once it has come it is set anew, and what is due later does not come at that time again', async () => {
  await alarm.set(nowMs + 30_000);
  nowMs += 30_000;
  alarm.came();
  await alarm.set(nowMs - 1);
  expect(created.at(-1)).toBe(nowMs + ALARM_LEAST_MS);
  await alarm.set(nowMs + 86_400_000);
  expect(created.at(-1)).toBe(nowMs + 86_400_000);
});

it('one that was lost, or could not be set, is set again', async () => {
  const dueAtMs = nowMs + 30_000;
  await alarm.set(dueAtMs);
  nowMs = dueAtMs + ALARM_AGAIN_MS;
  await alarm.set(dueAtMs);
  expect(created).toEqual([dueAtMs, nowMs + ALARM_LEAST_MS]);
  alarm.came();
  broken = true;
  await expect(alarm.set(nowMs)).rejects.toThrow('no alarm');
  broken = false;
  await alarm.set(nowMs);
  expect(created).toHaveLength(3);
});
