// All that was kept of one service, newest first and bounded. Fetched and drawn only when somebody asks.
import type { Observation } from '../../src/observe/observation.ts';
import { evidenceRow } from '../../src/view/popup.ts';
import { EvidenceTable } from './EvidenceTable.tsx';
import type { Text } from './text.ts';

/** More rows would make the page slow; the export has them all. */
export const MAX_RAW = 200;

export interface RawTableProps {
  readonly observations: readonly Observation[];
  readonly nowMs: number;
  readonly t: Text;
}

export function RawTable({ observations, nowMs, t }: RawTableProps) {
  const newest = [...observations].sort((a, b) => b.atMs - a.atMs).slice(0, MAX_RAW);
  return (
    <>
      <p class="quiet">
        {observations.length > MAX_RAW
          ? t('storyRawNewest', [t.number(MAX_RAW)])
          : t.n('evidence', observations.length)}
      </p>
      {newest.length > 0 && <EvidenceTable rows={newest.map(evidenceRow)} nowMs={nowMs} t={t} />}
    </>
  );
}
