// From exact counts to what may be published. Every report is counted in at most one published number, so there is no total to subtract from;
// each number stands for at least five reports; where that takes cells together, at least two are taken. Then all are rounded.
import { NETWORKS_OF } from '../../src/catalogue/networks.ts';

/** Fewer reports than this are never told of. */
export const MIN_REPORTS = 5;
/** Published numbers are multiples of this. */
export const ROUNDED_TO = 5;
/** "Blocked" is confirmed when so many networks say it in the same week, each with {@link MIN_REPORTS} reports. */
export const MIN_NETWORKS = 2;

/** How many reports of one week say the same; exact, so it stays inside. */
export interface Count {
  readonly country: string;
  /** 0 when it is not known. */
  readonly asn: number;
  readonly target: string;
  readonly day: string;
  readonly verdict: string;
  readonly source: string;
  readonly reports: number;
}

export interface Cell {
  /** ISO 8601, `2026-W48`. */
  readonly week: string;
  readonly country: string;
  /** Null with {@link day}: the rest of this country and week, networks and days taken together. */
  readonly asn: number | null;
  readonly target: string;
  readonly day: string | null;
  readonly verdict: string;
  readonly source: string;
  /** Rounded. Reports are not people. */
  readonly reports: number;
  /** Of "blocked": true when enough networks say so, see {@link MIN_NETWORKS}. Of anything else true: it claims no more than it says. */
  readonly confirmed: boolean;
}

/** Counts of one week, each (country, network, target, day, verdict, source) once. */
export function publishableCells(week: string, counts: readonly Count[]): readonly Cell[] {
  const confirmed = confirmedBlocks(counts);
  return [...groups(counts).values()].flatMap((group) => {
    const { told, together } = split(group);
    const sum = sumOf(together);
    const cells = told.map(({ asn, day, reports }) => ({ asn, day, reports }));
    const rest = sum > 0 ? [{ asn: null, day: null, reports: sum }] : [];
    const { country, target, verdict, source } = group[0] as Count;
    return [...cells, ...rest].map(({ asn, day, reports }) => ({
      week,
      country,
      asn,
      target,
      day,
      verdict,
      source,
      reports: Math.round(reports / ROUNDED_TO) * ROUNDED_TO,
      confirmed: verdict !== 'blocked' || confirmed.has(`${country} ${target}`),
    }));
  });
}

/**
 * Which counts of a group are told by network and day, and which together. One small count alone would be found by whoever knows the
 * group's total from elsewhere, and a few tiny ones together may still be too few: then the smallest of the others joins them.
 */
function split(group: readonly Count[]): { told: readonly Count[]; together: readonly Count[] } {
  const bySize = [...group].sort((a, b) => a.reports - b.reports);
  const firstLarge = bySize.findIndex(({ reports }) => reports >= MIN_REPORTS);
  if (firstLarge === -1) return { told: [], together: enough(bySize) ? bySize : [] };
  const small = bySize.slice(0, firstLarge);
  const hidden = small.length === 0 || enough(small) ? firstLarge : firstLarge + 1;
  return { told: bySize.slice(hidden), together: bySize.slice(0, hidden) };
}

/** Of small counts: then they are two or more. */
function enough(small: readonly Count[]): boolean {
  return sumOf(small) >= MIN_REPORTS;
}

function sumOf(counts: readonly Count[]): number {
  return counts.reduce((sum, { reports }) => sum + reports, 0);
}

/** What has the same country, target, verdict and source. */
function groups(counts: readonly Count[]): ReadonlyMap<string, Count[]> {
  const found = new Map<string, Count[]>();
  for (const count of counts) {
    const key = `${count.country} ${count.target} ${count.verdict} ${count.source}`;
    const group = found.get(key);
    if (group) group.push(count);
    else found.set(key, [count]);
  }
  return found;
}

/** Country and target of the blocks that enough of the country's known networks tell of; of any other number a sender may say what they like. */
function confirmedBlocks(counts: readonly Count[]): ReadonlySet<string> {
  const reports = new Map<string, number>();
  for (const { country, target, asn, verdict, reports: more } of counts) {
    if (verdict !== 'blocked' || !NETWORKS_OF[country]?.includes(asn)) continue;
    const key = `${country} ${target} ${asn}`;
    reports.set(key, (reports.get(key) ?? 0) + more);
  }
  const networks = new Map<string, number>();
  for (const [key, sum] of reports) {
    const place = key.slice(0, key.lastIndexOf(' '));
    if (sum >= MIN_REPORTS) networks.set(place, (networks.get(place) ?? 0) + 1);
  }
  return new Set([...networks].filter(([, count]) => count >= MIN_NETWORKS).map(([place]) => place));
}
