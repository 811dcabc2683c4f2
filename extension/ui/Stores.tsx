// Whether the apps are offered in the app stores of a country: looked up when asked, one question after the other.
import { useMemo, useState } from 'preact/hooks';
import { COUNTRIES } from '../../src/catalogue/countries.ts';
import type { CountryCode } from '../../src/catalogue/types.ts';
import { Ask } from './Ask.tsx';
import type { DashboardActions, LookUpSaid, StoresData } from './dashboardActions.ts';
import { Said } from './Said.tsx';
import { StoreTable } from './StoreTable.tsx';
import type { Text } from './text.ts';
import { useDraft } from './useDraft.ts';

interface StoresProps {
  /** What the person said in the settings; the look-up may be about another. */
  readonly country: CountryCode | undefined;
  readonly nowMs: number;
  readonly data: StoresData;
  readonly actions: Pick<DashboardActions, 'lookUp' | 'cancelLookUp'>;
  readonly t: Text;
}

export function Stores({ country: kept = '', nowMs, data, actions, t }: StoresProps) {
  const [country, setCountry] = useDraft(kept);
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState<LookUpSaid>();
  const { progress } = data;
  const named = useMemo(
    () =>
      [...new Set(kept ? [...COUNTRIES, kept] : COUNTRIES)]
        .map((code) => ({ code, name: t.country(code) }))
        .sort((a, b) => t.compare(a.name, b.name)),
    [kept, t],
  );
  const none = country === '';
  return (
    <div class="card panel">
      <div class="fields">
        <label class="field short">
          <span>{t('storesCountry')}</span>
          <select
            data-setting="store-country"
            value={country}
            onChange={(event) => {
              setCountry(event.currentTarget.value);
              setSaid(undefined);
            }}
          >
            <option value="">{t('countryNone')}</option>
            {named.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          class="button strong"
          data-action="look-up"
          aria-disabled={none || progress !== undefined}
          onClick={() => !none && !progress && setAsking(true)}
        >
          {t('storesLookUp')}
        </button>
      </div>
      {progress && (
        <div class="running">
          <label>
            <span>{t('storesRunning', [t.number(progress.done), t.number(progress.total)])}</span>
            <progress max={progress.total} value={progress.done} />
          </label>
          <button
            type="button"
            class="button"
            data-action="cancel-look-up"
            onClick={() => actions.cancelLookUp()}
          >
            {t('checkCancel')}
          </button>
        </div>
      )}
      <Said>{said && !progress && t(`storesSaid_${said}`)}</Said>
      {none ? (
        <p class="quiet">{t('storesNoCountry')}</p>
      ) : (
        <StoreTable country={country} nowMs={nowMs} data={data} t={t} />
      )}
      {asking && (
        <Ask
          title={t('storesAskTitle', [t.country(country)])}
          reasons={[t('storesAskWho'), t('storesAskLearn'), t('storesAskHow'), t('storesAskKept')]}
          agree={t('storesLookUp')}
          onAgree={() => {
            const result = actions.lookUp(country);
            setSaid(undefined);
            void result.then(setSaid);
          }}
          onClose={() => setAsking(false)}
          t={t}
        />
      )}
    </div>
  );
}
