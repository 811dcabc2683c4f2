// How fast bodies came, as points over time: circles of the service, squares of neutral sites. An own drawing, because a library (uPlot: 23 kB
// compressed) would weigh more than all of this page. Positions are parts of the width, so text keeps its size and right-to-left is a mirror. Who
// cannot see it has the table.
import type { Speed } from '../../src/view/speeds.ts';
import type { Text } from './text.ts';

interface PlotProps {
  /** At least two, oldest first. */
  readonly points: readonly Speed[];
  /** Name of the service. */
  readonly service: string;
  readonly nowMs: number;
  readonly t: Text;
}

/** Part of the width and height left free at each side, so that no point is cut. */
const MARGIN = 0.04;

export function Plot({ points, service, nowMs, t }: PlotProps) {
  const firstMs = points[0]?.atMs ?? 0;
  const lastMs = points.at(-1)?.atMs ?? firstMs;
  const top = roundUp(Math.max(...points.map((point) => point.bytesPerSecond)));
  const along = (atMs: number) => {
    const part = inside((atMs - firstMs) / Math.max(1, lastMs - firstMs));
    return percent(t.direction === 'rtl' ? 1 - part : part);
  };
  const up = (speed: number) => percent(inside(1 - speed / top));
  const rate = (speed: number) => t.rate(speed, 1000);
  return (
    <figure class="plot">
      <figcaption>
        <ul class="plot-legend">
          <li>
            <Sample of="service" />
            <bdi>{service}</bdi>
          </li>
          <li>
            <Sample of="control" />
            {t('source_control')}
          </li>
        </ul>
      </figcaption>
      <div class="plot-up" aria-hidden="true">
        {[top, top / 2, 0].map((speed) => (
          <span key={speed}>{rate(speed)}</span>
        ))}
      </div>
      <svg class="plot-points" aria-hidden="true" focusable="false">
        {[top, top / 2, 0].map((speed) => (
          <line key={speed} x1="0" x2="100%" y1={up(speed)} y2={up(speed)} />
        ))}
        {points.map(({ atMs, bytesPerSecond, of }, index) => (
          <Point key={index} of={of} x={along(atMs)} y={up(bytesPerSecond)} />
        ))}
      </svg>
      <div class="plot-along" aria-hidden="true">
        <span>{t.clock(nowMs, firstMs)}</span>
        {lastMs !== firstMs && <span>{t.clock(nowMs, lastMs)}</span>}
      </div>
      <details class="plot-table">
        <summary>{t('storyTable')}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('columnTime')}</th>
              <th scope="col">{t('storySpeed')}</th>
              <th scope="col">{t('columnAsked')}</th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ atMs, bytesPerSecond, of }, index) => (
              <tr key={index} data-of={of}>
                <td class="time">{t.clock(nowMs, atMs)}</td>
                <td>{rate(bytesPerSecond)}</td>
                <td>{of === 'service' ? <bdi>{service}</bdi> : t('source_control')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

interface PointProps {
  readonly of: Speed['of'];
  readonly x: string;
  readonly y: string;
}

function Point({ of, x, y }: PointProps) {
  return of === 'service' ? (
    <circle class="plot-service" cx={x} cy={y} r="5" />
  ) : (
    <rect class="plot-control" x={x} y={y} width="8" height="8" />
  );
}

function Sample({ of }: Pick<PointProps, 'of'>) {
  return (
    <svg class="plot-sample" aria-hidden="true" focusable="false">
      <Point of={of} x="50%" y="50%" />
    </svg>
  );
}

/** From 0…1 to a part within the margins. */
function inside(part: number): number {
  return MARGIN + part * (1 - 2 * MARGIN);
}

function percent(part: number): string {
  return `${(part * 100).toFixed(2)}%`;
}

/** The next of 1, 2, 5, 10, 20… */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? 10 * power;
}
