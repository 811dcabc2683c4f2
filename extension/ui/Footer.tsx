// The bottom of the popup: what can be chosen, and taking the evidence away as a file.
import type { FunctionComponent } from 'preact';
import { useState } from 'preact/hooks';
import type { ExportFormat } from './actions.ts';
import { Icon } from './Icon.tsx';
import type { PopupReportsProps } from './ReportList.tsx';
import { Settings, type SettingsProps } from './Settings.tsx';

export function Footer(props: SettingsProps) {
  return (
    <footer>
      <Settings {...props} />
      <Export {...props} />
      {props.model.reportsWaiting !== undefined && (
        <Reports {...props} waiting={props.model.reportsWaiting} />
      )}
      <button
        type="button"
        class="button"
        data-action="dashboard"
        onClick={() => props.actions.openDashboard()}
      >
        {props.t('openDashboard')}
      </button>
      <button type="button" class="button" data-action="watch-tab" onClick={() => props.actions.watchTab()}>
        {props.t('watchTab')}
      </button>
    </footer>
  );
}

/** How many wait; the list of all is fetched when somebody looks for it. */
function Reports({ waiting, ...props }: SettingsProps & { readonly waiting: number }) {
  const [List, setList] = useState<FunctionComponent<PopupReportsProps>>();
  return (
    <>
      <button
        type="button"
        class="button"
        data-action="reports"
        data-reports="on"
        aria-expanded={List !== undefined}
        onClick={() =>
          List
            ? setList(undefined)
            : void import('./later.ts').then(({ PopupReports }) => setList(() => PopupReports))
        }
      >
        {props.t.n('reportsWaiting', waiting)}
      </button>
      {List && <List {...props} />}
    </>
  );
}

type Progress = { readonly rows: number } | 'done' | 'failed';

function Export({ model, actions, t }: SettingsProps) {
  const [progress, setProgress] = useState<Progress>();
  const running = typeof progress === 'object';

  const start = (format: ExportFormat) => {
    if (running) return;
    setProgress({ rows: 0 });
    actions
      .exportRows(format, (rows) => setProgress({ rows }))
      .then(
        () => setProgress('done'),
        () => setProgress('failed'),
      );
  };
  // Not `disabled` while running: a disabled button loses the focus.
  const button = (format: ExportFormat, label: string) => (
    <button
      type="button"
      class="button"
      data-export={format}
      aria-disabled={running}
      disabled={model.observationCount === 0}
      onClick={() => start(format)}
    >
      <Icon name="save" />
      {label}
    </button>
  );
  return (
    <div class="export">
      <div class="buttons">
        {button('jsonl', t('exportJsonl'))}
        {button('csv', t('exportCsv'))}
      </div>
      <p class="quiet" role="status">
        {progress === undefined && t.n('kept', model.observationCount)}
        {progress === 'done' && t('exportDone')}
        {progress === 'failed' && t('exportFailed')}
        {typeof progress === 'object' &&
          t('exportProgress', [t.number(progress.rows), t.number(model.observationCount)])}
      </p>
    </div>
  );
}
