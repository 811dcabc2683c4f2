// The words in the language that the person chose, or else the browser's.
import { browser } from '../browser.ts';
import { chooseLanguage } from './languages.ts';
import { createText, type GetMessage, type Text } from './text.ts';

async function loadMessages(): Promise<GetMessage> {
  const keysRead = read('keys');
  const { language } = await browser.storage.local.get('language');
  const chosen = chooseLanguage(language, browser.i18n.getUILanguage());
  // Words in another language are better than none.
  const [keys, messages] = await Promise.all([keysRead, read(chosen).catch(() => read('en'))]);
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

/** The build writes keys and messages as lists in the same order. */
async function read(name: string): Promise<readonly string[]> {
  return (await fetch(browser.runtime.getURL(`words/${name}.json`))).json();
}
