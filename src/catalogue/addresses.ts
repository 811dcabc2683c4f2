// Reads IPv4 and IPv6 literals as browsers and resolvers write them, and says what kind of address one is.
import { type AddressClass, SPECIAL_RANGES } from './bogons.ts';
import { TELEGRAM_RANGES } from './telegram.ts';

/** An address as a number. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

interface Range {
  readonly network: Address;
  /** How many low bits are free. */
  readonly hostBits: bigint;
}

/**
 * An IPv4 or IPv6 literal (brackets allowed), or undefined for anything else. IPv4 is four decimal numbers without leading zeros: other
 * spellings mean different addresses to different programs. Zone suffixes (`%eth0`) are refused.
 */
export function parseAddress(text: string): Address | undefined {
  if (text.length > 47) return undefined;
  if (!text.includes(':')) return parseIpv4(text);
  return parseIpv6(text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text);
}

/** The IPv4 address inside `::ffff:a.b.c.d` and NAT64's `64:ff9b::a.b.c.d`; any other address as it is. */
export function unwrapAddress(address: Address): Address {
  const wrapped = contains(MAPPED, address) || contains(NAT64, address);
  return wrapped ? lowIpv4(address) : address;
}

/** Whether an address lies in a range (`192.0.2.0/24`, `2001:db8::/32`), wrapped IPv4 counting as IPv4. False when either is malformed. */
export function inRange(address: string, cidr: string): boolean {
  const parsed = parseAddress(address);
  const range = parseRange(cidr);
  if (!parsed || !range) return false;
  return contains(range, parsed) || contains(range, unwrapAddress(parsed));
}

/**
 * What kind of address this is. A wrapped IPv4 address is what its inside is, except that `::ffff:` around a public one is a bogon: it may
 * stand in a program's memory but not in a DNS answer.
 */
export function classifyAddress(address: string): AddressClass {
  const parsed = parseAddress(address);
  if (!parsed) return 'invalid';
  const inner = unwrapAddress(parsed);
  const kind = SPECIAL.find(([, range]) => contains(range, inner))?.[0];
  return kind ?? (contains(MAPPED, parsed) ? 'bogon' : 'public');
}

/**
 * Whether an address is in the ranges Telegram publishes. Networks without IPv4 may translate under a prefix of their own that we cannot know;
 * nearly all put the IPv4 address in the last 32 bits, so those bits count too. The other way round would call every such network a forger.
 */
export function isTelegramAddress(address: string): boolean {
  const parsed = parseAddress(address);
  if (!parsed) return false;
  const candidates = parsed.bits === 32 ? [parsed] : [parsed, lowIpv4(parsed)];
  return TELEGRAM.some((range) => candidates.some((candidate) => contains(range, candidate)));
}

function parseIpv4(text: string): Address | undefined {
  const parts = text.split('.');
  if (
    parts.length !== 4 ||
    !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
  ) {
    return undefined;
  }
  return { bits: 32, value: parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n) };
}

function parseIpv6(text: string): Address | undefined {
  const [before = '', after, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  // A dotted tail may only stand at the very end, so in `a.b.c.d::` it is no tail.
  const head = groups(before, after === undefined);
  const tail = groups(after ?? '', true);
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  // `::` stands for one group or more; without it all eight must be there.
  if (after === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...head, ...Array<bigint>(missing).fill(0n), ...tail];
  return { bits: 128, value: all.reduce((value, group) => (value << 16n) | group, 0n) };
}

/** The 16-bit groups between colons, a dotted IPv4 tail counting as two; undefined when one is malformed. */
function groups(text: string, tailAllowed: boolean): bigint[] | undefined {
  if (text === '') return [];
  const found: bigint[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      found.push(BigInt(`0x${part}`));
      continue;
    }
    const dotted = tailAllowed && i === parts.length - 1 ? parseIpv4(part) : undefined;
    if (!dotted) return undefined;
    found.push(dotted.value >> 16n, dotted.value & 0xffffn);
  }
  return found;
}

function lowIpv4(address: Address): Address {
  return { bits: 32, value: address.value & 0xffff_ffffn };
}

function parseRange(cidr: string): Range | undefined {
  const [start = '', length = '', ...more] = cidr.split('/');
  const network = parseAddress(start);
  if (!network || more.length > 0 || !/^\d{1,3}$/.test(length) || Number(length) > network.bits)
    return undefined;
  return { network, hostBits: BigInt(network.bits - Number(length)) };
}

function contains({ network, hostBits }: Range, address: Address): boolean {
  return network.bits === address.bits && network.value >> hostBits === address.value >> hostBits;
}

/** For ranges written in our own lists, where a malformed one is a mistake in the list. */
function range(cidr: string): Range {
  const parsed = parseRange(cidr);
  if (!parsed) throw new Error(`list: ${cidr}`);
  return parsed;
}

const MAPPED = range('::ffff:0:0/96');
const NAT64 = range('64:ff9b::/96');
const SPECIAL = SPECIAL_RANGES.flatMap(([kind, cidrs]) =>
  cidrs.split(' ').map((cidr) => [kind, range(cidr)] as const),
);
const TELEGRAM = TELEGRAM_RANGES.cidrs.map(range);
