// The sites on the person's own list, each with what can be done to it. A list may hold two thousand; as many as fit a page are drawn at once.
import { useEffect, useRef, useState } from 'preact/hooks';
import { GROUP_MAX, type OwnHost, type OwnList } from '../../src/own/list.ts';
import type { OwnActions } from './dashboardActions.ts';
import { Icon } from './Icon.tsx';
import { OWN_GROUPS_ID } from './OwnGroups.tsx';
import type { Text } from './text.ts';
import { useDraft } from './useDraft.ts';

interface OwnRowsProps {
  readonly list: OwnList;
  readonly actions: OwnActions;
  readonly t: Text;
}

/** Rows drawn at first, and with every "show more". */
const STEP = 100;
const SEARCH_FROM_ROWS = 9;

export function OwnRows({ list: { hosts }, actions, t }: OwnRowsProps) {
  const [query, setQuery] = useState('');
  const [shown, setShown] = useState(STEP);
  const rows = useRef<HTMLUListElement>(null);
  const focusNext = useRef<string | undefined>(undefined);
  const wanted = query.trim().toLowerCase();
  const found = hosts.filter(
    ({ host, group }) => host.includes(wanted) || group.toLowerCase().includes(wanted),
  );
  useEffect(() => {
    if (focusNext.current === undefined) return;
    const row = [...(rows.current?.children ?? [])].find(
      (one) => one.getAttribute('data-own-host') === focusNext.current,
    );
    row?.querySelector<HTMLElement>('[data-action="own-remove"]')?.focus();
    focusNext.current = undefined;
  }, [hosts]);

  if (hosts.length === 0) return <p class="quiet">{t('ownNone')}</p>;
  return (
    <div class="own-list">
      <div class="title">
        <h3>{t.n('ownCount', hosts.length)}</h3>
        {hosts.length >= SEARCH_FROM_ROWS && (
          <label class="search">
            <Icon name="search" />
            <input
              type="search"
              placeholder={t('search')}
              aria-label={t('ownSearchLabel')}
              value={query}
              onInput={(event) => setQuery(event.currentTarget.value)}
            />
          </label>
        )}
      </div>
      <p class="quiet" role="status" hidden={found.length > 0}>
        {found.length === 0 && t('ownSearchNothing')}
      </p>
      <ul ref={rows} class="own-rows" aria-label={t('section_own')}>
        {found.slice(0, shown).map((row) => {
          const at = hosts.indexOf(row);
          return (
            <Row
              key={row.host}
              row={row}
              first={at === 0}
              last={at === hosts.length - 1}
              actions={actions}
              onRemove={() => {
                const place = found.indexOf(row);
                focusNext.current = (found[place + 1] ?? found[place - 1])?.host;
                actions.remove(row.host);
              }}
              t={t}
            />
          );
        })}
      </ul>
      {found.length > shown && (
        <button type="button" class="button" data-action="own-more" onClick={() => setShown(shown + STEP)}>
          {t.n('ownMore', Math.min(STEP, found.length - shown))}
        </button>
      )}
    </div>
  );
}

interface RowProps {
  readonly row: OwnHost;
  readonly first: boolean;
  readonly last: boolean;
  readonly actions: OwnActions;
  readonly onRemove: () => void;
  readonly t: Text;
}

function Row({ row, first, last, actions, onRemove, t }: RowProps) {
  const { host, group } = row;
  const paused = row.paused === true;
  const [draft, setDraft] = useDraft(group);
  const about = [`\u2068${host}\u2069`];
  // Not `disabled` at the ends: a disabled button loses the focus.
  const mover = (by: 1 | -1, ends: boolean) => (
    <button
      type="button"
      class="button icon-button"
      data-action={by < 0 ? 'own-up' : 'own-down'}
      aria-disabled={ends}
      aria-label={t(by < 0 ? 'ownUp' : 'ownDown', about)}
      title={t(by < 0 ? 'ownUp' : 'ownDown', about)}
      onClick={() => !ends && actions.move(host, by)}
    >
      <Icon name={by < 0 ? 'up' : 'downwards'} />
    </button>
  );
  return (
    <li data-own-host={host} data-paused={paused}>
      <span class="own-name">
        <bdi dir="ltr">{host}</bdi>
        {paused && <span class="hint">{t('ownPaused')}</span>}
      </span>
      <input
        class="own-group"
        type="text"
        list={OWN_GROUPS_ID}
        maxLength={GROUP_MAX}
        autocomplete="off"
        aria-label={t('ownGroupOf', about)}
        placeholder={t('ownGroupShort')}
        value={draft}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onChange={() => draft !== group && actions.group(host, draft)}
      />
      <span class="own-buttons">
        {mover(-1, first)}
        {mover(1, last)}
        <button
          type="button"
          class="button"
          data-action="own-pause"
          aria-label={t(paused ? 'ownResumeOf' : 'ownPauseOf', about)}
          onClick={() => actions.pause(host, !paused)}
        >
          {t(paused ? 'ownResume' : 'ownPause')}
        </button>
        <button
          type="button"
          class="button"
          data-action="own-remove"
          aria-label={t('ownRemoveOf', about)}
          onClick={onRemove}
        >
          {t('ownRemove')}
        </button>
      </span>
    </li>
  );
}
