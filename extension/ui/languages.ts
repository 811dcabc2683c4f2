// The languages there are words in, and which of them a person gets.

/** Names of the folders in `_locales`. */
export const LANGUAGES = ['en', 'ru', 'fa', 'ar', 'tr', 'zh_CN', 'uk', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** How the build writes the words of a language: these take half the bytes of UTF-8, and every browser reads them (WHATWG Encoding). */
export const ENCODINGS: Readonly<Record<Language, string>> = {
  en: 'windows-1252',
  ru: 'windows-1251',
  fa: 'windows-1256',
  ar: 'windows-1256',
  tr: 'windows-1254',
  zh_CN: 'gbk',
  uk: 'windows-1251',
  es: 'windows-1252',
};

/** The stored choice if it is one, else the language nearest to the browser's (`zh-TW` reads `zh_CN`), else English. */
export function chooseLanguage(stored: unknown, browserLanguage: string): Language {
  const base = (tag: string) => tag.toLowerCase().split(/[-_]/)[0];
  return (
    LANGUAGES.find((code) => code === stored) ??
    LANGUAGES.find((code) => base(code) === base(browserLanguage)) ??
    'en'
  );
}
