// The number on the toolbar button.
import type { Verdict } from '../judge/verdict.ts';

/** How many services the badge counts: those that look blocked on the present network. */
export function badgeCount(verdicts: readonly Verdict[], presentNetwork: string): number {
  return verdicts.filter(
    (v) => v.network === presentNetwork && (v.state === 'blocked' || v.state === 'likely_blocked'),
  ).length;
}
