// What is worth a notification, for those who asked for them: a service became blocked, or works again.
import type { State, Verdict } from './verdict.ts';

/** No more often than this. */
export const NEWS_PAUSE_MS = 3_600_000;

export interface News {
  readonly service: string;
  readonly is: 'blocked' | 'works';
}

/** The first change worth telling between the verdicts before and those that are written now; undefined when there is none. */
export function newsOf(before: readonly Verdict[], written: readonly Verdict[]): News | undefined {
  for (const now of written) {
    const was = before.find((verdict) => verdict.service === now.service)?.state;
    if (isBad(now.state) && !(was && isBad(was))) return { service: now.service, is: 'blocked' };
    if (now.state === 'ok' && was && isBad(was)) return { service: now.service, is: 'works' };
  }
  return undefined;
}

function isBad(state: State): boolean {
  return state === 'blocked' || state === 'likely_blocked';
}
