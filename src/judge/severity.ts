// Which state weighs more, and what states add up to. Apart from the judging, because pages use it without the rules and schemas.
import type { TelegramPart } from '../catalogue/types.ts';
import type { State } from './verdict.ts';

/** From most to least telling; a service is as bad as its worst endpoint, but see {@link combine}. */
export const SEVERITY: readonly State[] = [
  'blocked',
  'likely_blocked',
  'slow',
  'filtered',
  'unclear',
  'down',
  'refused',
  'ok',
  'unknown',
];

/** How endpoint states become the state of a part of Telegram: one data centre or link host that works is enough, elsewhere the worst counts. */
export function combine(part: TelegramPart, states: readonly State[]): State {
  const known = states.filter((s) => s !== 'unknown');
  if (known.length === 0) return 'unknown';
  const any = part === 'web_data_centres' || part === 'apps' || part === 'links';
  if (any && known.includes('ok')) return 'ok';
  return [...known].sort((a, b) => SEVERITY.indexOf(a) - SEVERITY.indexOf(b))[0] ?? 'unknown';
}

/** Order in which services are shown: blocked first, then failing, then fine. */
export function bySeverity(a: State, b: State): number {
  return SEVERITY.indexOf(a) - SEVERITY.indexOf(b);
}
