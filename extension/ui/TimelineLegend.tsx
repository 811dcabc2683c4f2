// What the marks of the timeline mean: each as it is drawn, with the icon and the word that its state has everywhere.
import type { Timeline } from '../../src/view/timeline.ts';
import { Icon, StateIcon } from './Icon.tsx';
import type { Text } from './text.ts';
import { MARKED, MARKS } from './timelineMarks.ts';

/** Only marks that are in the picture. */
export function TimelineLegend({ grid, t }: { readonly grid: Timeline; readonly t: Text }) {
  const there = new Set(grid.rows.flatMap(({ cells }) => cells.map((cell) => cell?.state)));
  return (
    <ul class="timeline-legend">
      {MARKED.filter((state) => there.has(state)).map((state) => (
        <li key={state} class={`state-${state}`}>
          <svg
            class="timeline-marks"
            viewBox="0 0 1 1"
            preserveAspectRatio="none"
            aria-hidden="true"
            focusable="false"
          >
            <path class={`mark-${state}`} d={MARKS[state](0)} />
          </svg>
          <StateIcon state={state} />
          {t(`state_${state}`)}
        </li>
      ))}
      <li class="state-unknown">
        <span class="timeline-marks" />
        <Icon name="dashed" />
        {t('timelineNothing')}
      </li>
    </ul>
  );
}
