// How heavy the packages are. Absolute numbers: the same sources give the same bytes on every machine.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { popupBytes } from '../popupBytes.ts';
import { ROOT } from '../root.ts';
import type { Row } from './table.ts';

const KB = 1000;

interface Built {
  readonly dir: string;
  readonly zip: string;
}

/** Builds both packages into `dist`, with the project's own build. */
export async function buildInto(dist: string): Promise<Record<'firefox' | 'chromium', Built>> {
  // Not bundled: the build finds the project from its own place.
  const { buildAll } = await import(join(ROOT, 'extension/build.mjs'));
  return buildAll(dist);
}

/** Builds into a temporary folder and weighs the result, per browser. Compressed bytes are gzip's at level 9. */
export async function measureSizes(): Promise<readonly Row[]> {
  const dist = await mkdtemp(join(tmpdir(), 'reachable-sizes-'));
  try {
    const made = await buildInto(dist);
    const rows: Row[] = [];
    for (const browser of ['firefox', 'chromium'] as const) {
      const { dir, zip } = made[browser];
      const gz = async (file: string) => gzipSync(await readFile(join(dir, file)), { level: 9 }).length;
      rows.push(
        row(`${browser}: background.js, compressed`, await gz('background.js'), 45),
        row(`${browser}: what opening the popup loads, compressed`, popupBytes(dir), 20),
        row(`${browser}: whole package`, (await readFile(zip)).length, 220),
      );
    }
    return rows;
  } finally {
    await rm(dist, { recursive: true, force: true });
  }
}

function row(name: string, bytes: number, mostKb: number): Row {
  return {
    name,
    measured: `${(bytes / KB).toFixed(1)} kB`,
    budget: `≤ ${mostKb} kB`,
    ok: bytes <= mostKb * KB,
  };
}
