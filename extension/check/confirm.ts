// The one round of confirming requests after a failure: controls again, the same origin once more, and for Telegram its data centres
// and its web address without a name. Everything is returned at once, so that the caller writes all of it or nothing.
import type { Endpoint, Service } from '../../src/catalogue/types.ts';
import type { Observation } from '../../src/observe/observation.ts';
import { observeProbe, READ_BYTES } from '../../src/observe/probe.ts';
import type { ConfirmJob } from '../../src/store.ts';
import type { ProbePlan, Prober } from './probe.ts';

/** The same origin: long enough for the resolver's own time-out in Chromium (up to 26 s). */
const ORIGIN_LIMIT_MS = 28_000;
const ADDRESS_LIMIT_MS = 10_000;
const FREEZE_MS = 12_000;

/** Sends the round of `job`; never rejects. Observation ids come from the job, so a round run twice writes the same rows. */
export async function confirm(job: ConfirmJob, service: Service, prober: Prober): Promise<Observation[]> {
  const endpoint = service.endpoints.find((e) => e.host === job.endpoint);
  const path = endpoint?.objectPath && endpoint.host === job.host ? endpoint.objectPath : '/';
  const origin: ProbePlan = {
    url: `${job.scheme}://${job.host}:${job.port}${path}`,
    method: 'GET',
    deadlineMs: ORIGIN_LIMIT_MS,
    readBytes: READ_BYTES,
    freezeMs: FREEZE_MS,
  };
  const rounds = [
    ask(job, job.endpoint, origin, prober),
    ...addresses(service).map(([e, plan]) => ask(job, e.host, plan, prober)),
  ];
  return Promise.all(rounds);
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

async function ask(job: ConfirmJob, endpoint: string, plan: ProbePlan, prober: Prober): Promise<Observation> {
  const url = new URL(plan.url);
  const scheme = url.protocol === 'http:' ? 'http' : 'https';
  const port = url.port ? Number(url.port) : scheme === 'http' ? 80 : 443;
  const result = await prober.probe(plan);
  return observeProbe(
    {
      id: `${job.id}:${scheme}:${url.hostname}:${port}`.slice(0, 96),
      source: 'confirm',
      network: job.network,
      target: job.service,
      endpoint,
      scheme,
      host: url.hostname,
      port,
    },
    result,
  );
}
