// What came at the step where a request stopped, and the small phrases of all steps.
import { failureClass } from '../judge/measurement.ts';
import type { Phrase } from './phrase.ts';
import type { Found, StepName } from './step.ts';
import type { Telling } from './telling.ts';

/** Addresses that are written out. */
const MAX_GOT = 4;

/** What came there instead. */
export function cameAtStop(step: StepName, telling: Telling): Omit<Found, 'is'> {
  const { request, lead, marked, addresses } = telling;
  switch (step) {
    case 'dns': {
      const note = noteOf(telling);
      if (marked)
        return {
          came: { key: 'came_blockAddress' },
          ...gotAddresses(marked.answers ?? (marked.address === undefined ? [] : [marked.address])),
          ...note,
        };
      if (isWrongAddress(telling))
        return { came: { key: 'came_otherAddress' }, ...gotAddresses(addresses), ...note };
      return { ...cameInstead(telling), ...note };
    }
    case 'http': {
      const host = request.redirectHost && { got: request.redirectHost };
      if (request.outcome === 'redirect') return { came: { key: 'outcome_redirect' }, ...host };
      if (marked) return { came: { key: 'method_block_page' } };
      const status = statusOf(telling);
      return status ? { came: status } : cameInstead(telling);
    }
    case 'body':
      if (lead.method === 'throttling' && request.bodyBytes !== undefined && request.bodyMs)
        return { came: { key: 'came_rate', with: [{ bytes: request.bodyBytes, ms: request.bodyMs }] } };
      if (failureClass(request) === 'frozen_body')
        return {
          came:
            request.bodyBytes === undefined
              ? { key: 'outcome_headers_only' }
              : { key: 'came_stopped', with: [{ bytes: request.bodyBytes }] },
        };
      return cameInstead(telling);
    default:
      return cameInstead(telling);
  }
}

/** The look-up went wrong not because nothing came, but because of what came. */
export function isWrongAddress({ request, addresses }: Telling): boolean {
  return addresses.length > 0
    ? request.stage !== 'dns' || request.failure === 'dns_bogon_error'
    : request.failure === 'dns_bogon_error';
}

function cameInstead({ request }: Telling): Pick<Found, 'came' | 'tookMs'> {
  return {
    came: { key: request.failure ? `failure_${request.failure}` : `outcome_${request.outcome}` },
    tookMs: request.atMs - request.startedAtMs,
  };
}

export function statusOf({ request }: Telling): Phrase | undefined {
  return request.status ? { key: 'status', with: [String(request.status)] } : undefined;
}

export function gotAddresses(addresses: readonly string[]): Pick<Found, 'got'> {
  return addresses.length > 0 ? { got: addresses.slice(0, MAX_GOT).join(', ') } : {};
}

/** What resolvers abroad say of the name. */
export function noteOf({ lead }: Telling): Pick<Found, 'note'> {
  return lead.dns ? { note: `dns_${lead.dns}` } : {};
}
