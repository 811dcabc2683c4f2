// Every rule is shown to speak and to keep silent in real browsers, and docs/rules.md says in which lab cases.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RULES } from '../../../src/judge/rules.ts';
import { loadCases } from '../../lab/load.ts';
import { rulesDocument, rulesOf } from '../../lab/rules-table.ts';

const CASES = await loadCases();
const IDS = RULES.map((rule) => rule.id);

it.each(IDS)('%s has a lab case in which it decides and one in which it must not', (id) => {
  expect(CASES.filter((one) => rulesOf(one).has(id)).map((one) => one.id)).not.toEqual([]);
  expect(CASES.filter((one) => one.against?.includes(id)).map((one) => one.id)).not.toEqual([]);
});

it('cases name only rules that exist', () => {
  const named = CASES.flatMap((one) => [...rulesOf(one).keys(), ...(one.against ?? [])]);
  expect(named.filter((id) => !IDS.includes(id))).toEqual([]);
});

it('docs/rules.md is what `npm run docs` writes', () => {
  const written = readFileSync(join(import.meta.dirname, '../../../docs/rules.md'), 'utf8');
  expect(written).toBe(rulesDocument(CASES));
});
