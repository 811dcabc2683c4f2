// The person's own hosts as files that other programs read and that this one reads back.
import { csvLine } from '../report/csv.ts';
import type { OwnList } from './list.ts';

export const OWN_COLUMNS = ['host', 'group', 'paused', 'added'] as const;

/** One host a line, in the order of the list. Groups and pauses are not in it. */
export function ownListText(list: OwnList): string {
  return list.hosts.map(({ host }) => `${host}\n`).join('');
}

/** All that is kept of each host; `paused` is true or false, `added` is UTC. No cell can be read as a formula. */
export function ownListCsv(list: OwnList): string {
  const rows = list.hosts.map(({ host, group, paused, addedAtMs }) =>
    csvLine([host, group, String(paused === true), new Date(addedAtMs).toISOString()]),
  );
  return csvLine(OWN_COLUMNS) + rows.join('');
}

/**
 * A cell as it was before it was guarded against being a formula. A cell that had an apostrophe before such a sign to begin with loses it;
 * hosts and times never do.
 */
export function unguarded(cell: string): string {
  const bare = cell.slice(1);
  return cell.startsWith("'") && csvLine([bare]) === csvLine([cell]) ? bare : cell;
}
