// Of all that was seen of a service: the host that speaks for it, and the one request that tells best what happened to it.
import { isAddress } from '../catalogue/host.ts';
import { answered, failureClass, windowOf } from '../judge/measurement.ts';
import type { EndpointVerdict, Verdict } from '../judge/verdict.ts';
import type { Observation } from '../observe/observation.ts';

export interface Telling {
  readonly verdict: Verdict;
  /** The host that speaks for the service. */
  readonly lead: EndpointVerdict;
  /** The request of it that tells best. */
  readonly request: Observation;
  /** All that was seen on the network of the verdict, of this service and of controls, oldest first. */
  readonly seen: readonly Observation[];
  /** Where the name of that host led, as far as the browser told. */
  readonly addresses: readonly string[];
  /** The newest observation of that host with the fingerprint of a block, where the verdict counts it. */
  readonly marked?: Observation;
}

/** Undefined when nothing that is left of the observations tells of the verdict. */
export function tellingOf(verdict: Verdict, observations: readonly Observation[]): Telling | undefined {
  const seen = windowOf(observations, verdict.network, verdict.lastSeenAtMs).observations;
  const [lead] = verdict.endpoints
    .map((endpoint) => ({ endpoint, requests: requestsOf(endpoint, seen) }))
    .filter(({ requests }) => requests.length > 0)
    .sort((a, b) => rank(b, verdict) - rank(a, verdict) || newestMs(b) - newestMs(a));
  if (!lead) return undefined;
  const request = tellingRequest(lead.endpoint, lead.requests);
  if (!request) return undefined;
  const ofLead = seen.filter((o) => o.endpoint === lead.endpoint.endpoint);
  const resolved = ofLead.findLast((o) => o.source === 'resolve' && o.answers?.length && !o.overHttps);
  const counts = verdict.state === 'blocked' || verdict.state === 'filtered';
  const marked = counts ? ofLead.findLast((o) => o.fingerprint !== undefined) : undefined;
  return {
    verdict,
    lead: lead.endpoint,
    request,
    seen,
    addresses: resolved?.answers ?? (request.address === undefined ? [] : [request.address]),
    ...(marked && { marked }),
  };
}

/** Of the same finding, by the same rule, as the service's own. */
export function isAlike(
  a: Pick<EndpointVerdict, 'rule' | 'state' | 'stage' | 'method'>,
  b: typeof a,
): boolean {
  return a.rule === b.rule && a.state === b.state && a.stage === b.stage && a.method === b.method;
}

export function isByAddress({ host }: Pick<Observation, 'host'>): boolean {
  return isAddress(host) || host.includes(':');
}

interface Candidate {
  readonly endpoint: EndpointVerdict;
  readonly requests: readonly Observation[];
}

/** What the service's verdict was taken from comes first; of several such hosts the one that the person opened, and a name before an address. */
function rank({ endpoint, requests }: Candidate, verdict: Verdict): number {
  return (
    (isAlike(endpoint, verdict) ? 8 : 0) +
    (endpoint.failure === verdict.failure ? 4 : 0) +
    (requests.some((o) => o.kind === 'main_frame') ? 2 : 0) +
    (isByAddress({ host: endpoint.endpoint }) ? 0 : 1)
  );
}

function newestMs({ requests }: Candidate): number {
  return requests.at(-1)?.atMs ?? 0;
}

function requestsOf({ endpoint }: EndpointVerdict, seen: readonly Observation[]): readonly Observation[] {
  return seen.filter(
    (o) =>
      o.endpoint === endpoint && (o.source === 'watch' || o.source === 'confirm' || o.source === 'check'),
  );
}

/** The newest that shows what the verdict says; where none does, the newest. */
function tellingRequest(lead: EndpointVerdict, requests: readonly Observation[]): Observation | undefined {
  const shows: readonly ((o: Observation) => boolean)[] = [
    (o) => lead.state === 'ok' && answered(o) && failureClass(o) === undefined,
    (o) =>
      (lead.state === 'blocked' || lead.state === 'filtered') &&
      (o.fingerprint !== undefined || o.blockedBy === true),
    (o) => lead.state === 'slow' && o.outcome === 'read',
    (o) => (lead.state === 'down' || lead.state === 'refused') && (o.status ?? 0) >= 400,
    (o) => fails(o, lead) && o.stage === lead.stage,
    (o) => fails(o, lead),
    () => true,
  ];
  for (const one of shows) {
    const found = requests.findLast(one);
    if (found) return found;
  }
  return undefined;
}

function fails(o: Observation, lead: EndpointVerdict): boolean {
  return lead.failure !== undefined && o.failure === lead.failure && failureClass(o) !== undefined;
}
