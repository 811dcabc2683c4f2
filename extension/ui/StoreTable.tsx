// Apps by stores: what each store said last, when, and how it was before.
import { APPS, type App, STORES, type Store, storesOf } from '../../src/catalogue/apps.ts';
import type { CountryCode } from '../../src/catalogue/types.ts';
import type { StoreResult, StoreRow } from '../../src/judge/stores.ts';
import type { StoresData } from './dashboardActions.ts';
import { Icon, type IconName } from './Icon.tsx';
import { findStoreRow } from './storeRows.ts';
import type { Text } from './text.ts';

interface StoreTableProps {
  readonly country: CountryCode;
  readonly nowMs: number;
  readonly data: StoresData;
  readonly t: Text;
}

const LOOKS: Readonly<Record<StoreResult, readonly [icon: IconName, tone: string]>> = {
  offered: ['tick', 'tone-ok'],
  not_offered: ['cross', 'tone-bad'],
  never_released: ['dashed', 'tone-neutral'],
  cannot_tell: ['question', 'state-unclear'],
};

export function StoreTable({ country, nowMs, data, t }: StoreTableProps) {
  return (
    <table class="wide-table" data-table="stores">
      <caption class="unseen-text">{t('storesCaption', [t.country(country)])}</caption>
      <thead>
        <tr>
          <th scope="col">{t('columnApp')}</th>
          {STORES.map((store) => (
            <th key={store} scope="col">
              {t(`store_${store}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {APPS.map((app) => (
          <tr key={app.id} data-store-app={app.id}>
            <th scope="row">
              <bdi>{app.name}</bdi>
            </th>
            {STORES.map((store) => (
              <Cell key={store} app={app} store={store} country={country} nowMs={nowMs} data={data} t={t} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellProps extends StoreTableProps {
  readonly app: App;
  readonly store: Store;
}

function Cell({ app, store, country, nowMs, data: { rows, reasons }, t }: CellProps) {
  const there = storesOf(app).includes(store);
  const row = there ? findStoreRow(rows, { app: app.id, store, country }) : undefined;
  const reason = reasons.get(`${app.id} ${store} ${country}`);
  const [icon, tone] = row ? LOOKS[row.result] : [];
  const failedSince = row !== undefined && row.result !== 'cannot_tell' && row.lastTriedAtMs > row.atMs;
  return (
    <td
      data-store={store}
      data-result={row?.result ?? ''}
      data-reason={reason ?? ''}
      class={tone ?? (there ? '' : 'absent')}
    >
      <span class="cell-label">{t(`store_${store}`)}</span>
      {!row || !icon ? (
        <Nothing words={t(there ? 'storeNotAsked' : 'storeNotThere')} dash={!there} />
      ) : (
        <span class="finding">
          <Icon name={icon} />
          <span>
            <span class="state">{t(`storeResult_${row.result}`)}</span>
            <span class="hint">
              {t.ago(nowMs, row.atMs)}
              {failedSince && ` · ${t('storeFailedSince', [t.ago(nowMs, row.lastTriedAtMs)])}`}
              {reason && (failedSince || row.result === 'cannot_tell') && ` · ${t(`storeReason_${reason}`)}`}
            </span>
            <History row={row} t={t} />
          </span>
        </span>
      )}
    </td>
  );
}

/** Where an app never was a dash is enough for the eye. */
function Nothing({ words, dash }: { readonly words: string; readonly dash: boolean }) {
  if (!dash) return <span class="quiet">{words}</span>;
  return (
    <span class="quiet">
      <span aria-hidden="true">{'–'}</span>
      <span class="unseen-text">{words}</span>
    </span>
  );
}

/** Newest first; one entry is no history. */
function History({ row: { history }, t }: { readonly row: StoreRow; readonly t: Text }) {
  if (history.length < 2) return null;
  return (
    <details class="history">
      <summary>{t('storeHistory')}</summary>
      <ul>
        {[...history].reverse().map(({ result, atMs }) => (
          <li key={atMs} data-result={result}>
            {t('storeSince', [t(`storeResult_${result}`), t.date(atMs)])}
          </li>
        ))}
      </ul>
    </details>
  );
}
