// Observations as browsing leaves them: the hosts of some services in turn, mostly answers, some failures. Always the same.
import { parseAddress } from '../../src/catalogue/addresses.ts';
import { SERVICES } from '../../src/catalogue/index.ts';
import type { Observation } from '../../src/observe/observation.ts';

const placesOf = (services: number) =>
  SERVICES.slice(0, services).flatMap((service) =>
    service.endpoints
      .filter((endpoint) => !parseAddress(endpoint.host))
      .map((endpoint) => ({ target: service.id, host: endpoint.host })),
  );

/** Rows `from` to `from + count` of one endless sequence, the first at `firstAtMs`, one every `everyMs`. */
export function sampleObservations(options: {
  readonly count: number;
  readonly from?: number;
  readonly firstAtMs: number;
  readonly everyMs: number;
  readonly network: string;
  /** How many services of the list, from the top. */
  readonly services?: number;
}): Observation[] {
  const { count, from = 0, firstAtMs, everyMs, network, services = SERVICES.length } = options;
  const places = placesOf(services);
  return Array.from({ length: count }, (_, place): Observation => {
    const i = from + place;
    const { target, host } = places[i % places.length] as (typeof places)[number];
    const startedAtMs = Math.round(firstAtMs + place * everyMs);
    const common = {
      version: 1,
      id: `w:5f1e0c9a7b3d2846:${100_000 + i}`,
      startedAtMs,
      atMs: startedAtMs + 180 + ((i * 37) % 400),
      source: 'watch',
      network,
      target,
      endpoint: host,
      scheme: 'https',
      host: i % 3 === 0 ? `www.${host}` : host,
      port: 443,
      kind: i % 2 === 0 ? 'main_frame' : 'xmlhttprequest',
    } as const;
    return i % 8 === 7
      ? { ...common, outcome: 'failure', failure: 'connection_reset', stage: 'tls' }
      : { ...common, outcome: 'success', status: 200, address: `93.184.${i % 200}.${(i * 7) % 250}` };
  });
}
