// The words in the language that the person chose, or else the browser's.
import { browser } from '../browser.ts';
import { chooseLanguage, ENCODINGS, type Language } from './languages.ts';
import { createText, type GetMessage, type Text } from './text.ts';

async function loadMessages(): Promise<GetMessage> {
  const keysRead = read('keys', 'utf-8');
  const { language } = await browser.storage.local.get('language');
  const chosen = chooseLanguage(language, browser.i18n.getUILanguage());
  // Words in another language are better than none.
  const [keys, messages] = await Promise.all([keysRead, wordsOf(chosen).catch(() => wordsOf('en'))]);
  const byKey = new Map(keys.map((key, i) => [key, messages[i]]));
  return (key) => byKey.get(key);
}

/** Sets the page's language and direction too, and begins anew when the person chooses another language. */
export async function loadText(): Promise<Text> {
  const t = createText(await loadMessages(), browser.i18n.getUILanguage());
  document.documentElement.lang = t.language;
  document.documentElement.dir = t.direction;
  browser.storage.local.onChanged.addListener(({ language }) => {
    if (language) location.reload();
  });
  return t;
}

const wordsOf = (language: Language) => read(language, ENCODINGS[language]);

/** The build writes keys and messages as lists in the same order. */
async function read(name: string, encoding: string): Promise<readonly string[]> {
  const file = await fetch(browser.runtime.getURL(`words/${name}.json`));
  return JSON.parse(new TextDecoder(encoding).decode(await file.arrayBuffer()));
}
