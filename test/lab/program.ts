// The lab's own programs, built once a run: it starts three for every world, and building each time costs as much as a page load.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../root.ts';

const built = new Map<string, Promise<string>>();

/** Arguments for Node that run a TypeScript file of the project. */
export async function program(file: string): Promise<string[]> {
  // Kept before anything is awaited: two worlds may ask for it in the same moment.
  const path = built.get(file) ?? build(file);
  built.set(file, path);
  return ['--enable-source-maps', await path];
}

async function build(file: string): Promise<string> {
  const { bundle } = (await import(pathToFileURL(join(ROOT, 'test/ts.mjs')).href)) as {
    bundle(file: string): Promise<string>;
  };
  return bundle(join(ROOT, file));
}
