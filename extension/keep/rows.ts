// The rows as they are kept, each kind with the schema that it must pass when it is read again: what lies on a disk may be damaged or forged.
import * as v from 'valibot';
import { CheckRowSchema } from '../../src/check/row.ts';
import { DayRowSchema } from '../../src/judge/day.ts';
import { MistakeSchema } from '../../src/judge/mistake.ts';
import { NETWORK_NAME_MAX, OpinionSchema } from '../../src/judge/opinion.ts';
import { NETWORK_STATES, VerdictSchema } from '../../src/judge/verdict.ts';
import { ObservationSchema } from '../../src/observe/observation.ts';
import { MadeSchema, OutboxRowSchema } from '../../src/report/outbox.ts';
import { SlotsSchema } from '../../src/report/slots.ts';
import { type Table, type TableRows, tableOf, type Written, writtenKey } from '../../src/store.ts';

const JobSchema = v.object({
  id: v.string(),
  service: v.string(),
  endpoint: v.string(),
  scheme: v.picklist(['http', 'https']),
  host: v.pipe(v.string(), v.regex(/^[a-z0-9._-]{1,253}$/)),
  port: v.number(),
  network: v.string(),
  dueAtMs: v.number(),
  alsoHttp: v.optional(v.literal(true)),
  byAddressUntilMs: v.optional(v.number()),
});
const NetworkSchema = v.object({
  network: v.string(),
  sinceMs: v.number(),
  state: v.optional(v.picklist(NETWORK_STATES)),
  checkedAtMs: v.optional(v.number()),
  controlElapsedMs: v.optional(v.number()),
  everAnswered: v.array(v.string()),
  name: v.optional(v.pipe(v.string(), v.maxLength(NETWORK_NAME_MAX))),
  asn: v.optional(v.number()),
  country: v.optional(v.pipe(v.string(), v.maxLength(2))),
});

export const SCHEMAS = {
  observations: ObservationSchema,
  verdicts: VerdictSchema,
  jobs: JobSchema,
  networks: NetworkSchema,
  opinions: OpinionSchema,
  checks: CheckRowSchema,
  days: DayRowSchema,
  mistakes: MistakeSchema,
  outbox: OutboxRowSchema,
  made: MadeSchema,
  slots: SlotsSchema,
} as unknown as { readonly [T in Table]: v.GenericSchema<unknown, TableRows[T]> };

/** Those that are rows, under their own keys, and those that are gone. */
export function goodRows(written: Written): Written {
  return Object.fromEntries(
    Object.entries(written).flatMap(([key, row]): [string, unknown][] => {
      if (row === null) return [[key, row]];
      const table = tableOf(key) as Table;
      const parsed = Object.hasOwn(SCHEMAS, table) ? v.safeParse(SCHEMAS[table], row) : undefined;
      return parsed?.success ? [[writtenKey(table, parsed.output), parsed.output]] : [];
    }),
  );
}
