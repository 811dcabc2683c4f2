// Times of the timeline's columns in words: what stands along the top, and what a cell is called.
import { SLOT_MS } from '../../src/judge/day.ts';
import type { Bucket, Zoom } from '../../src/view/buckets.ts';
import type { Text } from './text.ts';

export interface Tick {
  readonly column: number;
  readonly label: string;
}

/** Columns from one label to the next: so many are wide enough for it. */
const TICK_COLUMNS: Readonly<Record<Zoom, number>> = { hour: 12, day: 10, week: 3 };

/** Hours are labelled at midnight, with the day, and at noon; days and weeks by where they begin, counted from the present. */
export function ticksOf(zoom: Zoom, buckets: readonly Bucket[], t: Text): Tick[] {
  const day = new Intl.DateTimeFormat(t.language, { day: 'numeric', month: 'short' });
  const hour = new Intl.DateTimeFormat(t.language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const every = TICK_COLUMNS[zoom];
  return buckets.flatMap(({ fromMs }, column) => {
    const left = buckets.length - column;
    const hours = new Date(fromMs).getHours();
    const wanted = zoom === 'hour' ? hours % every === 0 && left > every / 2 : left % every === 0;
    return wanted ? [{ column, label: (zoom === 'hour' && hours > 0 ? hour : day).format(fromMs) }] : [];
  });
}

/** A column's time in full. */
export function timeOf(zoom: Zoom, { fromMs, toMs }: Bucket, t: Text): string {
  if (zoom === 'hour') return t.at(fromMs);
  if (zoom === 'day') return t.date(fromMs);
  // Where clocks stand a quarter of an hour beside the stored half hours the last one ends on the next day.
  return new Intl.DateTimeFormat(t.language, { dateStyle: 'medium' }).formatRange(fromMs, toMs - SLOT_MS);
}
