// Turns the compact lists of services into `Service[]`, so that a list reads like a list and costs few bytes in the bundle.
import type { Endpoint, EndpointRole, Service, ServiceCategory } from './types.ts';

/** Where a list's facts come from and when they were checked (YYYY-MM). */
export interface Provenance {
  readonly source: string;
  readonly checked: string;
}

/**
 * One service a line: `id | name | endpoint endpoint …`, an endpoint being `[role:]host[/object][@hoster][!]`.
 * The role is `site` unless it says otherwise, `/object` is `objectPath`, `!` means preloaded. Empty lines are skipped.
 * Throws on a line it cannot read: lists ship with the code, so that is a mistake in the list.
 */
export function servicesFrom(category: ServiceCategory, provenance: Provenance, lines: string): Service[] {
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [id, name, endpoints] = line.split('|').map((cell) => cell.trim());
      if (!id || !name || !endpoints) throw new Error(`list: ${line}`);
      return { id, name, category, endpoints: endpoints.split(/\s+/).map(endpointFrom), ...provenance };
    });
}

const ENDPOINT = /^(?:(\w+):)?([^/@!]+)(\/[^@!]+)?(?:@([a-z0-9-]+))?(!)?$/;

function endpointFrom(text: string): Endpoint {
  const [, role = 'site', host, objectPath, hoster, preloaded] = ENDPOINT.exec(text) ?? [];
  if (!host) throw new Error(`list: ${text}`);
  return {
    host,
    role: role as EndpointRole,
    ...(hoster && { hoster }),
    ...(preloaded && { preloaded: true }),
    ...(objectPath && { objectPath }),
  };
}
