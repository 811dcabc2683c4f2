// What one service was like before, newest first: from when to when, and how.
import type { HistoryRun } from '../../src/view/timeline.ts';
import { StateIcon } from './Icon.tsx';
import type { Text } from './text.ts';

/** The newest runs are listed. */
const MAX_RUNS = 20;

interface HistoryProps {
  readonly runs: readonly HistoryRun[];
  readonly nowMs: number;
  readonly t: Text;
}

export function History({ runs, nowMs, t }: HistoryProps) {
  return (
    <ul class="endpoints">
      {[...runs]
        .sort((a, b) => b.fromMs - a.fromMs)
        .slice(0, MAX_RUNS)
        .map(({ state, method, fromMs, toMs }) => (
          <li key={fromMs} class={`state-${state}`} data-state={state}>
            <StateIcon state={state} />
            <span class="host">
              <span>{t.at(fromMs)}</span>
              {toMs !== fromMs && <span>{` – ${t.at(Math.min(toMs, nowMs))}`}</span>}
              {method && method !== 'undecided' && <span class="quiet">{t(`method_${method}`)}</span>}
            </span>
            <span class="state">{t(`state_${state}`)}</span>
          </li>
        ))}
    </ul>
  );
}
