// When a week is published: once, three days after its end or later, and never again. Two editions of one week could be subtracted from each
// other, so what arrives later is kept but not told.
import { dayOf } from '../../src/judge/day.ts';
import { weekOf } from '../../src/report/redact.ts';
import type { Database } from '../store/database.ts';
import { claimWeek, putCells } from '../store/published.ts';
import { countsFrom, oldestDay } from '../store/reports.ts';
import { publishableCells } from './cells.ts';

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;
/** Days between the end of a week and its publication, at least. */
export const LATE_DAYS = 3;

/** Publishes every week that is due; returns which, and with how many cells. */
export async function publishDue(
  db: Database,
  nowMs: number,
): Promise<readonly { readonly week: string; readonly cells: number }[]> {
  const oldest = await oldestDay(db);
  if (!oldest) return [];
  const published: { week: string; cells: number }[] = [];
  const today = dayOf(nowMs);
  for (
    let monday = mondayOf(dayOf(Date.parse(oldest)));
    monday + WEEK_DAYS + LATE_DAYS <= today;
    monday += WEEK_DAYS
  ) {
    const week = weekOf(monday);
    await db.transaction(async (tx) => {
      if (!(await claimWeek(tx, week, dayText(today)))) return;
      const cells = publishableCells(week, await countsFrom(tx, dayText(monday)));
      await putCells(tx, cells);
      published.push({ week, cells: cells.length });
    });
  }
  return published;
}

/** 1970 began on a Thursday. */
function mondayOf(day: number): number {
  return day - ((day + 3) % WEEK_DAYS);
}

/** `2026-11-24`. */
export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
