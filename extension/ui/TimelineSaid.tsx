// The cell under the timeline's cursor in words, under the picture; read out, too. It is as high with words as without.
import type { Zoom } from '../../src/view/buckets.ts';
import type { Timeline } from '../../src/view/timeline.ts';
import { StateIcon } from './Icon.tsx';
import type { Text } from './text.ts';
import type { CellIndex } from './timelineCursor.ts';
import { timeOf } from './timelineTimes.ts';
import { hashOf } from './views.ts';

interface SaidProps {
  readonly grid: Timeline;
  readonly zoom: Zoom;
  readonly at: CellIndex | undefined;
  readonly names: ReadonlyMap<string, string>;
  readonly t: Text;
}

export function TimelineSaid({ grid, zoom, at, names, t }: SaidProps) {
  const row = at && grid.rows[at.row];
  const bucket = at && grid.buckets[at.column];
  const cell = at && row?.cells[at.column];
  return (
    <div class="timeline-said" role="status">
      {row && bucket && (
        <>
          <p>
            <a href={hashOf({ view: 'service', service: row.service })}>
              <bdi>{names.get(row.service) ?? row.service}</bdi>
            </a>
            {` · ${timeOf(zoom, bucket, t)}`}
          </p>
          <p class={`finding state-${cell?.state ?? 'unknown'}`} data-cell={cell?.state ?? ''}>
            <StateIcon state={cell?.state ?? 'unknown'} />
            <span>
              <span class="state">{cell ? t(`state_${cell.state}`) : t('timelineNothing')}</span>
              {cell?.method && ` · ${t(`method_${cell.method}`)}`}
              {cell && cell.slots < cell.seenSlots && (
                <span class="quiet">
                  {` · ${t.n('timelineSlots', cell.seenSlots, [t.number(cell.slots)])}`}
                </span>
              )}
            </span>
          </p>
        </>
      )}
    </div>
  );
}
