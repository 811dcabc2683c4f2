// What a host is, where only that matters and reading the address would be too much.

/** True for an IPv4 literal; of hosts that passed the door nothing else consists of digits and dots. */
export function isAddress(host: string): boolean {
  return /^[0-9.]+$/.test(host);
}
