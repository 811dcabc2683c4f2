// One collector to a data folder: two processes on one embedded database would ruin it. The file holds the number of the process that has it; one
// that was killed is gone, and its file says nothing any more.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Returns how to give it back. Throws, with what to do, when another process has it. */
export function takeLock(path: string): () => void {
  const holder = holderOf(path);
  // In a container every start has the same number.
  if (holder !== undefined && holder !== process.pid && isAlive(holder)) {
    throw new Error(
      `Process ${holder} is using this data folder. Stop it, or set DATA_DIR to another folder; if that process is no collector, delete ${path}.`,
    );
  }
  writeFileSync(path, `${process.pid}\n`, { mode: 0o600 });
  return () => rmSync(path, { force: true });
}

function holderOf(path: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
