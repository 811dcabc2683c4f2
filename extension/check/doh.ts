// Asks two resolvers abroad over https what a name leads to: the one thing that tells a lie of the network's resolver from a name that is
// gone. They learn the name and the person's address, so this runs only when the person switched it on. Hosts from outside the network
// speak JSON here; everything they say is parsed and bounded.
import * as v from 'valibot';
import type { Observation } from '../../src/observe/observation.ts';
import { OBSERVATION_VERSION } from '../../src/observe/version.ts';
import { readBody } from './body.ts';
import type { Question, ResolveDeps } from './resolve.ts';

/** As their makers document them (JSON, `application/dns-json`). */
const RESOLVERS = [
  ['cloudflare', 'https://cloudflare-dns.com/dns-query'],
  ['google', 'https://dns.google/resolve'],
] as const;
const LIMIT_MS = 8_000;
const MAX_BODY_BYTES = 16_384;
const MAX_ANSWERS = 16;
const TYPE_A = 1;
const NXDOMAIN = 3;

const ReplySchema = v.object({
  Status: v.number(),
  Answer: v.optional(
    v.pipe(
      v.array(v.object({ type: v.number(), data: v.pipe(v.string(), v.maxLength(4_096)) })),
      v.maxLength(200),
    ),
  ),
});

/** What each resolver says of the name. Never rejects; a resolver that cannot be reached gives a row that says nothing. */
export async function askAbroad(q: Question, deps: ResolveDeps): Promise<Observation[]> {
  return Promise.all(
    RESOLVERS.map(async ([resolver, url]): Promise<Observation> => {
      const startedAtMs = deps.now();
      const said = await ask(`${url}?name=${encodeURIComponent(q.host)}&type=A`);
      return {
        version: OBSERVATION_VERSION,
        id: `doh:${deps.newId()}`,
        startedAtMs,
        atMs: Math.max(deps.now(), startedAtMs),
        source: 'doh',
        network: deps.network,
        target: q.target,
        endpoint: q.endpoint,
        scheme: 'none',
        host: q.host,
        port: 0,
        kind: 'other',
        outcome: 'answers',
        resolver,
        overHttps: true,
        ...said,
      };
    }),
  );
}

async function ask(url: string): Promise<Pick<Observation, 'answers' | 'failure'>> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/dns-json' },
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const body = await readBody(response, MAX_BODY_BYTES, LIMIT_MS, MAX_BODY_BYTES);
    const parsed = v.safeParse(ReplySchema, JSON.parse(new TextDecoder().decode(body.head)));
    if (!parsed.success) return { failure: 'unknown_failure' };
    const reply = parsed.output;
    const answers = (reply.Answer ?? [])
      .filter((a) => a.type === TYPE_A && /^[0-9.]{7,15}$/.test(a.data))
      .map((a) => a.data)
      .slice(0, MAX_ANSWERS);
    if (answers.length > 0) return { answers };
    if (reply.Status === NXDOMAIN) return { failure: 'dns_nxdomain_error' };
    return { failure: reply.Status === 0 ? 'dns_no_answer' : 'dns_lookup_error' };
  } catch {
    return { failure: 'unknown_failure' };
  }
}
