// `npm test`: installs what is missing, then every check from the fastest to the slowest. Each counts; what cannot run on this machine is
// skipped with one line, and with CI=true a skip is a failure. Ends with `N passed, N failed, N skipped`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installBrowsers, installLab, installPackages, installServers, ROOT } from '../scripts/setup.mjs';

const CANNOT_RUN = 77;
const ci = process.env.CI === 'true';
const only = process.argv.slice(2);
const OUT = join(ROOT, 'out');
const totals = { passed: 0, failed: 0, skipped: 0 };
/** Said again at the end: a long log is often cut in front. */
const failures = [];

installPackages();
if (process.platform === 'linux') {
  installBrowsers();
  installLab();
  installServers();
}
mkdirSync(OUT, { recursive: true });

const bin = (name) => join(ROOT, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name);
const ts = (file, ...args) => [process.execPath, [join(ROOT, 'test/ts.mjs'), join(ROOT, file), ...args]];

const CHECKS = [
  ['types: core', () => plain(bin('tsc'), ['-p', '.'])],
  ['types: extension', () => plain(bin('tsc'), ['-p', 'extension'])],
  ['types: collector', () => plain(bin('tsc'), ['-p', 'collector'])],
  ['types: tests', () => plain(bin('tsc'), ['-p', 'test'])],
  ['lint', () => plain(bin('biome'), ['ci', '--diagnostic-level=warn', '.'])],
  ['unit', unit],
  ['collector', () => reported('test/collector/main.ts')],
  ['package', () => reported('test/package.ts')],
  ['browser', () => reported('test/browser/main.ts')],
  ['lab', () => reported('test/lab/main.ts')],
];

for (const [name, check] of CHECKS) {
  if (only.length > 0 && !only.some((o) => name.startsWith(o))) continue;
  const startedAtMs = Date.now();
  console.log(`\n== ${name}`);
  const result = check();
  totals.passed += result.passed;
  totals.failed += result.failed;
  totals.skipped += result.skipped;
  if (result.failed > 0) failures.push(`${name}: ${result.names?.join('; ') || 'see above'}`);
  console.log(`-- ${name}: ${summary(result)} (${Math.round((Date.now() - startedAtMs) / 1000)} s)`);
}
if (ci && totals.skipped > 0) {
  console.log(`\nCI=true: ${totals.skipped} skipped counts as failed.`);
  totals.failed += totals.skipped;
  totals.skipped = 0;
}
for (const failure of failures) console.log(`FAIL ${failure}`);
console.log(`\n${summary(totals)}`);
process.exit(totals.failed > 0 ? 1 : 0);

function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function run(program, args) {
  const result = spawnSync(program, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    // A log is read without colours.
    env: process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  return result.status ?? 1;
}

/** A check that passes or fails as a whole. */
function plain(program, args) {
  const status = run(program, args);
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
}

/** Unit tests: counted one by one. */
function unit() {
  const report = join(OUT, 'unit.json');
  rmSync(report, { force: true });
  const status = run(bin('vitest'), [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  try {
    const {
      numPassedTests: passed,
      numFailedTests,
      numPendingTests: skipped,
      numFailedTestSuites,
      testResults = [],
    } = JSON.parse(readFileSync(report, 'utf8'));
    const failed = numFailedTests > 0 ? numFailedTests : status === 0 ? 0 : Math.max(1, numFailedTestSuites);
    const names = testResults
      .flatMap((file) => file.assertionResults)
      .filter((test) => test.status === 'failed')
      .map((test) => test.fullName);
    return { passed, failed, skipped, names };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** A runner of our own: writes one `{passed}` an entry with `--json`; exit code 77 says that it cannot run here. */
function reported(file) {
  const report = join(OUT, `${file.replace(/\W/g, '-')}.json`);
  rmSync(report, { force: true });
  const [program, args] = ts(file, '--json', report);
  const status = run(program, args);
  if (status === CANNOT_RUN) return { passed: 0, failed: 0, skipped: 1 };
  try {
    const entries = JSON.parse(readFileSync(report, 'utf8'));
    const names = entries
      .filter((e) => !e.passed)
      .map((e) => [e.name ?? e.id, e.engine && `(${e.engine})`, e.error ?? e.said].filter(Boolean).join(' '));
    const failed = names.length;
    return {
      passed: entries.length - failed,
      failed: failed === 0 && status !== 0 ? 1 : failed,
      skipped: 0,
      names,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
