// Taking what is kept away as a file: how much of it, and in which form. OONI's format has rules of its own.
import { useRef, useState } from 'preact/hooks';
import { type Level, USUAL_LEVEL } from '../../src/report/redact.ts';
import { DAY_MS } from '../../src/store.ts';
import type { DashboardActions } from './dashboardActions.ts';
import { type DashboardFormat, EXPORT_DAYS, type ExportChoice } from './exportChoice.ts';
import { Icon } from './Icon.tsx';
import { Levels } from './Levels.tsx';
import { Said } from './Said.tsx';
import type { Text } from './text.ts';

interface ExportsProps {
  readonly observationCount: number;
  /** Those that something may be kept of. */
  readonly services: readonly { readonly service: string; readonly name: string }[];
  readonly actions: Pick<DashboardActions, 'save'>;
  readonly t: Text;
}

type Progress = { readonly rows: number } | 'done' | 'nothing' | 'cancelled' | 'failed' | 'noRoom';

export function Exports({ observationCount, services, actions, t }: ExportsProps) {
  const [progress, setProgress] = useState<Progress>();
  const [service, setService] = useState('');
  const [days, setDays] = useState(0);
  const [level, setLevel] = useState<Level>(USUAL_LEVEL);
  const [includeWatched, setWatched] = useState(false);
  const running = typeof progress === 'object';
  const stopping = useRef<AbortController>(null);
  const started = useRef<HTMLButtonElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);

  const end = (said: Progress) => {
    // The button goes away; the focus must not go with it.
    if (cancel.current?.matches(':focus')) started.current?.focus();
    setProgress(said);
  };
  const start = (format: DashboardFormat, button: HTMLButtonElement) => {
    if (running) return;
    started.current = button;
    stopping.current = new AbortController();
    setProgress({ rows: 0 });
    const choice: ExportChoice = {
      format,
      level,
      includeWatched,
      ...(service !== '' && { service }),
      // Counted from the click: what is shown may be hours old.
      ...(days > 0 && { sinceMs: Date.now() - days * DAY_MS }),
    };
    actions
      .save(choice, (rows) => setProgress({ rows }), stopping.current.signal)
      .then(end, (error: unknown) => end(isNoRoom(error) ? 'noRoom' : 'failed'));
  };
  const button = (format: DashboardFormat) => (
    <button
      type="button"
      class="button"
      data-export={format}
      aria-disabled={running}
      onClick={(event) => start(format, event.currentTarget)}
    >
      <Icon name="save" />
      {t(`export_${format}`)}
    </button>
  );
  return (
    <div class="card panel">
      <div class="fields">
        <label class="field short">
          <span>{t('columnService')}</span>
          <select
            name="export-service"
            value={service}
            onChange={(event) => setService(event.currentTarget.value)}
          >
            <option value="">{t('exportAll')}</option>
            {services.map((one) => (
              <option key={one.service} value={one.service}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <label class="field short">
          <span>{t('columnTime')}</span>
          <select
            name="export-days"
            value={String(days)}
            onChange={(event) => setDays(Number(event.currentTarget.value))}
          >
            <option value="0">{t('exportAll')}</option>
            {EXPORT_DAYS.map((count) => (
              <option key={count} value={String(count)}>
                {t.n('exportDays', count)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Levels level={level} onLevel={setLevel} t={t} />
      <div class="buttons">
        {button('jsonl')}
        {button('csv')}
        {button('html')}
      </div>
      <h3>{t('exportOoniTitle')}</h3>
      <p class="quiet">
        {t('exportOoniLevel')} {t('exportOoniHint')}
      </p>
      <label class="tick">
        <input
          type="checkbox"
          name="include-watched"
          checked={includeWatched}
          onChange={(event) => setWatched(event.currentTarget.checked)}
        />
        <span>
          {t('exportWatched')}
          <span class="hint">{t('exportWatchedHint')}</span>
        </span>
      </label>
      <div class="buttons">{button('ooni')}</div>
      <div class="export-said" data-progress={running ? 'running' : progress}>
        <Said>
          {progress === undefined && t.n('kept', observationCount)}
          {progress === 'done' && t('exportDone')}
          {progress === 'nothing' && t('exportNothing')}
          {progress === 'cancelled' && t('exportCancelled')}
          {progress === 'failed' && t('exportFailed')}
          {progress === 'noRoom' && t('exportNoRoom')}
          {typeof progress === 'object' &&
            (days > 0
              ? t.n('exportSoFar', progress.rows)
              : t('exportProgress', [t.number(progress.rows), t.number(observationCount)]))}
        </Said>
        {running && (
          <button
            ref={cancel}
            type="button"
            class="button"
            data-action="export-cancel"
            onClick={() => stopping.current?.abort()}
          >
            {t('exportCancel')}
          </button>
        )}
      </div>
    </div>
  );
}

/** Browsers say it with one of these names when a file finds no place. */
function isNoRoom(error: unknown): boolean {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  return name === 'QuotaExceededError' || name === 'NotReadableError';
}
