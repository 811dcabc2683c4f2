// `npm run docs`: writes docs/rules.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../root.ts';
import { loadCases } from './load.ts';
import { rulesDocument } from './rules-table.ts';

writeFileSync(join(ROOT, 'docs/rules.md'), rulesDocument(await loadCases()));
