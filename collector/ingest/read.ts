// What a message says once it is open: a report, nothing on purpose, or something that is refused. Decided from the bytes and today's date alone.
import * as v from 'valibot';
import { CLOUDS } from '../../src/catalogue/clouds.ts';
import { COUNTRIES } from '../../src/catalogue/countries.ts';
import { SERVICES } from '../../src/catalogue/index.ts';
import { LIST_VERSION } from '../../src/catalogue/listVersion.ts';
import { toldAsn } from '../../src/catalogue/networks.ts';
import { decodeRequest } from '../../src/report/binaryHttp.ts';
import { NO_COUNTRY, type REFUSALS, type WireReport, WireReportSchema } from '../../src/report/wire.ts';
import {
  DUMMY_PATH,
  NO_REPORT_ID,
  parseJson,
  REPORT_PATH,
  REPORT_TYPE,
} from '../../src/report/wireMessage.ts';

const DAY_MS = 86_400_000;
/** A report waits in the extension's queue no longer. */
const MAX_AGE_DAYS = 14;

const TARGETS: ReadonlySet<string> = new Set([...SERVICES, ...CLOUDS].map(({ id }) => id));
const PLACES: ReadonlySet<string> = new Set([...COUNTRIES, NO_COUNTRY]);
const WithId = v.object({ report_id: WireReportSchema.entries.report_id });

export type Received =
  | { readonly kind: 'report'; readonly report: WireReport }
  | { readonly kind: 'dummy' }
  | { readonly kind: 'refused'; readonly reportId: string; readonly why: (typeof REFUSALS)[number] };

/** Reads a binary request. `today` counts days since 1970. */
export function readMessage(message: Uint8Array, today: number): Received {
  const request = decodeRequest(message);
  if (request?.method === 'POST' && request.path === DUMMY_PATH) return { kind: 'dummy' };
  const isReport =
    request?.method === 'POST' &&
    request.path === REPORT_PATH &&
    request.fields.length === 1 &&
    request.fields.every(([name, value]) => name === 'content-type' && value === REPORT_TYPE);
  if (!isReport) return { kind: 'refused', reportId: NO_REPORT_ID, why: 'schema' };
  const said = parseJson(request.content);
  const parsed = v.safeParse(WireReportSchema, said);
  if (!parsed.success) return { kind: 'refused', reportId: idOf(said), why: 'schema' };
  const why = refusal(parsed.output, today);
  return why
    ? { kind: 'refused', reportId: parsed.output.report_id, why }
    : { kind: 'report', report: parsed.output };
}

/**
 * A list newer than ours has targets, networks and countries that we do not know; none is ever taken away, so an older one has none. The number of a
 * small network says too much of who sent it: no package of ours tells it, and what does is not kept.
 */
function refusal(
  { list_version, target, country, asn, day }: WireReport,
  today: number,
): (typeof REFUSALS)[number] | undefined {
  if (list_version > LIST_VERSION || !TARGETS.has(target) || !PLACES.has(country) || toldAsn(asn) !== asn)
    return 'list';
  const age = today - Date.parse(day) / DAY_MS;
  // A day that no calendar has, like 30 February, is read as another one or none.
  const isDay = Number.isInteger(age) && new Date(day).toISOString().startsWith(day);
  return isDay && age >= 0 && age <= MAX_AGE_DAYS ? undefined : 'day';
}

function idOf(said: unknown): string {
  const parsed = v.safeParse(WithId, said);
  return parsed.success ? parsed.output.report_id : NO_REPORT_ID;
}
