// One service in the timeline's picture: its name, and its cells as one path for each state.
import type { TimelineRow as Row } from '../../src/view/timeline.ts';
import type { Text } from './text.ts';
import { partOf } from './timelineCursor.ts';
import { MARKED, marksOf } from './timelineMarks.ts';

interface RowProps {
  readonly row: Row;
  readonly index: number;
  readonly name: string;
  /** Where the cursor is, when it is in this row. */
  readonly column: number | undefined;
  readonly t: Text;
}

export function TimelineRow({ row: { service, state, cells }, index, name, column, t }: RowProps) {
  return (
    <tr data-row={index} data-timeline-service={service} data-state={state}>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      <td>
        <div class="timeline-cells">
          {/* The worst of it, for those who go through the rows with a screen reader. */}
          <span class="unseen-text">{t(`state_${state}`)}</span>
          <svg
            class="timeline-marks"
            viewBox={`0 0 ${cells.length} 1`}
            preserveAspectRatio="none"
            aria-hidden="true"
            focusable="false"
          >
            {MARKED.map((one) => {
              const marks = marksOf(one, cells);
              return marks && <path key={one} class={`mark-${one}`} d={marks} />;
            })}
          </svg>
          {column !== undefined && (
            <span
              class="timeline-cursor"
              style={{ insetInlineStart: partOf(column, cells.length), inlineSize: partOf(1, cells.length) }}
            />
          )}
        </div>
      </td>
    </tr>
  );
}
