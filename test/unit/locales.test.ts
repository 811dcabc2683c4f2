// Proves that every word exists in every language, that no closed list has a value without words, and that no word is in the code.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import english from '../../extension/_locales/en/messages.json';
import russian from '../../extension/_locales/ru/messages.json';
import { SECTIONS } from '../../extension/ui/Section.tsx';
import { createText } from '../../extension/ui/text.ts';
import { STORES } from '../../src/catalogue/apps.ts';
import type { TelegramPart } from '../../src/catalogue/types.ts';
import { STORE_RESULTS } from '../../src/judge/stores.ts';
import {
  DNS_AGREEMENTS,
  METHODS,
  NETWORK_STATES,
  POINTS_OF_CONTROL,
  STATES,
} from '../../src/judge/verdict.ts';
import { CONFOUNDERS, FAILURES, STAGES } from '../../src/observe/failures.ts';
import { ObservationSchema } from '../../src/observe/observation.ts';
import { STORE_REASONS } from '../../src/observe/storeAnswer.ts';
import { IMPORT_REASONS } from '../../src/own/import.ts';
import type { ServiceRow } from '../../src/view/model.ts';
import { type Messages, messagesOf } from '../browser/messages.ts';

const en: Messages = english;
const LANGUAGES: Readonly<Record<string, Messages>> = { en, ru: russian };

/** Names and words that are the same in every language. */
const SAME_EVERYWHERE = new Set([
  'extName',
  'networkName_vpn',
  'store_apple',
  'store_google',
  'store_microsoft',
]);

/** Written as records so that the compiler finds a part or a degree of sureness that was forgotten here. */
const PARTS: Record<TelegramPart, true> = {
  web: true,
  web_data_centres: true,
  apps: true,
  links: true,
  site: true,
  media: true,
  bots: true,
};
const SURE: Record<NonNullable<ServiceRow['sureness']>, true> = { certain: true, likely: true, unsure: true };

const LISTS: Readonly<Record<string, readonly string[]>> = {
  state: STATES,
  explain: STATES,
  network: [...NETWORK_STATES, 'unknown'],
  dns: DNS_AGREEMENTS,
  method: METHODS,
  explainMethod: METHODS,
  stage: STAGES,
  failure: FAILURES,
  confounder: CONFOUNDERS,
  control: POINTS_OF_CONTROL,
  sure: Object.keys(SURE),
  part: Object.keys(PARTS),
  explainPart: Object.keys(PARTS),
  outcome: ObservationSchema.entries.outcome.options,
  source: ObservationSchema.entries.source.options,
  section: SECTIONS,
  ownReason: IMPORT_REASONS,
  ownFile: ['binary', 'too_large', 'encoding', 'unreadable'],
  ownKind: ['plain', 'citizenlab', 'own', 'fingerprints'],
  store: STORES,
  storeResult: STORE_RESULTS,
  storeReason: STORE_REASONS,
  networkName: ['home', 'mobile', 'work', 'vpn'],
  networkSaid: ['saved', 'failed', 'badAsn', 'asking', 'refused', 'unknown', 'told', 'countrySet'],
  checkSaid: ['without_clouds', 'nothing', 'failed'],
  secondSaid: ['noName', 'sameName', 'nothing', 'started', 'without_clouds', 'failed'],
  storesSaid: ['done', 'cancelled', 'refused', 'failed'],
  ownSaid: ['paused', 'resumed', 'moved', 'grouped', 'refused', 'undone', 'failed'],
  scheduleSaid: ['on', 'off', 'failed', 'noSuch', 'tooMany'],
  export: ['jsonl', 'csv', 'ooni'],
};
/** The same for messages that count. */
const COUNTED_LISTS: Readonly<Record<string, readonly string[]>> = {
  ownSaid: ['added', 'addedPrints', 'removed', 'removedPrints'],
};

/** What the core puts into `Headline.key`; those with a count exist in plural forms. */
const HEADLINES = [
  'NothingYet',
  'AllOk',
  'Offline',
  'Portal',
  'Proxied',
  'WrongClock',
  'CutOff',
  'AllowList',
  'TelegramBlocked',
  'TelegramLikely',
  'Slow',
  'Unclear',
  'Down',
  'Refused',
  'Filtered',
  'Checking',
];
const COUNTED_HEADLINES = ['ServicesBlocked', 'ServicesLikely', 'TelegramAndServices'];
const FORMS = ['one', 'few', 'many', 'other'];

const placeholdersIn = (message: string) =>
  [...message.matchAll(/\$(\w+)\$/g)].map(([, name]) => name?.toLowerCase());

describe.each(Object.entries(LANGUAGES))('%s', (language, messages) => {
  it('has the keys of English, in the same order', () => {
    expect(Object.keys(messages)).toEqual(Object.keys(en));
  });

  it('declares the placeholders of English and uses no others', () => {
    for (const [key, { message, placeholders = {} }] of Object.entries(messages)) {
      expect(placeholders, key).toEqual(en[key]?.placeholders ?? {});
      for (const name of placeholdersIn(message)) expect(Object.keys(placeholders), key).toContain(name);
      // A plural form for one may leave the number out; nothing else may lose what it is about.
      const optional = FORMS.some((form) => key.endsWith(`_${form}`)) ? ['count'] : [];
      const needed = Object.keys(placeholders).filter((name) => !optional.includes(name));
      expect(placeholdersIn(message), key).toEqual(expect.arrayContaining(needed));
    }
  });

  it('has words for every value of every closed list', () => {
    for (const [prefix, values] of Object.entries(LISTS)) {
      for (const value of values) expect(messages, `${prefix}_${value}`).toHaveProperty(`${prefix}_${value}`);
    }
    for (const [prefix, values] of Object.entries(COUNTED_LISTS)) {
      for (const value of values) expect(messages).toHaveProperty(`${prefix}_${value}_other`);
    }
    for (const headline of HEADLINES) expect(messages).toHaveProperty(`headline${headline}`);
  });

  it('has all plural forms of a counted message or none', () => {
    const counted = Object.keys(messages).filter((key) => key.endsWith('_other'));
    expect(counted.length).toBeGreaterThan(0);
    for (const key of counted) {
      for (const form of FORMS) expect(messages).toHaveProperty(key.replace(/other$/, form));
    }
    for (const headline of COUNTED_HEADLINES) expect(messages).toHaveProperty(`headline${headline}_other`);
  });

  it('keeps to what the browsers and stores allow', () => {
    for (const [key, { message }] of Object.entries(messages)) {
      expect(key).toMatch(/^[A-Za-z0-9_@]+$/);
      expect(message.trim(), key).toBe(message);
      expect(message, key).not.toBe('');
    }
    expect(messages.extDescription?.message.length).toBeLessThanOrEqual(132);
    expect(messages.languageTag?.message).toBe(language);
  });

  it('blames nobody', () => {
    for (const [key, { message }] of Object.entries(messages)) {
      expect(message, key).not.toMatch(
        /government|censor|state-run|правительств|государств|цензур|власт|Роскомнадзор/i,
      );
    }
  });
});

it('translates everything but names', () => {
  for (const [key, { message }] of Object.entries(russian as Messages)) {
    if (!SAME_EVERYWHERE.has(key)) expect(message, key).not.toBe(en[key]?.message);
  }
});

describe('text', () => {
  const t = createText(messagesOf(en), 'en');
  const ru = createText(messagesOf(russian), 'ru');

  it('fills and chooses the plural', () => {
    expect(t('headlineSlow', ['A, B'])).toBe('Slowed down on this network: A, B');
    expect(t.n('kept', 1)).toBe('One observation is kept, on this device only.');
    expect(t.n('kept', 1234)).toBe('1,234 observations are kept, on this device only.');
    expect(ru.n('kept', 3)).toBe('Хранятся 3 наблюдения, только на этом устройстве.');
    expect(ru.n('headlineServicesBlocked', 5, ['А, Б'])).toBe('В этой сети заблокированы 5 сервисов: А, Б');
  });

  it('shows a gap as its key', () => {
    expect(t('noSuchKey')).toBe('noSuchKey');
    expect(t.has('noSuchKey')).toBe(false);
    expect(t.n('noSuchKey', 2)).toBe('noSuchKey');
  });

  it('follows the language of the words, not of the browser', () => {
    expect(createText(messagesOf(en), 'ar').direction).toBe('ltr');
    expect(createText(messagesOf(en), 'en-GB').language).toBe('en-GB');
    expect(createText(messagesOf({ languageTag: { message: 'fa' } }), 'fa-IR').direction).toBe('rtl');
  });

  it('says a rate in thousands of bytes', () => {
    expect(t.rate(65_536, 32_768)).toBe('2 kB/s');
    expect(t.rate(65_536, 4_000)).toBe('16 kB/s');
    expect(t.rate(8_192, 3_000)).toBe('2.7 kB/s');
    expect(t.rate(131_072, 40)).toBe('3,277 kB/s');
    // Some versions of the browsers' tables write the second with a Latin letter.
    expect(ru.rate(65_536, 4_000)).toMatch(/^16.кБ\/[сc]$/);
  });

  it('names and orders countries in its language', () => {
    const byName = (text: typeof t) => ['UA', 'IR', 'AE', 'EG'].map(text.country).sort(text.compare);
    expect(byName(t)).toEqual(['Egypt', 'Iran', 'Ukraine', 'United Arab Emirates']);
    expect(byName(ru)).toEqual(['Египет', 'Иран', 'ОАЭ', 'Украина']);
    expect(t('countrySuggested', [t.country('IR')])).toBe('Iran?');
    // Two capitals that are no country: shown somehow, never an error.
    expect(t.country('QQ')).not.toBe('');
  });

  it('never speaks of the future', () => {
    expect(t.ago(0, 5_000)).toBe('now');
    expect(t.ago(10 * 60_000, 0)).toBe('10 min. ago');
    expect(t.ago(25 * 3_600_000, 0)).toBe('yesterday');
  });
});

describe('the pages hold no words', () => {
  const folder = fileURLToPath(new URL('../../extension/ui/', import.meta.url));
  const pages = readdirSync(folder).filter((name) => name.endsWith('.tsx'));

  it.each(pages)('%s', (name) => {
    const code = readFileSync(folder + name, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    // Letters between two tags; and letters in an attribute that is shown or read out.
    expect(code).not.toMatch(/[\w"'}]\s*\/?>\s*[^<>{}=;()]*\p{L}[^<>{}=;()]*<[/A-Za-z]/u);
    expect(code).not.toMatch(/\b(?:title|alt|label|placeholder|aria-label|hint)="[^"]*\p{L}/u);
    expect(code).not.toMatch(/innerHTML/i);
  });

  it('names only messages that exist', () => {
    for (const name of readdirSync(folder).filter((file) => /\.tsx?$/.test(file))) {
      const code = readFileSync(folder + name, 'utf8');
      for (const [, counted, key] of code.matchAll(/\bt(\.n)?\('(\w+)'/g)) {
        expect(en, name).toHaveProperty(counted ? `${key}_other` : `${key}`);
      }
    }
  });
});
