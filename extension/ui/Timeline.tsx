// What was found of each service over time: choices above, the picture or its table, what the marks mean below.
import { useMemo, useState } from 'preact/hooks';
import { type DayRow, dayOf, SLOT_MS } from '../../src/judge/day.ts';
import { ZOOMS, type Zoom } from '../../src/view/buckets.ts';
import { timelineOf } from '../../src/view/timeline.ts';
import { TimelineLegend } from './TimelineLegend.tsx';
import { TimelinePlot } from './TimelinePlot.tsx';
import { TimelineTable } from './TimelineTable.tsx';
import type { Text } from './text.ts';
import { useUniqueId } from './useUniqueId.ts';

export interface TimelineProps {
  /** Undefined until they are read. */
  readonly days: readonly DayRow[] | undefined;
  /** What services are called, by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly nowMs: number;
  /** Those of one name are one network. */
  readonly networks: readonly { readonly network: string; readonly name?: string }[];
  readonly onOpen: (service: string) => void;
  readonly t: Text;
}

export function Timeline({ days, t, ...rest }: TimelineProps) {
  if (days === undefined) {
    return (
      <div class="card panel timeline" data-timeline="loading" aria-busy="true">
        <p class="unseen-text" role="status">
          {t('loading')}
        </p>
        <div class="timeline-bones">
          {Array.from({ length: 6 }, (_, index) => (
            <span key={index} class="bone" />
          ))}
        </div>
      </div>
    );
  }
  if (days.length === 0) {
    return (
      <div class="card panel timeline" data-timeline="empty">
        <p class="quiet">{t('timelineNone')}</p>
      </div>
    );
  }
  return <Filled days={days} t={t} {...rest} />;
}

type FilledProps = TimelineProps & { readonly days: readonly DayRow[] };

function Filled({ days, names, nowMs, networks, onOpen, t }: FilledProps) {
  const [chosenZoom, setZoom] = useState<Zoom>();
  const [chosenName, setName] = useState('');
  const [asTable, setAsTable] = useState(false);
  const seen = useMemo(() => new Set(days.map(({ network }) => network)), [days]);
  const named = [
    ...new Set(networks.flatMap(({ network, name }) => (name && seen.has(network) ? [name] : []))),
  ];
  const name = named.includes(chosenName) ? chosenName : '';
  const ids = networks.filter((one) => one.name === name).map(({ network }) => network);
  // A picture of days is mostly empty in the first of them.
  const zoom = chosenZoom ?? (days.some(({ day }) => day < dayOf(nowMs) - 1) ? 'day' : 'hour');
  // The page is drawn with every request that is judged; the picture moves by half hours.
  const slot = Math.floor(nowMs / SLOT_MS);
  const grid = useMemo(
    () =>
      timelineOf(days, {
        zoom,
        nowMs: slot * SLOT_MS,
        offsetMinutes: (atMs) => -new Date(atMs).getTimezoneOffset(),
        ...(name && { networks: new Set(ids) }),
      }),
    [days, zoom, slot, ids.join(' '), name],
  );
  return (
    <div class="card panel timeline" data-timeline="ready" data-zoom={zoom}>
      <div class="timeline-choices">
        <Zooms zoom={zoom} onZoom={setZoom} t={t} />
        {named.length > 0 && seen.size > 1 && (
          <label class="timeline-choice">
            <span>{t('timelineNetwork')}</span>
            <select value={name} onChange={(event) => setName(event.currentTarget.value)}>
              <option value="">{t('exportAll')}</option>
              {named.sort(t.compare).map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          </label>
        )}
        <button
          type="button"
          class="button"
          data-action="timeline-table"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {t('storyTable')}
        </button>
      </div>
      {grid.rows.length === 0 ? (
        <p class="quiet">{t('timelineNothing')}</p>
      ) : asTable ? (
        <TimelineTable
          grid={grid}
          days={days}
          ids={name ? ids : undefined}
          names={names}
          nowMs={nowMs}
          t={t}
        />
      ) : (
        <>
          <TimelinePlot grid={grid} zoom={zoom} names={names} onOpen={onOpen} t={t} />
          <TimelineLegend grid={grid} t={t} />
        </>
      )}
    </div>
  );
}

interface ZoomsProps {
  readonly zoom: Zoom;
  readonly onZoom: (zoom: Zoom) => void;
  readonly t: Text;
}

function Zooms({ zoom, onZoom, t }: ZoomsProps) {
  const group = useUniqueId();
  return (
    <fieldset class="timeline-choice">
      <legend class="unseen-text">{t('timelineZoom')}</legend>
      <span aria-hidden="true">{t('timelineZoom')}</span>
      {ZOOMS.map((one) => (
        <label key={one}>
          <input type="radio" name={group} value={one} checked={zoom === one} onChange={() => onZoom(one)} />
          {t(`zoom_${one}`)}
        </label>
      ))}
    </fieldset>
  );
}
