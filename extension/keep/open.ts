// Which store there is, by the mode that the person chose; changing the mode; lock, unlock and wipe. What counts is one value in `storage.local`: a
// change writes everything that the new mode needs, then that value, and only then deletes what the old mode had. Every opening deletes the databases
// that are not of the present mode. So a worker killed anywhere leaves the old mode whole or the new one, and never both for long.
import { deleteDB } from 'idb';
import * as v from 'valibot';
import { dayOf } from '../../src/judge/day.ts';
import { isoDay, switchedOff } from '../../src/report/outbox.ts';
import { SlotsSchema } from '../../src/report/slots.ts';
import {
  DAY_MS,
  type Keeper,
  MemoryStore,
  type Store,
  tableOf,
  type Written,
  writtenKey,
} from '../../src/store.ts';
import { STORAGE_MODES, type StorageMode, type StorageState } from '../../src/view/storage.ts';
import { browser } from '../browser.ts';
import { seldom } from '../seldom.ts';
import { NAME, openDatabase } from './database.ts';
import { LockSchema } from './lockRow.ts';
import { goodRows } from './rows.ts';
import { openSealed, type SealedRows } from './sealed.ts';
import { randomId, sessionArea } from './session.ts';
import { beginSessionRows, openSessionRows } from './sessionRows.ts';

const STORAGE = 'storage';
/** Whether reports are on, in the modes whose rows are not on the disk. */
const REPORTING = 'reporting';
/** There while everything is being erased: a killed worker goes on with it. */
const ERASING = 'erasing';
const SLOTS = 'slots slots';

const ChoiceSchema = v.object({
  mode: v.picklist(STORAGE_MODES),
  /** Made anew by every change; names what is kept in the modes that are not `standard`. */
  id: v.string(),
  /** Of `locked`. */
  lock: v.optional(LockSchema),
});
type Choice = v.InferOutput<typeof ChoiceSchema>;
/** Of a value that cannot be read we know only that it was not the usual one: then nothing goes to the disk. */
const StoredSchema = v.fallback(v.optional(ChoiceSchema, { mode: 'standard', id: '' }), {
  mode: 'memory',
  id: '',
});
const ReportingSchema = v.fallback(
  v.optional(
    v.object({
      /** Absent once they were switched off; of that day nothing more is to be reported. */
      slots: v.optional(SlotsSchema),
      /** The last day on which anything was written, in universal time. */
      day: v.number(),
    }),
  ),
  undefined,
);

export interface Opened {
  readonly store: Store;
  readonly state: StorageState;
}
export interface OpenDeps {
  readonly now: () => number;
  /** The browser took the open database away. */
  readonly onClosed: () => void;
}

/** Why a change was refused; a page has words for it. */
export class Refused extends Error {}

/** Opens the store of the present mode. Rejects when `storage.local` or the database cannot be opened. */
export async function openStore({ now, onClosed }: OpenDeps): Promise<Opened> {
  const stored = await browser.storage.local.get([STORAGE, REPORTING, ERASING]);
  if (stored[ERASING]) {
    await wipe();
    stored[STORAGE] = undefined;
  }
  const choice = v.parse(StoredSchema, stored[STORAGE]);
  const cleaned = deleteOthers(choice);
  if (choice.mode === 'standard') {
    const [store] = await Promise.all([openDatabase(now, NAME, onClosed), cleaned]);
    return { store, state: 'standard' };
  }
  await cleaned;
  return openHidden(choice, v.parse(ReportingSchema, stored[REPORTING]), now);
}

/** A store of which nothing readable reaches the disk. */
async function openHidden(
  { id, lock }: Choice,
  kept: v.InferOutput<typeof ReportingSchema>,
  now: () => number,
): Promise<Opened> {
  let reporting = kept;
  // Switched off on an earlier day: that says nothing any more.
  if (reporting && !reporting.slots && reporting.day < dayOf(now())) {
    await browser.storage.local.remove(REPORTING);
    reporting = undefined;
  }
  const session = await openSessionRows(id);
  const sealed = lock && (await openSealed(sealedName(id)).catch(warned));
  let rows: Written = goodRows(session.rows);
  if (session.fresh) {
    // What earlier sessions of this day reported is not known: nothing more of today, so that nothing is reported twice.
    const { made } = switchedOff(
      { rows: [], made: reporting ? [{ day: isoDay(reporting.day * DAY_MS), keys: [], notMade: 0 }] : [] },
      now(),
    );
    rows = Object.fromEntries(made.map((row) => [writtenKey('made', row), row]));
    await session.keep(rows);
  }
  let broken = 0;
  let state: StorageState = lock ? 'locked' : 'memory';
  if (lock && sealed) {
    const name = keyName(id);
    const key = (await sessionArea().get(name))[name];
    if (typeof key === 'string') {
      ({ rows, broken } = await (await seldom()).readSealed(sealed, lock.publicKey, key, goodRows, now()));
      state = 'unlocked';
    }
  }
  if (reporting?.slots) rows = { ...rows, [SLOTS]: reporting.slots };

  async function remember(slots: unknown, day: number): Promise<void> {
    reporting = { ...(slots ? { slots: slots as v.InferOutput<typeof SlotsSchema> } : {}), day };
    await browser.storage.local.set({ [REPORTING]: reporting });
  }
  let sealing: Keeper | undefined;
  const keeper: Keeper = async (written, durability) => {
    const { [SLOTS]: slots, ...rest } = written;
    const day = dayOf(now());
    if (slots || (reporting?.slots && reporting.day !== day)) await remember(slots ?? reporting?.slots, day);
    // First where it stays: what only the session knew would be gone with the browser.
    if (lock && sealed && Object.keys(rest).length > 0) {
      sealing ??= (await seldom()).sealing(sealed, lock.publicKey, now);
      await sealing(rest, durability);
    }
    await session.keep(rest);
    // Last: as long as it says that reports are on, they can be switched off.
    if (slots === null) {
      const reported = Object.keys(rest).some((key) => key.startsWith('made ') && rest[key]);
      if (reported) await remember(undefined, day);
      else await browser.storage.local.remove(REPORTING);
      reporting = undefined;
    }
  };
  const kind = lock && !sealed ? 'memory' : 'chosen';
  return { store: new HiddenStore(kind, rows, keeper, sealed, broken), state };
}

class HiddenStore extends MemoryStore {
  readonly #sealed: SealedRows | undefined;
  readonly #broken: number;

  constructor(
    kind: Store['kind'],
    rows: Written,
    keeper: Keeper,
    sealed: SealedRows | undefined,
    broken: number,
  ) {
    super(kind, rows, keeper);
    this.#sealed = sealed;
    this.#broken = broken;
  }

  override async brokenCount(): Promise<number> {
    return this.#broken;
  }

  override async sweep(nowMs: number, retentionDays: number): Promise<void> {
    await super.sweep(nowMs, retentionDays);
    // What cannot be opened now grows old too.
    await this.#sealed?.sweep(dayOf(nowMs) - retentionDays);
  }

  override async erase(): Promise<void> {
    await super.erase();
    this.#sealed?.close();
  }

  override async moveOut(): Promise<Written> {
    const rows = await super.moveOut();
    this.#sealed?.close();
    return rows;
  }
}

/** Keeps everything in another way from now on; `from` is of no use afterwards. `memory` keeps nothing but whether reports are on. */
export async function changeStorage(
  from: Opened,
  mode: StorageMode,
  passphrase: string | undefined,
  now: () => number,
): Promise<void> {
  if (mode === from.state && mode !== 'locked') return;
  if (mode !== 'memory' && from.state === 'locked') throw new Refused('locked');
  if (mode === 'locked' && passphrase === undefined) throw new Refused('passphrase');
  const made =
    mode === 'locked' && passphrase !== undefined ? await (await seldom()).newLock(passphrase) : undefined;
  const rows = await from.store.moveOut();
  const { [SLOTS]: slots, ...rest } = rows;
  const id = randomId();
  if (mode === 'standard') {
    // Left by an attempt that did not come to its end.
    await deleteDB(NAME);
    const database = await openDatabase(now);
    await database.fill(rows);
    await database.moveOut();
  } else {
    // What was reported is not to be reported again.
    const made = Object.entries(rest).filter(([key]) => tableOf(key) === 'made');
    await beginSessionRows(id, Object.fromEntries(made));
  }
  if (made) {
    const sealed = await openSealed(sealedName(id));
    const { sealedByDay } = await seldom();
    for (const row of await sealedByDay(made.lock.publicKey, rest, now())) await sealed.add(row, 'strict');
    sealed.close();
    await sessionArea().set({ [keyName(id)]: made.key });
  }
  const choice: Choice = { mode, id, ...(made && { lock: made.lock }) };
  // From here on it is so.
  await browser.storage.local.set({
    [STORAGE]: choice,
    // The usual database has it among its rows.
    [REPORTING]: slots && mode !== 'standard' ? { slots, day: dayOf(now()) } : null,
  });
}

/** Until the browser ends, or the person locks it. */
export async function unlock(passphrase: string): Promise<void> {
  const { id, lock } = await chosen();
  if (!lock) return;
  const key = await (await seldom()).openLock(lock, passphrase);
  if (key === undefined) throw new Refused('passphrase');
  await sessionArea().set({ [keyName(id)]: key });
}

export async function lock(): Promise<void> {
  await sessionArea().remove(keyName((await chosen()).id));
}

/** From here on everything will be gone, also when the worker is killed: the next opening goes on with it. */
export async function beginWipe(): Promise<void> {
  await browser.storage.local.set({ [ERASING]: true });
}

/** Everything. The mark of `beginWipe` goes last. Close the store before. */
export async function wipe(): Promise<void> {
  await deleteOthers(undefined);
  await sessionArea().clear();
  await browser.storage.local.clear();
}

async function chosen(): Promise<Choice> {
  return v.parse(StoredSchema, (await browser.storage.local.get(STORAGE))[STORAGE]);
}

/** The databases that are not of this mode. */
async function deleteOthers(choice: Choice | undefined): Promise<void> {
  const kept = choice && (choice.mode === 'standard' ? NAME : sealedName(choice.id));
  const all = await indexedDB.databases();
  await Promise.all(all.map(({ name }) => (name && name !== kept ? deleteDB(name) : undefined)));
}

function sealedName(id: string): string {
  return `${NAME}-locked-${id}`;
}

function keyName(id: string): string {
  return `key ${id}`;
}

function warned(error: unknown): undefined {
  console.warn(error);
}
