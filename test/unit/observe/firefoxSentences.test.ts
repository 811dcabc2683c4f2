// The table of sentence hashes against the Firefox that is installed here, and the script that makes it. Mozilla's sentences are
// read from that Firefox, never written here.
import { describe, expect, it } from 'vitest';
import {
  differences,
  findFirefox,
  LOCALES,
  type LocaleSentences,
  makeTable,
  readFirefox,
} from '../../../extension/firefox-sentences.mjs';
import { classify } from '../../../src/observe/classify.ts';
import { FIREFOX_COLUMNS, FIREFOX_SENTENCES } from '../../../src/observe/firefoxSentences.ts';
import { HASH_LENGTH, sentenceHash } from '../../../src/observe/sentenceHash.ts';
import { SENTENCE_CODES, tlsLetter } from '../../../src/observe/tlsCodes.ts';
import { VENDORS } from './vendors.ts';

const core = { sentenceHash, SENTENCE_CODES, tlsLetter, HASH_LENGTH };
const say = (sentence: string) => classify(VENDORS.firefox, sentence, { scheme: 'https' });
const sources = (properties: Record<string, string>): LocaleSentences => ({
  properties: new Map(Object.entries(properties)),
  ftl: new Map(),
});

const directory = findFirefox();
if (directory === undefined)
  console.log('No Firefox installed here: its sentences are not compared with the table.');
const installed = directory === undefined ? undefined : readFirefox(directory);
const english = installed?.sentences.get('en-US')?.properties;
const written = { FIREFOX_COLUMNS, FIREFOX_SENTENCES };

describe('the hash', () => {
  it('is four characters, the same for the same words however they are spaced', () => {
    expect(sentenceHash('a b')).toMatch(/^[A-Za-z0-9_-]{4}$/);
    expect(sentenceHash(' a\u00a0 b\n')).toBe(sentenceHash('a b'));
    expect(sentenceHash('a b')).not.toBe(sentenceHash('ab'));
    expect(sentenceHash('')).toHaveLength(HASH_LENGTH);
  });
});

describe('the written table', () => {
  it('has whole rows for every locale of the list, with a column for every code', () => {
    expect(FIREFOX_COLUMNS).toBe(SENTENCE_CODES.map(tlsLetter).join(''));
    expect(Object.keys(FIREFOX_SENTENCES)).toEqual(LOCALES);
    for (const row of Object.values(FIREFOX_SENTENCES)) {
      expect(row.length % (FIREFOX_COLUMNS.length * HASH_LENGTH)).toBe(0);
      expect(row).toMatch(/^(?:[A-Za-z0-9_-]{4}|\.{4})+$/);
    }
  });

  it('has no hash with two meanings', () => {
    const meanings = new Map<string, Set<string>>();
    for (const row of Object.values(FIREFOX_SENTENCES)) {
      for (let i = 0; i * HASH_LENGTH < row.length; i++) {
        const hash = row.slice(i * HASH_LENGTH, (i + 1) * HASH_LENGTH);
        if (hash.startsWith('.')) continue;
        const letter = FIREFOX_COLUMNS.charAt(i % FIREFOX_COLUMNS.length);
        meanings.set(hash, (meanings.get(hash) ?? new Set()).add(letter));
      }
    }
    expect([...meanings].filter(([, letters]) => letters.size > 1)).toEqual([]);
  });
});

describe('the installed Firefox', () => {
  it.skipIf(english === undefined).each([
    ['SEC_ERROR_UNKNOWN_ISSUER', { failure: 'ssl_unknown_authority', stage: 'tls' }],
    ['MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT', { failure: 'ssl_unknown_authority', stage: 'tls' }],
    ['SSL_ERROR_BAD_CERT_DOMAIN', { failure: 'ssl_invalid_hostname', stage: 'tls' }],
    [
      'SSL_ERROR_UNRECOGNIZED_NAME_ALERT',
      { failure: 'ssl_invalid_hostname', stage: 'tls', detail: 'tls_alert' },
    ],
    [
      'SEC_ERROR_EXPIRED_CERTIFICATE',
      { failure: 'ssl_invalid_certificate', stage: 'tls', detail: 'certificate_date' },
    ],
    [
      'SSL_ERROR_RX_RECORD_TOO_LONG',
      { failure: 'ssl_failed_handshake', stage: 'tls', detail: 'foreign_bytes' },
    ],
    ['SSL_ERROR_NO_CYPHER_OVERLAP', { failure: 'ssl_failed_handshake', stage: 'tls', detail: 'tls_alert' }],
    ['SSL_ERROR_UNSUPPORTED_VERSION', { failure: 'ssl_failed_handshake', stage: 'tls' }],
    // Not worth a hash: known to be of the TLS layer, no more.
    ['SSL_ERROR_WEAK_SERVER_EPHEMERAL_DH_KEY', { failure: 'unknown_failure', stage: 'tls' }],
  ])('says %s in English and is understood', (code, expected) => {
    expect(say(english?.get(code) ?? '')).toEqual(expected);
  });

  it.skipIf(installed === undefined)('is what the table was made from, in every locale installed', () => {
    const sentences = installed?.sentences ?? new Map<string, LocaleSentences>();
    const made = makeTable(sentences, core);
    expect(made.refused).toEqual([]);
    expect(differences(made, written, sentences.size === LOCALES.length, HASH_LENGTH)).toEqual([]);
  });

  it.skipIf(installed === undefined)(
    'has no unlisted sentence that would be taken for a listed one of another meaning',
    () => {
      const mistaken: string[] = [];
      for (const [locale, { properties, ftl }] of installed?.sentences ?? []) {
        for (const [code, sentence] of [...properties, ...ftl]) {
          const letter = tlsLetter(code);
          const said = say(sentence);
          if (said.failure === 'unknown_failure') continue;
          const byName = classify(
            VENDORS.firefox,
            `NS_ERROR_GENERATE_FAILURE(NS_ERROR_MODULE_SECURITY, ${code})`,
            {
              scheme: 'https',
            },
          );
          if (letter === undefined || JSON.stringify(byName) !== JSON.stringify(said))
            mistaken.push(`${locale} ${code}`);
        }
      }
      // Only a server meets these two; the Argentine texts are those of their counterparts.
      const harmless = /^es-AR SSL_ERROR_(TX_RECORD_TOO_LONG|BAD_CLIENT)$/;
      expect(mistaken.filter((line) => !harmless.test(line))).toEqual([]);
    },
  );
});

describe('making the table', () => {
  const made = (locales: Record<string, LocaleSentences>, hash = sentenceHash) =>
    makeTable(new Map(Object.entries(locales)), { ...core, sentenceHash: hash });

  it('leaves out a sentence that serves two codes of different meaning', () => {
    const table = made({
      tr: sources({ SEC_ERROR_UNKNOWN_ISSUER: 'same', SEC_ERROR_EXPIRED_CERTIFICATE: ' same' }),
    });
    expect(table.rows.tr).toMatch(/^\.+$/);
    expect(table.leftOut).toHaveLength(2);
    expect(table.refused).toEqual([]);
  });

  it('keeps a sentence that serves two codes of one meaning, and fills what is missing with blanks', () => {
    const table = made({
      tr: sources({ SEC_ERROR_UNKNOWN_ISSUER: 'same', MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT: 'same' }),
    });
    expect(table.rows.tr?.startsWith(sentenceHash('same').repeat(2))).toBe(true);
    expect(table.rows.tr).toHaveLength(SENTENCE_CODES.length * HASH_LENGTH);
  });

  it('refuses when two different sentences of different meaning have one hash', () => {
    const table = made(
      { tr: sources({ SEC_ERROR_UNKNOWN_ISSUER: 'one', SEC_ERROR_EXPIRED_CERTIFICATE: 'other' }) },
      () => 'AAAA',
    );
    expect(table.refused).not.toEqual([]);
  });

  it('sees a changed sentence, and does not mind a blank one while locales are missing', () => {
    const before = made({ tr: sources({ SEC_ERROR_UNKNOWN_ISSUER: 'old' }) });
    const after = made({
      tr: sources({ SEC_ERROR_UNKNOWN_ISSUER: 'new', SSL_ERROR_BAD_CERT_DOMAIN: 'added' }),
    });
    const old = { FIREFOX_COLUMNS: before.columns, FIREFOX_SENTENCES: before.rows };
    expect(differences(before, old, true, HASH_LENGTH)).toEqual([]);
    expect(differences(after, old, false, HASH_LENGTH)).toEqual(['tr, column 0']);
    expect(differences(after, old, true, HASH_LENGTH)).toEqual(['tr, column 0', 'tr, column 3']);
  });
});
