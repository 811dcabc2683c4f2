// What narrows and orders the table of all services: a button for each state that any is in, and the heads of the columns.
import type { State } from '../../src/judge/verdict.ts';
import type { ServiceRow } from '../../src/view/model.ts';
import { COLUMNS, type Column, countsOf, type Order } from '../../src/view/serviceTable.ts';
import { Icon, StateIcon } from './Icon.tsx';
import type { Text } from './text.ts';

/** Message keys of the columns' names. */
export const TITLES: Readonly<Record<Column, string>> = {
  service: 'columnService',
  state: 'columnState',
  method: 'labelHow',
  since: 'labelSince',
  seen: 'labelLastSeen',
  ok: 'labelLastOk',
};

interface StatesProps {
  readonly rows: readonly ServiceRow[];
  readonly state: State | undefined;
  readonly onState: (state: State | undefined) => void;
  readonly t: Text;
}

export function OverviewStates({ rows, state, onState, t }: StatesProps) {
  return (
    <ul class="overview-states">
      <li>
        <button
          type="button"
          class="button"
          aria-pressed={state === undefined}
          onClick={() => onState(undefined)}
        >
          {t('exportAll')} <span class="quiet">{t.number(rows.length)}</span>
        </button>
      </li>
      {countsOf(rows).map((one) => (
        <li key={one.state} class={`state-${one.state}`}>
          <button
            type="button"
            class="button"
            data-filter={one.state}
            aria-pressed={state === one.state}
            onClick={() => onState(state === one.state ? undefined : one.state)}
          >
            <StateIcon state={one.state} />
            {t(`state_${one.state}`)} <span class="quiet">{t.number(one.count)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

interface HeadProps {
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  readonly t: Text;
}

/** Names begin at A and are ascending; states and times begin with the worst and the latest, so they are descending. */
export function OverviewHead({ order, onOrder, t }: HeadProps) {
  const isWord = order.column === 'service' || order.column === 'method';
  const ascending = isWord !== order.reversed;
  return (
    <thead>
      <tr>
        {COLUMNS.map((column) => {
          const isOrder = order.column === column;
          return (
            <th
              key={column}
              scope="col"
              aria-sort={isOrder ? (ascending ? 'ascending' : 'descending') : undefined}
            >
              <button
                type="button"
                data-sort={column}
                onClick={() => onOrder({ column, reversed: isOrder && !order.reversed })}
              >
                {t(TITLES[column])}
                {isOrder && <Icon name={ascending ? 'up' : 'downwards'} />}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
