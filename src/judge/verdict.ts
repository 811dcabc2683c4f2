// What we conclude about one service, and the shape in which it is stored and shown. Derived by the rules, recomputable from observations.
import * as v from 'valibot';
import { CONFOUNDERS, FAILURES, STAGES } from '../observe/failures.ts';

/** The one closed list of states of a service or endpoint. */
export const STATES = [
  'unknown',
  'ok',
  'slow',
  'unclear',
  'down',
  'refused',
  'filtered',
  'likely_blocked',
  'blocked',
] as const;
export type State = (typeof STATES)[number];

export const NETWORK_STATES = [
  'online',
  'offline',
  'portal',
  'cut_off',
  'allow_list',
  'proxied',
  'wrong_clock',
] as const;
export type NetworkState = (typeof NETWORK_STATES)[number];

/** Who is in a position to do this. Never "the government". */
export const POINTS_OF_CONTROL = [
  'device',
  'local_network',
  'provider_or_beyond',
  'site',
  'unknown',
] as const;
export type PointOfControl = (typeof POINTS_OF_CONTROL)[number];

/** How it is done, in words a person is shown. */
export const METHODS = [
  'dns',
  'ip_address',
  'connection_reset',
  'tls_name_filter',
  'tls_interception',
  'block_page',
  'throttling',
  'freeze',
  'hosting_provider',
  'store_removal',
  'undecided',
] as const;
export type Method = (typeof METHODS)[number];

/**
 * Do this network's resolver and resolvers abroad agree about a name? `interfered`: here a lie or nothing, abroad an answer. `gone`: no such name
 * anywhere. `unclear`: they differ, and nothing else speaks.
 */
export const DNS_AGREEMENTS = ['consistent', 'interfered', 'gone', 'unclear'] as const;
export type DnsAgreement = (typeof DNS_AGREEMENTS)[number];

export const VERDICT_VERSION = 1;

const Short = v.pipe(v.string(), v.maxLength(64));
const Time = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));

export const EndpointVerdictSchema = v.object({
  endpoint: v.pipe(v.string(), v.maxLength(253)),
  state: v.picklist(STATES),
  stage: v.optional(v.picklist(STAGES)),
  method: v.optional(v.picklist(METHODS)),
  failure: v.optional(v.picklist(FAILURES)),
  rule: Short,
  /** Whether resolvers abroad agree with this network's; absent when they were not asked. */
  dns: v.optional(v.picklist(DNS_AGREEMENTS)),
  /** Last time anything was seen of it. */
  lastSeenAtMs: Time,
});
export type EndpointVerdict = v.InferOutput<typeof EndpointVerdictSchema>;

export const VerdictSchema = v.object({
  version: v.literal(VERDICT_VERSION),
  service: Short,
  network: Short,
  state: v.picklist(STATES),
  /** Absent for states in which nothing failed. */
  stage: v.optional(v.picklist(STAGES)),
  method: v.optional(v.picklist(METHODS)),
  failure: v.optional(v.picklist(FAILURES)),
  pointOfControl: v.picklist(POINTS_OF_CONTROL),
  rule: Short,
  rulesVersion: v.pipe(v.number(), v.integer()),
  /** Why the answer is not firmer. */
  confounders: v.pipe(v.array(v.picklist(CONFOUNDERS)), v.maxLength(16)),
  /** First time this state was seen in a row without a success of its stage. */
  sinceMs: Time,
  lastSeenAtMs: Time,
  lastOkAtMs: v.optional(Time),
  endpoints: v.pipe(v.array(EndpointVerdictSchema), v.maxLength(64)),
  /** Ids of the observations this rests on, newest last, at most 32. */
  observations: v.pipe(v.array(v.pipe(v.string(), v.maxLength(96))), v.maxLength(32)),
});
export type Verdict = v.InferOutput<typeof VerdictSchema>;
