// Recognises known block addresses in what was seen, so that a stored observation carries the fingerprint's id and not our later guess.
// What a hit is worth, and whether it fits the person's country, is judged later.
import { BLOCK_FINGERPRINTS } from '../catalogue/blockpages.ts';
import { matchAddress } from '../catalogue/fingerprints.ts';
import type { BlockFingerprint } from '../catalogue/types.ts';
import type { Observation } from '../observe/observation.ts';

/** The observation with the fingerprint of a known block address among its answers or as its peer, if there is one. */
export function markAddresses(
  o: Observation,
  prints: readonly BlockFingerprint[] = BLOCK_FINGERPRINTS,
): Observation {
  if (o.fingerprint || o.source === 'control' || o.source === 'doh' || o.outcome === 'confounded') return o;
  for (const address of [...(o.answers ?? []), ...(o.address ? [o.address] : [])]) {
    const print = matchAddress(address, undefined, prints);
    if (print) return { ...o, fingerprint: print.id };
  }
  return o;
}
