// One report: where it stands, the very thing that is sent, and what a person can still do about it.
import { useState } from 'preact/hooks';
import type { OutboxRow } from '../../src/report/outbox.ts';
import { Ask } from './Ask.tsx';
import type { Wish } from './actions.ts';
import { Icon } from './Icon.tsx';
import { ReportShown } from './ReportShown.tsx';
import type { Text } from './text.ts';

interface ReportRowProps {
  readonly row: OutboxRow;
  readonly name: string;
  readonly onWish: (wish: Wish) => Promise<void>;
  readonly t: Text;
}

export function ReportRow({ row, name, onWish, t }: ReportRowProps) {
  const [asking, setAsking] = useState(false);
  const { state, report, notBeforeMs, endedAtMs } = row;
  const open = state === 'ready' || state === 'held';
  const button = (action: string, words: string, press: () => void) => (
    <button type="button" class="button" data-action={action} onClick={press}>
      {t(words)}
    </button>
  );
  return (
    <li data-report={row.id} data-report-state={state}>
      <details>
        <summary>
          <span class="line">
            <bdi>{name}</bdi>{' '}
            <span class={`word state-${report.verdict}`}>{t(`state_${report.verdict}`)}</span>
            <span class="quiet">
              {' '}
              {t.date(Date.parse(report.day))} · {t(`report_${state}`, [t.at(endedAtMs ?? notBeforeMs)])}
              {row.why && ` · ${t(`reportWhy_${row.why}`)}`}
            </span>
          </span>
          <Icon name="chevron" />
        </summary>
        <div class="body">
          <ReportShown report={report} t={t} />
          {open && (
            <div class="buttons">
              {state === 'ready'
                ? button('report-hold', 'reportHold', () => void onWish('hold'))
                : button('report-release', 'reportRelease', () => void onWish('release'))}
              {button('report-remove', 'reportRemove', () => void onWish('remove'))}
              {button('report-send', 'reportSend', () => setAsking(true))}
            </div>
          )}
        </div>
      </details>
      {asking && (
        <Ask
          title={t('reportSendTitle')}
          reasons={[t('reportSendReveals')]}
          agree={t('reportSendNow')}
          onAgree={() => void onWish('send')}
          onClose={() => setAsking(false)}
          t={t}
        />
      )}
    </li>
  );
}
