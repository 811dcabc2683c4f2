// Recognises known block addresses in what was seen, so that a stored observation carries the fingerprint's id and not our later guess.
import { classifyAddress } from '../catalogue/addresses.ts';
import { matchAddress } from '../catalogue/fingerprints.ts';
import type { CountryCode } from '../catalogue/types.ts';
import type { Observation } from '../observe/observation.ts';

/** The observation with the fingerprint of a known block address among its answers or as its peer, if there is one. */
export function markAddresses(o: Observation, country?: CountryCode): Observation {
  if (o.fingerprint || o.source === 'control' || o.outcome === 'confounded') return o;
  for (const address of [...(o.answers ?? []), ...(o.address ? [o.address] : [])]) {
    // Half the world's home routers live in 192.168: without knowing the country such an answer proves nothing about a provider.
    if (country === undefined && address.startsWith('192.168.') && classifyAddress(address) === 'private')
      continue;
    const print = matchAddress(address, country);
    if (print) return { ...o, fingerprint: print.id };
  }
  return o;
}
