// For how long things are kept. Longer applies at once; shorter deletes, so it is asked first: the arrow keys pass from one to the next.
import { useState } from 'preact/hooks';
import { RETENTION_DAYS } from '../../src/store.ts';
import { Ask } from './Ask.tsx';
import type { Text } from './text.ts';
import { useChoice } from './useChoice.ts';

export type RetentionDays = (typeof RETENTION_DAYS)[number];

interface RetentionProps {
  readonly days: number;
  readonly onChange: (days: RetentionDays) => Promise<void>;
  readonly t: Text;
}

export function Retention({ days, onChange, t }: RetentionProps) {
  const [shown, choose] = useChoice(days, (wanted) => onChange(wanted as RetentionDays));
  const [asking, setAsking] = useState<RetentionDays>();
  return (
    <>
      <fieldset class="setting choices" data-setting="retention">
        <legend>{t('settingRetention')}</legend>
        {RETENTION_DAYS.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="retention"
              value={one}
              checked={(asking ?? shown) === one}
              onChange={() => (one < shown ? setAsking(one) : choose(one))}
            />
            <span>{t.n('retentionDays', one)}</span>
          </label>
        ))}
        <p class="hint">{t('settingRetentionHint')}</p>
      </fieldset>
      {asking && (
        <Ask
          title={t.n('retentionAsk', asking)}
          reasons={[t('cannotUndo')]}
          agree={t('retentionAgree')}
          onAgree={() => choose(asking)}
          onClose={() => setAsking(undefined)}
          t={t}
        />
      )}
    </>
  );
}
