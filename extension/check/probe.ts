// One request of our own, and why it ended. `fetch` only says TypeError; the reason is in webRequest, which the background hands to
// `note`. Requests under way live in memory only: they die with the worker, and the job that asked for them comes back.
import type { RequestEvent } from '../../src/observe/event.ts';
import type { Classified } from '../../src/observe/failures.ts';
import type { ProbeResult } from '../../src/observe/probe.ts';
import { browser } from '../browser.ts';
import { readBody } from './body.ts';

/** The browser's own report may come after the promise: Firefox sends it from another process, and on a busy machine that takes its time.
 * Without it a failure has no name, and two that differ in name do not confirm each other. */
const REPORT_WAIT_MS = 5_000;
/** Who answered is worth less of a wait: not every answer has an address. */
const ADDRESS_WAIT_MS = 700;
/** Both browsers stop an idle background after 30 s; any API call shows that it is not idle. */
const KEEP_AWAKE_MS = 15_000;

/** Longest piece of a header that is looked at. */
const MAX_HEADER = 2_048;

export interface ProbePlan {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  /** No headers within this long: silent. */
  readonly deadlineMs: number;
  /** Read the body up to this many bytes; absent: headers are enough. */
  readonly readBytes?: number;
  /** No further byte within this long: frozen. */
  readonly freezeMs?: number;
  /** Reading ends after this long, whatever has come. */
  readonly readMs?: number;
  /** The text of the body is compared with the known block pages. */
  readonly compare?: true;
  /** Instead of `fetch`. */
  readonly send?: typeof fetch;
  /** Ends the request at once: the check was cancelled. */
  readonly signal?: AbortSignal;
}

export interface ProbeDeps {
  readonly now: () => number;
  /** Id of the known block page that a body is. */
  readonly blockPage: (head: Uint8Array) => string | undefined;
  readonly classify: (error: string, plan: ProbePlan) => Classified;
  readonly redirect: (
    event: Extract<RequestEvent, { type: 'redirect' }>,
    plan: ProbePlan,
  ) => Pick<ProbeResult, 'redirectHost' | 'redirectInside' | 'fingerprint'>;
}

interface Flight {
  readonly key: string;
  requestId?: string;
  events: RequestEvent[];
  wake: () => void;
}

/** Sends our own requests and matches the browser's reports to them. */
export class Prober {
  readonly #deps: ProbeDeps;
  readonly #flights = new Set<Flight>();

  constructor(deps: ProbeDeps) {
    this.#deps = deps;
  }

  /** Takes a report about one of our own requests. */
  note(event: RequestEvent): void {
    const key = keyOf(event.origin);
    const flights = [...this.#flights];
    const flight =
      flights.find((f) => f.requestId === event.requestId) ??
      flights.find((f) => f.key === key && f.requestId === undefined);
    if (!flight) return;
    flight.requestId = event.requestId;
    flight.events.push(event);
    flight.wake();
  }

  /** Runs one request to its end or its deadline. Never rejects. */
  async probe(plan: ProbePlan): Promise<ProbeResult> {
    const { now } = this.#deps;
    const startedAtMs = now();
    const flight: Flight = { key: keyOf(plan.url), events: [], wake: () => undefined };
    this.#flights.add(flight);
    const awake = setInterval(() => void browser.storage.session.get('session'), KEEP_AWAKE_MS);
    const abort = new AbortController();
    let silent = false;
    const deadline = setTimeout(() => {
      silent = true;
      abort.abort();
    }, plan.deadlineMs);
    const seen = () => this.#seen(flight);
    const failed = async (got: Partial<ProbeResult> = {}): Promise<ProbeResult> => {
      const atMs = now();
      // Ended by us: nobody waits for the reason.
      const ended = (e: RequestEvent) => e.type === 'error' || (plan.send !== undefined && e.type === 'end');
      if (!plan.signal?.aborted) await this.#report(flight, ended);
      const event = flight.events.find(ended);
      // A WebSocket's handshake that was answered by a page fails for the script alone.
      if (event?.type === 'end')
        return { startedAtMs, atMs, outcome: 'answered', status: event.status ?? 0, ...seen() };
      const said: Classified =
        event?.type === 'error'
          ? this.#deps.classify(event.error, plan)
          : { failure: 'unknown_failure', stage: 'unknown' };
      return { startedAtMs, atMs, outcome: 'error', said, ...seen(), ...got };
    };
    try {
      const response = await (plan.send ?? fetch)(plan.url, {
        method: plan.method,
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'manual',
        referrerPolicy: 'no-referrer',
        signal: plan.signal ? AbortSignal.any([abort.signal, plan.signal]) : abort.signal,
      });
      clearTimeout(deadline);
      const headersAtMs = now();
      if (response.type === 'opaqueredirect') {
        await this.#report(flight, (e) => e.type === 'redirect');
        const event = flight.events.find((e) => e.type === 'redirect');
        const to = event?.type === 'redirect' ? this.#deps.redirect(event, plan) : {};
        return { startedAtMs, atMs: headersAtMs, outcome: 'redirected', ...to, ...seen() };
      }
      // Who answered is told by webRequest, on a busy machine a moment after the answer; an address may be all that a block shows.
      await this.#report(flight, (e) => e.address !== undefined, ADDRESS_WAIT_MS);
      const status = response.status;
      const says = { status, ...noteworthy(response) };
      if (plan.readBytes === undefined) {
        abort.abort();
        return { startedAtMs, atMs: headersAtMs, outcome: 'answered', ...seen(), ...says };
      }
      const body = await readBody(
        response,
        plan.readBytes,
        plan.freezeMs ?? plan.deadlineMs,
        plan.compare ? plan.readBytes : 0,
        plan.readMs,
      );
      const print = plan.compare ? this.#deps.blockPage(body.head) : undefined;
      const got = {
        bodyBytes: body.bytes,
        bodyMs: body.elapsedMs,
        ...(print && { fingerprint: print }),
        ...says,
      };
      abort.abort();
      if (body.end === 'error') return await failed(got);
      return {
        startedAtMs,
        atMs: now(),
        outcome: body.end === 'frozen' ? 'frozen' : 'answered',
        bodyComplete: body.end !== 'frozen',
        ...seen(),
        ...got,
      };
    } catch {
      return silent ? { startedAtMs, atMs: now(), outcome: 'silent', ...seen() } : await failed();
    } finally {
      clearTimeout(deadline);
      clearInterval(awake);
      this.#flights.delete(flight);
    }
  }

  #seen(flight: Flight): Pick<ProbeResult, 'address' | 'proxied'> {
    const address = flight.events.map((e) => e.address).findLast((a) => a !== undefined);
    return {
      ...(address !== undefined && { address }),
      ...(flight.events.some((e) => e.proxied) && { proxied: true }),
    };
  }

  async #report(flight: Flight, found: (e: RequestEvent) => boolean, waitMs = REPORT_WAIT_MS): Promise<void> {
    const until = this.#deps.now() + waitMs;
    while (!flight.events.some(found) && this.#deps.now() < until) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, until - this.#deps.now());
        flight.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

/** What the headers say besides the status. */
function noteworthy({ status, headers }: Response): Pick<ProbeResult, 'blockedBy' | 'challenge'> {
  const link = (headers.get('link') ?? '').slice(0, MAX_HEADER);
  return {
    ...(status === 451 && /rel\s*=\s*"?[^";]*\bblocked-by\b/i.test(link) && { blockedBy: true }),
    ...(headers.get('cf-mitigated') && { challenge: true }),
  };
}

function keyOf(from: string | RequestEvent['origin']): string {
  if (typeof from !== 'string') return `${from.scheme}://${from.host}:${from.port}`;
  const u = new URL(from);
  return `${u.protocol}//${u.hostname}:${u.port || (u.protocol === 'http:' ? 80 : 443)}`;
}
