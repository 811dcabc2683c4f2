// One service in the table of all: a link to its page, and what is known of it in short.
import type { ComponentChildren } from 'preact';
import type { ServiceRow } from '../../src/view/model.ts';
import type { Column } from '../../src/view/serviceTable.ts';
import { StateIcon } from './Icon.tsx';
import { TITLES } from './OverviewChoices.tsx';
import { hooks } from './Service.tsx';
import type { Text } from './text.ts';
import { hashOf } from './views.ts';

interface RowProps {
  readonly row: ServiceRow;
  readonly hidden: boolean;
  readonly nowMs: number;
  readonly onOpen: (service: string) => void;
  readonly t: Text;
}

export function OverviewRow({ row, hidden, nowMs, onOpen, t }: RowProps) {
  const { service, name, state } = row;
  const how = howOf(row, t);
  const ago = (atMs: number | undefined) => atMs !== undefined && t.ago(nowMs, atMs);
  const cell = (column: Column, value: ComponentChildren) => (
    <td class={value ? '' : 'absent'}>
      {/* Seen where there is no room for columns. */}
      <span class="cell-label">{t(TITLES[column])}</span>
      {value || <span aria-hidden="true">{'–'}</span>}
    </td>
  );
  return (
    <tr class={`state-${state}`} hidden={hidden} {...hooks(row)}>
      <th scope="row">
        <a
          href={hashOf({ view: 'service', service })}
          onClick={(event) => follow(event, () => onOpen(service))}
        >
          <bdi>{name}</bdi>
        </a>
      </th>
      {cell(
        'state',
        <span class="finding">
          <StateIcon state={state} />
          <span>
            <span class="state">{t(`state_${state}`)}</span>
            {row.earlier && <span class="hint">{t('seenEarlier', [ago(row.lastSeenAtMs) || ''])}</span>}
          </span>
        </span>,
      )}
      {cell('method', how && <span class="how">{how}</span>)}
      {cell('since', ago(row.sinceMs))}
      {cell('seen', ago(row.lastSeenAtMs))}
      {cell('ok', ago(row.lastOkAtMs))}
    </tr>
  );
}

/** How it is done, in words; undefined where that is not known. */
export function howOf({ method }: ServiceRow, t: Text): string | undefined {
  return method === undefined || method === 'undecided' ? undefined : t(`method_${method}`);
}

/** With a key held a link opens in another tab or window, as everywhere. */
function follow(event: MouseEvent, open: () => void): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open();
}
