// The languages there are words in, and which of them a person gets.

/** Names of the folders in `_locales`. */
export const LANGUAGES = ['en', 'ru', 'fa', 'ar', 'tr', 'zh_CN', 'uk', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The stored choice if it is one, else the language nearest to the browser's (`zh-TW` reads `zh_CN`), else English. */
export function chooseLanguage(stored: unknown, browserLanguage: string): Language {
  const base = (tag: string) => tag.toLowerCase().split(/[-_]/)[0];
  return (
    LANGUAGES.find((code) => code === stored) ??
    LANGUAGES.find((code) => base(code) === base(browserLanguage)) ??
    'en'
  );
}
