// All services in one table: found by name or host, narrowed to a state, ordered by a column. Those never seen are folded at its end.
import { useState } from 'preact/hooks';
import type { State } from '../../src/judge/verdict.ts';
import type { PopupModel, ServiceRow } from '../../src/view/model.ts';
import { COLUMNS, inOrder, isNamed, type Order, seenRows, unseenRows } from '../../src/view/serviceTable.ts';
import { Icon, StateIcon } from './Icon.tsx';
import { OverviewHead, OverviewStates } from './OverviewChoices.tsx';
import { howOf, OverviewRow } from './OverviewRow.tsx';
import { Search } from './Search.tsx';
import type { Text } from './text.ts';

export interface ServicesTableProps {
  readonly model: PopupModel;
  readonly onOpen: (service: string) => void;
  readonly t: Text;
}

const BY_NAME: Order = { column: 'service', reversed: false };

export function ServicesTable({ model, onOpen, t }: ServicesTableProps) {
  const [query, setQuery] = useState('');
  const [chosen, setState] = useState<State>();
  const [order, setOrder] = useState<Order>({ column: 'state', reversed: false });
  const [unfolded, setUnfolded] = useState(false);
  const words = { compare: t.compare, method: (row: ServiceRow) => howOf(row, t) };
  const seen = inOrder(seenRows(model), order, words);
  const unseen = inOrder(unseenRows(model), order.column === 'service' ? order : BY_NAME, words);
  // Nothing may be left of a state that was chosen.
  const state = [...seen, ...unseen].some((row) => row.state === chosen) ? chosen : undefined;
  const isWanted = (row: ServiceRow) => (state ?? row.state) === row.state && isNamed(row, query);
  const found = unseen.filter(isWanted).length;
  // Who looks for a name, or for these, is not to unfold them first.
  const open = unfolded || query.trim() !== '' || state === 'unknown';
  const nothing = found === 0 && !seen.some(isWanted);
  const row = (one: ServiceRow, hidden: boolean) => (
    <OverviewRow key={one.service} row={one} hidden={hidden} nowMs={model.nowMs} onOpen={onOpen} t={t} />
  );
  return (
    <div class="overview">
      <div class="overview-choices">
        <OverviewStates rows={[...seen, ...unseen]} state={state} onState={setState} t={t} />
        <Search query={query} onQuery={setQuery} t={t} />
      </div>
      <div class="card">
        <table class="wide-table overview-table" data-table="services">
          <caption class="unseen-text">{t('section_results')}</caption>
          <OverviewHead order={order} onOrder={setOrder} t={t} />
          {/* What is not wanted is hidden, not removed: the hooks on the rows stay. */}
          <tbody>{seen.map((one) => row(one, !isWanted(one)))}</tbody>
          {unseen.length > 0 && (
            <tbody class="overview-unseen">
              <tr hidden={found === 0 || (open && !unfolded)}>
                <td colSpan={COLUMNS.length}>
                  <button
                    type="button"
                    class="overview-fold"
                    data-action="unseen"
                    aria-expanded={open}
                    onClick={() => setUnfolded(!unfolded)}
                  >
                    <StateIcon state="unknown" />
                    <span>{t.n('unseen', found)}</span>
                    <Icon name="chevron" />
                  </button>
                  {open && <span class="hint">{t('unseenHint')}</span>}
                </td>
              </tr>
              {unseen.map((one) => row(one, !open || !isWanted(one)))}
            </tbody>
          )}
        </table>
        <p class="none" role="status" hidden={!nothing}>
          {nothing && t('searchNothing')}
        </p>
      </div>
    </div>
  );
}
