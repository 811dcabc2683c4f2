// Builds the packages: dist/firefox, dist/chromium and their zips. `manifest.json` at the root is the one source; per browser only what
// must differ is written. Byte-identical when built twice: no time, no order of the file system, no machine name gets in.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { minify } from 'terser';

export const ROOT = resolve(fileURLToPath(import.meta.url), '../..');
const PAGES = ['popup', 'dashboard'];
const PERMISSIONS_ONLY_FIREFOX = ['dns', 'captivePortal'];
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
  const result = await build({
    stdin: {
      contents: "export { hostPermissions } from './src/catalogue/permissions.ts';",
      resolveDir: ROOT,
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    write: false,
  });
  const module = await import(
    `data:text/javascript;base64,${Buffer.from(result.outputFiles[0].contents).toString('base64')}`
  );
  return module.hostPermissions();
}

/** The manifest of one browser. */
export function manifestFor(browser, manifest) {
  const { browser_specific_settings, background, minimum_chrome_version, permissions, ...rest } = manifest;
  return browser === 'firefox'
    ? { ...rest, permissions, background: { scripts: background.scripts }, browser_specific_settings }
    : {
        ...rest,
        minimum_chrome_version,
        permissions: permissions.filter((p) => !PERMISSIONS_ONLY_FIREFOX.includes(p)),
        background: { service_worker: background.service_worker },
      };
}

/** Where a fact of the lists comes from is for those who read and keep the lists, as the rules' reasons are: it stays out of the package. */
const withoutSources = {
  name: 'without-sources',
  setup({ onLoad }) {
    onLoad({ filter: /src[\\/]catalogue[\\/]\w+\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(/(?<=\bsource: )(["'])(?:(?!\1).)*\1/g, "''"),
      loader: 'ts',
    }));
  },
};

async function bundleInto(dir, browser) {
  const common = {
    outdir: dir,
    bundle: true,
    minify: true,
    target: ['firefox140', 'chrome148'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { REACHABLE_ENGINE: JSON.stringify(browser) },
    // The schema library makes patterns that we do not use; without this word they stay in the package.
    pure: ['RegExp'],
    // Both browsers have what the polyfill makes (Chromium since 148, our oldest): it would only be carried along.
    alias: { 'webextension-polyfill': join(ROOT, 'extension/native.mjs') },
    plugins: [withoutSources],
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'error',
  };
  await build({
    ...common,
    format: 'iife',
    entryPoints: { background: join(ROOT, 'extension/background.ts') },
  });
  // Pages are modules: what both have stands in files of its own, and what is needed once in a while is loaded then.
  await build({
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
}

/** Once more, by a minifier that looks at whole functions: a twentieth less, and what people download counts. */
async function shrink(dir) {
  for (const file of (await filesBelow(dir)).filter((name) => name.endsWith('.js'))) {
    const path = join(dir, file);
    const { code } = await minify(await readFile(path, 'utf8'), {
      ecma: 2020,
      module: file !== 'background.js',
      compress: { passes: 3 },
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
    await writeFile(
      join(dir, `words/${language}.json`),
      JSON.stringify(keys.map((key) => numbered(messages[key]))),
    );
    await mkdir(join(dir, '_locales', language), { recursive: true });
    const few = forBrowser.map((key) => [key, { message: messages[key].message }]);
    await writeFile(
      join(dir, '_locales', language, 'messages.json'),
      JSON.stringify(Object.fromEntries(few)),
    );
  }
}

/** The message with `$1`… for its named placeholders. */
function numbered({ message, placeholders = {} }) {
  return message.replace(/\$(\w+)\$/g, (_, name) => placeholders[name.toLowerCase()]?.content ?? '');
}

/** Builds both packages into `dist`; returns their folders and zips. */
export async function buildAll(dist = join(ROOT, 'dist')) {
  const manifest = JSON.parse(await readFile(join(ROOT, 'manifest.json'), 'utf8'));
  if (JSON.stringify(manifest.host_permissions) !== JSON.stringify(await manifestHosts())) {
    throw new Error('host_permissions in manifest.json differ from the catalogue; run: npm run manifest');
  }
  const made = {};
  for (const browser of ['firefox', 'chromium']) {
    const dir = join(dist, browser);
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir, { recursive: true });
    await bundleInto(dir, browser);
    await shrink(dir);
    for (const page of PAGES) await cp(join(ROOT, `extension/${page}.html`), join(dir, `${page}.html`));

    await cp(join(ROOT, 'LICENSE'), join(dir, 'LICENSE'));
    await mkdir(join(dir, 'icons'));
    for (const size of [16, 32, 48, 128])
      await cp(join(ROOT, `icons/${size}.png`), join(dir, `icons/${size}.png`));
    await writeFile(
      join(dir, 'manifest.json'),
      `${JSON.stringify(manifestFor(browser, manifest), null, 2)}\n`,
    );
    await writeWords(dir, JSON.stringify(manifest));
    const entries = {};
    for (const file of await filesBelow(dir))
      entries[file] = [await readFile(join(dir, file)), { mtime: ZIP_TIME, level: 9, os: 0 }];
    const zip = join(dist, `reachable-${browser}.zip`);
    await writeFile(zip, zipSync(entries));
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
