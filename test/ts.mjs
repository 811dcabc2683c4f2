// Runs a TypeScript file on any supported Node (none of them strips types by default from 20.19 on): bundles it with esbuild into
// `out/ts/` and imports the result. Use: `node test/ts.mjs <file.ts> [arguments]`; the file sees the arguments from `process.argv[2]` on.
import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, stop } from 'esbuild';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Bundles a file (packages stay outside) and returns the path of the result. Written under another name first and then renamed:
 * several processes may build the same file at the same moment.
 */
export async function bundle(file) {
  const outDir = join(ROOT, 'out', 'ts');
  const name = relative(ROOT, resolve(file))
    .replace(/[\\/]/g, '-')
    .replace(/\.tsx?$/, '.mjs');
  const made = join(outDir, `.${process.pid}-${name}`);
  const final = join(outDir, name);
  await mkdir(outDir, { recursive: true });
  const result = await build({
    entryPoints: [resolve(file)],
    outfile: made,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'error',
  });
  if (result.errors.length > 0) throw new Error(`cannot build ${file}`);
  await rename(made, final);
  return final;
}

/** Bundles and imports. */
export async function importTs(file) {
  return import(pathToFileURL(await bundle(file)).href);
}

if (process.argv[1] && basename(process.argv[1]) === 'ts.mjs') {
  const [file, ...rest] = process.argv.slice(2);
  if (!file) {
    console.error('use: node test/ts.mjs <file.ts> [arguments]');
    process.exit(2);
  }
  process.argv = [process.argv[0], resolve(file), ...rest];
  process.setSourceMapsEnabled(true);
  // Not awaited: the started file may import this one, which then has to be complete.
  bundle(file)
    .then(async (made) => {
      // Its process would stay as long as the program runs.
      await stop();
      return import(pathToFileURL(made).href);
    })
    .catch((error) => {
      console.error(error);
      process.exit(1);
    });
}
