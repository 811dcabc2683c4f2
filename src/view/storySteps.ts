// The way of one request, step by step: what should have come, what came. Only what was seen is claimed; what a browser does not tell is "not seen".
import { classifyAddress, isTelegramAddress } from '../catalogue/addresses.ts';
import { failureClass } from '../judge/measurement.ts';
import type { Phrase } from './phrase.ts';
import { type Found, STEPS, type Step, type StepName } from './step.ts';
import { cameAtStop, gotAddresses, noteOf, statusOf } from './storyStops.ts';
import { isAlike, isByAddress, type Telling } from './telling.ts';

/** Hosts that are written out. */
const MAX_HOSTS = 8;
/** Rules that compared asking by name with asking the very address. */
const BY_ADDRESS_TOO: ReadonlySet<string> = new Set(['L5', 'L12']);

/** Empty where the request says nothing of the network: stopped in the browser, or carried by a proxy. */
export function stepsOf(telling: Telling): readonly Step[] {
  const { request, verdict } = telling;
  if (request.outcome === 'confounded' || verdict.confounders.includes('proxied')) return [];
  const steps = STEPS.filter(
    (step) => !(step === 'dns' && isByAddress(request)) && !(step === 'tls' && isPlain(telling)),
  );
  const stop = stopOf(telling);
  const failing = stop && steps.includes(stop) ? stop : stop && 'http';
  return steps.map((step) => ({
    step,
    expected: `expect_${step}`,
    ...(failing === undefined || at(step) < at(failing)
      ? passed(step, telling)
      : step === failing
        ? { is: 'failed' as const, ...cameAtStop(step, telling) }
        : { is: 'not_reached' as const }),
    hosts: step === failing ? alikeHosts(telling) : [],
  }));
}

function at(step: StepName): number {
  return STEPS.indexOf(step);
}

function isPlain({ request }: Telling): boolean {
  return request.scheme === 'http' || request.scheme === 'ws';
}

/** The step it stopped at. Where silence does not tell, it is the page that did not come, and how far it got is not seen. */
function stopOf({ verdict, lead, request }: Telling): StepName | undefined {
  if (lead.state === 'ok' || verdict.confounders.includes('plain_http')) return undefined;
  const stage = [lead.stage, request.stage].find((s) => s !== undefined && s !== 'unknown');
  return STEPS.find((step) => step === stage) ?? 'http';
}

/** Whether the request itself shows that this step was behind it. Silence shows nothing: browsers only guess where they waited. */
function isBehind(step: StepName, { request }: Telling): boolean {
  const cls = failureClass(request);
  if (cls === 'silence') return false;
  // A certificate for another name from a bare address is an answer, and is still where it ends.
  const end = request.outcome === 'failure' ? STEPS.find((s) => s === request.stage) : 'body';
  return end !== undefined && at(step) < at(end);
}

function passed(step: StepName, telling: Telling): Found {
  const { request, lead, verdict } = telling;
  // Over plain http an answer may be anybody's.
  const anybodys = verdict.confounders.includes('plain_http');
  const byAddress = BY_ADDRESS_TOO.has(lead.rule) ? { note: 'came_byAddress' } : {};
  switch (step) {
    case 'dns':
      return lookedUp(telling);
    case 'tcp':
      return isBehind('tcp', telling) || lead.rule === 'L5'
        ? { ...FINE, ...byAddress }
        : { ...NOT_SEEN, ...byAddress };
    case 'tls':
      return isBehind('tls', telling) ? FINE : NOT_SEEN;
    case 'http':
      if (!isBehind('http', telling)) return NOT_SEEN;
      return {
        is: anybodys ? 'not_seen' : 'fine',
        came: statusOf(telling) ?? ANSWERED,
        ...(request.redirectHost && { got: request.redirectHost }),
      };
    case 'body':
      if (request.outcome === 'read' && request.bodyComplete)
        return { is: anybodys ? 'not_seen' : 'fine', came: { key: 'outcome_read' } };
      if (anybodys) return NOT_SEEN;
      // The person's own request is a success only when its end came; our own asks for headers alone.
      return request.outcome === 'success' && request.source === 'watch' ? FINE : NOT_SEEN;
  }
}

const ANSWERED: Phrase = { key: 'outcome_success' };
const FINE: Found = { is: 'fine', came: ANSWERED };
const NOT_SEEN: Found = { is: 'not_seen', came: { key: 'came_unseen' } };

/** An address came. That it is the site's own is known when the site proved itself, or spoke TLS, at the end of it, or when others say the same. */
function lookedUp(telling: Telling): Found {
  const { request, lead, addresses } = telling;
  const cls = failureClass(request);
  const right =
    (!isPlain(telling) && isBehind('tls', telling)) ||
    ((cls === 'reset_tls' || cls === 'alert') && isBehind('tcp', telling)) ||
    lead.dns === 'consistent' ||
    (request.target === 'telegram' && addresses.some(isTelegramAddress));
  const more = { ...gotAddresses(addresses), ...noteOf(telling) };
  if (right) return { ...FINE, ...more };
  if (addresses.length === 0) return { ...NOT_SEEN, ...more };
  const odd = addresses.every((address) => classifyAddress(address) !== 'public');
  return { is: 'not_seen', came: { key: odd ? 'came_otherAddress' : 'came_someAddress' }, ...more };
}

function alikeHosts({ verdict, lead }: Telling): readonly string[] {
  const hosts = verdict.endpoints.filter((e) => isAlike(e, lead)).map((e) => e.endpoint);
  return hosts.length > 1 ? hosts.slice(0, MAX_HOSTS) : [];
}
