// Asks the browser's resolver what a name leads to. Firefox only: Chromium has nothing like it, and the `dns` that some of its builds
// have takes other arguments and throws at once, which would kill the worker's registration if it happened while the script loads.
import type { Observation } from '../../src/observe/observation.ts';
import { OBSERVATION_VERSION } from '../../src/observe/version.ts';
import { browser, ENGINE } from '../browser.ts';

const LIMIT_MS = 8_000;
const MAX_ANSWERS = 16;

export interface ResolveDeps {
  readonly now: () => number;
  readonly newId: () => string;
  readonly network: string;
}

export interface Question {
  readonly target: string;
  readonly endpoint: string;
  readonly host: string;
}

/** Resolves each name; empty where the browser cannot tell. A name without answer gives an observation without answers. Never rejects. */
export async function resolveNames(
  questions: readonly Question[],
  deps: ResolveDeps,
): Promise<Observation[]> {
  if (ENGINE !== 'firefox' || typeof browser.dns?.resolve !== 'function') return [];
  const asked = await Promise.all(questions.map((q) => resolveOne(q, deps)));
  return asked.filter((o) => o !== undefined);
}

async function resolveOne(q: Question, deps: ResolveDeps): Promise<Observation | undefined> {
  const startedAtMs = deps.now();
  let answers: string[] = [];
  let overHttps = false;
  try {
    const limit = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('late')), LIMIT_MS));
    const record = await Promise.race([browser.dns.resolve(q.host, ['bypass_cache']), limit]);
    answers = record.addresses.map((a) => a.toLowerCase()).filter((a) => /^[0-9a-f.:]{2,45}$/.test(a));
    overHttps = String(record.isTRR) === 'true';
  } catch {
    // No answer is an answer: the row says so by being empty.
  }
  return {
    version: OBSERVATION_VERSION,
    id: `resolve:${deps.newId()}`,
    startedAtMs,
    atMs: Math.max(deps.now(), startedAtMs),
    source: 'resolve',
    network: deps.network,
    target: q.target,
    endpoint: q.endpoint,
    scheme: 'none',
    host: q.host,
    port: 0,
    kind: 'other',
    outcome: 'answers',
    answers: answers.slice(0, MAX_ANSWERS),
    overHttps,
  };
}
