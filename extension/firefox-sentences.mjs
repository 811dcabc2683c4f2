// Makes src/observe/firefoxSentences.ts: hashes of the sentences with which Firefox tells TLS errors, read from an installed
// Firefox and its language packs. Only hashes are written; Mozilla's texts stay where they are.
//
//   node extension/firefox-sentences.mjs            write the table (needs every locale below)
//   node extension/firefox-sentences.mjs --check    exit 1 if the table would differ for the locales installed here
//
// Debian: apt-get install firefox-esr firefox-esr-l10n-ar … (one package a locale). Another place: FIREFOX_DIR=….
// Two sources a locale: nsserrors.properties, from which Firefox 153 takes the sentence, and nsserrors.ftl, its successor, which
// in some languages is worded differently. A sentence (or hash) that two codes of different meaning share is left out.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const TABLE = join(ROOT, 'src/observe/firefoxSentences.ts');

/** Languages of the countries where Telegram or VPN services are or were blocked, and of those who are abroad. */
export const LOCALES = [
  ...['en-US', 'ar', 'az', 'be', 'de', 'es-AR', 'es-CL', 'es-ES', 'es-MX', 'fa', 'fr'],
  ...['id', 'kk', 'pt-BR', 'ru', 'tr', 'uk', 'uz', 'vi', 'zh-CN', 'zh-TW'],
];

/** Codes that only a server or the datagram form can meet: that a translator gave them another code's sentence does not matter. */
const NEVER_HERE = ['SSL_ERROR_TX_RECORD_TOO_LONG', 'SSL_ERROR_BAD_CLIENT'];

/** Stands for a sentence left out; no hash has this character. */
const BLANK = '.';

/** The directory of an installed Firefox (where omni.ja lies), or undefined. */
export function findFirefox() {
  const usual = [
    '/usr/lib/firefox-esr',
    '/usr/lib/firefox',
    '/opt/firefox',
    '/Applications/Firefox.app/Contents/Resources',
    'C:\\Program Files\\Mozilla Firefox',
  ];
  const places = process.env.FIREFOX_DIR ? [process.env.FIREFOX_DIR] : usual;
  return places.find((place) => existsSync(join(place, 'omni.ja')));
}

/** Version and, for each installed locale of the list, the sentences of both sources by code. */
export function readFirefox(directory) {
  const version =
    /^Version=(.*)$/m.exec(readFileSync(join(directory, 'application.ini'), 'utf8'))?.[1] ?? 'unknown';
  const sentences = new Map([['en-US', readSentences(join(directory, 'omni.ja'))]]);
  for (const folder of ['browser/extensions', 'distribution/extensions']) {
    const path = join(directory, folder);
    for (const name of existsSync(path) ? readdirSync(path) : []) {
      const locale = /^langpack-([^@]+)@.*\.xpi$/.exec(name)?.[1];
      if (locale && LOCALES.includes(locale)) sentences.set(locale, readSentences(join(path, name)));
    }
  }
  return { version, sentences };
}

/** Code → sentence, for `nsserrors.properties` and `nsserrors.ftl` in one archive; a source that is not there is empty. */
function readSentences(archive) {
  const files = unzipSync(readFileSync(archive), {
    filter: (file) => /\/nsserrors\.(properties|ftl)$/.test(file.name),
  });
  const text = (ending) => {
    const name = Object.keys(files).find((file) => file.endsWith(ending));
    return name === undefined ? '' : new TextDecoder().decode(files[name]);
  };
  return { properties: parseProperties(text('.properties')), ftl: parseFluent(text('.ftl')) };
}

function parseProperties(text) {
  const sentences = new Map();
  for (const [, code, value] of text
    .replace(/\\\r?\n\s*/g, '')
    .matchAll(/^[ \t]*([A-Z0-9_]+)[ \t]*=(.*)$/gm)) {
    const unescaped = value.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, hex, character) =>
      hex
        ? String.fromCharCode(Number.parseInt(hex, 16))
        : ({ n: '\n', t: '\t', r: '\r' }[character] ?? character),
    );
    if (unescaped.trim() !== '') sentences.set(code, unescaped);
  }
  return sentences;
}

function parseFluent(text) {
  const sentences = new Map();
  for (const [, id, value] of text.matchAll(/^([a-z0-9-]+)[ ]*=((?:.*)(?:\r?\n(?:[ ].*|(?=\r?\n[ ])))*)/gm)) {
    if (value.trim() !== '') sentences.set(id.toUpperCase().replaceAll('-', '_'), value);
  }
  return sentences;
}

/**
 * The table for what was read: column letters and one row of hashes a locale, with a line for each hash left out.
 * `refused`: two listed sentences of different meaning and text with one hash; then the hash must grow.
 */
export function makeTable(sentences, { sentenceHash, SENTENCE_CODES, tlsLetter, HASH_LENGTH }) {
  const normal = (sentence) => sentence.trim().replace(/\s+/g, ' ');
  const seen = new Map();
  for (const [locale, sources] of sentences) {
    for (const source of Object.values(sources)) {
      for (const [code, sentence] of source) {
        if (NEVER_HERE.includes(code)) continue;
        const hash = sentenceHash(sentence);
        const use = { locale, code, text: normal(sentence), letter: tlsLetter(code) };
        seen.set(hash, [...(seen.get(hash) ?? []), use]);
      }
    }
  }
  const leftOut = new Set();
  const refused = new Set();
  const cell = (locale, code, sentence) => {
    if (sentence === undefined) return BLANK.repeat(HASH_LENGTH);
    const hash = sentenceHash(sentence);
    const clash = seen.get(hash).find((use) => use.letter !== tlsLetter(code));
    if (clash === undefined) return hash;
    const says = `${locale} ${code} and ${clash.locale} ${clash.code}`;
    if (clash.text === normal(sentence)) leftOut.add(`${says} share a sentence`);
    else if (SENTENCE_CODES.includes(clash.code)) refused.add(`${says} share a hash`);
    else leftOut.add(`${says} share a hash`);
    return BLANK.repeat(HASH_LENGTH);
  };
  const rows = {};
  for (const locale of LOCALES) {
    const sources = sentences.get(locale);
    if (sources === undefined) continue;
    const { properties, ftl } = sources;
    const first = SENTENCE_CODES.map((code) => cell(locale, code, properties.get(code)));
    const second = SENTENCE_CODES.map((code, i) => {
      const hash = cell(locale, code, ftl.get(code));
      return hash === first[i] ? BLANK.repeat(HASH_LENGTH) : hash;
    });
    const other = second.some((hash) => !hash.startsWith(BLANK));
    rows[locale] = [...first, ...(other ? second : [])].join('');
  }
  const columns = SENTENCE_CODES.map((code) => tlsLetter(code)).join('');
  return { columns, rows, leftOut: [...leftOut], refused: [...refused] };
}

function write(version, { columns, rows, leftOut }) {
  const quoted = (locale) => (locale.includes('-') ? `'${locale}'` : locale);
  return [
    '// Hashes of the sentences with which Firefox tells TLS errors. Generated by extension/firefox-sentences.mjs; do not edit.',
    `// Read from Firefox ${version}, locales ${Object.keys(rows).join(' ')}.`,
    ...(leftOut.length > 0
      ? ['// Left out, because two codes of different meaning would look the same:']
      : []),
    ...leftOut.map((line) => `// - ${line}`),
    '',
    '/** What each column of hashes means; the letters are those of `TLS_MEANINGS`. */',
    `export const FIREFOX_COLUMNS = '${columns}';`,
    '',
    '/** By locale: one hash a column, perhaps a second round for a second wording; dots where there is none. */',
    'export const FIREFOX_SENTENCES: Readonly<Record<string, string>> = {',
    ...Object.entries(rows).map(([locale, row]) => `  ${quoted(locale)}: '${row}',`),
    '};',
    '',
  ].join('\n');
}

/** Where the written table differs from what is installed here; `whole` says that every locale is. */
export function differences(made, written, whole, hashLength) {
  if (made.columns !== written.FIREFOX_COLUMNS) return ['the columns'];
  return Object.entries(made.rows).flatMap(([locale, row]) => {
    const old = written.FIREFOX_SENTENCES[locale] ?? '';
    const lines = [];
    for (let at = 0; at < Math.max(row.length, old.length); at += hashLength) {
      const [now, then] = [row.slice(at, at + hashLength), old.slice(at, at + hashLength)];
      // With fewer locales fewer clashes are seen, so a blank cell may have a sentence here.
      if (now !== then && (whole || !then.startsWith(BLANK)))
        lines.push(`${locale}, column ${(at / hashLength) % made.columns.length}`);
    }
    return lines;
  });
}

/** A module of the core, which is TypeScript, for this plain script. */
async function load(path) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, path)],
    bundle: true,
    format: 'esm',
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

async function main() {
  const check = process.argv.includes('--check');
  const directory = findFirefox();
  if (directory === undefined) {
    console.log('firefox-sentences: no Firefox found here, nothing checked');
    return check ? 0 : 1;
  }
  const { version, sentences } = readFirefox(directory);
  const missing = LOCALES.filter((locale) => !sentences.has(locale));
  if (missing.length > 0) console.log(`firefox-sentences: not installed, skipped: ${missing.join(' ')}`);
  if (missing.length > 0 && !check) {
    console.error('firefox-sentences: the table needs every locale; install the language packs');
    return 1;
  }
  const core = { ...(await load('src/observe/sentenceHash.ts')), ...(await load('src/observe/tlsCodes.ts')) };
  const made = makeTable(sentences, core);
  for (const line of made.refused) console.error(`firefox-sentences: refused: ${line}`);
  if (made.refused.length > 0) return 2;
  if (!check) {
    for (const line of made.leftOut) console.log(`firefox-sentences: left out: ${line}`);
    writeFileSync(TABLE, write(version, made));
    console.log(`firefox-sentences: wrote ${relative(ROOT, TABLE)} from Firefox ${version}`);
    return 0;
  }
  const lines = differences(
    made,
    await load('src/observe/firefoxSentences.ts'),
    missing.length === 0,
    core.HASH_LENGTH,
  );
  for (const line of lines) console.error(`firefox-sentences: differs from Firefox ${version}: ${line}`);
  if (lines.length === 0)
    console.log(`firefox-sentences: as in Firefox ${version}, ${sentences.size} locales`);
  return lines.length === 0 ? 0 : 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = await main();
