// The person's own watch list: adding to it, what is on it, and taking it away as a file.
import type { DashboardData, OwnActions } from './dashboardActions.ts';
import { OwnAdd } from './OwnAdd.tsx';
import { OwnFile } from './OwnFile.tsx';
import { OwnGroups } from './OwnGroups.tsx';
import { OwnRows } from './OwnRows.tsx';
import type { OwnSaid } from './ownKeeper.ts';
import { Said } from './Said.tsx';
import type { Text } from './text.ts';

interface OwnListProps {
  readonly data: Pick<DashboardData, 'own' | 'offered'>;
  readonly actions: OwnActions;
  readonly t: Text;
}

export function OwnList({ data: { own, offered }, actions, t }: OwnListProps) {
  const { list, broken, canUndo, said } = own;
  return (
    <div class="card panel own">
      <OwnGroups list={list} />
      {broken > 0 && (
        <p class="note" data-own-broken={broken}>
          {t.n('ownBroken', broken)}
        </p>
      )}
      {offered && <Offered {...offered} actions={actions} t={t} />}
      <OwnAdd actions={actions} t={t} />
      <OwnFile actions={actions} t={t} />
      <div class="said-line">
        <Said>{said && sentence(said, t)}</Said>
        {canUndo && (
          <button type="button" class="button" data-action="own-undo" onClick={() => actions.undo()}>
            {t('undo')}
          </button>
        )}
      </div>
      <OwnRows list={list} actions={actions} t={t} />
      {list.fingerprints.length > 0 && (
        <div class="said-line">
          <p>{t.n('ownPrints', list.fingerprints.length)}</p>
          <button
            type="button"
            class="button"
            data-action="own-remove-prints"
            onClick={() => actions.removePrints()}
          >
            {t('ownRemovePrints')}
          </button>
        </div>
      )}
      {list.hosts.length > 0 && (
        <div class="buttons">
          <button type="button" class="button" data-action="own-save-txt" onClick={() => actions.save('txt')}>
            {t('ownSaveText')}
          </button>
          <button type="button" class="button" data-action="own-save-csv" onClick={() => actions.save('csv')}>
            {t('ownSaveCsv')}
          </button>
        </div>
      )}
    </div>
  );
}

interface OfferedProps {
  readonly host: string;
  readonly refused?: string;
  readonly actions: OwnActions;
  readonly t: Text;
}

/** The site of the tab a person came from. */
function Offered({ host, refused, actions, t }: OfferedProps) {
  return (
    <div class="note offered" data-own-offered={host} data-reason={refused ?? ''}>
      <p>
        {t('ownThisSite')}{' '}
        <bdi dir="ltr" class="strong-text">
          {host}
        </bdi>
        {refused && <span class="hint">{t(`ownReason_${refused}`)}</span>}
      </p>
      {!refused && (
        <button
          type="button"
          class="button strong"
          data-action="own-watch-this"
          onClick={() => void actions.apply(actions.preview(host), '')}
        >
          {t('ownWatchThis')}
        </button>
      )}
    </div>
  );
}

function sentence(said: OwnSaid, t: Text): string {
  if ('count' in said) return t.n(`ownSaid_${said.kind}`, said.count);
  // The host is Latin letters: isolated, or a right-to-left sentence scrambles it.
  return t(`ownSaid_${said.kind}`, 'host' in said ? [`\u2068${said.host}\u2069`] : []);
}
