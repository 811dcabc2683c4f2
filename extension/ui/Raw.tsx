// Everything that was kept of one service, for those who want to check: read from the database and drawn only when asked for.
import { useState } from 'preact/hooks';
import type { Observation } from '../../src/observe/observation.ts';
import { RawTable } from './RawTable.tsx';
import type { Text } from './text.ts';

interface RawProps {
  readonly raw: readonly Observation[] | undefined;
  readonly load: () => void;
  readonly nowMs: number;
  readonly t: Text;
}

export function Raw({ raw, load, nowMs, t }: RawProps) {
  const [asked, setAsked] = useState(false);
  const show = () => {
    setAsked(true);
    load();
  };
  return (
    <div class="raw">
      {!asked && (
        <p class="buttons">
          <button type="button" class="button" data-action="raw" onClick={show}>
            {t('storyRaw')}
          </button>
        </p>
      )}
      <div role="status">{asked && !raw && <p class="quiet">{t('loading')}</p>}</div>
      {asked && raw && <RawTable observations={raw} nowMs={nowMs} t={t} />}
    </div>
  );
}
