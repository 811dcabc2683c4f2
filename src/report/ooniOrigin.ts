// What of a request may stand in an OONI export as its URL: scheme, host and port, and nothing that a person typed after them.
import { parseAddress } from '../catalogue/addresses.ts';
import type { Observation } from '../observe/observation.ts';

/** The only URL with a path, one slash: their readers know the web client by exactly this text. */
export const WEB_CLIENT_URL = 'https://web.telegram.org/';

const USUAL_PORT = { http: 80, ws: 80, https: 443, wss: 443 } as const;
// A dot at least, because a bare word is a name of the person's own network; a last label of digits is no name at all.
const NAME = /^(?:[a-z0-9_-]{1,63}\.)+(?=[0-9_-]*[a-z])[a-z0-9_-]{1,63}$/;

/** An IPv4 or IPv6 literal without brackets, or undefined for a name. */
export function literalOf(host: string): string | undefined {
  return parseAddress(host) && host.replace(/^\[|\]$/g, '');
}

/** `ip` with its port, IPv6 in brackets; undefined for what is no address. */
export function addressAndPort(address: string, port: number): string | undefined {
  const literal = literalOf(address);
  if (literal === undefined) return undefined;
  return literal.includes(':') ? `[${literal}]:${port}` : `${literal}:${port}`;
}

/** The origin of a request as a URL, or undefined when the row is no request or its host no host. */
export function originOf({
  scheme,
  host,
  port,
}: Pick<Observation, 'scheme' | 'host' | 'port'>): string | undefined {
  if (scheme === 'none' || port === 0) return undefined;
  const literal = literalOf(host);
  if (literal === undefined && !NAME.test(host)) return undefined;
  const name = literal?.includes(':') ? `[${literal}]` : host;
  const origin = `${scheme}://${name}${port === USUAL_PORT[scheme] ? '' : `:${port}`}`;
  return `${origin}/` === WEB_CLIENT_URL ? WEB_CLIENT_URL : origin;
}
