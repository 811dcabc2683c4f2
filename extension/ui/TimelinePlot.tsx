// The picture: a row for each service and in it one path for each state, so that a hundred services over ninety days are some hundred shapes and not
// nine thousand. It takes the focus as a whole; a cursor moves over its cells, and one line says what is under it.
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Zoom } from '../../src/view/buckets.ts';
import type { Timeline } from '../../src/view/timeline.ts';
import { TimelineRow } from './TimelineRow.tsx';
import { TimelineSaid } from './TimelineSaid.tsx';
import type { Text } from './text.ts';
import { type CellAt, cellAt, columnUnder, indexOf, moved, partOf } from './timelineCursor.ts';
import { ticksOf } from './timelineTimes.ts';
import { useUniqueId } from './useUniqueId.ts';

interface PlotProps {
  /** With at least one row. */
  readonly grid: Timeline;
  readonly zoom: Zoom;
  readonly names: ReadonlyMap<string, string>;
  readonly onOpen: (service: string) => void;
  readonly t: Text;
}

export function TimelinePlot({ grid, zoom, names, onOpen, t }: PlotProps) {
  const { buckets, rows } = grid;
  const hint = useUniqueId();
  const plot = useRef<HTMLDivElement>(null);
  const pointer = useRef('');
  /** The cell that was chosen by a key or a press, and the one that a pointer is over. */
  const [chosen, choose] = useState<CellAt>();
  const [hovered, hover] = useState<CellAt>();
  const [keys, setKeys] = useState(0);
  const at = indexOf(hovered, grid) ?? indexOf(chosen, grid);
  const start = { row: 0, column: buckets.length - 1 };

  // The present is what a person looks for first, and it is at the end.
  useLayoutEffect(() => {
    plot.current?.scrollTo({ left: isRtl(plot.current) ? -1e6 : 1e6 });
  }, [zoom]);
  useLayoutEffect(() => {
    if (keys === 0) return;
    const cursor = plot.current?.querySelector('.timeline-cursor');
    cursor?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [keys]);

  function onKeyDown(event: KeyboardEvent) {
    if (plot.current === null || event.ctrlKey || event.altKey || event.metaKey) return;
    const from = at ?? start;
    const service = rows[from.row]?.service;
    const to = moved(event.key, from, grid, isRtl(plot.current));
    if (to) {
      choose(cellAt(to, grid));
      hover(undefined);
      setKeys(keys + 1);
    } else if (event.key === 'Enter' && service !== undefined) onOpen(service);
    else return;
    event.preventDefault();
  }

  function rowUnder({ target }: MouseEvent): number {
    const row = target instanceof Element ? target.closest('[data-row]') : null;
    return Number(row?.getAttribute('data-row') ?? -1);
  }

  function cellUnder(event: MouseEvent): CellAt | undefined {
    const cells = event.target instanceof Element ? event.target.closest('.timeline-cells') : null;
    if (cells === null) return undefined;
    const column = columnUnder(event.clientX, cells.getBoundingClientRect(), buckets.length, isRtl(cells));
    return cellAt({ row: rowUnder(event), column }, grid);
  }

  function onClick(event: MouseEvent) {
    const cell = cellUnder(event);
    const service = rows[rowUnder(event)]?.service;
    if (cell) choose(cell);
    else if (service !== undefined) onOpen(service);
  }

  function onPointerMove(event: PointerEvent) {
    // Browsers also tell of a pointer that lies still while the plot moves under it, and a key moves the plot.
    const where = `${event.clientX} ${event.clientY}`;
    if (where === pointer.current) return;
    pointer.current = where;
    const cell = cellUnder(event);
    // Nothing is drawn anew while it stays in a cell.
    if (cell?.service !== hovered?.service || cell?.fromMs !== hovered?.fromMs) hover(cell);
  }

  const row = (index: number, column?: number) => {
    const one = rows[index];
    if (!one) return null;
    const name = names.get(one.service) ?? one.service;
    return <TimelineRow key={one.service} row={one} index={index} name={name} column={column} t={t} />;
  };
  // Moving the cursor draws one row anew, not all.
  const drawn = useMemo(() => rows.map((_, index) => row(index)), [rows, names, t]);
  return (
    <>
      <p class="hint" id={hint}>
        {t('timelineHint')}
      </p>
      <div ref={plot} class="timeline-plot" style={{ '--columns': buckets.length }}>
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells one goes through with keys is a grid
          role="grid"
          tabIndex={0}
          aria-label={t('section_timeline')}
          aria-describedby={hint}
          onKeyDown={onKeyDown}
          onFocus={() => indexOf(chosen, grid) === undefined && choose(cellAt(start, grid))}
          onClick={onClick}
          onPointerMove={onPointerMove}
          onPointerLeave={() => hover(undefined)}
        >
          <thead aria-hidden="true">
            <tr>
              <td />
              <td>
                <div class="timeline-ticks">
                  {ticksOf(zoom, buckets, t).map(({ column, label }) => (
                    <span key={column} style={{ insetInlineStart: partOf(column, buckets.length) }}>
                      {label}
                    </span>
                  ))}
                </div>
              </td>
            </tr>
          </thead>
          <tbody>{drawn.map((node, index) => (index === at?.row ? row(index, at.column) : node))}</tbody>
        </table>
      </div>
      <TimelineSaid grid={grid} zoom={zoom} at={at} names={names} t={t} />
    </>
  );
}

function isRtl(element: Element): boolean {
  return element.matches(':dir(rtl)');
}
