// Reads the server name out of the first bytes of a TLS connection, as a name filter does (RFC 8446 §4.1.2, RFC 6066 §3).

/** `undefined`: more bytes needed. `notTls`: the bytes are something else. Otherwise the name, absent when none is sent. */
export type HelloReading =
  | undefined
  | { readonly notTls: true }
  | { readonly notTls: false; readonly name?: string };

const HANDSHAKE = 0x16;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;

/** A hello may span several records and packets: Chromium's is about 1.8 kB. */
export function readClientHello(bytes: Buffer): HelloReading {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] !== HANDSHAKE) {
      if (parts.length === 0) return { notTls: true };
      break;
    }
    if (at + 5 > bytes.length) break;
    const length = bytes.readUInt16BE(at + 3);
    parts.push(bytes.subarray(at + 5, Math.min(at + 5 + length, bytes.length)));
    at += 5 + length;
  }
  const hello = Buffer.concat(parts);
  if (hello.length < 4) return undefined;
  if (hello[0] !== CLIENT_HELLO) return { notTls: true };
  const end = 4 + hello.readUIntBE(1, 3);
  if (hello.length < end) return undefined;
  try {
    return findName(hello.subarray(4, end));
  } catch {
    return { notTls: false };
  }
}

function findName(body: Buffer): HelloReading {
  let at = 34; // version and random
  at += 1 + body.readUInt8(at); // session id
  at += 2 + body.readUInt16BE(at); // cipher suites
  at += 1 + body.readUInt8(at); // compression methods
  const end = at + 2 + body.readUInt16BE(at);
  at += 2;
  while (at + 4 <= end) {
    const type = body.readUInt16BE(at);
    const length = body.readUInt16BE(at + 2);
    if (type === SERVER_NAME) {
      const nameLength = body.readUInt16BE(at + 7);
      return { notTls: false, name: body.toString('latin1', at + 9, at + 9 + nameLength).toLowerCase() };
    }
    at += 4 + length;
  }
  return { notTls: false };
}
