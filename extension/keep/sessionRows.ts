// The rows that this browser session wrote, in `storage.session`: never on the disk, there after the worker was killed, gone with the browser. One key
// a row, and one call for all that one change wrote, so that a killed worker leaves all of it or nothing.
import type { Observation } from '../../src/observe/observation.ts';
import { replayed, type Written } from '../../src/store.ts';
import { keysOf, sessionArea } from './session.ts';

const ALL = 'kept ';
/** `storage.session` holds 10 MB; an observation takes half a kilobyte. When there are more the oldest go, down to `FEWER`. */
export const MOST = 6_000;
export const FEWER = 5_000;
const OBSERVATIONS = 'observations ';

export interface SessionRows {
  readonly rows: Written;
  /** Nothing was ever written under this name: the browser has been started, or the way of keeping was changed. */
  readonly fresh: boolean;
  readonly keep: (written: Written) => Promise<void>;
}

/** Writes the first rows under a new name, and leaves alone what is there under others. */
export function beginSessionRows(name: string, rows: Written): Promise<void> {
  return put(`${ALL}${name} `, Object.entries(rows));
}

/** The empty key says that something was written. */
function put(prefix: string, entries: readonly [key: string, row: unknown][]): Promise<void> {
  return sessionArea().set(
    Object.fromEntries([['', true] as const, ...entries].map(([key, row]) => [prefix + key, row])),
  );
}

/** `name` tells these rows from others'; those are taken away. */
export async function openSessionRows(name: string): Promise<SessionRows> {
  const area = sessionArea();
  const prefix = `${ALL}${name} `;
  const keys = (await keysOf()).filter((key) => key.startsWith(ALL));
  const others = keys.filter((key) => !key.startsWith(prefix));
  if (others.length > 0) await area.remove(others);
  const stored = await area.get(keys.filter((key) => key.startsWith(prefix)));
  const { '': begun, ...rows } = Object.fromEntries(
    Object.entries(stored).map(([key, row]) => [key.slice(prefix.length), row]),
  );
  const observations = new Set(Object.keys(rows).filter((key) => key.startsWith(OBSERVATIONS)));

  async function prune(left: number): Promise<void> {
    const found = await area.get([...observations].map((key) => prefix + key));
    const oldest = Object.entries(found as Record<string, Observation>)
      .sort(([, a], [, b]) => b.atMs - a.atMs)
      .slice(left)
      .map(([key]) => key);
    await area.remove(oldest);
    for (const key of oldest) observations.delete(key.slice(prefix.length));
  }

  return {
    rows: replayed([rows]),
    fresh: begun === undefined,
    async keep(written) {
      const entries = Object.entries(written).filter(([key]) => !key.endsWith(' *'));
      await put(prefix, entries).catch(async () => {
        // No room, whatever takes it.
        await prune(observations.size / 2);
        await put(prefix, entries);
      });
      const gone = entries.filter(([, row]) => row === null).map(([key]) => key);
      // Only now: they were written as gone together with the rest.
      if (gone.length > 0) await area.remove(gone.map((key) => prefix + key));
      for (const [key, row] of entries) {
        if (row === null) observations.delete(key);
        else if (key.startsWith(OBSERVATIONS)) observations.add(key);
      }
      if (observations.size > MOST) await prune(FEWER);
    },
  };
}
