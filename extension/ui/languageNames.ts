// Each language's own name for itself: a person who cannot read the page must still find theirs.
import type { Language } from './languages.ts';

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  ru: 'Русский',
  fa: 'فارسی',
  ar: 'العربية',
  tr: 'Türkçe',
  zh_CN: '简体中文',
  uk: 'Українська',
  es: 'Español',
};
