// Puts what the core wants to say into the language of the page.
import type { Phrase, Value } from '../../src/view/phrase.ts';
import type { Text } from './text.ts';

/** The message with everything filled in. What is filled in as it is keeps its own direction of writing, as in `<bdi>`. */
export function sayIn({ key, with: values = [] }: Phrase, t: Text): string {
  return t(
    key,
    values.map((value) => valueIn(value, t)),
  );
}

function valueIn(value: Value, t: Text): string {
  if (typeof value === 'string') return `\u2068${value}\u2069`;
  if ('key' in value) return t(value.key);
  return 'ms' in value ? t.rate(value.bytes, value.ms) : t.bytes(value.bytes);
}
