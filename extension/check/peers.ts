// Which address answered our own request to a host. `fetch` does not tell and webRequest tells a little later, so whoever asks must wait:
// a control without its address would not show that a proxy on this computer invents all addresses.

/** The browser's report may come this long after the answer. */
const REPORT_WAIT_MS = 700;

/** Who answered, and whether a proxy carried the question (Firefox tells). */
export interface Peer {
  readonly address?: string;
  readonly proxied: boolean;
}

export class Peers {
  readonly #waiting = new Map<string, Set<(peer: Peer) => void>>();

  /** Takes what webRequest said of one of our own requests. */
  note(host: string, { address, proxied }: Peer): void {
    if (address === undefined && !proxied) return;
    for (const wake of this.#waiting.get(host) ?? []) wake({ proxied, ...(address && { address }) });
  }

  /**
   * Call before the request; await the result after it. Undefined when the browser has not told within 0.7 s of being asked for the result.
   */
  expect(host: string): () => Promise<Peer | undefined> {
    let found: (peer: Peer) => void = () => undefined;
    const told = new Promise<Peer>((resolve) => {
      found = resolve;
    });
    const waiting = this.#waiting.get(host) ?? new Set();
    this.#waiting.set(host, waiting.add(found));
    return async () => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), REPORT_WAIT_MS);
      });
      const peer = await Promise.race([told, late]);
      clearTimeout(timer);
      waiting.delete(found);
      return peer;
    };
  }
}
