// Follows every watched request from its start to its end or its silence and turns that into observations. The lifecycle of a pending
// row: made at `start`; touched at `headers`; ended by `end`, `error` or `redirect`, whichever order the browser delivers them in;
// judged silent by a timer, or by the alarm if the worker was killed meanwhile; dropped after ten minutes in any case.
import { isAddress } from '../../src/catalogue/host.ts';
import type { Endpoint, Service } from '../../src/catalogue/types.ts';
import type { Allowed, Circumstances } from '../../src/judge/trigger.ts';
import type { RequestEvent } from '../../src/observe/event.ts';
import type { Classified } from '../../src/observe/failures.ts';
import type { Observation } from '../../src/observe/observation.ts';
import {
  canStall,
  failed,
  headersOnly,
  type PendingRequest,
  type RedirectTarget,
  redirected,
  silentSinceMs,
  stalled,
  stallLimitMs,
  succeeded,
} from '../../src/observe/pending.ts';

/** What following needs from the rest; the composition root supplies it. */
export interface FollowDeps {
  readonly now: () => number;
  readonly match: (host: string) => { service: Service; endpoint: Endpoint } | undefined;
  readonly classify: (error: string, p: PendingRequest) => Classified;
  readonly redirectTarget: (
    p: PendingRequest,
    to: { host: string; path: string; query: string },
  ) => RedirectTarget;
  readonly allowed: (
    c: Omit<Circumstances, 'networkChangedMsAgo' | 'restored' | 'confirmEnabled'>,
    tabId: number,
  ) => Promise<Allowed>;
  readonly online: () => boolean;
  readonly network: () => Promise<string>;
  readonly session: () => Promise<string>;
  readonly controlElapsedMs: () => Promise<number | undefined>;
  readonly getPending: (requestId: string) => Promise<PendingRequest | undefined>;
  readonly putPending: (p: PendingRequest) => Promise<void>;
  readonly dropPending: (requestId: string) => Promise<void>;
  readonly allPending: () => Promise<PendingRequest[]>;
  /** Runs `fn` after all that was queued before; `delayMs` by a timer. Tells `fn` whether the machine slept meanwhile. */
  readonly later: (delayMs: number, fn: (slept: boolean) => Promise<void>) => void;
  /** Telegram was asked for by name. */
  readonly askedByName: () => Promise<void>;
  /** Keeps an observation; resolves after the commit. */
  readonly keep: (o: Observation, p: PendingRequest) => Promise<void>;
}

/** Hosts whose last outcome is remembered. */
const MAX_HOSTS = 500;
/** A success just like the last one of its host, this soon after it, is not even taken to the store. */
const SAME_SUCCESS_MS = 60_000;
/** Ends seen lately, so that a start delivered after its end is not taken for a request that hangs. */
const MAX_ENDED = 500;

export class Follower {
  readonly #deps: FollowDeps;
  /** Request → when it ended. */
  readonly #ended = new Map<string, number>();
  /** Host → what was last kept of it. Only ever saves work: the store folds repeats anyway. */
  readonly #last = new Map<string, { readonly what: string; readonly atMs: number }>();

  constructor(deps: FollowDeps) {
    this.#deps = deps;
  }

  /** Handles one event; resolves when what it means is stored. */
  async handle(event: RequestEvent): Promise<void> {
    if (event.type === 'start') return this.#start(event);
    // Of what cannot stall only the end counts.
    if (event.type === 'headers' && !canStall(event.kind)) return;
    const pending = (await this.#deps.getPending(event.requestId)) ?? (await this.#pendingFrom(event));
    if (!pending) return;
    const facts = {
      atMs: event.atMs,
      ...(event.status !== undefined && { status: event.status }),
      ...(event.address !== undefined && { address: event.address }),
    };
    const p: PendingRequest = event.proxied
      ? { ...pending, proxied: true, controls: false, confirm: false }
      : pending;
    if (event.type === 'headers') {
      if (this.#isOver(event)) return;
      // From the browser's own cache: says nothing, and its body will not hang on the network.
      if (event.fromCache) return void (await this.#deps.dropPending(event.requestId));
      const next: PendingRequest = {
        ...p,
        headersAtMs: event.atMs,
        ...(event.status !== undefined && { status: event.status }),
        ...(event.address !== undefined && { address: event.address }),
      };
      await this.#deps.putPending(next);
      if (next.kind === 'main_frame') await this.#watchSilence(next);
      return;
    }
    this.#remember(event);
    let observation: Observation | undefined;
    if (event.type === 'error') {
      const said: Classified = this.#deps.online()
        ? this.#deps.classify(event.error, p)
        : { confounder: 'offline' };
      observation = failed(p, said, facts);
    } else if (event.type === 'redirect') {
      // The browser's own upgrade to https has no peer: nothing came from the network.
      if (event.to && event.address !== undefined)
        observation = redirected(p, this.#deps.redirectTarget(p, event.to), facts);
      // No cache answers a WebSocket; where an extension has rules for headers Chromium does not tell who did.
    } else if ((event.address !== undefined || event.kind === 'websocket') && !event.fromCache) {
      observation = succeeded(p, { ...facts, blockedBy: event.blockedBy, challenge: event.challenge });
    }
    if (observation && this.#isNews(observation)) await this.#deps.keep(observation, p);
    await this.#deps.dropPending(event.requestId);
  }

  /**
   * Looks for requests that have been silent too long; called by timers and by the alarm. A machine that slept heard nothing meanwhile:
   * then silence begins anew.
   */
  async sweep(slept = false): Promise<void> {
    const nowMs = this.#deps.now();
    const limitMs = stallLimitMs(await this.#deps.controlElapsedMs());
    for (const p of await this.#deps.allPending()) {
      const counts = p.headersAtMs === undefined ? canStall(p.kind) : p.kind === 'main_frame';
      if (counts && nowMs - silentSinceMs(p) >= limitMs) {
        if (!this.#deps.online()) continue;
        if (slept) {
          const awake = { ...p, awakeAtMs: nowMs };
          await this.#deps.putPending(awake);
          await this.#watchSilence(awake);
          continue;
        }
        const silent = p.headersAtMs === undefined ? stalled(p, nowMs) : headersOnly(p, nowMs);
        this.#isNews(silent);
        await this.#deps.keep(silent, p);
      }
    }
  }

  async #start(event: RequestEvent): Promise<void> {
    if (this.#isOver(event)) return;
    const made = await this.#pendingFrom(event);
    if (!made) return;
    // Headers may be delivered before the start they belong to.
    const early = await this.#deps.getPending(event.requestId);
    const same =
      early?.host === made.host && early.scheme === made.scheme && (early.headersAtMs ?? -1) >= event.atMs;
    if (made.service === 'telegram' && !isAddress(made.host)) await this.#deps.askedByName();
    const pending: PendingRequest = same ? { ...early, startedAtMs: made.startedAtMs } : made;
    await this.#deps.putPending(pending);
    if (canStall(pending.kind)) await this.#watchSilence(pending);
  }

  async #watchSilence(p: PendingRequest): Promise<void> {
    const limitMs = stallLimitMs(await this.#deps.controlElapsedMs());
    const delayMs = silentSinceMs(p) + limitMs - this.#deps.now();
    this.#deps.later(Math.max(0, delayMs) + 20, (slept) => this.sweep(slept));
  }

  async #pendingFrom(event: RequestEvent): Promise<PendingRequest | undefined> {
    const hit = this.#deps.match(event.origin.host);
    if (!hit) return undefined;
    const allowed = await this.#deps.allowed(
      {
        kind: event.kind,
        role: hit.endpoint.role,
        inTab: event.tabId >= 0,
        prerendered: event.prerendered,
        proxied: event.proxied,
      },
      event.tabId,
    );
    return {
      requestId: event.requestId,
      session: await this.#deps.session(),
      service: hit.service.id,
      endpoint: hit.endpoint.host,
      scheme: event.origin.scheme,
      host: event.origin.host,
      port: event.origin.port,
      kind: event.kind,
      startedAtMs: event.atMs,
      network: await this.#deps.network(),
      controls: allowed.controls,
      confirm: allowed.confirm,
      ...(event.proxied && { proxied: true }),
    };
  }

  /** False for a success inside a page that only repeats the last of its host. Whatever else is kept of the host makes the next one news. */
  #isNews(o: Observation): boolean {
    const key = `${o.scheme} ${o.host} ${o.network}`;
    const what = `${o.outcome} ${o.status}`;
    const last = this.#last.get(key);
    const inside = o.outcome === 'success' && o.kind !== 'main_frame';
    if (inside && last?.what === what && o.atMs - last.atMs < SAME_SUCCESS_MS) return false;
    this.#last.set(key, { what, atMs: o.atMs });
    if (this.#last.size > MAX_HOSTS) forgetFirst(this.#last);
    return true;
  }

  /** An event older than the end of its request was delivered late. A redirect to the same host starts again under the same id, later. */
  #isOver(event: RequestEvent): boolean {
    const endedAtMs = this.#ended.get(keyOf(event));
    return endedAtMs !== undefined && event.atMs < endedAtMs;
  }

  #remember(event: RequestEvent): void {
    this.#ended.set(keyOf(event), event.atMs);
    if (this.#ended.size > MAX_ENDED) forgetFirst(this.#ended);
  }
}

function forgetFirst(collection: { keys(): IterableIterator<string>; delete(key: string): boolean }): void {
  for (const oldest of collection.keys()) {
    collection.delete(oldest);
    return;
  }
}

/** A redirect goes on under the same request id: the address makes it another request. */
function keyOf(e: RequestEvent): string {
  return `${e.requestId} ${e.origin.scheme} ${e.origin.host}`;
}
