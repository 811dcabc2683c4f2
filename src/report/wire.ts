// What leaves: one report, of one target on one day, as it is sealed, sent, carried by hand and received. Extension and collector read it by
// this one schema. Every field is a number, a day or a word of a closed list; what fits none of the words is `other`, and there is no other field.
import * as v from 'valibot';
import { STATES } from '../judge/verdict.ts';
import { FAILURES, STAGES } from '../observe/failures.ts';

export const WIRE_VERSION = 1;
/** Where the person chose no country: a code that ISO 3166 leaves to its users. */
export const NO_COUNTRY = 'ZZ';
/** Stage and failure of a report in which nothing failed. */
export const NOTHING = 'none';
/** Whether neutral sites answered within a minute. */
export const CONTROL_RESULTS = ['ok', 'fail', 'none'] as const;
/** Opened by the person, or asked by a check: the two have different denominators. */
export const REPORT_SOURCES = ['watch', 'check'] as const;
export const BROWSER_FAMILIES = ['firefox', 'chromium'] as const;

/** Largest number of an autonomous system (RFC 6793). */
const MAX_ASN = 2 ** 32 - 1;
const Whole = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9_999));

export const WireReportSchema = v.strictObject({
  schema_version: v.literal(WIRE_VERSION),
  /** 128 random bits in lower-case hexadecimal; of this report alone. */
  report_id: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  /** Day of the first observation, universal time: `2026-11-24`. */
  day: v.pipe(v.string(), v.isoDate()),
  /** As the person had chosen it then. */
  country: v.pipe(v.string(), v.regex(/^[A-Z]{2}$/)),
  /** 0 unless the person gave one that is among the large networks of the package. */
  asn: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_ASN)),
  /** Id of an entry of the shipped list. */
  target: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,47}$/)),
  list_version: Whole,
  verdict: v.picklist([...STATES, 'other']),
  stage: v.picklist([...STAGES, NOTHING, 'other']),
  failure: v.picklist([...FAILURES, NOTHING, 'other']),
  rule: v.union([v.pipe(v.string(), v.regex(/^[A-Z][0-9]{1,3}$/)), v.literal('other')]),
  rules_version: Whole,
  control: v.picklist(CONTROL_RESULTS),
  source: v.picklist(REPORT_SOURCES),
  browser: v.picklist(BROWSER_FAMILIES),
  /** Major and minor. */
  extension_version: v.pipe(v.string(), v.regex(/^[0-9]{1,5}\.[0-9]{1,5}$/)),
});
export type WireReport = v.InferOutput<typeof WireReportSchema>;

/** What the gateway says inside the sealed answer: `stored` and `duplicate` acknowledge, `refused` is final and says why. */
export const ACK_STATES = ['stored', 'duplicate', 'refused'] as const;
export const REFUSALS = ['schema', 'list', 'day'] as const;
export const AckSchema = v.strictObject({
  report_id: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  result: v.picklist(ACK_STATES),
  why: v.optional(v.picklist(REFUSALS)),
});
export type Ack = v.InferOutput<typeof AckSchema>;
