// The lab's name filter must read what browsers and TLS libraries really send, whole or in pieces.
import { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { readClientHello } from '../../lab/client-hello.ts';

/** The first flight of Node's own TLS client. */
function realHello(servername?: string): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({
      read() {},
      write(chunk: Buffer, _, done) {
        resolve(chunk);
        done();
      },
    });
    const socket = connect({ socket: wire, ...(servername !== undefined && { servername }) });
    socket.on('error', () => {});
  });
}

/** The same handshake message in records of at most `size` bytes. */
function inRecords(hello: Buffer, size: number): Buffer {
  const message = hello.subarray(5);
  const records: Buffer[] = [];
  for (let at = 0; at < message.length; at += size) {
    const piece = message.subarray(at, at + size);
    records.push(Buffer.from([0x16, 3, 1, piece.length >> 8, piece.length & 255]), piece);
  }
  return Buffer.concat(records);
}

test('the name of a real hello', async () => {
  expect(readClientHello(await realHello('web.telegram.org'))).toEqual({
    notTls: false,
    name: 'web.telegram.org',
  });
});

test('capitals do not matter', async () => {
  expect(readClientHello(await realHello('T.ME'))).toEqual({ notTls: false, name: 't.me' });
});

test('a hello without a name', async () => {
  expect(readClientHello(await realHello())).toEqual({ notTls: false });
});

test('every incomplete beginning asks for more', async () => {
  const hello = await realHello('mullvad.net');
  for (let length = 0; length < hello.length; length++)
    expect(readClientHello(hello.subarray(0, length)), `${length} bytes`).toBeUndefined();
});

test('a hello cut into several records', async () => {
  const hello = await realHello('mullvad.net');
  for (const size of [1, 3, 64, 200]) {
    const cut = inRecords(hello, size);
    expect(readClientHello(cut), `${size} bytes a record`).toEqual({ notTls: false, name: 'mullvad.net' });
    expect(readClientHello(cut.subarray(0, -1))).toBeUndefined();
  }
});

test('what follows the hello does not matter', async () => {
  const more = Buffer.concat([await realHello('t.me'), Buffer.from([0x14, 3, 3, 0, 1, 1])]);
  expect(readClientHello(more)).toEqual({ notTls: false, name: 't.me' });
});

test('other protocols are not TLS', () => {
  expect(readClientHello(Buffer.from('GET / HTTP/1.1\r\n'))).toEqual({ notTls: true });
  expect(readClientHello(Buffer.from([0xef, 0xef, 0xef, 0xef]))).toEqual({ notTls: true });
  // A handshake message that is no hello.
  expect(readClientHello(Buffer.from([0x16, 3, 3, 0, 4, 2, 0, 0, 0]))).toEqual({ notTls: true });
});

test('a malformed hello has no name and throws nothing', () => {
  const nonsense = Buffer.concat([
    Buffer.from([0x16, 3, 1, 0, 44, 1, 0, 0, 40]),
    Buffer.alloc(34),
    Buffer.alloc(6, 255),
  ]);
  expect(readClientHello(nonsense)).toEqual({ notTls: false });
});
