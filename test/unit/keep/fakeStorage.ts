// `storage.local` and `storage.session` of one browser, and a worker that can be killed before any of its writes: the write that would have been the
// nth, and every one after it, fails.

type Items = Record<string, unknown>;

/** Counts writes of every kind; after `killAt` of them nothing is written any more. */
export const life = { writes: 0, killAt: Number.POSITIVE_INFINITY };

export function writing(): void {
  if (++life.writes >= life.killAt) throw new Error('killed');
}

export function liveUntil(killAt: number): void {
  life.writes = 0;
  life.killAt = killAt;
}

export class FakeArea {
  items = new Map<string, string>();
  /** More does not go in. */
  mostItems = Number.POSITIVE_INFINITY;

  async get(keys: string | readonly string[] | null): Promise<Items> {
    const wanted = keys === null ? [...this.items.keys()] : [keys].flat();
    return Object.fromEntries(
      wanted.flatMap((key) => {
        const item = this.items.get(key);
        return item === undefined ? [] : [[key, JSON.parse(item)]];
      }),
    );
  }

  async getKeys(): Promise<string[]> {
    return [...this.items.keys()];
  }

  async set(items: Items): Promise<void> {
    writing();
    if (new Set([...this.items.keys(), ...Object.keys(items)]).size > this.mostItems)
      throw new Error('QUOTA_BYTES');
    for (const [key, value] of Object.entries(items)) {
      // As browsers have it: there is no such thing as undefined.
      if (value !== undefined) this.items.set(key, JSON.stringify(value));
    }
  }

  async remove(keys: string | readonly string[]): Promise<void> {
    writing();
    for (const key of [keys].flat()) this.items.delete(key);
  }

  async clear(): Promise<void> {
    writing();
    this.items.clear();
  }
}

export const local = new FakeArea();
export const session = new FakeArea();

/** What the extension takes from its browser. */
export const browser = { storage: { local, session } };
