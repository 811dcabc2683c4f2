// What would make a verdict wrong: as much a part of the answer as the verdict. Keys of messages, the weightiest first.
import { failureClass } from '../judge/measurement.ts';
import type { State, Verdict } from '../judge/verdict.ts';
import type { Confounder } from '../observe/failures.ts';
import type { ServiceRow } from './model.ts';
import type { Step } from './step.ts';
import type { Telling } from './telling.ts';

/** What a second network tells more of than anything else. */
const SECOND_TELLS: ReadonlySet<State> = new Set(['slow', 'unclear', 'likely_blocked']);
const FAILING: ReadonlySet<State> = new Set([...SECOND_TELLS, 'blocked', 'filtered', 'down']);
/** Where one of these holds it is the whole answer: all other doubts are small beside it. */
const WHOLE_ANSWER: ReadonlySet<Confounder> = new Set([
  'other_extension',
  'browser_policy',
  'offline',
  'network_changed',
  'proxied',
  'portal',
  'wrong_clock',
  'local_tls_interception',
  'cut_off',
  'allow_list',
  'plain_http',
]);
/** Rules that conclude from several hosts failing together. */
const TOGETHER: ReadonlySet<string> = new Set(['L9', 'L10', 'L11', 'L15', 'U5']);

export interface Doubted {
  readonly row: ServiceRow;
  readonly verdict: Verdict;
  readonly telling: Telling | undefined;
  readonly steps: readonly Step[];
}

export function doubtsOf({ row, verdict, telling, steps }: Doubted): readonly string[] {
  const { state, method, rule, confounders } = verdict;
  const known = confounders.map((confounder) => `confounder_${confounder}`);
  if (confounders.some((confounder) => WHOLE_ANSWER.has(confounder))) return known;
  const second = SECOND_TELLS.has(state);
  const cls = telling && failureClass(telling.request);
  const stopped = steps.find((step) => step.is === 'failed')?.step;
  const lookUp = steps.find((step) => step.step === 'dns');
  const doubts: readonly (readonly [boolean, string])[] = [
    [second && !!telling && (verdict.lastOkAtMs ?? 0) > telling.request.atMs, 'confounder_answered_since'],
    [second && row.elsewhere.length === 0, 'doubt_oneNetwork'],
    [second && row.elsewhere.some((e) => FAILING.has(e.state)), 'doubt_failsElsewhere'],
    [second && stopped !== 'dns' && lookUp?.is === 'not_seen', 'doubt_lookUp'],
    [state === 'likely_blocked', 'doubt_chance'],
    [telling?.marked !== undefined, 'doubt_known'],
    [stopped === 'tls' && (method === 'tls_interception' || cls === 'stranger_certificate'), 'doubt_reader'],
    [method === 'undecided' && cls === 'silence', 'doubt_residual'],
    [TOGETHER.has(rule), 'doubt_route'],
    [rule === 'L14', 'dns_unclear'],
    [state === 'slow', 'doubt_busy'],
    [state === 'ok' && row.endpoints.some((e) => e.state !== 'ok' && e.state !== 'unknown'), 'doubt_parts'],
    [true, 'doubt_vpn'],
  ];
  return [...new Set([...known, ...doubts.flatMap(([holds, key]) => (holds ? [key] : []))])];
}
