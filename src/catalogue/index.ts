// The whole watch list in the order it is shown: Telegram first, then the rest.
import { CIRCUMVENTION } from './circumvention.ts';
import { COMMERCIAL } from './commercial.ts';
import { RESOLVERS } from './resolvers.ts';
import { TELEGRAM } from './telegram.ts';
import type { Service } from './types.ts';

export const SERVICES: readonly Service[] = [TELEGRAM, ...CIRCUMVENTION, ...COMMERCIAL, ...RESOLVERS];

const BY_ID: ReadonlyMap<string, Service> = new Map(SERVICES.map((service) => [service.id, service]));

/** The service with this id, or undefined when the list has none (any more). */
export function serviceById(id: string): Service | undefined {
  return BY_ID.get(id);
}
