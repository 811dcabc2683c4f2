// Every request that the extension itself made, by host, the newest first.
import { useState } from 'preact/hooks';
import type { RequestReason, RequestRow } from '../../src/view/requests.ts';
import type { SeesProps } from './Sees.tsx';
import type { Text } from './text.ts';

/** Rows drawn at first, and with every "show more". */
const STEP = 100;

/** Most reasons are what the evidence calls its sources. */
const WORDS: Readonly<Record<RequestReason, string>> = {
  confirm: 'source_confirm',
  check: 'source_check',
  control: 'source_control',
  resolve: 'source_resolve',
  doh: 'source_doh',
  store: 'why_store',
  ooni: 'why_ooni',
};

export function SeesRequests({ requests, progress, t }: Pick<SeesProps, 'requests' | 'progress' | 't'>) {
  const [shown, setShown] = useState(STEP);
  if (!requests) return <Counting progress={progress} t={t} />;
  if (requests.length === 0) return <p data-requests="0">{t('seesRequestsNone')}</p>;
  return (
    <>
      <table class="wide-table requests" data-requests={requests.length}>
        <thead>
          <tr>
            <th scope="col">{t('columnAsked')}</th>
            <th scope="col">{t('columnWhy')}</th>
            <th scope="col">{t('columnTime')}</th>
            <th scope="col">{t('columnCount')}</th>
          </tr>
        </thead>
        <tbody>
          {requests.slice(0, shown).map((row) => (
            <Row key={row.host} row={row} t={t} />
          ))}
        </tbody>
      </table>
      {requests.length > shown && (
        <p class="buttons">
          <button
            type="button"
            class="button"
            data-action="more-requests"
            onClick={() => setShown(shown + STEP)}
          >
            {t.n('ownMore', Math.min(STEP, requests.length - shown))}
          </button>
        </p>
      )}
    </>
  );
}

function Counting({ progress, t }: Pick<SeesProps, 'progress' | 't'>) {
  if (!progress) return <p class="quiet">{t('loading')}</p>;
  // Rows may be added while they are counted.
  const total = Math.max(progress.total, progress.rows);
  return (
    <div class="running">
      <label>
        <span>{t('exportProgress', [t.number(progress.rows), t.number(total)])}</span>
        <progress max={Math.max(1, total)} value={progress.rows} />
      </label>
    </div>
  );
}

function Row({ row, t }: { readonly row: RequestRow; readonly t: Text }) {
  const { host, count, firstAtMs, lastAtMs, reasons } = row;
  const [first, last] = [t.at(firstAtMs), t.at(lastAtMs)];
  return (
    <tr data-request={host}>
      <th scope="row">
        <bdi dir="ltr">{host}</bdi>
      </th>
      <td>
        <span class="cell-label">{t('columnWhy')}</span>
        <ul>
          {reasons.map((one) => (
            <li key={one.reason} data-why={one.reason}>
              {t(WORDS[one.reason])}
              {reasons.length > 1 && <span class="quiet">{`\u00a0· ${t.number(one.count)}`}</span>}
            </li>
          ))}
        </ul>
      </td>
      <td>
        <span class="cell-label">{t('columnTime')}</span>
        <span>
          {last}
          {first !== last && <span class="hint">{t('seesFirst', [first])}</span>}
        </span>
      </td>
      <td>
        <span class="cell-label">{t('columnCount')}</span>
        {t.number(count)}
      </td>
    </tr>
  );
}
