// Anonymous reports: what they are, the switch, and every report there is, as it is sent. Nothing is made or sent before a person has agreed.
import { useState } from 'preact/hooks';
import type { OutboxAnswer } from '../../src/view/messages.ts';
import type { PopupModel } from '../../src/view/model.ts';
import type { Wish } from './actions.ts';
import { ReportList } from './ReportList.tsx';
import { ReportsConsent } from './ReportsConsent.tsx';
import { Said } from './Said.tsx';
import type { Text } from './text.ts';

export interface ReportsData {
  /** Whether this package names a relay and a collector. */
  readonly available: boolean;
  readonly relayOperator: string;
  readonly collectorOperator: string;
  /** Undefined until it was read. */
  readonly outbox: OutboxAnswer | undefined;
}

export interface ReportsActions {
  /** Called directly in the click: it has to ask for permissions. */
  on(): Promise<'done' | 'refused'>;
  off(): Promise<void>;
  wish(id: string, wish: Wish): Promise<void>;
  /** Saves what waits as sealed messages. */
  carry(): Promise<void>;
}

interface ReportsProps {
  readonly reports: ReportsData;
  readonly model: PopupModel;
  readonly actions: ReportsActions;
  readonly t: Text;
}

export function Reports({ reports, model, actions, t }: ReportsProps) {
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState('');
  const { available, outbox } = reports;
  if (!available) return <p data-reports="nobody">{t('reportsNobody')}</p>;
  if (!outbox) return <p class="quiet">{t('loading')}</p>;
  const { rows, nextSlotAtMs, ready } = outbox;
  const on = nextSlotAtMs !== undefined;
  return (
    <div class="reports" data-reports={on ? 'on' : 'off'}>
      <div class="card setting">
        <p>{on ? (ready ? t('reportsOn', [t.at(nextSlotAtMs)]) : t('reportsStuck')) : t('reportsOff')}</p>
        <div class="buttons">
          {on ? (
            <button type="button" class="button" data-action="reports-off" onClick={() => void actions.off()}>
              {t('reportsTurnOff')}
            </button>
          ) : (
            <button
              type="button"
              class="button primary"
              data-action="reports-on"
              onClick={() => setAsking(true)}
            >
              {t('reportsTurnOn')}
            </button>
          )}
        </div>
        <p class="hint">{t(on ? 'reportsTurnOffHint' : 'reportsTurnOnHint')}</p>
        <Said>{said && t(said)}</Said>
      </div>
      {asking && (
        <ReportsConsent
          reports={reports}
          onAgree={() => {
            // Directly in the click, or the browser does not allow the question.
            actions.on().then(
              (came) => setSaid(came === 'refused' ? 'ownSaid_refused' : ''),
              () => setSaid('exportFailed'),
            );
          }}
          onClose={() => setAsking(false)}
          t={t}
        />
      )}
      {on && (
        <>
          {outbox.notMade > 0 && <p class="quiet">{t.n('reportsNotMade', outbox.notMade)}</p>}
          <ReportList rows={rows} model={model} onWish={actions.wish} t={t} />
          <p class="buttons">
            <button
              type="button"
              class="button"
              data-action="reports-carry"
              disabled={!rows.some(({ state }) => state === 'ready' || state === 'inflight')}
              onClick={() => void actions.carry()}
            >
              {t('reportsCarry')}
            </button>
          </p>
          <p class="hint">{t('reportsCarryHint', [reports.collectorOperator])}</p>
        </>
      )}
    </div>
  );
}
