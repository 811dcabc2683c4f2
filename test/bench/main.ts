// `npm run bench`: measures every budget and prints them in one table; exit code 1 when one is over. `--quick` does only what needs no
// browser. `--only=NAME` does one part (match, keep, sizes, requests, popup, dashboard, collector).
import { parseArgs } from 'node:util';
import { measureCollector } from './collector.ts';
import { measureDashboard } from './dashboard.ts';
import { measureKeep } from './keep.ts';
import { measureMatch } from './match.ts';
import { measurePopup } from './popup.ts';
import { measureRequests } from './requests.ts';
import { measureSizes } from './sizes.ts';
import { printTable, type Row } from './table.ts';

const QUICK = { match: measureMatch, sizes: measureSizes };
const ALL = {
  ...QUICK,
  keep: measureKeep,
  requests: measureRequests,
  popup: measurePopup,
  dashboard: measureDashboard,
  collector: measureCollector,
};

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } });
const rows: Row[] = [];
for (const [name, measure] of Object.entries(values.quick ? QUICK : ALL)) {
  if (values.only !== undefined && values.only !== name) continue;
  const startedAtMs = Date.now();
  rows.push(...(await measure()));
  console.error(`${name}: ${Math.round((Date.now() - startedAtMs) / 1000)} s`);
}
process.exit(printTable(rows) ? 0 : 1);
