// Do the resolver of this network and resolvers abroad agree about a name? A fact shown beside an endpoint; what it is worth is for the rules.
// Many sites answer from other addresses in other places: addresses that differ are no interference while the site itself answers there.
import { classifyAddress } from '../catalogue/addresses.ts';
import {
  abroadAnswers,
  type EndpointFacts,
  failureClass,
  resolvesElsewhere,
  saysNoSuchName,
} from './measurement.ts';
import type { DnsAgreement } from './verdict.ts';

/** Undefined when no resolver abroad was asked about it. */
export function dnsAgreement(e: EndpointFacts): DnsAgreement | undefined {
  if (e.abroad.length === 0) return undefined;
  const last = e.open.at(-1);
  const failsHere = last !== undefined && failureClass(last) === 'dns';
  const there = abroadAnswers(e);
  if (there.length === 0) {
    const nobody = e.abroad.length >= 2 && e.abroad.every(saysNoSuchName);
    return failsHere && nobody ? 'gone' : 'unclear';
  }
  if (failsHere) return 'interfered';
  // Over authenticated TLS the site itself has answered, so its name led to it.
  if (e.lastAnswer && e.open.length === 0) return 'consistent';
  const here = e.resolved?.overHttps ? [] : (e.resolved?.answers ?? []);
  if (here.length === 0) return 'unclear';
  if (here.every((a) => classifyAddress(a) !== 'public')) return 'interfered';
  if (!resolvesElsewhere(e)) return 'consistent';
  return last && failureClass(last) === 'stranger_certificate' ? 'interfered' : 'unclear';
}
