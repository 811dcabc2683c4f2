// The bottom of the popup: the two switches, and taking the evidence away as a file.
import { useState } from 'preact/hooks';
import type { PopupModel } from '../../src/view/model.ts';
import type { ExportFormat, PopupActions } from './actions.ts';
import { Icon } from './Icon.tsx';
import type { Text } from './text.ts';

interface FooterProps {
  readonly model: PopupModel;
  readonly actions: PopupActions;
  readonly t: Text;
}

export function Footer({ model, actions, t }: FooterProps) {
  const setting = (name: 'confirm' | 'badge', value: boolean) => (
    <Switch
      label={t(name === 'confirm' ? 'settingConfirm' : 'settingBadge')}
      hint={t(name === 'confirm' ? 'settingConfirmHint' : 'settingBadgeHint')}
      value={value}
      onChange={(wanted) => actions.set(name, wanted)}
    />
  );
  return (
    <footer>
      <div class="card switches">
        {setting('confirm', model.confirmEnabled)}
        {setting('badge', model.badgeEnabled)}
      </div>
      <Export model={model} actions={actions} t={t} />
    </footer>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly hint: string;
  readonly value: boolean;
  readonly onChange: (wanted: boolean) => Promise<void>;
}

function Switch({ label, hint, value, onChange }: SwitchProps) {
  // Shown at once; the model that comes back from the background is the truth.
  const [wanted, setWanted] = useState(value);
  const [confirmed, setConfirmed] = useState(value);
  if (confirmed !== value) {
    setConfirmed(value);
    setWanted(value);
  }
  return (
    <label class="switch">
      <span>
        {label}
        <span class="hint">{hint}</span>
      </span>
      <input
        type="checkbox"
        role="switch"
        checked={wanted}
        aria-checked={wanted}
        onChange={(event) => {
          const next = event.currentTarget.checked;
          setWanted(next);
          onChange(next).catch(() => setWanted(!next));
        }}
      />
    </label>
  );
}

type Progress = { readonly rows: number } | 'done' | 'failed';

function Export({ model, actions, t }: FooterProps) {
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
