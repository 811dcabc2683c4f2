// Builds the packages: dist/firefox, dist/chromium and their zips. `manifest.json` at the root is the one source; per browser only what
// must differ is written. Byte-identical when built twice: no time, no order of the file system, no machine name gets in.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { build } from 'esbuild';
import { Zip } from 'fflate';
import { minify } from 'terser';

export const ROOT = resolve(fileURLToPath(import.meta.url), '../..');
const PAGES = ['popup', 'dashboard'];
const PERMISSIONS_ONLY = { firefox: ['dns', 'captivePortal'], chromium: ['offscreen'] };
/** What the released version asked for. */
const RELEASED = join(ROOT, 'extension/released.json');
/** The earliest time a zip can hold. */
const ZIP_TIME = new Date(1980, 0, 1);

/**
 * What the manifest may ask for: of the hosts of the catalogue, from the same TypeScript that the extension runs, those that the released
 * version asked for. Chrome disables an extension that suddenly asks for more, so hosts that are newer than that are offered on the dashboard.
 */
export async function manifestHosts() {
  const { host_permissions: asked } = JSON.parse(await readFile(RELEASED, 'utf8'));
  return (await catalogueHosts()).filter((host) => asked.includes(host));
}

async function catalogueHosts() {
  const { hostPermissions } = await load('src/catalogue/permissions.ts');
  return hostPermissions();
}

/** What a TypeScript file of the extension exports. */
async function load(path) {
  const result = await build({
    entryPoints: [join(ROOT, path)],
    bundle: true,
    format: 'esm',
    write: false,
  });
  return import(
    `data:text/javascript;base64,${Buffer.from(result.outputFiles[0].contents).toString('base64')}`
  );
}

/** The manifest of one browser. */
export function manifestFor(browser, manifest) {
  const { browser_specific_settings, background, minimum_chrome_version, permissions, ...rest } = manifest;
  const others = Object.entries(PERMISSIONS_ONLY).flatMap(([name, only]) => (name === browser ? [] : only));
  const common = { ...rest, permissions: permissions.filter((p) => !others.includes(p)) };
  return browser === 'firefox'
    ? { ...common, background: { scripts: background.scripts }, browser_specific_settings }
    : {
        ...common,
        minimum_chrome_version,
        background: { service_worker: background.service_worker },
      };
}

/**
 * What a package has no use for. Where a fact of the lists comes from is for those who read and keep the lists, as the rules' reasons are. And that
 * making a schema does nothing else the bundler sees only where it is said beside every call: then schemas that nobody uses fall away.
 */
const onlyWhatIsUsed = {
  name: 'only-what-is-used',
  setup({ onLoad }) {
    onLoad({ filter: /(src|extension)[\\/].*\.tsx?$/ }, async ({ path }) => {
      const text = (await readFile(path, 'utf8')).replace(SCHEMA_CALL, '/* @__PURE__ */ v.');
      const inCatalogue = /src[\\/]catalogue/.test(path);
      return {
        contents: inCatalogue ? text.replace(SOURCE, "''") : text,
        loader: path.endsWith('x') ? 'tsx' : 'ts',
      };
    });
  },
};
const SCHEMA_CALL = /(?<![\w.])v\.(?!parse\b|safeParse\b|is\b)(?=[a-z]\w*\()/g;
const SOURCE = /(?<=\bsource: )(["'])(?:(?!\1).)*\1/g;

/** Other times for the queue of reports: a module that exports the same names as ours. */
const withTimes = (path) => ({
  name: 'with-times',
  setup({ onLoad }) {
    onLoad({ filter: /src[\\/]report[\\/]times\.ts$/ }, async () => ({
      contents: await readFile(path, 'utf8'),
      loader: 'ts',
    }));
  },
});

async function bundleInto(dir, browser, submission, times) {
  const common = {
    outdir: dir,
    bundle: true,
    minify: true,
    target: ['firefox140', 'chrome148'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: {
      REACHABLE_ENGINE: JSON.stringify(browser),
      REACHABLE_SUBMISSION: JSON.stringify(submission),
    },
    // Both browsers have them. Written as calls instead, patterns of the schema library that we do not use would stay in the package.
    supported: { 'regexp-unicode-property-escapes': true },
    // Both browsers have what the polyfill makes (Chromium since 148, our oldest): it would only be carried along.
    alias: { 'webextension-polyfill': join(ROOT, 'extension/native.mjs') },
    // The first that knows a file gives it.
    plugins: [...(times ? [withTimes(times)] : []), onlyWhatIsUsed],
    metafile: true,
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'error',
  };
  const background = await build({
    ...common,
    format: 'iife',
    external: ['./seldom.js'],
    entryPoints: {
      background: join(ROOT, 'extension/background.ts'),
      seldom: join(ROOT, 'extension/seldomFile.ts'),
      ...(browser === 'chromium' && { socket: join(ROOT, 'extension/check/socket.ts') }),
    },
  });
  // Pages are modules: what both have stands in files of its own, and what is needed once in a while is loaded then.
  const pages = await build({
    ...common,
    format: 'esm',
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    entryPoints: [
      // What all pages look like is there once.
      join(ROOT, 'extension/ui/tokens.css'),
      ...PAGES.flatMap((page) => [
        join(ROOT, `extension/ui/${page}.tsx`),
        join(ROOT, `extension/ui/${page}.css`),
      ]),
    ],
  });
  return [background, pages].flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

/** Under which terms a person has this: our own in a line with the address of the text, and those of the libraries inside, who want them carried along. */
async function writeLicences(dir, inputs) {
  const inside = new Set(inputs.flatMap((path) => /node_modules\/([^/]+)\//.exec(path)?.[1] ?? []));
  const texts = [
    'Reachable is free software under the Mozilla Public License 2.0: https://mozilla.org/MPL/2.0/\n',
  ];
  for (const name of [...inside].sort()) {
    const folder = join(ROOT, 'node_modules', name);
    const file = (await readdir(folder)).find((one) => /^licen[cs]e(\.|$)/i.test(one));
    if (!file) throw new Error(`${name} is in the package, but its licence was not found`);
    texts.push(`${name}\n\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`);
  }
  await writeFile(join(dir, 'LICENSE'), texts.join('\n'));
}

/** Once more, by a minifier that looks at whole functions: a twentieth less, and what people download counts. */
async function shrink(dir) {
  for (const file of (await filesBelow(dir)).filter((name) => name.endsWith('.js'))) {
    const path = join(dir, file);
    const { code } = await minify(await readFile(path, 'utf8'), {
      ecma: 2020,
      module: !['background.js', 'seldom.js', 'socket.js'].includes(file),
      // Reading a property does nothing else: so what esbuild brings for cases we have not falls away.
      compress: { passes: 3, pure_getters: true },
      format: { comments: false },
    });
    await writeFile(path, code);
  }
}

async function filesBelow(dir) {
  const names = await readdir(dir, { recursive: true, withFileTypes: true });
  return names
    .filter((n) => n.isFile())
    .map((n) => relative(dir, join(n.parentPath ?? n.path, n.name)).replaceAll('\\', '/'))
    .sort();
}

/**
 * The words, as small as eight languages allow: the browser gets what the manifest names, the pages a list of keys and a list of messages for
 * each language. Notes for translators and names of placeholders are for us, not for the package.
 */
async function writeWords(dir, manifest) {
  const { ENCODINGS } = await load('extension/ui/languages.ts');
  const folder = join(ROOT, 'extension/_locales');
  const forBrowser = [...manifest.matchAll(/__MSG_(\w+)__/g)].map(([, key]) => key);
  const wordsOf = async (language) =>
    JSON.parse(await readFile(join(folder, language, 'messages.json'), 'utf8'));
  const english = await wordsOf('en');
  const keys = Object.keys(english).filter((key) => !forBrowser.includes(key));
  await mkdir(join(dir, 'words'));
  for (const language of (await readdir(folder)).sort()) {
    // A word that is not translated yet is shown in English; a test says that there is none.
    const messages = { ...english, ...(await wordsOf(language)) };
    if (language === 'en') await writeFile(join(dir, 'words/keys.json'), JSON.stringify(keys));
    const words = JSON.stringify(keys.map((key) => numbered(messages[key])));
    await writeFile(join(dir, `words/${language}.json`), encoded(words, ENCODINGS[language]));
    await mkdir(join(dir, '_locales', language), { recursive: true });
    const few = forBrowser.map((key) => [key, { message: messages[key].message }]);
    await writeFile(
      join(dir, '_locales', language, 'messages.json'),
      JSON.stringify(Object.fromEntries(few)),
    );
  }
}

/** JSON in an encoding of one or two bytes a character, which no library writes but every browser reads; what it has not is escaped. */
function encoded(json, encoding) {
  const decoder = new TextDecoder(encoding);
  const bytes = new Map();
  for (let high = 0x81; high < 0xff; high++)
    for (let low = 0x40; low < 0xff; low++) {
      const pair = Uint8Array.of(high, low);
      const character = decoder.decode(pair);
      if ([...character].length === 1) bytes.set(character, pair);
    }
  for (let byte = 0xff; byte >= 0; byte--)
    bytes.set(decoder.decode(Uint8Array.of(byte)), Uint8Array.of(byte));
  bytes.delete('\ufffd');
  const escaped = (character) =>
    [...Array(character.length).keys()]
      .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
      .join('');
  return Buffer.concat([...json].map((c) => bytes.get(c) ?? Buffer.from(escaped(c))));
}

/** The message with `$1`… for its named placeholders. */
function numbered({ message, placeholders = {} }) {
  return message.replace(/\$(\w+)\$/g, (_, name) => placeholders[name.toLowerCase()]?.content ?? '');
}

/** Most files are the same in both packages. */
const deflated = new Map();

/** Packed as small as the format allows, a twentieth less than usual: every byte is downloaded by everybody, and packed once. */
async function zipped(dir) {
  // Not at the top: from then on it answers every error of this process with its whole source.
  const { deflateAsync } = await import('@gfx/zopfli');
  const parts = [];
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  for (const filename of await filesBelow(dir)) {
    const bytes = await readFile(join(dir, filename));
    const key = bytes.toString('latin1');
    const packed = deflated.get(key) ?? (await deflateAsync(bytes, { numiterations: 5 }));
    deflated.set(key, packed);
    const entry = { filename, size: bytes.length, crc: crc32(bytes), compression: 8, mtime: ZIP_TIME, os: 0 };
    zip.add(entry);
    entry.ondata(null, packed, true);
  }
  zip.end();
  return Buffer.concat(parts);
}

/** What is known of the relay to the browser: at its host, nothing of the browser's own goes with a message (RFC 9458, section 6.2.3). */
function headerRules({ relay }) {
  const remove = [
    'origin',
    'cookie',
    'referer',
    ...['dest', 'mode', 'site', 'user'].map((n) => `sec-fetch-${n}`),
  ];
  const hints = [
    '',
    '-mobile',
    '-platform',
    '-platform-version',
    '-arch',
    '-model',
    '-bitness',
    '-full-version-list',
  ];
  const gone = [...remove, ...hints.map((n) => `sec-ch-ua${n}`)];
  const fixed = { 'user-agent': 'Reachable', 'accept-language': 'en' };
  const requestHeaders = [
    ...gone.map((header) => ({ header, operation: 'remove' })),
    ...Object.entries(fixed).map(([header, value]) => ({ header, operation: 'set', value })),
  ];
  const condition = {
    requestDomains: [new URL(relay || 'https://relay.invalid').hostname],
    resourceTypes: ['xmlhttprequest'],
  };
  return [{ id: 1, action: { type: 'modifyHeaders', requestHeaders }, condition }];
}

/** Who carries and receives reports, as released. */
async function shippedSubmission() {
  return JSON.parse(await readFile(join(ROOT, 'extension/submission.json'), 'utf8'));
}

/**
 * Builds the packages into `dist`; returns their folders and zips. For tests only: `submission` stands in for the released relay and keys; `only`
 * names the one browser that is wanted, without a zip; `times` is the path of a module to take the place of src/report/times.ts, and such a
 * build has no zip either, so that nobody can release it.
 */
export async function buildAll(dist = join(ROOT, 'dist'), submission = undefined, { only, times } = {}) {
  submission ??= await shippedSubmission();
  const manifest = JSON.parse(await readFile(join(ROOT, 'manifest.json'), 'utf8'));
  if (JSON.stringify(manifest.host_permissions) !== JSON.stringify(await manifestHosts())) {
    throw new Error('host_permissions in manifest.json differ from the catalogue; run: npm run manifest');
  }
  const made = {};
  for (const browser of only ? [only] : ['firefox', 'chromium']) {
    const dir = join(dist, browser);
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir, { recursive: true });
    await writeLicences(dir, await bundleInto(dir, browser, submission, times));
    await shrink(dir);
    for (const page of [...PAGES, ...(browser === 'chromium' ? ['socket'] : [])])
      await cp(join(ROOT, `extension/${page}.html`), join(dir, `${page}.html`));

    await mkdir(join(dir, 'icons'));
    for (const size of [16, 32, 48, 128])
      await cp(join(ROOT, `icons/${size}.png`), join(dir, `icons/${size}.png`));
    await writeFile(join(dir, 'relay.json'), JSON.stringify(headerRules(submission)));
    await writeFile(
      join(dir, 'manifest.json'),
      `${JSON.stringify(manifestFor(browser, manifest), null, 2)}\n`,
    );
    await writeWords(dir, JSON.stringify(manifest));
    made[browser] = { dir };
    if (only || times) continue;
    const zip = join(dist, `reachable-${browser}.zip`);
    await writeFile(zip, await zipped(dir));
    made[browser] = { dir, zip };
  }
  return made;
}

/** Writes the hosts into manifest.json. */
export async function writeManifestHosts() {
  const path = join(ROOT, 'manifest.json');
  const text = await readFile(path, 'utf8');
  const hosts = (await manifestHosts()).map((h) => `    ${JSON.stringify(h)}`).join(',\n');
  await writeFile(
    path,
    text.replace(/"host_permissions": \[[^\]]*\]/, `"host_permissions": [\n${hosts}\n  ]`),
  );
}

/** From now on these hosts may be asked for: before the first release, or in one that people are to agree to anew. */
async function rememberReleased() {
  const { version } = JSON.parse(await readFile(join(ROOT, 'manifest.json'), 'utf8'));
  await writeFile(
    RELEASED,
    `${JSON.stringify({ version, host_permissions: await catalogueHosts() }, null, 2)}\n`,
  );
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === '--manifest') await writeManifestHosts();
  else if (process.argv[2] === '--released') await rememberReleased();
  else {
    const made = await buildAll();
    for (const { zip } of Object.values(made)) console.log(`built ${relative(ROOT, zip)}`);
  }
}
