// Every report there is: in the dashboard, and in the popup where somebody looks for it.
import { useEffect, useState } from 'preact/hooks';
import type { OutboxRow } from '../../src/report/outbox.ts';
import type { OutboxAnswer } from '../../src/view/messages.ts';
import type { PopupModel } from '../../src/view/model.ts';
import type { ReportActions, Wish } from './actions.ts';
import { ReportRow } from './ReportRow.tsx';
import type { Text } from './text.ts';

interface ListProps {
  readonly rows: readonly OutboxRow[];
  readonly model: PopupModel;
  readonly onWish: (id: string, wish: Wish) => Promise<void>;
  readonly t: Text;
}

export function ReportList({ rows, model, onWish, t }: ListProps) {
  if (rows.length === 0) return <p class="quiet">{t('reportsNone')}</p>;
  return (
    <ul class="card rows report-rows">
      {rows.map((row) => (
        <ReportRow
          key={row.id}
          row={row}
          name={nameOf(model, row.report.target)}
          onWish={(wish) => onWish(row.id, wish)}
          t={t}
        />
      ))}
    </ul>
  );
}

export interface PopupReportsProps {
  readonly model: PopupModel;
  readonly actions: ReportActions;
  readonly t: Text;
}

/** Read anew whenever anything has changed, as an answer to a report has. */
export function PopupReports({ model, actions, t }: PopupReportsProps) {
  const [outbox, setOutbox] = useState<OutboxAnswer>();
  const read = () => actions.outbox().then(setOutbox);
  useEffect(() => void read(), [model]);
  if (!outbox) return <p class="quiet">{t('loading')}</p>;
  const { nextSlotAtMs, ready } = outbox;
  return (
    <>
      {nextSlotAtMs !== undefined && (
        <p class="quiet">{ready ? t('reportsOn', [t.at(nextSlotAtMs)]) : t('reportsStuck')}</p>
      )}
      <ReportList
        rows={outbox.rows}
        model={model}
        onWish={async (id, wish) => {
          await actions.wish(id, wish);
          await read();
        }}
        t={t}
      />
      <button
        type="button"
        class="button"
        data-action="reports-more"
        onClick={() => actions.openDashboard('reports')}
      >
        {t('section_reports')}
      </button>
    </>
  );
}

/** As it is called, if it is on the list. */
function nameOf(model: PopupModel, id: string): string {
  const { telegram, services, clouds, unknown } = model;
  return [telegram, ...services, ...clouds, ...unknown].find((one) => one.service === id)?.name ?? id;
}
