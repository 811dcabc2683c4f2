// A file's bytes as text, or why it is none. A list saved by a spreadsheet is UTF-16 as often as UTF-8; a picture is neither.

/** In bytes, and in characters once decoded. */
export const FILE_MAX = 5 * 1024 * 1024;

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/**
 * `binary`: no text at all. `encoding`: perhaps text, but in none of the encodings read here; guessing would turn names into other names.
 */
export type Decoded = { readonly text: string } | { readonly refused: 'binary' | 'too_large' | 'encoding' };

/** The text, without a byte order mark. `decode` gives undefined for bytes that are malformed in that encoding. */
export function decodeFile(
  bytes: Uint8Array,
  decode: (bytes: Uint8Array, encoding: Encoding) => string | undefined,
): Decoded {
  if (bytes.length > FILE_MAX) return { refused: 'too_large' };
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-8' && bytes.includes(0)) return { refused: 'binary' };
  const text = decode(bytes, encoding);
  if (text === undefined) return { refused: hasControls(bytes) ? 'binary' : 'encoding' };
  // UTF-32 begins like UTF-16 and then is full of these.
  if (text.includes('\0')) return { refused: 'binary' };
  return { text: text.replace(/^\ufeff/, '') };
}

/** By the byte order mark; without one it is UTF-8 or nothing. */
function encodingOf([first, second]: Uint8Array): Encoding {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}

/** Bytes that stand in no text of any old 8-bit encoding: controls other than tab, line ends, form feed and escape. */
function hasControls(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte));
}
