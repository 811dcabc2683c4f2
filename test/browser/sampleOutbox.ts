// Reports of every kind, for the pages on sample models.
import { EXAMPLE_REPORT } from '../../extension/ui/ReportsConsent.tsx';
import type { OutboxAnswer } from '../../src/view/messages.ts';
import { NOW_MS } from './sampleModels.ts';

export function sampleOutbox(): OutboxAnswer {
  return {
    ready: true,
    nextSlotAtMs: NOW_MS + 7_200_000,
    notMade: 0,
    rows: (['ready', 'held', 'acknowledged', 'rejected', 'expired'] as const).map((state, i) => ({
      id: `${i}`.repeat(32),
      report: { ...EXAMPLE_REPORT, report_id: `${i}`.repeat(32) },
      state,
      notBeforeMs: NOW_MS + 3_600_000,
      attempts: 0,
      ...(i > 1 && { endedAtMs: NOW_MS - i * 3_600_000 }),
      ...(state === 'rejected' && { why: 'list' as const }),
    })),
  };
}
