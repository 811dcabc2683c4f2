// In which language the pages speak: the browser's, or one that the person chose. Each names itself, so that it is found from any other.
import { LANGUAGE_NAMES } from './languageNames.ts';
import type { Text } from './text.ts';
import { useChoice } from './useChoice.ts';

interface LanguageChoiceProps {
  /** A folder of `_locales`; empty, or anything else that is stored: as the browser. */
  readonly chosen: string;
  readonly onChange: (language: string) => Promise<void>;
  readonly t: Text;
}

export function LanguageChoice({ chosen, onChange, t }: LanguageChoiceProps) {
  const [shown, choose] = useChoice(Object.hasOwn(LANGUAGE_NAMES, chosen) ? chosen : '', onChange);
  return (
    <div class="setting">
      <div class="choice">
        <label for="language">{t('settingLanguage')}</label>
        <select
          id="language"
          data-setting="language"
          value={shown}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          <option value="">{t('languageAuto')}</option>
          {Object.entries(LANGUAGE_NAMES).map(([code, name]) => (
            <option key={code} value={code} lang={code.replace('_', '-')}>
              {name}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
