// The collector's check: needs nginx, PostgreSQL and OpenSSL, and without them ends with 77 and one line. The tests themselves are vitest's; with
// `--json file` each becomes one entry of the report.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../root.ts';
import { postgresPrograms } from './postgres.ts';

/** Exit code for "cannot run here", as test harnesses know it. */
const SKIPPED = 77;
const RESULT = join(ROOT, 'out/collector.json');

/** What vitest says of a file. */
interface FileResult {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
}

const { values: options } = parseArgs({ options: { json: { type: 'string' } } });
const missing = missingPrograms();
if (missing.length > 0) {
  console.log(`skipped: not installed: ${missing.join(', ')}`);
  process.exit(SKIPPED);
}

rmSync(RESULT, { force: true });
const { status } = spawnSync(
  process.execPath,
  [
    join(ROOT, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--config=test/collector/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${RESULT}`,
  ],
  { cwd: ROOT, stdio: 'inherit' },
);
if (options.json && existsSync(RESULT)) {
  const { testResults } = JSON.parse(readFileSync(RESULT, 'utf8')) as { testResults: readonly FileResult[] };
  const entries = testResults.flatMap(({ name, status: file, message, assertionResults }) =>
    // A file that broke before its first test has none.
    file === 'failed' && !assertionResults.some((a) => a.status === 'failed')
      ? [{ name, passed: false, said: message }]
      : assertionResults.map((a) => ({ name: a.fullName, passed: a.status === 'passed' })),
  );
  writeFileSync(options.json, JSON.stringify(entries));
}
process.exit(status ?? 1);

function missingPrograms(): readonly string[] {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  const has = (program: string) => folders.some((folder) => existsSync(join(folder, program)));
  return [
    ...(has('nginx') ? [] : ['nginx (nginx-light)']),
    ...(existsSync('/usr/lib/nginx/modules/ngx_http_js_module.so')
      ? []
      : ['its JavaScript module (libnginx-mod-http-js)']),
    ...(postgresPrograms() ? [] : ['PostgreSQL (postgresql)']),
    ...(has('openssl') ? [] : ['OpenSSL (openssl)']),
  ];
}
