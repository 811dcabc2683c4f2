// The hash and the picture of what is handed over.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Card, cardOf, pngCard, sha256Hex } from '../../../extension/ui/evidence.ts';
import { createText } from '../../../extension/ui/text.ts';
import { wrapped } from '../../../extension/ui/wrap.ts';
import { handOver } from '../../../src/report/handOver.ts';
import { LEVELS } from '../../../src/report/redact.ts';
import { blocked, NETWORK_ID, ORIGIN, request } from '../report/planted.ts';

const CARD: Card = {
  sentence: 'Telegram is likely blocked on this network.',
  service: 'Telegram',
  state: 'likely_blocked',
  stateWord: 'Likely blocked',
  foot: ['Since: 2026-11-24', 'Russia', 'Measured with Reachable'],
  direction: 'ltr',
  language: 'en',
};

/** A canvas that remembers what was written where. */
function canvas(more: Partial<HTMLCanvasElement> = {}) {
  const written: { text: string; x: number; y: number; direction: string }[] = [];
  const pen = {
    direction: 'inherit',
    measureText: (text: string) => ({ width: text.length * 26 }),
    fillText(text: string, x: number, y: number) {
      written.push({ text, x, y, direction: pen.direction });
    },
    ...Object.fromEntries(
      ['fillRect', 'save', 'restore', 'translate', 'scale', 'stroke'].map((name) => [name, () => undefined]),
    ),
  };
  const element = {
    getContext: () => pen,
    toBlob: (done: (blob: Blob | null) => void) => done(new Blob(['png'])),
    ...more,
  } as unknown as HTMLCanvasElement;
  return { element, written };
}
(globalThis as { Path2D?: unknown }).Path2D ??= class {};

describe('the hash', () => {
  it('is the SHA-256 of the text in UTF-8', async () => {
    expect(await sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(await sha256Hex('я')).not.toBe(await sha256Hex('?'));
  });
});

describe('the picture', () => {
  it('says the sentence, the service, the state and the foot, inside its edges', async () => {
    const { element, written } = canvas();
    expect(await pngCard(CARD, () => element)).toBeInstanceOf(Blob);
    expect([element.width, element.height]).toEqual([1200, 630]);
    const said = written.map(({ text }) => text).join(' ');
    for (const text of [CARD.sentence, CARD.service, CARD.stateWord, ...CARD.foot])
      expect(said).toContain(text);
    for (const { x, y, text } of written) {
      expect(x + text.length * 26).toBeLessThanOrEqual(1200);
      expect(y).toBeLessThan(630);
    }
  });

  it('in Persian begins at the right', async () => {
    const { element, written } = canvas();
    await pngCard({ ...CARD, direction: 'rtl' }, () => element);
    for (const { x, direction } of written) {
      expect(direction).toBe('rtl');
      expect(x).toBeGreaterThan(1_000);
    }
  });

  it('of a very long sentence still leaves room for its foot', async () => {
    const { element, written } = canvas();
    await pngCard({ ...CARD, sentence: 'blocked '.repeat(200) }, () => element);
    const at = (text: string) => written.find((line) => line.text === text)?.y ?? 0;
    const sentence = written.filter(({ text }) => text.startsWith('blocked'));
    expect(sentence.at(-1)?.text).toMatch(/…$/);
    expect(Math.max(...sentence.map(({ y }) => y))).toBeLessThan(at(CARD.foot[0] ?? '') - 30);
  });

  it('is missing where the browser lets nobody draw', async () => {
    expect(await pngCard(CARD)).toBeUndefined();
    expect(await pngCard(CARD, () => canvas({ getContext: () => null } as never).element)).toBeUndefined();
    expect(await pngCard(CARD, () => canvas({ toBlob: (done) => done(null) }).element)).toBeUndefined();
    const refusing = {
      toBlob() {
        throw new Error('SecurityError');
      },
    };
    expect(await pngCard(CARD, () => canvas(refusing).element)).toBeUndefined();
  });

  it('tells no time finer than the level, and never which network', () => {
    const kept = { observations: [request('a')], verdicts: [blocked()], mistakes: [], days: [] };
    const text = createText((key) => (key === 'languageTag' ? 'en' : key), 'en');
    const foot = LEVELS.map((level) => {
      const card = cardOf(handOver(level, 'telegram', kept, ORIGIN), 'Telegram', 'It is so.', text);
      expect(JSON.stringify(card)).not.toContain(NETWORK_ID);
      return card?.foot.join(' ') ?? '';
    });
    expect(foot[0]).toContain('2026-W48');
    expect(foot[1]).toContain('2026-11-24');
    expect(foot[0]).not.toContain('2026-11-24');
    for (const coarse of foot.slice(0, 2)) expect(coarse).not.toMatch(/\d:\d/);
    const named = cardOf(
      handOver('L1', 'telegram', kept, ORIGIN),
      'Telegram',
      'At \u2068me.t.me\u2069.',
      text,
    );
    expect(named?.sentence).toBe('At Telegram.');
    expect(cardOf(handOver('L1', 'nordvpn', kept, ORIGIN), 'NordVPN', '', text)).toBeUndefined();
  });
});

describe('a text in lines', () => {
  const width = (text: string) => [...text].length;

  it('has no line wider than the room, nor more lines than asked for', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 8, max: 30 }),
        (text, room) => {
          const lines = wrapped(text, width, room, 3, 'en');
          expect(lines.length).toBeLessThanOrEqual(3);
          // A single letter may be made of many signs.
          const letters = (line: string) => [...new Intl.Segmenter('en').segment(line)].length;
          for (const line of lines) expect(width(line) <= room || letters(line) <= 2).toBe(true);
        },
      ),
    );
  });

  it('breaks between words, keeps their signs with them, and loses nothing that has room', () => {
    expect(wrapped('It is blocked, likely. So it is.', width, 12, 9, 'en')).toEqual([
      'It is',
      'blocked,',
      'likely. So',
      'it is.',
    ]);
    expect(wrapped('在此网络上很可能被屏蔽。', width, 6, 9, 'zh-CN').join('')).toBe(
      '在此网络上很可能被屏蔽。',
    );
    expect(
      wrapped('在此网络上很可能被屏蔽。', width, 6, 9, 'zh-CN').every((line) => !line.startsWith('。')),
    ).toBe(true);
    expect(wrapped('abcdefghij', width, 4, 9, 'en')).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('ends what does not fit in an ellipsis', () => {
    expect(wrapped('one two three four five', width, 9, 2, 'en')).toEqual(['one two', 'three…']);
  });
});
