// What must outlive the worker but never reach the disk: requests under way, the browser session's id, the present network, restored tabs.
// One key a request, so that two events of different requests never overwrite each other. Bounded by age and by the browser's own end.
import * as v from 'valibot';
import { PENDING_MAX_AGE_MS, type PendingRequest } from '../../src/observe/pending.ts';
import { browser } from '../browser.ts';

const REQUEST = 'request:';
/** Requests under way at once that are remembered; a page with more is not one a person waits for. */
const MAX_PENDING = 200;

/** One stretch of being connected. */
export interface Epoch {
  readonly network: string;
  readonly sinceMs: number;
  /** False for the first of a browser session: nothing changed, we only began to look. */
  readonly changed: boolean;
}

const EpochSchema = v.object({ network: v.string(), sinceMs: v.number(), changed: v.boolean() });
const RestoredSchema = v.object({ tabs: v.array(v.number()), atMs: v.number() });

function area(): typeof browser.storage.session {
  return browser.storage.session;
}

export { area as sessionArea };

/** What is there, without reading it: rows may be there too, megabytes of them. Firefox before 143 has to read. */
export async function keysOf(): Promise<string[]> {
  const { getKeys } = area() as { getKeys?: () => Promise<string[]> };
  return getKeys ? getKeys.call(area()) : Object.keys(await area().get(null));
}

export async function putPending(p: PendingRequest): Promise<void> {
  await area().set({ [REQUEST + p.requestId]: p });
}

export async function getPending(requestId: string): Promise<PendingRequest | undefined> {
  const key = REQUEST + requestId;
  return (await area().get(key))[key] as PendingRequest | undefined;
}

export async function dropPending(requestId: string): Promise<void> {
  await area().remove(REQUEST + requestId);
}

/** All requests under way; leftovers of killed workers and surplus are dropped on the way. */
export async function allPending(nowMs: number): Promise<PendingRequest[]> {
  const stored = await area().get((await keysOf()).filter((key) => key.startsWith(REQUEST)));
  const pending = Object.values(stored as Record<string, PendingRequest>).sort(
    (a, b) => b.startedAtMs - a.startedAtMs,
  );
  const kept = pending.filter((p, i) => i < MAX_PENDING && nowMs - p.startedAtMs < PENDING_MAX_AGE_MS);
  const gone = pending.filter((p) => !kept.includes(p));
  if (gone.length > 0) await area().remove(gone.map((p) => REQUEST + p.requestId));
  return kept;
}

/** Random id of this browser session: request ids start anew with every start of the browser. */
export async function sessionId(): Promise<string> {
  const { session } = await area().get('session');
  if (typeof session === 'string') return session;
  const fresh = randomId();
  await area().set({ session: fresh });
  return fresh;
}

export async function epoch(nowMs: number): Promise<Epoch> {
  const { epoch: stored } = await area().get('epoch');
  const parsed = v.safeParse(EpochSchema, stored);
  if (parsed.success) return parsed.output;
  const first: Epoch = { network: randomId(), sinceMs: nowMs, changed: false };
  await area().set({ epoch: first });
  return first;
}

/** The network changed: everything seen before belongs to another measurement. */
export async function newEpoch(nowMs: number): Promise<Epoch> {
  const next: Epoch = { network: randomId(), sinceMs: nowMs, changed: true };
  await area().set({ epoch: next });
  return next;
}

/** Telegram was asked for by name just now, by the person or by us. */
export async function rememberByName(atMs: number): Promise<void> {
  await area().set({ byNameAtMs: atMs });
}

/** When that was last; undefined when not in this browser session. */
export async function byNameAtMs(): Promise<number | undefined> {
  const { byNameAtMs: stored } = await area().get('byNameAtMs');
  return typeof stored === 'number' ? stored : undefined;
}

/** The person was told of a change just now. When that was is itself something that was seen. */
export async function rememberNotified(atMs: number): Promise<void> {
  await area().set({ notifiedAtMs: atMs });
}

/** When they last were; undefined when not in this browser session. */
export async function notifiedAtMs(): Promise<number | undefined> {
  const { notifiedAtMs: stored } = await area().get('notifiedAtMs');
  return typeof stored === 'number' ? stored : undefined;
}

export async function rememberRestored(tabs: readonly number[], atMs: number): Promise<void> {
  await area().set({ restored: { tabs, atMs } });
}

export async function restoredTabs(): Promise<{ tabs: readonly number[]; atMs: number } | undefined> {
  const { restored } = await area().get('restored');
  const parsed = v.safeParse(RestoredSchema, restored);
  return parsed.success ? parsed.output : undefined;
}

/** 64 random bits; never derived from anything. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((b) => b.toString(16).padStart(2, '0')).join('');
}
