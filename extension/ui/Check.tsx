// "Check now": what a person agrees to, how far it is, and how it ended.
import type { FunctionComponent } from 'preact';
import { useState } from 'preact/hooks';
import type { CountryCode } from '../../src/catalogue/types.ts';
import type { CheckGroup } from '../../src/check/groups.ts';
import type { CheckProgress } from '../../src/check/progress.ts';
import type { CheckChoice } from '../../src/check/row.ts';
import type { PopupModel } from '../../src/view/model.ts';
import { Icon } from './Icon.tsx';
import type { Text } from './text.ts';

export interface CheckProps {
  readonly model: PopupModel;
  readonly suggested: CountryCode | undefined;
  /** Groups that can be offered here. */
  readonly offered: (group: CheckGroup) => boolean;
  readonly onStart: (choice: CheckChoice) => void;
  readonly onCancel: () => void;
  readonly t: Text;
}

export interface ConsentProps extends CheckProps {
  readonly onClose: () => void;
}

export function Check(props: CheckProps) {
  const { model, onStart, onCancel, t } = props;
  const [Dialog, setDialog] = useState<FunctionComponent<ConsentProps>>();
  // Needed once in a while, so it is fetched when it is.
  const choose = () => void import('./later.ts').then(({ Consent }) => setDialog(() => Consent));
  const { progress, checkChoice } = model;
  const running = progress?.state === 'running';
  return (
    <section class="card check" data-check={progress?.state ?? 'none'} data-phase={progress?.phase ?? ''}>
      {running ? (
        <Running progress={progress} onCancel={onCancel} t={t} />
      ) : (
        <div class="check-idle">
          <div class="buttons">
            <button
              type="button"
              class="button primary"
              data-action="check"
              onClick={() => (checkChoice ? onStart(checkChoice) : choose())}
            >
              <Icon name="search" />
              {t('checkNow')}
            </button>
            {checkChoice && (
              <button type="button" class="button" data-action="choose" onClick={choose}>
                {t('checkChoose')}
              </button>
            )}
          </div>
          <p class="quiet" role="status">
            {progress ? ended(progress, model.nowMs, t) : t('checkHint')}
          </p>
        </div>
      )}
      {Dialog && <Dialog {...props} onClose={() => setDialog(undefined)} />}
    </section>
  );
}

function Running({
  progress,
  onCancel,
  t,
}: {
  readonly progress: CheckProgress;
  readonly onCancel: () => void;
  readonly t: Text;
}) {
  const { phase, done, total, failed, leftMs } = progress;
  return (
    <div class="check-running">
      <label>
        <span>{t(`checkPhase_${phase}`)}</span>
        <progress max={Math.max(1, total)} value={done} data-done={done} data-total={total} />
      </label>
      <p class="quiet">
        {t('checkCounts', [t.number(done), t.number(total)])}
        {failed > 0 && ` · ${t.n('checkFailed', failed)}`}
        {leftMs !== undefined && ` · ${t('checkLeft', [t.span(leftMs)])}`}
      </p>
      <button type="button" class="button" data-action="cancel" onClick={onCancel}>
        {t('checkCancel')}
      </button>
    </div>
  );
}

function ended({ state, why, failed, endedAtMs, total }: CheckProgress, nowMs: number, t: Text): string {
  const when = endedAtMs === undefined ? '' : t.ago(nowMs, endedAtMs);
  const how = state === 'stopped' ? t(`checkStopped_${why ?? 'offline'}`) : t(`checkState_${state}`);
  const what = state === 'done' ? (failed > 0 ? t.n('checkFailed', failed) : t('checkNoneFailed')) : '';
  return [how, when, total > 0 ? what : ''].filter((part) => part !== '').join(' · ');
}
