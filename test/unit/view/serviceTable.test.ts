// The table of all services: that nobody is lost by looking for, narrowing or ordering, and that what has no value never comes first.
import { describe, expect, it } from 'vitest';
import type { PopupModel, ServiceRow } from '../../../src/view/model.ts';
import {
  COLUMNS,
  countsOf,
  inOrder,
  isNamed,
  type Order,
  seenRows,
  unseenRows,
} from '../../../src/view/serviceTable.ts';
import { rich, service } from '../../browser/sampleModels.ts';

const words = {
  compare: (a: string, b: string) => a.localeCompare(b, 'en'),
  method: ({ method }: ServiceRow) => method,
};
/** A row without the values that the sample gives it. */
function bare(id: string, rest: Partial<ServiceRow> = {}): ServiceRow {
  const { sinceMs, lastSeenAtMs, lastOkAtMs, ...row } = service(id, id, {});
  return { ...row, ...rest };
}
const ordered = (rows: readonly ServiceRow[], column: Order['column'], reversed = false) =>
  inOrder(rows, { column, reversed }, words).map((row) => row.service);

describe('the rows', () => {
  it('are Telegram, all services, clouds, and those never seen', () => {
    const model: PopupModel = { ...rich, clouds: [service('cloud', 'Cloud', {})] };
    const ids = [...seenRows(model), ...unseenRows(model)].map((row) => row.service);
    expect(ids).toEqual([
      'telegram',
      ...rich.services.map((row) => row.service),
      'cloud',
      ...rich.unknown.map((row) => row.service),
    ]);
    expect(unseenRows(model).every((row) => row.state === 'unknown' && row.confounders.length === 0)).toBe(
      true,
    );
  });

  it('are counted by state, the worst first, and only where there are any', () => {
    const rows = [bare('a'), bare('b', { state: 'blocked' }), bare('c'), bare('d', { state: 'unknown' })];
    expect(countsOf(rows)).toEqual([
      { state: 'blocked', count: 1 },
      { state: 'ok', count: 2 },
      { state: 'unknown', count: 1 },
    ]);
  });
});

describe('looking for', () => {
  const row = service('hide-me', 'Hide.Me', { endpoints: [{ endpoint: 'cdn.example.org', state: 'ok' }] });

  it.each(['hide.me', ' HIDE', 'hide-me', 'cdn.example', ''])('“%s” finds it', (query) => {
    expect(isNamed(row, query)).toBe(true);
  });

  it('letters that it has not does not find it', () => {
    expect(isNamed(row, 'proton')).toBe(false);
  });
});

describe('ordering', () => {
  const a = bare('a', { state: 'ok', sinceMs: 3, lastSeenAtMs: 9, lastOkAtMs: 9 });
  const b = bare('b', { state: 'blocked', method: 'dns', sinceMs: 1, lastSeenAtMs: 7 });
  const c = bare('c', { state: 'slow', method: 'freeze', sinceMs: 2, lastSeenAtMs: 8, lastOkAtMs: 4 });
  const rows = [c, a, b];

  it('begins with A, the worst and the latest, and can be turned round', () => {
    expect(ordered(rows, 'service')).toEqual(['a', 'b', 'c']);
    expect(ordered(rows, 'service', true)).toEqual(['c', 'b', 'a']);
    expect(ordered(rows, 'state')).toEqual(['b', 'c', 'a']);
    expect(ordered(rows, 'state', true)).toEqual(['a', 'c', 'b']);
    expect(ordered(rows, 'since')).toEqual(['a', 'c', 'b']);
    expect(ordered(rows, 'seen')).toEqual(['a', 'c', 'b']);
    expect(ordered(rows, 'seen', true)).toEqual(['b', 'c', 'a']);
  });

  it('leaves what has no value last, either way', () => {
    expect(ordered(rows, 'method')).toEqual(['b', 'c', 'a']);
    expect(ordered(rows, 'method', true)).toEqual(['c', 'b', 'a']);
    expect(ordered(rows, 'ok')).toEqual(['a', 'c', 'b']);
    expect(ordered(rows, 'ok', true)).toEqual(['c', 'a', 'b']);
  });

  it('puts a block of another network or day after what is so now', () => {
    const old = bare('old', { state: 'blocked', earlier: true });
    expect(ordered([old, ...rows], 'state').at(-1)).toBe('old');
    expect(ordered([old, ...rows], 'state', true).at(-1)).toBe('old');
  });

  it('keeps everybody, and of equals the order', () => {
    const same = ['x', 'y', 'z'].map((id) => bare(id));
    for (const column of COLUMNS) {
      expect(ordered(rows, column).toSorted()).toEqual(['a', 'b', 'c']);
      if (column !== 'service') expect(ordered(same, column)).toEqual(['x', 'y', 'z']);
    }
  });
});
