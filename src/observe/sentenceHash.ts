// Firefox tells TLS errors as a sentence in the person's language. We compare short hashes of sentences, so that neither
// Mozilla's texts are carried nor the person's text is kept.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Characters of one hash: 24 bits, six in each. */
export const HASH_LENGTH = 4;

/** The 24-bit hash of a sentence as four characters. Space at the ends and the kind and length of space between words do not matter. */
export function sentenceHash(sentence: string): string {
  const text = sentence.trim().replace(/\s+/g, ' ');
  let hash = 0x811c9dc5; // FNV-1a, fed with UTF-16 code units instead of bytes
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  const folded = (hash >>> 24) ^ (hash & 0xffffff);
  let written = '';
  for (let shift = 18; shift >= 0; shift -= 6) written += ALPHABET.charAt((folded >>> shift) & 63);
  return written;
}
