import { describe, expect, it } from 'vitest';
import { decodeFile, type Encoding, FILE_MAX } from '../../../src/own/decode.ts';

function decode(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
const read = (...bytes: number[]) => decodeFile(Uint8Array.from(bytes), decode);
const LIST = 'example.org\nпример.рф\n';
const utf16le = [...Buffer.from(LIST, 'utf16le')];

describe('text in', () => {
  it.each<[string, number[]]>([
    ['UTF-8', [...Buffer.from(LIST)]],
    ['UTF-8 with a mark', [0xef, 0xbb, 0xbf, ...Buffer.from(LIST)]],
    ['UTF-16 LE', [0xff, 0xfe, ...utf16le]],
    ['UTF-16 BE', [0xfe, 0xff, ...Buffer.from(utf16le).swap16()]],
  ])('%s', (_, bytes) => {
    expect(read(...bytes)).toEqual({ text: LIST });
  });

  it('an empty file', () => {
    expect(read()).toEqual({ text: '' });
  });
});

describe('refused', () => {
  it.each<[string, 'binary' | 'encoding', number[]]>([
    ['a picture', 'binary', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]],
    ['compressed bytes without a zero', 'binary', [0x1f, 0x8b, 0x08, 0x08, 0xc3, 0x28]],
    ['a zero in UTF-8', 'binary', [0x61, 0, 0x62]],
    ['UTF-16 without a mark', 'binary', [...Buffer.from('abc', 'utf16le')]],
    ['UTF-32', 'binary', [0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]],
    ['Windows-1251', 'encoding', [0xef, 0xf0, 0xe8, 0x2e, 0xf0, 0xf4, 0x0a]],
    ['half a character of UTF-8', 'encoding', [0x61, 0xd0]],
    ['half a character of UTF-16', 'encoding', [0xff, 0xfe, 0x61, 0x62, 0x63]],
  ])('%s', (_, refused, bytes) => {
    expect(read(...bytes)).toEqual({ refused });
  });

  it('more than the bound, without a look inside', () => {
    const never = () => expect.unreachable();
    expect(decodeFile(new Uint8Array(FILE_MAX + 1), never)).toEqual({ refused: 'too_large' });
    expect(decodeFile(new Uint8Array(FILE_MAX).fill(0x61), decode)).toHaveProperty('text');
  });
});
