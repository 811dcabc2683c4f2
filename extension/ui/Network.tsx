// The network in use: what the person calls it and its number, typed or asked of OONI.
import { useState } from 'preact/hooks';
import type { CountryCode } from '../../src/catalogue/types.ts';
import { asnOf } from '../../src/report/checkIn.ts';
import type { PopupModel } from '../../src/view/model.ts';
import { Ask } from './Ask.tsx';
import type { DashboardActions } from './dashboardActions.ts';
import { NetworkName } from './NetworkName.tsx';
import { Said } from './Said.tsx';
import type { Text } from './text.ts';
import { useDraft } from './useDraft.ts';
import { useUniqueId } from './useUniqueId.ts';

interface NetworkProps {
  readonly model: PopupModel;
  readonly actions: Pick<DashboardActions, 'nameNetwork' | 'askOoni' | 'setCountry'>;
  readonly t: Text;
}

type Result = 'saved' | 'failed' | 'badAsn' | 'asking' | 'refused' | 'unknown' | 'told' | 'countrySet';

export function Network({ model, actions, t }: NetworkProps) {
  const [name, setName] = useDraft(model.networkName ?? '');
  const [asn, setAsn] = useDraft(model.networkAsn === undefined ? '' : String(model.networkAsn));
  const [result, setResult] = useState<Result>();
  const [country, setCountry] = useState<CountryCode>();
  const [asking, setAsking] = useState(false);
  const said = useUniqueId();
  const hint = useUniqueId();

  const save = () => {
    const number = asnOf(asn);
    if (asn.trim() !== '' && number === undefined) return setResult('badAsn');
    actions.nameNetwork(name.trim(), number).then(
      () => setResult('saved'),
      () => setResult('failed'),
    );
  };
  const ask = () => {
    const answer = actions.askOoni();
    setResult('asking');
    setCountry(undefined);
    void answer.then((told) => {
      if (typeof told === 'string') return setResult(told);
      setAsn(String(told.asn));
      setCountry(told.country === model.country ? undefined : told.country);
      setResult('told');
    });
  };
  return (
    <div class="card panel">
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <NetworkName label={t('networkNameLabel')} value={name} onInput={setName} t={t} />
        <label class="field short">
          <span>{t('networkAsnLabel')}</span>
          <input
            type="text"
            name="network-asn"
            inputMode="numeric"
            autocomplete="off"
            maxLength={14}
            dir="ltr"
            value={asn}
            aria-invalid={result === 'badAsn'}
            aria-describedby={`${hint} ${said}`}
            onInput={(event) => setAsn(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button strong" data-action="save-network">
          {t('networkSave')}
        </button>
      </form>
      <p class="hint" id={hint}>
        {t('networkAsnHint')}
      </p>
      <div id={said} class="told">
        <Said>{result && t(`networkSaid_${result}`)}</Said>
      </div>
      {country && (
        <div class="suggestion">
          <button
            type="button"
            class="button"
            data-suggested={country}
            onClick={() => {
              void actions.setCountry(country).then(() => setResult('countrySet'));
              setCountry(undefined);
            }}
          >
            {t('networkUseCountry', [t.country(country)])}
          </button>
          <p class="hint">{t('networkUseCountryHint')}</p>
        </div>
      )}
      <div>
        <button type="button" class="button" data-action="ask-ooni" onClick={() => setAsking(true)}>
          {t('askOoni')}
        </button>
      </div>
      {asking && (
        <Ask
          title={t('askOoniTitle')}
          reasons={[t('askOoniWho'), t('askOoniLearns'), t('askOoniNumber'), t('askOoniAnswer')]}
          agree={t('askOoniAgree')}
          onAgree={ask}
          onClose={() => setAsking(false)}
          t={t}
        />
      )}
    </div>
  );
}
