// What OONI's check-in says of the network a person is on: its autonomous system, and the country it is registered in. Whatever is not exactly
// that is "could not tell".
import * as v from 'valibot';

export const CHECK_IN_URL = 'https://api.ooni.io/api/v1/check-in';
/** What must be allowed before it can be asked. */
export const CHECK_IN_ORIGIN = 'https://api.ooni.io/*';
/** The answer is a few kilobytes; more is not read. */
export const CHECK_IN_BYTES_MAX = 256 * 1024;

export const ASN_MAX = 4_294_967_295;

/** What is told about a network. The country is at most a suggestion: a network of one country may be used in another. */
export interface CheckIn {
  readonly asn: number;
  readonly country?: string;
}

/** AS0 and ZZ are their words for "not known"; nothing else about the person or the browser is in it. */
export function checkInBody(softwareVersion: string): string {
  return JSON.stringify({
    probe_asn: 'AS0',
    probe_cc: 'ZZ',
    platform: 'browser',
    software_name: 'reachable',
    software_version: softwareVersion,
    on_wifi: true,
    run_type: 'manual',
    charging: true,
    web_connectivity: { category_codes: [] },
  });
}

const AnswerSchema = v.object({ probe_asn: v.string(), probe_cc: v.optional(v.unknown()) });

/** Reads the text of an answer; undefined when it names no network. Never throws. */
export function readCheckIn(text: string): CheckIn | undefined {
  const answer = v.safeParse(AnswerSchema, parseJson(text));
  if (!answer.success || !/^AS\d{1,10}$/.test(answer.output.probe_asn)) return undefined;
  const asn = asnOf(answer.output.probe_asn);
  if (asn === undefined) return undefined;
  const { probe_cc: country } = answer.output;
  return {
    asn,
    ...(typeof country === 'string' && /^(?!ZZ)[A-Z]{2}$/.test(country) && { country }),
  };
}

/** The number of an autonomous system as people write it: with `AS` or without. Undefined for anything else, 0 included. */
export function asnOf(text: string): number | undefined {
  const [, digits] = /^\s*(?:asn?)?\s*(\d{1,10})\s*$/i.exec(text) ?? [];
  const asn = Number(digits);
  return asn >= 1 && asn <= ASN_MAX ? asn : undefined;
}

/** Undefined for what is no JSON, which no schema takes. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
