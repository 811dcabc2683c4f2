// The country a person says they are in. Nothing is chosen for them: what the time zone suggests is a button beside the list.
import { useMemo, useRef } from 'preact/hooks';
import { COUNTRIES } from '../../src/catalogue/countries.ts';
import type { CountryCode } from '../../src/catalogue/types.ts';
import type { Text } from './text.ts';
import { useChoice } from './useChoice.ts';

interface CountryProps {
  readonly chosen: CountryCode | undefined;
  readonly suggested: CountryCode | undefined;
  /** Empty for "not chosen". */
  readonly onChange: (country: CountryCode | '') => Promise<void>;
  readonly t: Text;
}

export function Country({ chosen = '', suggested, onChange, t }: CountryProps) {
  const [shown, choose] = useChoice(chosen, onChange);
  const list = useRef<HTMLSelectElement>(null);
  const named = useMemo(
    () =>
      // One that an update took off the list stays visible while it is chosen.
      [...new Set(chosen ? [...COUNTRIES, chosen] : COUNTRIES)]
        .map((code) => ({ code, name: t.country(code) }))
        .sort((a, b) => t.compare(a.name, b.name)),
    [chosen, t],
  );
  return (
    <div class="setting">
      <div class="choice">
        <label for="country">{t('settingCountry')}</label>
        <select
          id="country"
          ref={list}
          data-setting="country"
          aria-describedby="country-hint"
          value={shown}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          <option value="">{t('countryNone')}</option>
          {named.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {suggested && shown === '' && (
        <div class="suggestion">
          <button
            type="button"
            class="button"
            data-suggested={suggested}
            aria-describedby="country-suggested"
            onClick={() => {
              choose(suggested);
              // The button goes away; the focus must not go with it.
              list.current?.focus();
            }}
          >
            {t('countrySuggested', [t.country(suggested)])}
          </button>
          <p class="hint" id="country-suggested">
            {t('countrySuggestedHint')}
          </p>
        </div>
      )}
      <p class="hint" id="country-hint">
        {t('settingCountryHint')}
      </p>
    </div>
  );
}
