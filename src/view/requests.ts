// Every request that the extension itself has made, host by host: what the page "What can this see?" shows, so that nobody has to take our word.
import type { Observation } from '../observe/observation.ts';

/** How far back they are told. */
export const REQUESTS_DAYS = 30;

/** Why a request was made: the sources of observations but the person's own, and what a page asked in a click. */
export type RequestReason = Exclude<Observation['source'], 'watch'> | 'store' | 'ooni';

export interface RequestRow {
  /** For `resolve` it is the name that the browser's resolver was asked about: the host itself was not contacted. */
  readonly host: string;
  readonly count: number;
  /** Most often first. */
  readonly reasons: readonly { readonly reason: RequestReason; readonly count: number }[];
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** A request that left no observation. */
export interface Asked {
  readonly atMs: number;
  readonly host: string;
  readonly why: 'store' | 'ooni';
}

/** Hosts told apart; more than the whole list, the controls, the stores and a person's own sites have. */
const MAX_HOSTS = 5_000;

/** Who is asked over https what a name leads to, by the id in the rows. */
const RESOLVER_HOSTS: ReadonlyMap<string, string> = new Map([
  ['cloudflare', 'cloudflare-dns.com'],
  ['google', 'dns.google'],
]);

interface Tally {
  readonly whys: Map<RequestReason, number>;
  firstMs: number;
  lastMs: number;
}

/** Takes observations as they are read, page by page, and holds only one short row for each host. */
export class Requests {
  readonly #hosts = new Map<string, Tally>();

  add(observations: readonly Observation[]): void {
    for (const { source, host, resolver, atMs } of observations) {
      if (source === 'watch') continue;
      // Whom a resolver abroad was asked about is not whom we asked.
      this.#note(resolver === undefined ? host : (RESOLVER_HOSTS.get(resolver) ?? resolver), source, atMs);
    }
  }

  addAsked(asked: readonly Asked[]): void {
    for (const { host, why, atMs } of asked) this.#note(host, why, atMs);
  }

  /** Lately asked first. */
  rows(): RequestRow[] {
    return [...this.#hosts]
      .map(([host, { whys, firstMs, lastMs }]) => {
        const reasons = [...whys]
          .map(([reason, count]) => ({ reason, count }))
          .sort((a, b) => b.count - a.count);
        const count = reasons.reduce((sum, one) => sum + one.count, 0);
        return { host, count, reasons, firstAtMs: firstMs, lastAtMs: lastMs };
      })
      .sort((a, b) => b.lastAtMs - a.lastAtMs || (a.host < b.host ? -1 : 1));
  }

  #note(host: string, why: RequestReason, atMs: number): void {
    const known = this.#hosts.get(host);
    if (!known && this.#hosts.size >= MAX_HOSTS) return;
    const tally = known ?? { whys: new Map<RequestReason, number>(), firstMs: atMs, lastMs: atMs };
    tally.whys.set(why, (tally.whys.get(why) ?? 0) + 1);
    tally.firstMs = Math.min(tally.firstMs, atMs);
    tally.lastMs = Math.max(tally.lastMs, atMs);
    this.#hosts.set(host, tally);
  }
}
