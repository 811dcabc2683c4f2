// What the core wants to say, put into words.
import { expect, it } from 'vitest';
import { sayIn } from '../../../extension/ui/say.ts';
import { createText } from '../../../extension/ui/text.ts';

const WORDS: Readonly<Record<string, string>> = {
  languageTag: 'en',
  failed: '$1: $2.',
  reset: 'connection cut',
  amount: 'after $1',
};
const t = createText((key) => WORDS[key], 'en');

it('fills in hosts, other messages, amounts and speeds', () => {
  // Isolates keep a host in its own direction within a sentence of the other.
  expect(sayIn({ key: 'failed', with: ['t.me', { key: 'reset' }] }, t)).toBe(
    '\u2068t.me\u2069: connection cut.',
  );
  expect(sayIn({ key: 'amount', with: [{ bytes: 16_000 }] }, t)).toBe('after 16 kB');
  expect(sayIn({ key: 'amount', with: [{ bytes: 96_000, ms: 8_000 }] }, t)).toBe('after 12 kB/s');
  expect(sayIn({ key: 'reset' }, t)).toBe('connection cut');
});
