// Types of the parts of firefox-sentences.mjs that tests use.

/** Code → sentence, from each of Firefox's two sources. */
export interface LocaleSentences {
  readonly properties: ReadonlyMap<string, string>;
  readonly ftl: ReadonlyMap<string, string>;
}
export interface Table {
  readonly columns: string;
  readonly rows: Readonly<Record<string, string>>;
  readonly leftOut: readonly string[];
  readonly refused: readonly string[];
}
export interface TableCore {
  readonly sentenceHash: (sentence: string) => string;
  readonly SENTENCE_CODES: readonly string[];
  readonly tlsLetter: (code: string) => string | undefined;
  readonly HASH_LENGTH: number;
}
export const LOCALES: readonly string[];
export function findFirefox(): string | undefined;
export function readFirefox(directory: string): {
  readonly version: string;
  readonly sentences: ReadonlyMap<string, LocaleSentences>;
};
export function makeTable(sentences: ReadonlyMap<string, LocaleSentences>, core: TableCore): Table;
export function differences(
  made: Pick<Table, 'columns' | 'rows'>,
  written: { readonly FIREFOX_COLUMNS: string; readonly FIREFOX_SENTENCES: Readonly<Record<string, string>> },
  whole: boolean,
  hashLength: number,
): string[];
