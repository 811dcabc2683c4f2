// Proves that every word exists in every language, that no closed list has a value without words, and that no word is in the code.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import english from '../../extension/_locales/en/messages.json';
import russian from '../../extension/_locales/ru/messages.json';
import { chooseLanguage, LANGUAGES } from '../../extension/ui/languages.ts';
import { SECTIONS } from '../../extension/ui/Section.tsx';
import { createText } from '../../extension/ui/text.ts';
import { VIEWS } from '../../extension/ui/views.ts';
import manifest from '../../manifest.json';
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
import { ZOOMS } from '../../src/view/buckets.ts';
import { NOTIFY } from '../../src/view/messages.ts';
import type { ServiceRow } from '../../src/view/model.ts';
import { STEP_STATES, STEPS } from '../../src/view/step.ts';
import { STORAGE_MODES } from '../../src/view/storage.ts';
import { type Messages, messagesOf } from '../browser/messages.ts';

const en: Messages = english;
const ALL: Readonly<Record<string, Messages>> = Object.fromEntries(
  [...LANGUAGES].map((language) => [
    language,
    JSON.parse(
      readFileSync(new URL(`../../extension/_locales/${language}/messages.json`, import.meta.url), 'utf8'),
    ) as Messages,
  ]),
);

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
  export: ['jsonl', 'csv', 'ooni', 'html', 'png'],
  notify: NOTIFY,
  storage: STORAGE_MODES,
  storageHint: STORAGE_MODES,
  storageAgree: STORAGE_MODES,
  storageAsk: STORAGE_MODES.filter((mode) => mode !== 'locked'),
  zoom: ZOOMS,
  permission: [...manifest.permissions, ...manifest.optional_permissions],
  why: ['store', 'ooni'],
  step: STEP_STATES,
  expect: STEPS,
  section: [...SECTIONS, ...VIEWS],
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
/** How many plural forms a message that counts has; fractions and millions are written like the last one where the grammar lets them. */
const FORMS: Readonly<Record<string, number>> = { en: 2, ru: 4, fa: 2, ar: 6, tr: 2, zh_CN: 1, uk: 4, es: 2 };
/** Messages that count: those with more than one form in English. */
const COUNTED = Object.keys(en).filter((key) => en[key]?.message.includes(' | '));

const placeholdersIn = (message: string) =>
  [...message.matchAll(/\$(\w+)\$/g)].map(([, name]) => name?.toLowerCase());

describe.each(Object.entries(ALL))('%s', (language, messages) => {
  it('has the keys of English, in the same order', () => {
    expect(Object.keys(messages)).toEqual(Object.keys(en));
  });

  it('declares the placeholders of English and uses no others', () => {
    for (const [key, { message, placeholders = {} }] of Object.entries(messages)) {
      expect(placeholders, key).toEqual(en[key]?.placeholders ?? {});
      for (const name of placeholdersIn(message)) expect(Object.keys(placeholders), key).toContain(name);
      // A plural form for one may leave the number out; nothing else may lose what it is about.
      const needed = Object.keys(placeholders).filter((name) => !COUNTED.includes(key) || name !== 'count');
      for (const form of message.split(' | '))
        expect(placeholdersIn(form), key).toEqual(expect.arrayContaining(needed));
    }
  });

  it('has words for every value of every closed list', () => {
    for (const [prefix, values] of Object.entries(LISTS)) {
      for (const value of values) expect(messages, `${prefix}_${value}`).toHaveProperty(`${prefix}_${value}`);
    }
    for (const [prefix, values] of Object.entries(COUNTED_LISTS)) {
      for (const value of values) expect(COUNTED).toContain(`${prefix}_${value}`);
    }
    for (const headline of HEADLINES) expect(messages).toHaveProperty(`headline${headline}`);
  });

  it('has all plural forms of a counted message', () => {
    for (const key of COUNTED)
      expect(messages[key]?.message.split(' | '), key).toHaveLength(FORMS[language] ?? 0);
    for (const headline of COUNTED_HEADLINES) expect(COUNTED).toContain(`headline${headline}`);
  });

  it('keeps to what the browsers and stores allow', () => {
    for (const [key, { message }] of Object.entries(messages)) {
      expect(key).toMatch(/^[A-Za-z0-9_@]+$/);
      expect(message.trim(), key).toBe(message);
      expect(message, key).not.toBe('');
    }
    expect(messages.extDescription?.message.length).toBeLessThanOrEqual(132);
    expect(messages.languageTag?.message).toBe(language.replace('_', '-'));
  });

  it('blames nobody', () => {
    for (const [key, { message }] of Object.entries(messages)) {
      expect(message, key).not.toMatch(
        /government|censor|state-run|правительств|государств|цензур|власт|Роскомнадзор|урядов|влада|влади|держав|دولت|سانسور|حکومت|الحكومة|رقابة|hükümet|sansür|政府|审查|gobierno|censura/i,
      );
    }
  });
});

it.each(Object.keys(ALL).filter((language) => language !== 'en'))(
  '%s translates everything but names',
  (language) => {
    for (const [key, { message }] of Object.entries(ALL[language] ?? {})) {
      if (!SAME_EVERYWHERE.has(key)) expect(message, key).not.toBe(en[key]?.message);
    }
  },
);

describe('text', () => {
  const t = createText(messagesOf(en), 'en');
  const ru = createText(messagesOf(russian), 'ru');

  it('fills and chooses the plural', () => {
    expect(t('headlineSlow', ['A, B | $1, $2']).endsWith('A, B | $1, $2')).toBe(true);
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

  it('are those the person chose, or the browser’s', () => {
    expect(chooseLanguage(undefined, 'fa-IR')).toBe('fa');
    expect(chooseLanguage('es', 'fa-IR')).toBe('es');
    expect(chooseLanguage('', 'zh-TW')).toBe('zh_CN');
    expect(chooseLanguage({ evil: 1 }, 'pt-BR')).toBe('en');
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
        if (counted) expect(COUNTED, `${name}: ${key}`).toContain(key);
        else expect(en, name).toHaveProperty(`${key}`);
      }
    }
  });
});
