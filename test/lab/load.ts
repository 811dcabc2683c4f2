// All cases, found by their files: a new case needs no list to be kept.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SERVICES } from '../../src/catalogue/index.ts';
import { ROOT } from '../root.ts';
import type { LabCase } from './case.ts';
import { NEAR_MISSES } from './near-misses.ts';

/** Throws when two cases have one id, or a case is about a service nobody knows. */
export async function loadCases(): Promise<LabCase[]> {
  // Bundled apart from this file.
  const { importTs } = (await import(pathToFileURL(join(ROOT, 'test/ts.mjs')).href)) as {
    importTs(file: string): Promise<{ default: LabCase | readonly LabCase[] }>;
  };
  const folder = join(ROOT, 'test/lab/cases');
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const cases = (
    await Promise.all(files.sort().map(async (name) => (await importTs(join(folder, name))).default))
  ).flat();
  const ids = new Set(cases.map((one) => one.id));
  const strange = Object.values(NEAR_MISSES)
    .flat()
    .find((id) => !ids.has(id));
  if (strange) throw new Error(`a near miss names ${strange}, which is no case`);
  const twice = cases.find((one, index) => cases.findIndex(({ id }) => id === one.id) !== index);
  if (twice) throw new Error(`two cases are called ${twice.id}`);
  const services = new Set(SERVICES.map((service) => service.id));
  for (const one of cases)
    if (!services.has(one.service)) throw new Error(`case ${one.id}: no service ${one.service}`);
  return cases.map((one) => ({
    ...one,
    against: Object.keys(NEAR_MISSES).filter((rule) => NEAR_MISSES[rule]?.includes(one.id)),
  }));
}
