// What it costs to keep an observation: reading what a decision needs, deciding and writing, against writing alone, in real browsers.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../root.ts';
import { listening, type Opened, withBrowsers } from './browsers.ts';
import type { KeepPlan } from './keepPage.ts';
import { median, type Row } from './table.ts';

const SPEED_MIN = 0.5;
const ROUNDS = 9;
/** One every ten seconds: half an hour, which is what a decision reads, holds 180 rows. */
const PLANS: readonly (Omit<KeepPlan, 'rawFirst'> & { readonly name: string; readonly budget: boolean })[] = [
  { name: 'kept in batches of 100', before: 200, rows: 1_000, batch: 100, everyMs: 10_000, budget: true },
  { name: 'kept one by one', before: 200, rows: 60, batch: 1, everyMs: 10_000, budget: false },
];

/** Stores the same rows both ways, in turns, in each browser there is. */
export async function measureKeep(): Promise<readonly Row[]> {
  const script = await bundlePage();
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><meta charset="utf-8"><script src="page.js"></script>');
  });
  const port = await listening(server);
  try {
    return await withBrowsers('observation', async (engine, open) => {
      const one = await open({});
      await one.page.goto(`http://127.0.0.1:${port}/`);
      const rows: Row[] = [];
      for (const { name, budget, ...plan } of PLANS) {
        const ratios = await rounds(one, plan);
        const speed = median(ratios);
        rows.push({
          name: `${engine}: observations ${name}`,
          measured: `${speed.toFixed(2)} × raw writes`,
          budget: budget ? `≥ ${SPEED_MIN} ×` : '(told only)',
          ...(budget && { ok: speed >= SPEED_MIN }),
        });
      }
      return rows;
    });
  } finally {
    server.close();
  }
}

async function rounds({ page }: Opened, plan: Omit<KeepPlan, 'rawFirst'>): Promise<number[]> {
  const ratios: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const times = await page.evaluate((p) => globalThis.keepRound(p), { ...plan, rawFirst: round % 2 === 0 });
    if (times.kept !== plan.before + plan.rows)
      throw new Error(`kept ${times.kept} rows of ${plan.before + plan.rows}`);
    // The first warms up.
    if (round > 0) ratios.push(times.rawMs / times.keptMs);
  }
  return ratios;
}

/** Settings as the extension's own build has them. */
async function bundlePage(): Promise<Uint8Array> {
  const result = await build({
    entryPoints: [join(ROOT, 'test/bench/keepPage.ts')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['firefox140', 'chrome123'],
    write: false,
    logLevel: 'error',
  });
  const [file] = result.outputFiles;
  if (!file) throw new Error('nothing built');
  return file.contents;
}
