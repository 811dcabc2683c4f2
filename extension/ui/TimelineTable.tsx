// The timeline as a table: not its cells but the changes, newest first, of each service.
import { useMemo } from 'preact/hooks';
import type { DayRow } from '../../src/judge/day.ts';
import { historyOf, type Timeline } from '../../src/view/timeline.ts';
import { StateIcon } from './Icon.tsx';
import type { Text } from './text.ts';
import { hashOf } from './views.ts';

interface TableProps {
  readonly grid: Timeline;
  readonly days: readonly DayRow[];
  /** Only of these networks. */
  readonly ids: readonly string[] | undefined;
  readonly names: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly t: Text;
}

/** Rows of the whole table, about, and of one service at most. */
const ROWS = 300;
const RUNS_MOST = 50;

export function TimelineTable({ grid, days, ids, names, nowMs, t }: TableProps) {
  const services = useMemo(() => runsOf(grid, days, ids), [grid, days]);
  const cut = services.some(({ more }) => more);
  return (
    <>
      {cut && <p class="hint">{t('timelineMore')}</p>}
      <table class="wide-table timeline-table" data-table="timeline">
        <caption class="unseen-text">{t('section_timeline')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('columnService')}</th>
            <th scope="col">{t('columnState')}</th>
            <th scope="col">{t('columnFrom')}</th>
            <th scope="col">{t('columnTo')}</th>
          </tr>
        </thead>
        <tbody>
          {services.map(({ service, runs }) =>
            runs.map(({ state, method, fromMs, toMs }, index) => (
              <tr key={`${service} ${fromMs}`} class={`state-${state}`} data-state={state}>
                <th scope="row">
                  {index === 0 ? (
                    <a href={hashOf({ view: 'service', service })}>
                      <bdi>{names.get(service) ?? service}</bdi>
                    </a>
                  ) : (
                    <span class="unseen-text">{names.get(service) ?? service}</span>
                  )}
                </th>
                <td>
                  <span class="cell-label">{t('columnState')}</span>
                  <span class="finding">
                    <StateIcon state={state} />
                    <span>
                      <span class="state">{t(`state_${state}`)}</span>
                      {method && <span class="hint">{t(`method_${method}`)}</span>}
                    </span>
                  </span>
                </td>
                <td>
                  <span class="cell-label">{t('columnFrom')}</span>
                  {t.at(fromMs)}
                </td>
                <td>
                  <span class="cell-label">{t('columnTo')}</span>
                  {t.at(Math.min(toMs, nowMs))}
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </>
  );
}

function runsOf({ rows, buckets }: Timeline, days: TableProps['days'], ids: TableProps['ids']) {
  const most = Math.min(Math.max(Math.floor(ROWS / rows.length), 1), RUNS_MOST);
  const byService = new Map<string, DayRow[]>();
  for (const row of days) {
    const one = byService.get(row.service);
    if (one) one.push(row);
    else byService.set(row.service, [row]);
  }
  const input = { sinceMs: buckets[0]?.fromMs ?? 0, most: most + 1, ...(ids && { networks: new Set(ids) }) };
  return rows.map(({ service }) => {
    const runs = historyOf(service, byService.get(service) ?? [], input);
    return { service, runs: runs.slice(0, most), more: runs.length > most };
  });
}
