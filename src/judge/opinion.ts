// What was found of one service on one network, kept beside the present verdict: the person's own second vantage point. A verdict is about the
// network in use; an opinion stays when the network changes, so that two can be compared.
import * as v from 'valibot';
import { STAGES } from '../observe/failures.ts';
import type { NetworkRow } from './controls.ts';
import { METHODS, STATES, type Verdict } from './verdict.ts';

/** Longest name a person can give a network, in UTF-16 code units. */
export const NETWORK_NAME_MAX = 40;
/** Networks beside the present one whose findings are shown. */
const MAX_NAMED = 20;

const Short = v.pipe(v.string(), v.maxLength(64));
const Time = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));

export const OpinionSchema = v.object({
  network: Short,
  service: Short,
  state: v.picklist(STATES),
  stage: v.optional(v.picklist(STAGES)),
  method: v.optional(v.picklist(METHODS)),
  rule: Short,
  atMs: Time,
  /** Hosts that answered there, and when they were last seen. */
  reached: v.pipe(
    v.array(v.object({ host: v.pipe(v.string(), v.maxLength(253)), atMs: Time })),
    v.maxLength(64),
  ),
});
/** One stored opinion. */
export type Opinion = v.InferOutput<typeof OpinionSchema>;

/** States of a host that answered by itself. */
const ANSWERED: ReadonlySet<string> = new Set(['ok', 'slow', 'down', 'refused']);

export function opinionOf(verdict: Verdict): Opinion {
  return {
    network: verdict.network,
    service: verdict.service,
    state: verdict.state,
    ...(verdict.stage && { stage: verdict.stage }),
    ...(verdict.method && { method: verdict.method }),
    rule: verdict.rule,
    atMs: verdict.lastSeenAtMs,
    // A name that is gone everywhere is down without having answered.
    reached: verdict.endpoints
      .filter((e) => ANSWERED.has(e.state) && e.rule !== 'O4')
      .map((e) => ({ host: e.endpoint, atMs: e.lastSeenAtMs })),
  };
}

/**
 * Hosts of a service that another network reached. Both networks must have been named by the person, and differently: what the browser calls a
 * change of network may be the same one coming back, and then the site, not the network, was different.
 */
export function reachedElsewhere(v: Vantage, sinceMs: number): ReadonlySet<string> {
  return new Set(elsewhere(v).flatMap((o) => o.reached.filter((r) => r.atMs >= sinceMs).map((r) => r.host)));
}

/** Another network, named differently, was found to interfere at the same stage: then it is not the local network that does. */
export function sameElsewhere(v: Vantage, stage: Opinion['stage'], sinceMs: number): boolean {
  return elsewhere(v).some(
    (o) => (o.state === 'likely_blocked' || o.state === 'blocked') && o.stage === stage && o.atMs >= sinceMs,
  );
}

/** A service as seen from the network `here`, and what else is known of it. */
export interface Vantage {
  readonly service: string;
  readonly here: NetworkRow;
  readonly opinions: readonly Opinion[];
  readonly named: readonly NetworkRow[];
}

/** Networks whose findings are shown beside the present one's: those with a name, the newest. */
export function newestNamed(networks: readonly NetworkRow[]): string[] {
  return networks
    .filter((n) => n.name)
    .sort((a, b) => b.sinceMs - a.sinceMs)
    .slice(0, MAX_NAMED)
    .map((n) => n.network);
}

function elsewhere({ service, here, opinions, named }: Vantage): readonly Opinion[] {
  if (!here.name) return [];
  const others = new Set(named.filter((n) => n.name && n.name !== here.name).map((n) => n.network));
  return opinions.filter((o) => o.service === service && others.has(o.network));
}
