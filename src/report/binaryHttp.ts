// Binary HTTP (RFC 9292) in its known-length form: the request and the answer that Oblivious HTTP seals. Only what a report needs: no
// indeterminate length, no trailers of our own, text that is ASCII. What was read is bounded by what came in, and anything odd reads as nothing.

/** Name in lower case, and value. */
export type Field = readonly [name: string, value: string];

export interface BinaryRequest {
  readonly method: string;
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly fields: readonly Field[];
  readonly content: Uint8Array;
}

export interface BinaryResponse {
  readonly status: number;
  readonly fields: readonly Field[];
  readonly content: Uint8Array;
}

const KNOWN_LENGTH_REQUEST = 0;
const KNOWN_LENGTH_RESPONSE = 1;

/** The message, filled up with zeros to `bytes`. Throws when it is longer than that. */
export function encodeRequest(request: BinaryRequest, bytes = 0): Uint8Array<ArrayBuffer> {
  const control = [request.method, request.scheme, request.authority, request.path].map(asciiBytes);
  return message(
    [varint(KNOWN_LENGTH_REQUEST), ...control.map(withLength)],
    request.fields,
    request.content,
    bytes,
  );
}

/** The message, filled up with zeros to `bytes`. Throws when it is longer than that. */
export function encodeResponse(response: BinaryResponse, bytes = 0): Uint8Array<ArrayBuffer> {
  return message(
    [varint(KNOWN_LENGTH_RESPONSE), varint(response.status)],
    response.fields,
    response.content,
    bytes,
  );
}

/** Undefined when the bytes are no known-length request. */
export function decodeRequest(bytes: Uint8Array): BinaryRequest | undefined {
  return reading(bytes, (reader) => {
    if (reader.varint() !== KNOWN_LENGTH_REQUEST) throw new Malformed();
    const [method, scheme, authority, path] = [reader.text(), reader.text(), reader.text(), reader.text()];
    if (!TOKEN.test(method) || scheme === '' || path === '') throw new Malformed();
    return { method, scheme, authority, path, ...reader.rest() };
  });
}

/** Undefined when the bytes are no known-length response. Informational responses before the final one are skipped. */
export function decodeResponse(bytes: Uint8Array): BinaryResponse | undefined {
  return reading(bytes, (reader) => {
    if (reader.varint() !== KNOWN_LENGTH_RESPONSE) throw new Malformed();
    let status = reader.varint();
    for (; status >= 100 && status < 200; status = reader.varint()) reader.fields();
    if (status < 200 || status > 599) throw new Malformed();
    return { status, ...reader.rest() };
  });
}

/** One byte a letter. Throws on letters outside ASCII. */
export function asciiBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) throw new RangeError('not ASCII');
    bytes[i] = code;
  }
  return bytes;
}

/** Undefined when a byte is not ASCII. */
export function asciiText(bytes: Uint8Array): string | undefined {
  let text = '';
  for (const byte of bytes) {
    if (byte > 0x7f) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** One after the other. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Empty sections at the end may be left out (section 3.8); read from the padding, their lengths are zero again. */
function message(
  control: readonly Uint8Array[],
  fields: readonly Field[],
  content: Uint8Array,
  bytes: number,
): Uint8Array<ArrayBuffer> {
  const lines = joinBytes(
    fields.flatMap(([name, value]) => [withLength(asciiBytes(name)), withLength(asciiBytes(value))]),
  );
  const sections = content.length > 0 ? [lines, content] : lines.length > 0 ? [lines] : [];
  const whole = joinBytes([...control, ...sections.map(withLength)]);
  if (bytes === 0) return whole;
  if (whole.length > bytes) throw new RangeError(`a message of ${whole.length} bytes, where ${bytes} fit`);
  const padded = new Uint8Array(bytes);
  padded.set(whole);
  return padded;
}

function withLength(bytes: Uint8Array): Uint8Array {
  return joinBytes([varint(bytes.length), bytes]);
}

/** Variable-length integer of RFC 9000, section 16. Nothing here is longer than four bytes can say. */
function varint(value: number): Uint8Array {
  if (value < 0x40) return Uint8Array.of(value);
  if (value < 0x4000) return Uint8Array.of(0x40 | (value >> 8), value & 0xff);
  if (value < 0x4000_0000)
    return Uint8Array.of(0x80 | (value >> 24), (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff);
  throw new RangeError(`${value} is too large`);
}

/** Caught where the reading began. */
class Malformed extends Error {}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const FIELD_VALUE = /^(?:[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)?$/;

function reading<T>(bytes: Uint8Array, read: (reader: Reader) => T): T | undefined {
  try {
    return read(new Reader(bytes));
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  varint(): number {
    const first = this.#take(1)[0] as number;
    let value = first & 0x3f;
    for (const byte of this.#take((1 << (first >> 6)) - 1)) value = value * 256 + byte;
    return value;
  }

  text(): string {
    const text = asciiText(this.#take(this.varint()));
    if (text === undefined) throw new Malformed();
    return text;
  }

  fields(): Field[] {
    const section = new Reader(this.#take(this.#lengthOrEnd()));
    const fields: Field[] = [];
    while (section.#at < section.#bytes.length) {
      const name = section.text();
      const value = section.text();
      if (!FIELD_NAME.test(name) || !FIELD_VALUE.test(value)) throw new Malformed();
      fields.push([name, value]);
    }
    return fields;
  }

  /** Fields, content, trailers (which say nothing to us) and padding. */
  rest(): { readonly fields: readonly Field[]; readonly content: Uint8Array } {
    const fields = this.fields();
    const content = this.#take(this.#lengthOrEnd());
    this.fields();
    if (this.#take(this.#bytes.length - this.#at).some((byte) => byte !== 0)) throw new Malformed();
    return { fields, content };
  }

  /** A message may end where only empty sections would follow. */
  #lengthOrEnd(): number {
    return this.#at === this.#bytes.length ? 0 : this.varint();
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw new Malformed();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
