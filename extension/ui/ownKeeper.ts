// The person's own watch list in the page: every change asks the browser for what it needs first, is kept at once, and can be taken back.
import { admitHost, type Reason, type ToAscii } from '../../src/own/clean.ts';
import { type Decoded, decodeFile, type Encoding, FILE_MAX } from '../../src/own/decode.ts';
import { applyImport, type ImportPreview, readImport } from '../../src/own/import.ts';
import {
  EMPTY_OWN_LIST,
  knownOf,
  move,
  type OwnList,
  parseOwnList,
  patternsOf,
  remove,
  removeFingerprints,
  setGroup,
  setPaused,
} from '../../src/own/list.ts';

/** What came of the last change. */
export type OwnSaid =
  | { readonly kind: 'added' | 'addedPrints' | 'removed' | 'removedPrints'; readonly count: number }
  | { readonly kind: 'paused' | 'resumed' | 'moved' | 'grouped'; readonly host: string }
  | { readonly kind: 'refused' | 'undone' | 'failed' };

/** The list as the page shows it. */
export interface OwnData {
  readonly list: OwnList;
  /** Stored rows that could not be read and are left out. */
  readonly broken: number;
  readonly canUndo: boolean;
  readonly said?: OwnSaid | undefined;
}

export interface OwnDeps {
  readonly now: () => number;
  readonly toAscii: ToAscii;
  /** On the shipped list. */
  readonly isShipped: (host: string) => boolean;
  /** Asks the person; called before anything else in the click. */
  readonly request: (origins: string[]) => Promise<boolean>;
  /** Gives back what is no longer needed. */
  readonly forget: (origins: string[]) => Promise<unknown>;
  /** Stores the list and tells the background. */
  readonly keep: (list: OwnList) => Promise<void>;
  readonly changed: () => void;
}

export class OwnKeeper {
  #data: OwnData = { list: EMPTY_OWN_LIST, broken: 0, canUndo: false };
  #before: OwnList | undefined;
  /** What this page stored and has not heard back of. */
  readonly #written = new Set<string>();
  readonly #deps: OwnDeps;

  constructor(deps: OwnDeps) {
    this.#deps = deps;
  }

  get data(): OwnData {
    return this.#data;
  }

  /** The storage tells of a change: by another tab, or by this page a moment ago. */
  heard(stored: unknown): void {
    if (!this.#written.delete(plain(stored))) this.load(stored);
  }

  /** The list as it is stored. */
  load(stored: unknown): void {
    const { list, broken } = parseOwnList(stored);
    this.#before = undefined;
    this.#show({ list, broken, canUndo: false });
  }

  /** What a text would add. */
  preview(text: string): ImportPreview {
    return readImport(text, knownOf(this.#data.list, this.#deps.isShipped), this.#deps.toAscii);
  }

  /** What a file would add, or why it cannot be read. */
  async previewFile(file: Blob): Promise<ImportPreview | Extract<Decoded, { refused: unknown }>> {
    if (file.size > FILE_MAX) return { refused: 'too_large' };
    const decoded = decodeFile(new Uint8Array(await file.arrayBuffer()), decode);
    return 'refused' in decoded ? decoded : this.preview(decoded.text);
  }

  /** The host of the tab a person came from, or why it cannot be watched. */
  offer(text: string): { readonly host: string } | { readonly host: string; readonly refused: Reason } {
    const admitted = admitHost(text, knownOf(this.#data.list, this.#deps.isShipped), this.#deps.toAscii);
    return 'refused' in admitted ? { host: text.slice(0, 80), ...admitted } : admitted;
  }

  apply(preview: ImportPreview, group: string): Promise<boolean> {
    const next = applyImport(this.#data.list, preview, this.#deps.now(), group);
    const prints = preview.kind === 'fingerprints';
    const count = prints
      ? next.fingerprints.length - this.#data.list.fingerprints.length
      : next.hosts.length - this.#data.list.hosts.length;
    return this.#change(next, { kind: prints ? 'addedPrints' : 'added', count });
  }

  pause(host: string, paused: boolean): Promise<boolean> {
    const next = setPaused(this.#data.list, [host], paused);
    return this.#change(next, { kind: paused ? 'paused' : 'resumed', host });
  }

  group(host: string, group: string): Promise<boolean> {
    return this.#change(setGroup(this.#data.list, [host], group), { kind: 'grouped', host });
  }

  remove(host: string): Promise<boolean> {
    return this.#change(remove(this.#data.list, [host]), { kind: 'removed', count: 1 });
  }

  removePrints(): Promise<boolean> {
    const ids = this.#data.list.fingerprints.map(({ id }) => id);
    return this.#change(removeFingerprints(this.#data.list, ids), {
      kind: 'removedPrints',
      count: ids.length,
    });
  }

  move(host: string, by: 1 | -1): Promise<boolean> {
    const at = this.#data.list.hosts.findIndex((row) => row.host === host);
    return this.#change(move(this.#data.list, host, at + by), { kind: 'moved', host });
  }

  undo(): Promise<boolean> {
    return this.#before ? this.#change(this.#before, { kind: 'undone' }) : Promise.resolve(false);
  }

  /** Asks for the hosts that `next` watches and the present list does not; the question comes before anything that waits. */
  async #change(next: OwnList, said: OwnSaid): Promise<boolean> {
    const before = this.#data;
    const [had, wanted] = [watched(before.list), watched(next)];
    const fresh = [...wanted].filter((host) => !had.has(host));
    if (fresh.length > 0 && !(await this.#deps.request(fresh.flatMap(patternsOf)).catch(() => false))) {
      this.#show({ ...this.#data, said: { kind: 'refused' } });
      return false;
    }
    this.#before = before.list;
    this.#show({ list: next, broken: before.broken, canUndo: said.kind !== 'undone', said });
    this.#written.add(plain(next));
    try {
      await this.#deps.keep(next);
    } catch {
      this.#written.delete(plain(next));
      this.#show({ ...before, said: { kind: 'failed' } });
      return false;
    }
    const kept = new Set(next.hosts.map(({ host }) => host));
    const gone = before.list.hosts.map(({ host }) => host).filter((host) => !kept.has(host));
    if (gone.length > 0) await this.#deps.forget(gone.flatMap(patternsOf)).catch(() => undefined);
    return true;
  }

  #show(data: OwnData): void {
    this.#data = data;
    this.#deps.changed();
  }
}

/** The same text for the same list: browsers give stored fields back in an order of their own. */
function plain(stored: unknown): string {
  return JSON.stringify(parseOwnList(stored).list);
}

/** Undefined for bytes that are malformed. */
function decode(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function watched({ hosts }: OwnList): Set<string> {
  return new Set(hosts.filter(({ paused }) => !paused).map(({ host }) => host));
}
