// The processes of a browser. Linux only, as everything that kills or stops them is.
import { readdirSync, readFileSync } from 'node:fs';

/** This process and all that it started, by number. */
export function processesOf(pid: number | undefined): ReadonlySet<number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      // Field 4, counted after the program's name, which may hold anything.
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended while we looked.
    }
  }
  const own = new Set(pid === undefined ? [] : [pid]);
  for (let before = -1; before < own.size; ) {
    before = own.size;
    for (const [child, parent] of parents) if (own.has(parent)) own.add(child);
  }
  return own;
}

/** What the process calls itself; empty when it is gone. */
export function processName(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
