// The timeline: that no half hour is lost, doubled or put on the wrong day of the person's own clock, and that nothing seen never looks like fine.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DayRow, isWorse, SLOT_MS, SLOTS, slotsOf, withVerdict } from '../../../src/judge/day.ts';
import { METHODS, type Method, STATES, type State } from '../../../src/judge/verdict.ts';
import { bucketsOf, type OffsetMinutes, ZOOMS } from '../../../src/view/buckets.ts';
import { historyOf, timelineOf } from '../../../src/view/timeline.ts';
import { verdict } from '../store.contract.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 10, 24, 12, 10);
const UTC: OffsetMinutes = () => 0;
const TEHRAN: OffsetMinutes = () => 210;
const KATHMANDU: OffsetMinutes = () => 345;

/** The offset of a real time zone, as a browser in it would give it. */
function zone(timeZone: string): OffsetMinutes {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  return (atMs) => {
    const name = parts.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  };
}

interface Seen {
  readonly atMs: number;
  readonly state?: State;
  readonly method?: Method;
  readonly service?: string;
  readonly network?: string;
}

/** Days as the background would have written them. */
function daysOf(...seen: readonly Seen[]): DayRow[] {
  const rows = new Map<string, DayRow>();
  for (const { atMs, state = 'ok', method, service = 'telegram', network = 'home' } of seen) {
    const key = `${Math.floor(atMs / DAY_MS)} ${network} ${service}`;
    const one = verdict(service, { state, network, lastSeenAtMs: atMs, ...(method && { method }) });
    const row = withVerdict(rows.get(key), one);
    if (row) rows.set(key, row);
  }
  return [...rows.values()];
}

const input = { zoom: 'hour', nowMs: NOW_MS, offsetMinutes: UTC } as const;
const states = (days: DayRow[], more: object = {}) =>
  timelineOf(days, { ...input, ...more }).rows[0]?.cells.map((cell) => cell?.state);

describe('the columns', () => {
  it('of hours are the last 48, the present one last', () => {
    const buckets = bucketsOf('hour', 48, NOW_MS, UTC);
    expect(buckets).toHaveLength(48);
    expect(buckets.at(-1)).toEqual({
      fromMs: Date.UTC(2026, 10, 24, 12),
      toMs: Date.UTC(2026, 10, 24, 13),
    });
  });

  it.each([
    ['Tehran', TEHRAN],
    ['Kathmandu', KATHMANDU],
  ])('of days begin at midnight in %s', (_, offset) => {
    for (const { fromMs } of bucketsOf('day', 30, NOW_MS, offset)) {
      const sinceMidnightMs = (fromMs + offset(fromMs) * 60_000) % DAY_MS;
      // Stored half hours do not begin at Kathmandu's midnight, but a quarter of an hour after.
      expect(sinceMidnightMs).toBeLessThan(SLOT_MS);
    }
  });

  it('of hours begin with the hour where clocks stand half an hour beside everybody else’s', () => {
    for (const { fromMs, toMs } of bucketsOf('hour', 48, NOW_MS, TEHRAN)) {
      expect((fromMs / 60_000 + 210) % 60).toBe(0);
      expect(toMs - fromMs).toBe(HOUR_MS);
    }
  });

  it('of weeks are seven whole days that end today', () => {
    const [last] = bucketsOf('week', 13, NOW_MS, TEHRAN).slice(-1);
    const midnightMs = Date.UTC(2026, 10, 24, 20, 30);
    expect(last).toEqual({ fromMs: midnightMs - 7 * DAY_MS, toMs: midnightMs });
  });

  it('follow each other without a gap in every zone, and hold the present', () => {
    const zones = [
      UTC,
      TEHRAN,
      KATHMANDU,
      ...['Europe/Berlin', 'America/St_Johns', 'America/Havana'].map(zone),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...ZOOMS),
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }),
        fc.integer({ min: 1, max: 14 }),
        (zoom, offset, nowMs, count) => {
          const buckets = bucketsOf(zoom, count, nowMs, offset);
          expect(buckets).toHaveLength(count);
          buckets.forEach(({ fromMs, toMs }, i) => {
            expect(fromMs % SLOT_MS).toBe(0);
            expect(toMs).toBeGreaterThan(fromMs);
            if (i > 0) expect(buckets[i - 1]?.toMs).toBe(fromMs);
          });
          const last = buckets.at(-1);
          expect(last && last.fromMs <= nowMs && nowMs < last.toMs).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a clock that is put forward or back', () => {
  const berlin = zone('Europe/Berlin');
  const lengths = (zoom: 'hour' | 'day', nowMs: number, offset: OffsetMinutes, count: number) =>
    bucketsOf(zoom, count, nowMs, offset).map(({ fromMs, toMs }) => (toMs - fromMs) / HOUR_MS);

  it('makes one day longer and one shorter, and no day twice', () => {
    expect(lengths('day', Date.UTC(2026, 9, 27, 12), berlin, 4)).toEqual([24, 25, 24, 24]);
    expect(lengths('day', Date.UTC(2026, 9, 27, 22, 45), berlin, 3)).toEqual([25, 24, 24]);
    expect(lengths('day', Date.UTC(2026, 2, 31, 12), berlin, 4)).toEqual([24, 23, 24, 24]);
  });

  it('leaves every hour a column of its own, of one hour', () => {
    for (const nowMs of [Date.UTC(2026, 9, 25, 12), Date.UTC(2026, 2, 29, 12)])
      expect(new Set(lengths('hour', nowMs, berlin, 48))).toEqual(new Set([1]));
  });

  it('back over midnight does not bring yesterday back after today', () => {
    // At one minute past midnight clocks went back to 23:01, in Newfoundland until 2011.
    const changeMs = Date.UTC(2010, 10, 7, 2, 31);
    const newfoundland: OffsetMinutes = (atMs) => (atMs < changeMs ? -150 : -210);
    expect(lengths('day', Date.UTC(2010, 10, 8, 12), newfoundland, 4)).toEqual([24, 24, 25, 24]);
    // Cuba goes back at one to midnight.
    expect(lengths('day', Date.UTC(2026, 10, 2, 12), zone('America/Havana'), 3)).toEqual([24, 25, 24]);
  });

  it('loses and doubles no half hour', () => {
    const nowMs = Date.UTC(2026, 9, 27, 12);
    const seen = Array.from({ length: 4 * SLOTS }, (_, i) => ({ atMs: nowMs - i * SLOT_MS }));
    const [row] = timelineOf(daysOf(...seen), { zoom: 'day', nowMs, offsetMinutes: berlin }).rows;
    const counts = row?.cells.map((cell) => cell?.seenSlots ?? 0) ?? [];
    expect(counts.reduce((a, b) => a + b)).toBe(4 * SLOTS);
    expect(Math.max(...counts)).toBe(50);
  });
});

describe('a cell', () => {
  it('where nothing was seen is empty, not fine', () => {
    const cells = states(daysOf({ atMs: NOW_MS }));
    expect(cells).toHaveLength(48);
    expect(cells?.at(-1)).toBe('ok');
    expect(cells?.slice(0, -1).every((cell) => cell === undefined)).toBe(true);
  });

  it('says the worst, how, and in how many half hours', () => {
    const days = daysOf(
      { atMs: NOW_MS - 3 * HOUR_MS },
      { atMs: NOW_MS - 2 * HOUR_MS, state: 'likely_blocked', method: 'dns' },
      { atMs: NOW_MS - HOUR_MS, state: 'likely_blocked', method: 'undecided' },
      { atMs: NOW_MS, state: 'unclear' },
    );
    const [row] = timelineOf(days, { ...input, zoom: 'day' }).rows;
    expect(row?.cells.at(-1)).toEqual({ state: 'likely_blocked', method: 'dns', slots: 2, seenSlots: 4 });
  });

  it('takes an answer over an unclear failure, as a half hour does', () => {
    const days = daysOf({ atMs: NOW_MS }, { atMs: NOW_MS - HOUR_MS, state: 'unclear', method: 'dns' });
    expect(timelineOf(days, { ...input, zoom: 'day' }).rows[0]?.cells.at(-1)).toEqual({
      state: 'ok',
      slots: 1,
      seenSlots: 2,
    });
  });

  it('knows every state and method that can be stored', () => {
    for (const state of STATES.filter((one) => one !== 'unknown'))
      for (const method of METHODS) {
        const [row] = timelineOf(daysOf({ atMs: NOW_MS, state, method }), input).rows;
        expect(row?.cells.at(-1)).toEqual({ state, method, slots: 1, seenSlots: 1 });
      }
  });

  it('makes nothing of the letters of a later version', () => {
    const [row] = daysOf({ atMs: NOW_MS, state: 'blocked', method: 'dns' }) as [DayRow];
    const later = { ...row, service: 'later', states: 'q'.repeat(SLOTS) };
    expect(timelineOf([later], input).rows).toEqual([]);
    expect(historyOf('later', [later])).toEqual([]);
    const how = { ...row, methods: 'q'.repeat(SLOTS) };
    expect(timelineOf([how], input).rows[0]?.cells.at(-1)).toEqual({
      state: 'blocked',
      slots: 1,
      seenSlots: 1,
    });
    // Beside a letter that is known it takes nothing away.
    expect(states([{ ...later, service: 'telegram' }, row])?.at(-1)).toBe('blocked');
    expect(states([row, { ...later, service: 'telegram' }])?.at(-1)).toBe('blocked');
  });

  it('belongs to the day of the person’s own clock', () => {
    const beforeMidnightMs = Date.UTC(2026, 10, 23, 20, 0);
    const days = daysOf({ atMs: beforeMidnightMs }, { atMs: beforeMidnightMs + SLOT_MS, state: 'blocked' });
    const inTehran = { zoom: 'day', offsetMinutes: TEHRAN };
    expect(states(days, inTehran)?.slice(-2)).toEqual(['ok', 'blocked']);
    expect(states(days, { zoom: 'day' })?.slice(-2)).toEqual(['blocked', undefined]);
  });
});

describe('several networks', () => {
  const days = daysOf(
    { atMs: NOW_MS, network: 'home' },
    { atMs: NOW_MS, network: 'mobile', state: 'likely_blocked', method: 'undecided' },
    { atMs: NOW_MS, network: 'work', state: 'likely_blocked', method: 'freeze' },
  );

  it('are one, and the worse stays, in whatever order they come', () => {
    const expected = { state: 'likely_blocked', method: 'freeze', slots: 1, seenSlots: 1 };
    fc.assert(
      fc.property(fc.shuffledSubarray(days, { minLength: 3 }), (rows) => {
        expect(timelineOf(rows, input).rows[0]?.cells.at(-1)).toEqual(expected);
        expect(historyOf('telegram', rows)).toHaveLength(1);
        expect(historyOf('telegram', rows)[0]).toMatchObject({ state: 'likely_blocked', method: 'freeze' });
      }),
    );
  });

  it('can be left out', () => {
    const networks = new Set(['home']);
    expect(states(days, { networks })?.at(-1)).toBe('ok');
    expect(historyOf('telegram', days, { networks }).map(({ state }) => state)).toEqual(['ok']);
    expect(timelineOf(days, { ...input, networks: new Set(['nowhere']) }).rows).toEqual([]);
  });

  it('say what each half hour says when they are laid over each other', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'.uodrfslb'),
      minLength: SLOTS,
      maxLength: SLOTS,
    });
    fc.assert(
      fc.property(fc.array(letters, { minLength: 1, maxLength: 4 }), (rows) => {
        const day = Math.floor(NOW_MS / DAY_MS) - 1;
        const stored = rows.map(
          (one, i): DayRow => ({
            day,
            network: `${i}`,
            service: 'x',
            states: one,
            methods: '.'.repeat(SLOTS),
          }),
        );
        const worst = Array.from({ length: SLOTS }, (_, i) =>
          stored
            .map((row) => slotsOf(row)[i]?.state)
            .reduce((a, b) => (a === undefined || (b !== undefined && isWorse(b, a)) ? b : a), undefined),
        );
        const cells = timelineOf(stored, { ...input, nowMs: (day + 1) * DAY_MS - 1 }).rows[0]?.cells ?? [];
        const hours = cells.slice(-24).map((cell) => cell?.seenSlots ?? 0);
        expect(cells.length === 0 || hours.reduce((a, b) => a + b)).toBe(
          cells.length === 0 || worst.filter((state) => state !== undefined).length,
        );
        for (const [hour, cell] of cells.slice(-24).entries()) {
          const [a, b] = [worst[2 * hour], worst[2 * hour + 1]];
          expect(cell?.state).toBe(a === undefined || (b !== undefined && isWorse(b, a)) ? b : a);
        }
      }),
    );
  });
});

describe('the rows', () => {
  it('are none when nothing was seen, or nothing so lately', () => {
    expect(timelineOf([], input).rows).toEqual([]);
    expect(timelineOf([], input).buckets).toHaveLength(48);
    expect(timelineOf(daysOf({ atMs: NOW_MS - 4 * DAY_MS }), input).rows).toEqual([]);
  });

  it('have Telegram first, then the worst, then what was in trouble last', () => {
    const days = daysOf(
      { atMs: NOW_MS, service: 'fine' },
      { atMs: NOW_MS - 5 * HOUR_MS, service: 'early', state: 'likely_blocked' },
      { atMs: NOW_MS - 2 * HOUR_MS, service: 'late', state: 'likely_blocked' },
      { atMs: NOW_MS, service: 'odd', state: 'unclear' },
      { atMs: NOW_MS - 20 * HOUR_MS, service: 'worst', state: 'blocked' },
      { atMs: NOW_MS, service: 'also-fine' },
      { atMs: NOW_MS, service: 'telegram' },
    );
    const order = ['telegram', 'worst', 'late', 'early', 'odd', 'also-fine', 'fine'];
    for (const rows of [days, [...days].reverse()])
      expect(timelineOf(rows, input).rows.map(({ service }) => service)).toEqual(order);
  });

  it('have a cell for every column', () => {
    for (const zoom of ZOOMS) {
      const { buckets, rows } = timelineOf(daysOf({ atMs: NOW_MS }), { ...input, zoom });
      expect(rows[0]?.cells).toHaveLength(buckets.length);
    }
  });

  it('go as far back as there is something, within bounds', () => {
    const columns = (zoom: 'day' | 'week', daysAgo: number) =>
      timelineOf(daysOf({ atMs: NOW_MS - daysAgo * DAY_MS }), { ...input, zoom }).buckets.length;
    expect(columns('day', 3)).toBe(30);
    expect(columns('day', 50)).toBe(52);
    expect(columns('day', 4000)).toBe(90);
    expect(columns('week', 3)).toBe(5);
    expect(columns('week', 4000)).toBe(13);
  });

  it('show the oldest half hour west of Greenwich too', () => {
    const west: OffsetMinutes = () => -480;
    const days = daysOf({ atMs: Math.floor(NOW_MS / DAY_MS - 40) * DAY_MS, state: 'blocked' });
    const [row] = timelineOf(days, { ...input, zoom: 'day', offsetMinutes: west }).rows;
    expect(row?.cells.filter(Boolean)).toHaveLength(1);
  });
});

describe('a hundred services over ninety days on three networks', () => {
  const today = Math.floor(NOW_MS / DAY_MS);
  let reads = 0;
  const days = Array.from({ length: 100 * 95 * 3 }, (_, i) => ({
    day: today - (Math.floor(i / 300) % 95),
    network: `n${i % 3}`,
    service: `s${Math.floor(i / 3) % 100}`,
    get states() {
      reads++;
      return 'ooolbu.r'.repeat(6);
    },
    methods: '...r....'.repeat(6),
  }));

  it('are read once each, those outside the picture never, and the clock is asked a few thousand times', () => {
    for (const [zoom, shown, asked] of [
      ['hour', 3, 200],
      ['day', 91, 5_000],
      ['week', 92, 6_000],
    ] as const) {
      reads = 0;
      let offsets = 0;
      const offsetMinutes = () => {
        offsets++;
        return 210;
      };
      const { rows } = timelineOf(days, { zoom, nowMs: NOW_MS, offsetMinutes });
      expect(rows).toHaveLength(100);
      expect(reads).toBeLessThanOrEqual(shown * 300);
      expect(reads).toBeGreaterThan(0);
      expect(offsets).toBeLessThanOrEqual(asked);
    }
  });

  it('end after so many changes, without reading other services', () => {
    reads = 0;
    expect(historyOf('s7', days)).toHaveLength(200);
    expect(reads).toBe(95 * 3);
  });
});

describe('the history', () => {
  const runs = (...seen: readonly Seen[]) => historyOf('telegram', daysOf(...seen));

  it('says from when to when, newest first, over midnight too', () => {
    const fromMs = Date.UTC(2026, 10, 12, 10);
    const toMs = Date.UTC(2026, 10, 13, 9, 30);
    const seen = Array.from({ length: (toMs - fromMs) / SLOT_MS }, (_, i): Seen => {
      return { atMs: fromMs + i * SLOT_MS, state: 'blocked', method: 'block_page' };
    });
    expect(runs({ atMs: fromMs - SLOT_MS }, ...seen, { atMs: toMs + SLOT_MS })).toEqual([
      { state: 'ok', fromMs: toMs + SLOT_MS, toMs: toMs + 2 * SLOT_MS },
      { state: 'blocked', method: 'block_page', fromMs, toMs },
      { state: 'ok', fromMs: fromMs - SLOT_MS, toMs: fromMs },
    ]);
  });

  it('bridges an hour without a look, not a day', () => {
    const atMs = Date.UTC(2026, 10, 12, 10);
    expect(runs({ atMs }, { atMs: atMs + 3 * HOUR_MS })).toEqual([
      { state: 'ok', fromMs: atMs, toMs: atMs + 3 * HOUR_MS + SLOT_MS },
    ]);
    expect(runs({ atMs }, { atMs: atMs + DAY_MS + SLOT_MS })).toHaveLength(2);
  });

  it('tells another method as a change', () => {
    const atMs = Date.UTC(2026, 10, 12, 10);
    const one = { atMs, state: 'likely_blocked', method: 'dns' } as const;
    expect(runs(one, { ...one, atMs: atMs + SLOT_MS, method: 'freeze' }).map(({ method }) => method)).toEqual(
      ['freeze', 'dns'],
    );
  });

  it('keeps to a time and a number, and is of one service', () => {
    const days = daysOf(
      { atMs: NOW_MS - 3 * HOUR_MS, state: 'blocked' },
      { atMs: NOW_MS - HOUR_MS },
      { atMs: NOW_MS, state: 'slow' },
      { atMs: NOW_MS, state: 'down', service: 'other' },
    );
    const names = (more: object) => historyOf('telegram', days, more).map(({ state }) => state);
    expect(names({})).toEqual(['slow', 'ok', 'blocked']);
    expect(names({ most: 2 })).toEqual(['slow', 'ok']);
    expect(names({ sinceMs: NOW_MS - 2 * HOUR_MS })).toEqual(['slow', 'ok']);
    expect(historyOf('nobody', days)).toEqual([]);
  });
});
