// Binary HTTP, byte for byte against the messages of RFC 9458, and against whatever else might come.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asciiBytes,
  asciiText,
  type BinaryRequest,
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
} from '../../../src/report/binaryHttp.ts';
import { bytesOfHex, hexOfBytes } from '../../../src/report/ohttp.ts';
import VECTORS from './rfc9458-appendix-a.json' with { type: 'json' };

const NOTHING = new Uint8Array();
const GET: BinaryRequest = {
  method: 'GET',
  scheme: 'https',
  authority: 'example.com',
  path: '/',
  fields: [],
  content: NOTHING,
};

/** What the grammar allows, short. */
const token = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
const value = fc.stringMatching(/^[!-~](?:[ -~]{0,200}[!-~])?$/);
const fields = fc.array(fc.tuple(token, value), { maxLength: 8 });
const content = fc.uint8Array({ maxLength: 700 });
const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT'),
  scheme: fc.constant('https'),
  authority: fc.stringMatching(/^[a-z0-9.:-]{0,80}$/),
  path: fc.stringMatching(/^\/[!-~]{0,200}$/),
  fields,
  content,
});

/** With the content as hexadecimal, which compares faster than bytes. */
const plain = <T extends { content: Uint8Array }>(read: T | undefined) =>
  read && { ...read, content: hexOfBytes(read.content) };

describe('the messages of RFC 9458', () => {
  it('are written byte for byte', () => {
    expect(hexOfBytes(encodeRequest(GET))).toBe(VECTORS.binaryHttpRequest);
    expect(hexOfBytes(encodeResponse({ status: 200, fields: [], content: NOTHING }))).toBe(
      VECTORS.binaryHttpResponse,
    );
  });

  it('are read', () => {
    expect(decodeRequest(bytesOfHex(VECTORS.binaryHttpRequest))).toEqual(GET);
    expect(decodeResponse(bytesOfHex(VECTORS.binaryHttpResponse))?.status).toBe(200);
  });
});

describe('a message', () => {
  it('comes back as it was, padded or not', () => {
    fc.assert(
      fc.property(request, fc.integer({ min: 0, max: 100 }), (sent, more) => {
        const bare = encodeRequest(sent);
        const padded = encodeRequest(sent, bare.length + more);
        expect(padded.length).toBe(bare.length + more);
        expect(plain(decodeRequest(bare))).toEqual(plain(sent));
        expect(plain(decodeRequest(padded))).toEqual(plain(sent));
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fields, content, (status, f, c) => {
        const sent = { status, fields: f, content: c };
        expect(plain(decodeResponse(encodeResponse(sent, 8192)))).toEqual(plain(sent));
      }),
    );
  });

  it('that does not fit is not written', () => {
    expect(() => encodeRequest({ ...GET, content: new Uint8Array(100) }, 99)).toThrow(/99 fit/);
    expect(() => encodeRequest({ ...GET, path: '/ü' })).toThrow(/ASCII/);
  });

  it('with long parts uses longer lengths', () => {
    for (const length of [63, 64, 16_383, 16_384, 70_000]) {
      const sent = { ...GET, content: new Uint8Array(length).fill(7) };
      expect(plain(decodeRequest(encodeRequest(sent)))).toEqual(plain(sent));
    }
  });
});

describe('what is no message', () => {
  const hex = (text: string) => bytesOfHex(text.replaceAll(' ', ''));

  it.each([
    ['nothing', ''],
    ['another form', '02 03474554 05 6874747073 00 01 2f'],
    ['a response', VECTORS.binaryHttpResponse],
    ['cut short in its control data', VECTORS.binaryHttpRequest.slice(0, -2)],
    ['padded with something', `${VECTORS.binaryHttpRequest} 00 00 00 00 01`],
    ['longer inside than outside', `${VECTORS.binaryHttpRequest} 00 05 61`],
    ['with a length that no number holds', `${VECTORS.binaryHttpRequest} ff ffffffffffffff`],
    ['with a field in capitals', `${VECTORS.binaryHttpRequest} 04 0141 0162`],
    ['with a pseudo-field', `${VECTORS.binaryHttpRequest} 05 023a61 0162`],
    ['with a line break in a value', `${VECTORS.binaryHttpRequest} 06 0161 03620a62`],
    ['with a method of no letters', '00 0120 05 6874747073 00 012f'],
    ['without a path', '00 03474554 05 6874747073 00 00'],
  ])('is not read: %s', (_, bytes) => {
    expect(decodeRequest(hex(bytes))).toBeUndefined();
  });

  it('is not read as a response either', () => {
    expect(decodeResponse(hex(VECTORS.binaryHttpRequest))).toBeUndefined();
    expect(decodeResponse(hex('01 4064'))).toBeUndefined();
    expect(decodeResponse(hex('01 4258'))).toBeUndefined();
  });

  it('never breaks the reader', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        decodeRequest(bytes);
        decodeResponse(bytes);
        decodeRequest(Uint8Array.of(0, ...bytes));
        decodeResponse(Uint8Array.of(1, ...bytes));
      }),
      { numRuns: 2000 },
    );
  });
});

it('skips what a server says before its response', () => {
  const early = '01 4066 00 4067 03 0161 00 40c8';
  expect(decodeResponse(bytesOfHex(early.replaceAll(' ', '')))?.status).toBe(200);
});

it('reads letters of ASCII only', () => {
  expect(asciiText(asciiBytes('{"a":1}'))).toBe('{"a":1}');
  expect(asciiText(Uint8Array.of(0x80))).toBeUndefined();
});
