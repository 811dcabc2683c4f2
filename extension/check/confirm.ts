// The one round of confirming requests after a failure: the same origin once more (and over plain http, if the page came that way too),
// and for Telegram its data centres and its web address without a name. Everything is returned at once, so that the caller writes all of
// it or nothing.
import type { Control, Endpoint, Service } from '../../src/catalogue/types.ts';
import type { Observation } from '../../src/observe/observation.ts';
import { observeProbe } from '../../src/observe/probe.ts';
import type { ConfirmJob } from '../../src/store.ts';
import type { ProbePlan, Prober } from './probe.ts';
import { READING, withSpeed } from './speed.ts';

/** The same origin: long enough for the resolver's own time-out in Chromium (up to 26 s). */
const ORIGIN_LIMIT_MS = 28_000;
const ADDRESS_LIMIT_MS = 10_000;

export interface ConfirmDeps {
  readonly now: () => number;
  readonly prober: Prober;
  /** Neutral objects to compare a slow site's speed with. */
  readonly rateControls: readonly Control[];
  /** For a round by address only: how long nothing was asked by name. */
  readonly quietMs?: number;
}

/** Sends the round of `job`; never rejects. Observation ids come from the job, so a round run twice writes the same rows. */
export async function confirm(job: ConfirmJob, service: Service, deps: ConfirmDeps): Promise<Observation[]> {
  const byAddress = addresses(service).map(([e, plan]) => ask(job, e.host, plan, deps));
  if (job.byAddressUntilMs !== undefined) return Promise.all(byAddress);
  const http = `http://${job.host}/`;
  const rounds = [
    origin(job, service, deps),
    ...(job.alsoHttp ? [ask(job, job.endpoint, { ...page(http), compare: true }, deps)] : []),
    ...byAddress,
  ];
  return (await Promise.all(rounds)).flat();
}

function page(url: string): ProbePlan {
  return {
    url,
    method: 'GET',
    deadlineMs: ORIGIN_LIMIT_MS,
    ...READING,
  };
}

/** The same origin once; if its body crawls, more often. */
async function origin(job: ConfirmJob, service: Service, deps: ConfirmDeps): Promise<Observation[]> {
  const endpoint = service.endpoints.find((e) => e.host === job.endpoint);
  const path = endpoint?.objectPath && endpoint.host === job.host ? endpoint.objectPath : '/';
  const plan: ProbePlan = {
    ...page(`${job.scheme}://${job.host}:${job.port}${path}`),
    ...(job.scheme === 'http' && { compare: true as const }),
  };
  return withSpeed(await ask(job, job.endpoint, plan, deps), {
    now: deps.now,
    network: job.network,
    rateControls: deps.rateControls,
    again: (name) => ask(job, job.endpoint, plan, deps, name),
    id: job.id,
  });
}

function addresses(service: Service): (readonly [Endpoint, ProbePlan])[] {
  return service.endpoints.flatMap((e): (readonly [Endpoint, ProbePlan])[] => {
    const limits = { deadlineMs: ADDRESS_LIMIT_MS } as const;
    if (e.role === 'by_address') return [[e, { url: `https://${e.host}/`, method: 'GET', ...limits }]];
    if (e.role !== 'data_centre') return [];
    // Telegram's apps speak plain http to both ports.
    return [
      [e, { url: `http://${e.host}/`, method: 'GET', ...limits }],
      [e, { url: `http://${e.host}:443/`, method: 'GET', ...limits }],
    ];
  });
}

async function ask(
  job: ConfirmJob,
  endpoint: string,
  plan: ProbePlan,
  deps: ConfirmDeps,
  suffix = '',
): Promise<Observation> {
  const url = new URL(plan.url);
  const scheme = url.protocol === 'http:' ? 'http' : 'https';
  const port = url.port ? Number(url.port) : scheme === 'http' ? 80 : 443;
  const result = await deps.prober.probe(plan);
  return observeProbe(
    {
      id: `${job.id}:${scheme}:${url.hostname}:${port}`.slice(0, 96 - suffix.length) + suffix,
      source: 'confirm',
      network: job.network,
      target: job.service,
      endpoint,
      scheme,
      host: url.hostname,
      port,
      ...(deps.quietMs !== undefined && { quietMs: Math.min(deps.quietMs, 86_400_000) }),
    },
    result,
  );
}
