// Taking everything kept away as a file: our own formats, and the one OONI's tools read.
import { useState } from 'preact/hooks';
import type { DashboardActions, DashboardFormat } from './dashboardActions.ts';
import { Icon } from './Icon.tsx';
import { Said } from './Said.tsx';
import type { Text } from './text.ts';

interface ExportsProps {
  readonly observationCount: number;
  readonly actions: Pick<DashboardActions, 'save'>;
  readonly t: Text;
}

type Progress = { readonly rows: number } | 'done' | 'nothing' | 'failed';

export function Exports({ observationCount, actions, t }: ExportsProps) {
  const [progress, setProgress] = useState<Progress>();
  const [watched, setWatched] = useState(false);
  const running = typeof progress === 'object';
  const empty = observationCount === 0;

  const start = (format: DashboardFormat) => {
    if (running || empty) return;
    setProgress({ rows: 0 });
    actions
      .save(format, watched, (rows) => setProgress({ rows }))
      .then(setProgress, () => setProgress('failed'));
  };
  const button = (format: DashboardFormat) => (
    <button
      type="button"
      class="button"
      data-export={format}
      aria-disabled={running || empty}
      onClick={() => start(format)}
    >
      <Icon name="save" />
      {t(`export_${format}`)}
    </button>
  );
  return (
    <div class="card panel">
      <div class="buttons">
        {button('jsonl')}
        {button('csv')}
      </div>
      <h3>{t('exportOoniTitle')}</h3>
      <p class="quiet">{t('exportOoniHint')}</p>
      <label class="tick">
        <input
          type="checkbox"
          name="include-watched"
          checked={watched}
          onChange={(event) => setWatched(event.currentTarget.checked)}
        />
        <span>
          {t('exportWatched')}
          <span class="hint">{t('exportWatchedHint')}</span>
        </span>
      </label>
      <div class="buttons">{button('ooni')}</div>
      <Said>
        {progress === undefined && t.n('kept', observationCount)}
        {progress === 'done' && t('exportDone')}
        {progress === 'nothing' && t('exportNothing')}
        {progress === 'failed' && t('exportFailed')}
        {typeof progress === 'object' &&
          t('exportProgress', [t.number(progress.rows), t.number(observationCount)])}
      </Said>
    </div>
  );
}
