// The states of a report and what changes them, one by one; whole histories are played in ../send/.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mistakeOf } from '../../../src/judge/mistake.ts';
import {
  type Answer,
  answered,
  EMPTY_OUTBOX,
  ENDED_DAYS,
  EXPIRE_DAYS,
  held,
  isMade,
  isoDay,
  MADE_DAYS,
  marked,
  type Outbox,
  type OutboxRow,
  outboxRows,
  removed,
  settled,
  slotTaken,
  started,
  switchedOff,
  switchedOn,
  taken,
  twins,
  withdrawn,
} from '../../../src/report/outbox.ts';
import { firstSlots } from '../../../src/report/slots.ts';
import { LEASE_MS } from '../../../src/report/times.ts';
import { DAY_MS } from '../../../src/store.ts';
import { NOW, verdict } from '../store.contract.ts';
import { outboxRow, wireReport } from './outboxSamples.ts';

const HOUR_MS = 3_600_000;
const DUE = { ...firstSlots(NOW - DAY_MS, 0), nextSlotAtMs: NOW };

const outbox = (...rows: OutboxRow[]): Outbox => ({ rows, made: [], slots: DUE });
const states = ({ rows }: Pick<Outbox, 'rows'>) => rows.map((row) => `${row.id} ${row.state}`);
const inflight = (id: string, more: Partial<OutboxRow> = {}) =>
  outboxRow(id, NOW, { state: 'inflight', sentAtMs: NOW, ...more });

describe('time', () => {
  it('ends a lease, and not before', () => {
    const sent = outbox(inflight('a'));
    expect(settled(sent, NOW + LEASE_MS - 1).rows[0]).toBe(sent.rows[0]);
    expect(states(settled(sent, NOW + LEASE_MS))).toEqual(['a ready']);
    // A clock that was ahead while it was sent.
    expect(states(settled(sent, NOW - DAY_MS))).toEqual(['a ready']);
  });

  it('expires what was not sent in 14 days, held or not, and never what is being sent', () => {
    const dayMs = Date.parse(isoDay(NOW));
    const old = dayMs + EXPIRE_DAYS * DAY_MS;
    const all = outbox(outboxRow('a', NOW), outboxRow('b', NOW, { state: 'held' }), inflight('c'));
    expect(states(settled(all, old - 1))).toEqual(['a ready', 'b held', 'c ready']);
    const over = settled(all, old);
    expect(states(over)).toEqual(['a expired', 'b expired', 'c expired']);
    expect(over.rows.map((r) => r.endedAtMs)).toEqual([old, old, old]);
    expect(states(settled(outbox(inflight('c', { sentAtMs: old - 1 })), old))).toEqual(['c inflight']);
  });

  it('expires a day that is weeks ahead: it is of a clock that was set back', () => {
    expect(states(settled(outbox(outboxRow('a', NOW + 60 * DAY_MS)), NOW))).toEqual(['a expired']);
  });

  it('takes what ended 30 days ago, and the memory of what was made 16 days ago', () => {
    const done = outboxRow('a', NOW, { state: 'rejected', endedAtMs: NOW });
    const kept = { ...outbox(done), made: [{ day: isoDay(NOW), keys: ['x'], notMade: 0 }] };
    expect(settled(kept, NOW + ENDED_DAYS * DAY_MS - 1).rows).toEqual([done]);
    expect(settled(kept, NOW + ENDED_DAYS * DAY_MS).rows).toEqual([]);
    const dayMs = Date.parse(isoDay(NOW));
    expect(settled(kept, dayMs + MADE_DAYS * DAY_MS - 1).made).toHaveLength(1);
    expect(settled(kept, dayMs + MADE_DAYS * DAY_MS).made).toHaveLength(0);
    // Longer than it could be made again, for which it must be seen that day.
    expect(MADE_DAYS).toBeGreaterThan(EXPIRE_DAYS + 1);
  });

  it('changes nothing else: what stays is the same object', () => {
    const all = outbox(
      outboxRow('a', NOW),
      outboxRow('b', NOW, { state: 'held' }),
      inflight('c'),
      outboxRow('d', NOW, { state: 'acknowledged', endedAtMs: NOW }),
    );
    const later = settled(all, NOW + 1);
    for (const [i, row] of later.rows.entries()) expect(row).toBe(all.rows[i]);
    expect(later.slots).toBe(all.slots);
  });
});

describe('a slot', () => {
  it('that is due takes a report whose time has come, and its lease begins', () => {
    const all = outbox(
      outboxRow('early', NOW + 1),
      outboxRow('a', NOW),
      outboxRow('h', NOW, { state: 'held' }),
    );
    const slot = slotTaken(all, NOW, 0.5, 0.99);
    expect(slot.due).toBe(true);
    expect(slot.row).toEqual({ ...outboxRow('a', NOW), state: 'inflight', sentAtMs: NOW });
    expect(states(slot.outbox)).toEqual(['early ready', 'a inflight', 'h held']);
    expect(slot.outbox.slots?.nextSlotAtMs).toBeGreaterThan(NOW);
  });

  it('takes any of those that are ready, each as likely', () => {
    const all = outbox(...['a', 'b', 'c', 'd'].map((id) => outboxRow(id, NOW)));
    const ids = [0, 0.3, 0.5, 0.999].map((r) => slotTaken(all, NOW, 0.5, r).row?.id);
    expect(ids).toEqual(['a', 'b', 'c', 'd']);
  });

  it('without one is used all the same: a dummy goes', () => {
    for (const rows of [[], [outboxRow('later', NOW + 1)], [inflight('a')]]) {
      const slot = slotTaken(outbox(...rows), NOW, 0.5, 0.5);
      expect([slot.due, slot.row]).toEqual([true, undefined]);
      expect(slot.outbox.rows).toEqual(rows);
    }
  });

  it('that is not due, or while sending is switched off, takes nothing', () => {
    const all = { ...outbox(outboxRow('a', NOW)), slots: { ...DUE, nextSlotAtMs: NOW + 1 } };
    expect(slotTaken(all, NOW, 0.5, 0.5)).toEqual({ due: false, row: undefined, outbox: all });
    const off = { ...all, slots: undefined };
    expect(slotTaken(off, NOW, 0.5, 0.5)).toEqual({ due: false, outbox: off });
  });

  it('takes again what a killed worker did not finish', () => {
    const again = slotTaken(outbox(inflight('a', { attempts: 2 })), NOW + LEASE_MS, 0.5, 0.5);
    expect(again.row).toMatchObject({ id: 'a', sentAtMs: NOW + LEASE_MS, attempts: 2 });
  });
});

describe('send now', () => {
  it('takes a report before its time, and a held one', () => {
    const all = outbox(outboxRow('a', NOW + DAY_MS), outboxRow('h', NOW, { state: 'held' }));
    expect(taken(all, 'a', NOW).row).toMatchObject({ id: 'a', state: 'inflight', sentAtMs: NOW });
    expect(taken(all, 'h', NOW).row).toMatchObject({ id: 'h', state: 'inflight' });
    expect(taken(all, 'a', NOW).outbox.slots).toBe(all.slots);
  });

  it('takes nothing that is being sent, has ended or is not there', () => {
    const ended = outboxRow('e', NOW, { state: 'acknowledged', endedAtMs: NOW });
    for (const id of ['i', 'e', 'gone']) {
      const found = taken(outbox(inflight('i'), ended), id, NOW + 1);
      expect([found.due, found.row]).toEqual([false, undefined]);
      expect(states(found.outbox)).toEqual(['i inflight', 'e acknowledged']);
    }
  });
});

describe('an answer', () => {
  const ID = 'a';
  const sent = outbox(inflight(ID), outboxRow('other', NOW));
  const say = (answer: Answer, random01 = 0.5, from = sent) =>
    answered(from, ID, answer, NOW + 1_000, random01).rows[0];

  it.each(['stored', 'duplicate'] as const)('%s, naming the report, acknowledges it', (result) => {
    expect(say({ report_id: ID, result })).toEqual({
      ...sent.rows[0],
      state: 'acknowledged',
      endedAtMs: NOW + 1_000,
    });
  });

  it('refused, naming the report, is final and says why', () => {
    expect(say({ report_id: ID, result: 'refused', why: 'list' })).toMatchObject({
      state: 'rejected',
      why: 'list',
      endedAtMs: NOW + 1_000,
    });
    expect(say({ report_id: ID, result: 'refused' })?.state).toBe('rejected');
  });

  it.each([
    ['that names another', { report_id: 'other', result: 'stored' } as const],
    ['that refuses another', { report_id: 'other', result: 'refused' } as const],
    ['of any other kind', undefined],
  ])('%s counts as an attempt, and it goes out again later', (_, answer) => {
    expect(say(answer)).toEqual({
      ...sent.rows[0],
      state: 'ready',
      attempts: 1,
      notBeforeMs: NOW + 1_000 + HOUR_MS,
    });
  });

  it('of trouble with the key waits as long, but counts no attempt', () => {
    expect(say('key_trouble')).toMatchObject({
      state: 'ready',
      attempts: 0,
      notBeforeMs: NOW + 1_000 + HOUR_MS,
    });
  });

  it('that fails again and again waits an hour, two, four and so on, a day at most, give or take half', () => {
    const hours = (attempts: number, random01: number) =>
      ((say(undefined, random01, outbox(inflight(ID, { attempts })))?.notBeforeMs ?? 0) - NOW - 1_000) /
      HOUR_MS;
    expect([0, 1, 2, 3, 4, 5, 50, 5_000].map((n) => hours(n, 0.5))).toEqual([1, 2, 4, 8, 16, 24, 24, 24]);
    expect([hours(0, 0), hours(1, 0), hours(2, 0)]).toEqual([0.5, 1, 2]);
    fc.assert(
      fc.property(fc.nat(2_000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (n, r) => {
        expect(hours(n, r)).toBeGreaterThanOrEqual(0.5);
        expect(hours(n, r)).toBeLessThanOrEqual(24);
      }),
    );
  });

  it('changes no other report, and none that is not being sent', () => {
    const ack = { report_id: ID, result: 'stored' } as const;
    expect(answered(sent, ID, ack, NOW, 0.5).rows[1]).toBe(sent.rows[1]);
    for (const state of ['ready', 'held', 'acknowledged', 'rejected', 'expired'] as const) {
      const row = outboxRow(ID, NOW, { state });
      for (const answer of [ack, undefined, 'key_trouble'] as const)
        expect(answered(outbox(row), ID, answer, NOW, 0.5).rows[0]).toBe(row);
    }
    expect(answered(outbox(), ID, ack, NOW, 0.5).rows).toEqual([]);
  });
});

describe('the person', () => {
  const all = outbox(outboxRow('a', NOW + 5), inflight('i'));

  it('holds a report and lets it go: it waits as long as it would have', () => {
    const on = held(all, 'a', true);
    expect(states(on)).toEqual(['a held', 'i inflight']);
    expect(held(on, 'a', false)).toEqual(all);
    expect(held(all, 'i', true)).toEqual(all);
  });

  it('deletes a report', () => {
    expect(states(removed(all, 'a'))).toEqual(['i inflight']);
  });

  it('says that a verdict is wrong: what has not arrived of it goes, of its days and state only', () => {
    const of = (
      id: string,
      days: number,
      more: Parameters<typeof wireReport>[1] = {},
      state?: OutboxRow['state'],
    ) =>
      outboxRow(id, NOW, {
        report: wireReport(NOW + days * DAY_MS, more),
        ...(state && { state }),
        ...(state === 'acknowledged' && { endedAtMs: NOW }),
      });
    const many = outbox(
      of('before', -1),
      of('first', 0),
      of('held', 1, {}, 'held'),
      of('sent', 0, {}, 'acknowledged'),
      of('sending', 0, {}, 'inflight'),
      of('other state', 0, { verdict: 'unclear' }),
      of('other service', 0, { target: 'nordvpn' }),
    );
    const mistake = mistakeOf(verdict('telegram', { state: 'blocked', sinceMs: NOW }), NOW + DAY_MS);
    expect(withdrawn(many, mistake).rows.map((r) => r.id)).toEqual([
      'before',
      'sent',
      'other state',
      'other service',
    ]);
  });

  it('finds what waits to say again what another report says', () => {
    const of = (id: string, more: Partial<OutboxRow> = {}, days = 0, target = 'telegram') =>
      outboxRow(id, NOW, { report: wireReport(NOW + days * DAY_MS, { target }), ...more });
    expect(twins([of('first'), of('again'), of('held', { state: 'held' })])).toEqual(['again', 'held']);
    expect(twins([of('waits'), of('sent', { state: 'acknowledged', endedAtMs: NOW })])).toEqual(['waits']);
    expect(twins([of('waits'), of('sending', { state: 'inflight' })])).toEqual(['waits']);
    expect(twins([of('a'), of('b', {}, 1), of('c', {}, 0, 'nordvpn')])).toEqual([]);
  });

  it('switches on once, and the browser’s start makes it quiet', () => {
    const on = switchedOn(EMPTY_OUTBOX, NOW, 0.5);
    expect(on.slots).toEqual(firstSlots(NOW, 0.5));
    expect(switchedOn(on, NOW + 9, 0.1)).toBe(on);
    const due = { ...EMPTY_OUTBOX, slots: DUE };
    expect(started(due, NOW, 0.5).slots?.nextSlotAtMs).toBeGreaterThan(NOW + 600_000);
    expect(started(EMPTY_OUTBOX, NOW, 0.5)).toBe(EMPTY_OUTBOX);
  });

  it('switches off, and nothing is left but that there were reports today', () => {
    const today = marked(marked(all, isoDay(NOW), 'telegram blocked'), isoDay(NOW - DAY_MS), 'nordvpn ok');
    const off = switchedOff(today, NOW);
    expect(off).toEqual({ rows: [], made: [{ day: isoDay(NOW), keys: [''], notMade: 0 }] });
    expect(JSON.stringify(off)).not.toMatch(/telegram|nordvpn/);
    expect(isMade(off, isoDay(NOW), 'anything at all')).toBe(true);
    expect(isMade(off, isoDay(NOW + DAY_MS), 'telegram blocked')).toBe(false);
    // Nothing was made today: nothing is left.
    expect(switchedOff(marked(all, isoDay(NOW - DAY_MS), 'x'), NOW)).toEqual(EMPTY_OUTBOX);
    // Still closed when switched off a second time.
    expect(switchedOff(switchedOn(off, NOW + 1, 0.5), NOW + 2)).toEqual(off);
  });
});

it('the list shows first what is to be sent, in the order of its time, then the newest ended', () => {
  const done = (id: string, endedAtMs: number) => outboxRow(id, NOW, { state: 'acknowledged', endedAtMs });
  const rows = outboxRows(
    outbox(
      done('old', NOW - 9),
      outboxRow('second', NOW + 2),
      done('new', NOW - 1),
      inflight('lapsed', { sentAtMs: NOW - LEASE_MS }),
      outboxRow('third', NOW + 3, { state: 'held' }),
    ),
    NOW,
  );
  expect(states({ rows })).toEqual([
    'lapsed ready',
    'second ready',
    'third held',
    'new acknowledged',
    'old acknowledged',
  ]);
});
