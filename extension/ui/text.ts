// All words, numbers and dates of the pages come through here, so that no page holds a string and every page runs on sample messages too.
// Not the browser's own `i18n`: a person may choose another language than the browser's, and a message that counts holds all its plural forms.

/** The message of a key as it is written, with `$1`… in it; undefined when there is none. */
export type GetMessage = (key: string) => string | undefined;

/** Translates; also formats what depends on the language. All times are milliseconds since 1970. */
export interface Text {
  /** The message of this key; the key itself when it is missing, so that a gap shows. */
  (key: string, substitutions?: readonly string[]): string;
  /** The message in the plural form of `count`; the formatted count is the last substitution. */
  n(key: string, count: number, substitutions?: readonly string[]): string;
  has(key: string): boolean;
  /** "5 min. ago"; never in the future. */
  ago(nowMs: number, atMs: number): string;
  /** Day and time of day. */
  at(atMs: number): string;
  /** Day, month and year. */
  date(atMs: number): string;
  /** Time of day with seconds; with the day too when it is not today's. */
  clock(nowMs: number, atMs: number): string;
  number(value: number): string;
  duration(elapsedMs: number): string;
  /** A length of time to wait, in whole seconds or minutes. */
  span(ms: number): string;
  bytes(count: number): string;
  /** "32 kB/s". */
  rate(bytes: number, elapsedMs: number): string;
  /** The name of a country by its two capitals. */
  country(code: string): string;
  /** Order of two words in this language, as for sorting. */
  compare(a: string, b: string): number;
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
}

const RIGHT_TO_LEFT = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** Between the forms of a message that counts; they stand in this order, those that the language has. */
const FORMS_APART = ' | ';
const FORMS: readonly Intl.LDMLPluralRule[] = ['zero', 'one', 'two', 'few', 'many', 'other'];

/** Largest unit first: how many milliseconds it has. */
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/**
 * Makes the translator. Numbers and dates follow the language of the messages (their key `languageTag`), not blindly
 * the browser's: a German browser shows our English words, and an English sentence needs an English plural and date.
 */
export function createText(getMessage: GetMessage, uiLanguage: string): Text {
  const written = (getMessage('languageTag') ?? 'en').replace('_', '-');
  const language = base(uiLanguage) === base(written) ? uiLanguage : written;
  const plural = new Intl.PluralRules(language);
  const { pluralCategories } = plural.resolvedOptions();
  const forms = FORMS.filter((form) => pluralCategories.includes(form));
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  const numbers = new Intl.NumberFormat(language);
  const moment = new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const seconds = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });

  const countries = new Intl.DisplayNames(language, { type: 'region' });
  const collator = new Intl.Collator(language);

  const measure = (value: number, unit: string, digits: number) =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value);

  const translate = (key: string, substitutions: readonly string[] = []) =>
    fill(getMessage(key) ?? key, substitutions);

  return Object.assign(translate, {
    n(key: string, count: number, substitutions: readonly string[] = []) {
      const written = (getMessage(key) ?? key).split(FORMS_APART);
      // A rare form that is written like the last one need not be there.
      const form = written[forms.indexOf(plural.select(count))] ?? written.at(-1) ?? key;
      return fill(form, [...substitutions, numbers.format(count)]);
    },
    has: (key: string) => getMessage(key) !== undefined,
    ago(nowMs: number, atMs: number) {
      const elapsedMs = Math.max(0, nowMs - atMs);
      for (const [unit, unitMs] of UNITS) {
        if (elapsedMs >= unitMs) return relative.format(-Math.floor(elapsedMs / unitMs), unit);
      }
      return relative.format(0, 'second');
    },
    at: (atMs: number) => moment.format(atMs),
    date: (atMs: number) => new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(atMs),
    clock(nowMs: number, atMs: number) {
      const sameDay = new Date(nowMs).toDateString() === new Date(atMs).toDateString();
      return sameDay ? seconds.format(atMs) : moment.format(atMs);
    },
    number: (value: number) => numbers.format(value),
    duration: (elapsedMs: number) =>
      elapsedMs < 1000 ? measure(elapsedMs, 'millisecond', 0) : measure(elapsedMs / 1000, 'second', 1),
    span: (ms: number) =>
      ms < 90_000 ? measure(Math.ceil(ms / 1000), 'second', 0) : measure(Math.ceil(ms / 60_000), 'minute', 0),
    bytes: (count: number) =>
      count < 1000 ? measure(count, 'byte', 0) : measure(count / 1000, 'kilobyte', 0),
    // Bytes in a millisecond are kilobytes in a second.
    rate: (bytes: number, elapsedMs: number) =>
      measure(bytes / elapsedMs, 'kilobyte-per-second', bytes < 10 * elapsedMs ? 1 : 0),
    country: (code: string) => countries.of(code) ?? code,
    compare: collator.compare,
    language,
    direction: RIGHT_TO_LEFT.has(base(language)) ? ('rtl' as const) : ('ltr' as const),
  });
}

/** Every `$1`… at once: what is filled in is never looked at again. */
function fill(message: string, substitutions: readonly string[]): string {
  return message.replace(/\$(\d)/g, (_, index: string) => substitutions[Number(index) - 1] ?? '');
}

function base(language: string): string {
  return language.toLowerCase().split(/[-_]/)[0] ?? '';
}
