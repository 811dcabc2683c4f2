// What is in the packages: built twice it is the same, it is small, the manifest asks for no more than the catalogue, and web-ext finds nothing.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { ENCODINGS, LANGUAGES } from '../extension/ui/languages.ts';
import { FAST_TIMES } from './browser/fastTimes.ts';
import { popupBytes } from './popupBytes.ts';
import { ROOT } from './root.ts';

interface Built {
  readonly dir: string;
  readonly zip: string;
}
/** What the newest released version asked for. */
interface Released {
  readonly version: string;
  readonly host_permissions: readonly string[];
}
interface WebExtMessage {
  readonly code: string;
  readonly message: string;
  readonly file?: string;
}

const KB = 1000;
/** Warnings of `web-ext lint` that a library causes, each with the reason. */
const KNOWN_WARNINGS: Readonly<Record<string, string>> = {
  'UNSAFE_VAR_ASSIGNMENT parts/chunk.js': 'Preact has a property for raw HTML; no component of ours uses it',
};

const { values: options } = parseArgs({ options: { json: { type: 'string' } } });
const { buildAll } = (await import(join(ROOT, 'extension/build.mjs'))) as {
  buildAll(
    dist?: string,
    submission?: object,
    how?: { times?: string },
  ): Promise<Record<'firefox' | 'chromium', Built>>;
};
const results: { name: string; passed: boolean; said?: string }[] = [];

function check(name: string, passed: boolean, said = ''): void {
  results.push({ name, passed, ...(said && { said }) });
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name}${said ? `: ${said}` : ''}`);
}

const hash = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
const gz = (file: string) => gzipSync(readFileSync(file), { level: 9 }).length;

const made = await buildAll();
const again = mkdtempSync(join(tmpdir(), 'reachable-build-'));
const second = await buildAll(again);
for (const browser of ['firefox', 'chromium'] as const) {
  const { dir, zip } = made[browser];
  check(`${browser}: built twice, byte for byte the same`, hash(zip) === hash(second[browser].zip));
  const sizes = [
    ['background', gz(join(dir, 'background.js')), 45 * KB],
    ['popup', popupBytes(dir), 20 * KB],
    // 220 is what is wished for; with eight languages it is more, and `npm run bench` says so.
    ['zip', readFileSync(zip).length, 245 * KB],
  ] as const;
  for (const [name, bytes, most] of sizes) {
    check(`${browser}: ${name} is small`, bytes <= most, `${(bytes / KB).toFixed(1)} of ${most / KB} kB`);
  }
  const manifest = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')) as {
    permissions: string[];
    host_permissions: string[];
    incognito: string;
  };
  const only = { firefox: ['captivePortal', 'dns'], chromium: ['offscreen'] }[browser];
  check(
    `${browser}: asks for no other permission`,
    JSON.stringify([...manifest.permissions].sort()) ===
      JSON.stringify(
        [
          'activeTab',
          'alarms',
          'declarativeNetRequestWithHostAccess',
          ...only,
          'storage',
          'webRequest',
        ].sort(),
      ),
    manifest.permissions.join(', '),
  );
  const released = JSON.parse(readFileSync(join(ROOT, 'extension/released.json'), 'utf8')) as Released;
  const grown = manifest.host_permissions.filter((host) => !released.host_permissions.includes(host));
  check(
    `${browser}: asks for no host more than version ${released.version} did`,
    grown.length === 0,
    grown.length === 0
      ? ''
      : `${grown.join(', ')}: Chrome would disable the extension until the person agrees; see "Adding things" in CONTRIBUTING.md`,
  );
  check(
    `${browser}: no pattern covers every site`,
    !manifest.host_permissions.some((p) => /^(<all_urls>|[^/]*:\/\/(\*|\*\.[a-z]+)\/)/.test(p)),
  );
}
rmSync(again, { recursive: true, force: true });

// Tests of the whole way of a report build a package with times of their own. Those must be in no package that people get, and there must be nothing
// in it that looks for them; that the same search finds them in a build of tests shows that it would.
const tested = mkdtempSync(join(tmpdir(), 'reachable-build-'));
const fast = await buildAll(tested, undefined, { times: join(ROOT, 'test/browser/fastTimes.ts') });
for (const browser of ['firefox', 'chromium'] as const) {
  const mark = Buffer.from(FAST_TIMES);
  const shipped = Object.entries(unzipSync(readFileSync(made[browser].zip)));
  const marked = shipped.filter(([, bytes]) => Buffer.from(bytes).includes(mark)).map(([name]) => name);
  check(
    `${browser}: the times of tests are not in the package`,
    shipped.length > 0 && marked.length === 0,
    marked.join(', '),
  );
  const { dir } = fast[browser];
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  );
  check(
    `${browser}: a build of tests has them in its background, and is no package`,
    files.some((name) => name === 'background.js' && readFileSync(join(dir, name)).includes(mark)) &&
      !existsSync(join(tested, `reachable-${browser}.zip`)),
  );
}
rmSync(tested, { recursive: true, force: true });

const forBrowser = readFileSync(join(ROOT, 'manifest.json'), 'utf8');
/** What the pages say, but for messages with names in them: those are numbered by the build. */
const written = (language: string) => {
  const file = readFileSync(join(ROOT, 'extension/_locales', language, 'messages.json'), 'utf8');
  const messages = Object.entries(JSON.parse(file) as Record<string, { message: string }>);
  return messages.filter(
    ([key, { message }]) => !message.includes('$') && !forBrowser.includes(`__MSG_${key}__`),
  );
};
const words = (name: string, encoding: string) =>
  JSON.parse(
    new TextDecoder(encoding).decode(readFileSync(join(made.firefox.dir, `words/${name}.json`))),
  ) as string[];
const keys = words('keys', 'utf-8');
for (const language of LANGUAGES) {
  const read = new Map(words(language, ENCODINGS[language]).map((message, i) => [keys[i], message]));
  const wrong = written(language).filter(([key, { message }]) => read.get(key) !== message);
  check(`${language}: its words are read as they are written`, wrong.length === 0, wrong.join(', '));
}

const webExt = (await import('web-ext')) as unknown as {
  cmd: {
    lint(
      params: object,
      options: object,
    ): Promise<{ errors: WebExtMessage[]; warnings: WebExtMessage[]; notices: WebExtMessage[] }>;
  };
};
const lint = await webExt.cmd.lint(
  { sourceDir: made.firefox.dir, artifactsDir: join(ROOT, 'out'), output: 'none' },
  { shouldExitProgram: false },
);
check(
  'web-ext lint: no error',
  lint.errors.length === 0,
  lint.errors.map((e) => `${e.code} ${e.message}`).join('; '),
);
/** Names of parts carry a hash of what is in them. */
const named = ({ code, file = '' }: WebExtMessage) => `${code} ${file.replace(/-[A-Z0-9]{8}\.js$/, '.js')}`;
const unknown = lint.warnings.filter((w) => !(named(w) in KNOWN_WARNINGS));
check(
  'web-ext lint: no warning but the known ones',
  unknown.length === 0,
  unknown.map((w) => `${w.code} ${w.file}: ${w.message}`).join('; '),
);
for (const [warning, why] of Object.entries(KNOWN_WARNINGS)) {
  if (lint.warnings.some((w) => named(w) === warning)) console.log(`     known warning ${warning}: ${why}`);
}

if (options.json) writeFileSync(options.json, JSON.stringify(results));
process.exit(results.every((r) => r.passed) ? 0 : 1);
