// A watch list of one's own: how it is kept, and everything that may be done to it. Each change gives a new list and leaves the old one as it
// was, so whoever keeps the old one can undo.
import * as v from 'valibot';
import { parseAddress } from '../catalogue/addresses.ts';
import { buildIndex, type HostIndex } from '../catalogue/match.ts';
import type { BlockFingerprint, Service, ServiceCategory } from '../catalogue/types.ts';
import { BODY_PART_MIN, OWN_FINGERPRINTS_MAX, OWN_HOSTS_MAX } from './bounds.ts';
import { isSiteName, type Known } from './clean.ts';
import { ownId } from './ids.ts';

export { OWN_FINGERPRINTS_MAX, OWN_HOSTS_MAX } from './bounds.ts';

export const OWN_LIST_VERSION = 1;
/** In UTF-16 code units. */
export const GROUP_MAX = 40;

const Host = v.pipe(v.string(), v.maxLength(253), v.check(isSiteName));
const Text = v.pipe(v.string(), v.minLength(1), v.maxLength(512));
/** As resolvers write them: lower case, without brackets. */
const Address = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f.:]{2,45}$/),
  v.check((text) => parseAddress(text) !== undefined),
);
/** Whoever redirects writes an IPv6 address in brackets. */
const AddressHost = v.pipe(
  v.string(),
  v.maxLength(47),
  v.check((text) => parseAddress(text) !== undefined),
);

export const OwnHostSchema = v.object({
  /** Lower-case ASCII, punycode for other scripts; a name, never an address. Unique in the list. */
  host: Host,
  /** The person's own word for where it belongs, shown as plain text; empty for none. */
  group: v.pipe(
    v.string(),
    v.maxLength(GROUP_MAX),
    v.check((text) => text === plainGroup(text)),
  ),
  /** Kept, but not watched. */
  paused: v.exactOptional(v.literal(true)),
  addedAtMs: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15)),
});
export type OwnHost = Readonly<v.InferOutput<typeof OwnHostSchema>>;

const COMMON = {
  /** Unique in the list; never that of a shipped one, which do not begin with `own-`. */
  id: v.pipe(v.string(), v.regex(/^own-[A-Za-z0-9._-]{1,60}$/)),
  scope: v.picklist(['national', 'isp', 'product']),
  country: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/))),
  onlyIfChosen: v.exactOptional(v.literal(true)),
};

/** A block page the person imported. The fields mean what they mean in the shipped list. */
export const OwnFingerprintSchema = v.variant('where', [
  v.object({
    ...COMMON,
    where: v.literal('redirect'),
    redirect: v.object({
      host: v.union([Host, AddressHost]),
      pathPrefix: v.exactOptional(v.pipe(Text, v.startsWith('/'))),
      queryHas: v.exactOptional(Text),
    }),
  }),
  v.object({
    ...COMMON,
    where: v.literal('body'),
    // Bodies are compared in lower case.
    bodyHas: v.pipe(
      v.array(
        v.pipe(
          Text,
          v.minLength(BODY_PART_MIN),
          v.check((text) => text === text.toLowerCase()),
        ),
      ),
      v.minLength(1),
      v.maxLength(8),
    ),
  }),
  v.object({
    ...COMMON,
    where: v.literal('dns'),
    addresses: v.pipe(v.array(Address), v.minLength(1), v.maxLength(16)),
  }),
]);
export type OwnFingerprint = Readonly<v.InferOutput<typeof OwnFingerprintSchema>>;

export const OwnListSchema = v.object({
  version: v.literal(OWN_LIST_VERSION),
  /** In the order the person gave them. */
  hosts: v.pipe(v.array(OwnHostSchema), v.maxLength(OWN_HOSTS_MAX)),
  fingerprints: v.pipe(v.array(OwnFingerprintSchema), v.maxLength(OWN_FINGERPRINTS_MAX)),
});
export interface OwnList {
  readonly version: typeof OWN_LIST_VERSION;
  readonly hosts: readonly OwnHost[];
  readonly fingerprints: readonly OwnFingerprint[];
}

/** What an import is compared with. */
export interface KnownList extends Known {
  readonly fingerprints: readonly OwnFingerprint[];
}

export const EMPTY_OWN_LIST: OwnList = { version: OWN_LIST_VERSION, hosts: [], fingerprints: [] };

/**
 * The list as it was stored. Broken rows, repeats and rows beyond the bounds are left out and counted; the good ones stay. Undefined is a list
 * nobody has made yet; anything else that is no list, or a list of an unknown version, counts as one more broken thing.
 */
export function parseOwnList(stored: unknown): { readonly list: OwnList; readonly broken: number } {
  if (stored === undefined) return { list: EMPTY_OWN_LIST, broken: 0 };
  const { version, hosts, fingerprints } = (
    typeof stored === 'object' && stored !== null ? stored : {}
  ) as Record<string, unknown>;
  const goodHosts = goodRows(OwnHostSchema, hosts, (row) => row.host, OWN_HOSTS_MAX);
  const goodPrints = goodRows(OwnFingerprintSchema, fingerprints, (row) => row.id, OWN_FINGERPRINTS_MAX);
  return {
    list: { version: OWN_LIST_VERSION, hosts: goodHosts.rows, fingerprints: goodPrints.rows },
    broken: goodHosts.broken + goodPrints.broken + (version === OWN_LIST_VERSION ? 0 : 1),
  };
}

/** The list with cleaned hosts at its end, in one group. What is there already, or no longer fits, is left out. */
export function add(list: OwnList, hosts: readonly string[], group: string, atMs: number): OwnList {
  const row = { group: plainGroup(group), addedAtMs: atMs };
  return addRows(
    list,
    hosts.map((host) => ({ host, ...row })),
  );
}

/** The same with whole rows, for a list that comes back from an export. Rows that break the schema are left out. */
export function addRows(list: OwnList, rows: readonly OwnHost[]): OwnList {
  const { rows: hosts } = goodRows(OwnHostSchema, [...list.hosts, ...rows], (row) => row.host, OWN_HOSTS_MAX);
  return { ...list, hosts };
}

export function remove(list: OwnList, hosts: readonly string[]): OwnList {
  const gone = new Set(hosts);
  return { ...list, hosts: list.hosts.filter(({ host }) => !gone.has(host)) };
}

export function setPaused(list: OwnList, hosts: readonly string[], paused: boolean): OwnList {
  return change(list, hosts, ({ paused: _, ...row }) => (paused ? { ...row, paused: true } : row));
}

/** Whatever the person wrote becomes plain text of at most 40 characters. */
export function setGroup(list: OwnList, hosts: readonly string[], group: string): OwnList {
  const plain = plainGroup(group);
  return change(list, hosts, (row) => ({ ...row, group: plain }));
}

/** One host to another place, counted in the list without it; too far is the end. */
export function move(list: OwnList, host: string, toIndex: number): OwnList {
  const row = list.hosts.find((own) => own.host === host);
  if (!row) return list;
  const rest = list.hosts.filter((own) => own !== row);
  return { ...list, hosts: rest.toSpliced(Math.max(0, toIndex), 0, row) };
}

/** The list with more block pages at its end; the same bounds hold. */
export function addFingerprints(list: OwnList, prints: readonly OwnFingerprint[]): OwnList {
  const known = new Set(list.fingerprints.map(fingerprintKey));
  const fresh = prints.filter((print) => !known.has(fingerprintKey(print)));
  const all = [...list.fingerprints, ...fresh];
  return {
    ...list,
    fingerprints: goodRows(OwnFingerprintSchema, all, (row) => row.id, OWN_FINGERPRINTS_MAX).rows,
  };
}

export function removeFingerprints(list: OwnList, ids: readonly string[]): OwnList {
  const gone = new Set(ids);
  return { ...list, fingerprints: list.fingerprints.filter(({ id }) => !gone.has(id)) };
}

/** A group as it is kept: one line, no control characters or direction overrides, no half characters. Joiners stay, Persian needs them. */
export function plainGroup(text: string): string {
  return text
    .slice(0, 1_000)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .trimStart()
    .slice(0, GROUP_MAX)
    .replace(/\p{Cs}/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** The watched hosts as services, one each, paused ones left out. */
export function servicesOf(list: OwnList): Service[] {
  return list.hosts
    .filter(({ paused }) => !paused)
    .map(({ host }) => ({
      id: ownId(host),
      name: host,
      category: 'own' as ServiceCategory,
      endpoints: [{ host, role: 'site' }],
      source: 'you',
      checked: '',
    }));
}

/** For `matchHost`: own hosts match exactly. Nobody asked to see their subdomains, not even `www.`, and no permission covers them. */
export function ownIndex(list: OwnList): HostIndex {
  return { ...buildIndex(servicesOf(list)), names: new Map() };
}

/** What a host needs permission for: that host alone. */
export function patternsOf(host: string): string[] {
  return [`*://${host}/*`];
}

/** The imported block pages in the shape of the shipped ones. */
export function fingerprintsOf(list: OwnList): BlockFingerprint[] {
  return list.fingerprints.map((print) => ({ ...print, source: 'you', checked: '' }));
}

/** What makes two block pages the same, whatever they are called. */
export function fingerprintKey(print: OwnFingerprint): string {
  const { id: _, ...content } = print;
  return JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The list as seen by what decides about new hosts and block pages. */
export function knownOf(list: OwnList, isShipped: (host: string) => boolean): KnownList {
  const hosts = new Set(list.hosts.map(({ host }) => host));
  return {
    has: (host) => hosts.has(host),
    isShipped,
    room: OWN_HOSTS_MAX - hosts.size,
    fingerprints: list.fingerprints,
  };
}

function change(list: OwnList, hosts: readonly string[], changed: (row: OwnHost) => OwnHost): OwnList {
  const meant = new Set(hosts);
  return { ...list, hosts: list.hosts.map((row) => (meant.has(row.host) ? changed(row) : row)) };
}

function goodRows<Schema extends v.GenericSchema>(
  schema: Schema,
  stored: unknown,
  keyOf: (row: v.InferOutput<Schema>) => string,
  max: number,
): { rows: v.InferOutput<Schema>[]; broken: number } {
  if (!Array.isArray(stored)) return { rows: [], broken: stored === undefined ? 0 : 1 };
  const found = new Map<string, v.InferOutput<Schema>>();
  for (const row of stored) {
    if (found.size >= max) break;
    const parsed = v.safeParse(schema, row);
    if (parsed.success && !found.has(keyOf(parsed.output))) found.set(keyOf(parsed.output), parsed.output);
  }
  return { rows: [...found.values()], broken: stored.length - found.size };
}
