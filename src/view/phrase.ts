// Something to say, before it is put into a language: the key of a message and what is filled in.

/** Text as it is (a host, never markup), another message, an amount, or an amount in a time. */
export type Value =
  | string
  | { readonly key: string }
  | { readonly bytes: number }
  | { readonly bytes: number; readonly ms: number };

export interface Phrase {
  readonly key: string;
  readonly with?: readonly Value[];
}
