// Everything that was kept of one service, for those who want to check: read from the database and drawn only when asked for.
import type { FunctionComponent } from 'preact';
import { useState } from 'preact/hooks';
import type { Observation } from '../../src/observe/observation.ts';
import type { RawTableProps } from './RawTable.tsx';
import type { Text } from './text.ts';

interface RawProps {
  readonly raw: readonly Observation[] | undefined;
  readonly load: () => void;
  readonly nowMs: number;
  readonly t: Text;
}

export function Raw({ raw, load, nowMs, t }: RawProps) {
  const [asked, setAsked] = useState(false);
  const [Table, setTable] = useState<FunctionComponent<RawTableProps>>();
  const show = () => {
    setAsked(true);
    load();
    void import('./RawTable.tsx').then((part) => setTable(() => part.RawTable));
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
      <div role="status">{asked && !(raw && Table) && <p class="quiet">{t('loading')}</p>}</div>
      {asked && raw && Table && <Table observations={raw} nowMs={nowMs} t={t} />}
    </div>
  );
}
