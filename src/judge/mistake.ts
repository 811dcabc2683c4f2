// "This is wrong": a verdict that the person knows better than we do. Kept beside the verdict, which stays what the rules made of it, and told in
// exports: a false alarm is worth more to those who keep the rules than ten right ones.
import * as v from 'valibot';
import { STAGES } from '../observe/failures.ts';
import { METHODS, STATES, type Verdict } from './verdict.ts';

const Short = v.pipe(v.string(), v.maxLength(64));
const Time = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));

export const MistakeSchema = v.object({
  service: Short,
  network: Short,
  /** Of the verdict; with service and network it says which verdict is meant. */
  sinceMs: Time,
  /** When the person said so. */
  atMs: Time,
  state: v.picklist(STATES),
  stage: v.optional(v.picklist(STAGES)),
  method: v.optional(v.picklist(METHODS)),
  rule: Short,
  rulesVersion: v.pipe(v.number(), v.integer()),
});
/** One stored "this is wrong". */
export type Mistake = v.InferOutput<typeof MistakeSchema>;

export function mistakeOf(verdict: Verdict, atMs: number): Mistake {
  const { service, network, sinceMs, state, stage, method, rule, rulesVersion } = verdict;
  return {
    service,
    network,
    sinceMs,
    atMs,
    state,
    ...(stage && { stage }),
    ...(method && { method }),
    rule,
    rulesVersion,
  };
}

/** Whether the person said it of this very verdict. */
export function isMeant(
  mistake: Mistake,
  verdict: Pick<Verdict, 'service' | 'network' | 'sinceMs'>,
): boolean {
  return (
    mistake.service === verdict.service &&
    mistake.network === verdict.network &&
    mistake.sinceMs === verdict.sinceMs
  );
}
