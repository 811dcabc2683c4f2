// What the background is told of hosts beyond the shipped list: clouds to be checked and the person's own sites, ready to be asked and judged.
// The pages keep the lists themselves; the background trusts no message and no stored value.
import * as v from 'valibot';
import type { BlockFingerprint, Service } from '../catalogue/types.ts';
import { BODY_PART_MIN, OWN_FINGERPRINTS_MAX, OWN_HOSTS_MAX } from './bounds.ts';

const Short = v.pipe(v.string(), v.maxLength(253));
const Address = v.pipe(v.string(), v.regex(/^[0-9a-f.:]{2,45}$/));

const ServiceSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^(cloud|own)-[A-Za-z0-9._-]{1,60}$/)),
  name: Short,
  category: v.picklist(['cloud', 'own']),
  endpoints: v.pipe(
    v.array(
      v.object({
        host: v.pipe(v.string(), v.regex(/^[a-z0-9.-]{1,253}$/)),
        role: v.picklist(['site', 'download', 'api']),
        hoster: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/))),
        objectPath: v.optional(v.pipe(v.string(), v.regex(/^\/[\x21-\x7e]{0,300}$/))),
      }),
    ),
    v.minLength(1),
    v.maxLength(4),
  ),
  source: Short,
  checked: Short,
});

const PrintSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^own-[A-Za-z0-9._-]{1,60}$/)),
  scope: v.picklist(['national', 'isp', 'product']),
  country: v.optional(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/))),
  where: v.picklist(['redirect', 'body', 'dns']),
  redirect: v.optional(
    v.object({ host: Short, pathPrefix: v.optional(v.string()), queryHas: v.optional(v.string()) }),
  ),
  bodyHas: v.optional(v.pipe(v.array(v.pipe(v.string(), v.minLength(BODY_PART_MIN))), v.minLength(1))),
  addresses: v.optional(v.array(Address)),
  onlyIfChosen: v.optional(v.literal(true)),
  source: Short,
  checked: Short,
});

export const ExtraSchema = v.object({
  services: v.pipe(v.array(ServiceSchema), v.maxLength(OWN_HOSTS_MAX)),
  fingerprints: v.pipe(v.array(PrintSchema), v.maxLength(OWN_FINGERPRINTS_MAX)),
});

export interface Extra {
  readonly services: readonly Service[];
  readonly fingerprints: readonly BlockFingerprint[];
}

/** What a stored or sent value holds; nothing when it is not such a list. */
export function parseExtra(value: unknown): Extra {
  const parsed = v.safeParse(ExtraSchema, value);
  return parsed.success ? (parsed.output as Extra) : { services: [], fingerprints: [] };
}
