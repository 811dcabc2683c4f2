// What one request showed, as it was seen: the first shape in the path of the data. Facts only, no conclusions.
// Path, query, tab and the person's own address never enter; the schema is also the guard against broken stored rows.
import * as v from 'valibot';
import { CONFOUNDERS, FAILURE_DETAILS, FAILURES, STAGES } from './failures.ts';
import { OBSERVATION_VERSION } from './version.ts';

export const REQUEST_KINDS = [
  'main_frame',
  'sub_frame',
  'script',
  'stylesheet',
  'xmlhttprequest',
  'websocket',
  'other',
] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

const Host = v.pipe(v.string(), v.regex(/^[a-z0-9._:[\]-]{1,253}$/));
const Address = v.pipe(v.string(), v.regex(/^[0-9a-f.:]{2,45}$/));
const Time = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));
const Short = v.pipe(v.string(), v.maxLength(64), v.regex(/^[A-Za-z0-9._-]*$/));
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const ObservationSchema = v.object({
  version: v.literal(OBSERVATION_VERSION),
  /** Unique and deterministic for one request of one browser session, so that writing it twice is writing it once. */
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(96), v.regex(/^[A-Za-z0-9._:-]+$/)),
  /** When the request started and when the outcome was seen; milliseconds since 1970. */
  startedAtMs: Time,
  atMs: Time,
  /**
   * `watch`: the person's own request. `confirm`: our one repeat of it. `control`: our request to a neutral site.
   * `resolve`: the browser's resolver was asked (Firefox). `doh`: a resolver abroad was asked over https, which the person allowed.
   * `check`: our request in a check the person started.
   */
  source: v.picklist(['watch', 'confirm', 'control', 'resolve', 'doh', 'check']),
  /** Id of the check this was asked in; absent for everything else. */
  check: v.optional(Short),
  /** Which stretch of being connected this belongs to; a new one begins with every noticed change of network. */
  network: Short,
  /** Catalogue id of the service, or of the control. */
  target: Short,
  /** The catalogue host this belongs to (a subdomain seen is reported under `host`). */
  endpoint: Host,
  scheme: v.picklist(['http', 'https', 'ws', 'wss', 'none']),
  host: Host,
  port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535)),
  kind: v.picklist(REQUEST_KINDS),
  /**
   * `success`: headers came from the network. `failure`: the browser reported an error. `stall`: no headers within the limit, or
   * given up after 10 s without a byte. `headers_only`: headers came, the end of the body did not. `redirect`: sent elsewhere.
   * `confounded`: failed for a reason that says nothing about the network. `answers`: DNS answers only. `read`: a streamed read.
   */
  outcome: v.picklist([
    'success',
    'failure',
    'stall',
    'headers_only',
    'redirect',
    'confounded',
    'answers',
    'read',
  ]),
  failure: v.optional(v.picklist(FAILURES)),
  detail: v.optional(v.picklist(FAILURE_DETAILS)),
  stage: v.optional(v.picklist(STAGES)),
  confounder: v.optional(v.picklist(CONFOUNDERS)),
  /** HTTP status, 0 absent. */
  status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(999))),
  /** Peer address as the browser told it (a server's, never the person's). */
  address: v.optional(Address),
  /** Host of a redirect target outside the catalogue entry; bounded, shown as text. */
  redirectHost: v.optional(Host),
  /** Id of the block fingerprint that matched. */
  fingerprint: v.optional(Short),
  /** 451 with `rel="blocked-by"`. */
  blockedBy: v.optional(v.boolean()),
  /** `cf-mitigated` or the like: a challenge page, which is an answer. */
  challenge: v.optional(v.boolean()),
  /** DNS answers, at most 16. */
  answers: v.optional(v.pipe(v.array(Address), v.maxLength(16))),
  /** Whether they came over DNS-over-HTTPS. */
  overHttps: v.optional(v.boolean()),
  /** `doh`: id of the resolver that was asked. */
  resolver: v.optional(Short),
  /** Body bytes read by our own streamed read, how long that took after the headers (milliseconds), and whether it reached the end. */
  bodyBytes: v.optional(Count),
  bodyMs: v.optional(Count),
  bodyComplete: v.optional(v.boolean()),
  /** By address without a name: for how long nothing had been asked of the service by name (milliseconds, at most a day). */
  quietMs: v.optional(Count),
  /** Portal controls: how far the server's Date header was from our clock, floored to whole hours. */
  clockSkewHours: v.optional(v.pipe(v.number(), v.integer())),
});

/** One stored observation. */
export type Observation = v.InferOutput<typeof ObservationSchema>;
