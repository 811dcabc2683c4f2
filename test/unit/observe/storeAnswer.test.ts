// What stores say, and what others may say in their place: only the documented answers count.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STORES } from '../../../src/catalogue/apps.ts';
import {
  readStoreReply,
  STORE_ANSWERS,
  STORE_REASONS,
  type StoreReply,
} from '../../../src/observe/storeAnswer.ts';

const APPLE = '686449807';
const GOOGLE = 'org.telegram.messenger';
const MICROSOFT = '9NZTWSQNTD0S';
const SCRIPT = 'text/javascript; charset=utf-8';
const HTML = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

/** Answer and reason in one word each, for one-line expectations. */
function read(store: (typeof STORES)[number], reply: StoreReply): string {
  const id = { apple: APPLE, google: GOOGLE, microsoft: MICROSOFT }[store];
  const { answer, reason } = readStoreReply(store, id, reply);
  return `${answer} ${reason}`;
}

const apple = (text: string) => read('apple', { status: 200, contentType: SCRIPT, text });
const google = (text: string) => read('google', { status: 200, contentType: HTML, text });
const microsoft = (text: string) => read('microsoft', { status: 200, contentType: JSON_TYPE, text });

describe('any store', () => {
  it.each(STORES)('%s: what is about the way there says nothing of the app', (store) => {
    expect(read(store, { failed: true })).toBe('cannot_tell unreachable');
    for (const status of [0, 204, 301, 302, 400, 403, 410, 451, 500, 503, Number.NaN])
      expect(read(store, { status, text: '' })).toBe('cannot_tell status');
    expect(read(store, { status: 429, text: GOOGLE })).toBe('cannot_tell too_many_requests');
    for (const status of [200, 404])
      expect(read(store, { status, text: GOOGLE, redirected: true })).toBe('cannot_tell redirected');
  });

  it.each(STORES)('%s: content of another kind is not read', (store) => {
    const contentType = store === 'google' ? JSON_TYPE : HTML;
    const text = `{"resultCount":0,"results":[],"Payload":{"ProductId":"${MICROSOFT}"}} ${GOOGLE}`;
    expect(read(store, { status: 200, contentType, text })).toBe('cannot_tell unreadable');
  });
});

describe('Apple', () => {
  it('has the app', () => {
    expect(apple(`\n\n\n{"resultCount":1,"results":[{"trackId":${APPLE},"trackName":"Telegram"}]}`)).toBe(
      'offered listed',
    );
    expect(apple(`{"resultCount":2,"results":[{"artistId":1},{"trackId":${APPLE}}]}`)).toBe('offered listed');
    // A type is not always told.
    expect(read('apple', { status: 200, text: `{"resultCount":1,"results":[{"trackId":${APPLE}}]}` })).toBe(
      'offered listed',
    );
  });

  it('does not have it', () => {
    expect(apple('{"resultCount":0,"results":[]}')).toBe('not_offered empty_list');
    expect(apple('{"resultCount":0}')).toBe('not_offered empty_list');
  });

  it('speaks of another app, or of none in particular', () => {
    expect(apple('{"resultCount":1,"results":[{"trackId":1}]}')).toBe('cannot_tell other_app');
    expect(apple(`{"resultCount":1,"results":[{"trackId":"${APPLE}"}]}`)).toBe('cannot_tell other_app');
    expect(apple('{"resultCount":1,"results":[]}')).toBe('cannot_tell other_app');
    expect(apple('{"resultCount":1}')).toBe('cannot_tell other_app');
  });

  it.each([
    '',
    'null',
    '[]',
    '0',
    '{}',
    '{"resultCount":0,"results":[]',
    '{"resultCount":"0","results":[]}',
    '{"resultCount":null,"results":[]}',
    '{"resultCount":-1,"results":[]}',
    '{"resultCount":0.5,"results":[]}',
    '{"resultCount":1e400,"results":[]}',
    '{"resultCount":9007199254740993,"results":[]}',
    '{"resultCount":201,"results":[]}',
    '{"resultCount":0,"results":{}}',
    '{"resultCount":0,"results":[1]}',
    `{"resultCount":0,"results":[{"trackId":${APPLE}}]}`,
    `{"__proto__":{"resultCount":0}}`,
    '<html>resultCount: 0</html>',
    '['.repeat(65_536),
  ])('does not say: %.60s', (text) => {
    expect(apple(text)).toBe('cannot_tell unreadable');
  });

  it('never answers 404 for an app it does not have', () => {
    expect(read('apple', { status: 404, text: '{"resultCount":0,"results":[]}' })).toBe('cannot_tell status');
  });
});

describe('Google', () => {
  it('has the app: its page names the package, even when cut off', () => {
    expect(
      google(`<link rel="canonical" href="https://play.google.com/store/apps/details?id=${GOOGLE}">`),
    ).toBe('offered listed');
    expect(google(`…details?id=${GOOGLE}&amp;hl=en`)).toBe('offered listed');
    expect(google(`["${GOOGLE}`)).toBe('offered listed');
    expect(google(`The package is ${GOOGLE}. It`)).toBe('offered listed');
  });

  it('does not have it', () => {
    expect(read('google', { status: 404, contentType: HTML, text: 'Not Found' })).toBe(
      'not_offered not_found',
    );
  });

  it.each([
    '',
    'Telegram',
    `${GOOGLE}.web`,
    `${GOOGLE}s`,
    `my.${GOOGLE}`,
    'ORG.TELEGRAM.MESSENGER',
    'org telegram messenger',
  ])('speaks of something else: %s', (text) => {
    expect(google(text)).toBe('cannot_tell other_app');
  });

  it('finds the name after one that only looks like it', () => {
    expect(google(`${GOOGLE}.web ${GOOGLE}`)).toBe('offered listed');
  });

  it('asks for consent first, repeating what was asked', () => {
    const text = `<form method="POST" action="https://consent.google.com/save"><input name="continue" value="https://play.google.com/store/apps/details?id=${GOOGLE}&amp;gl=DE"></form>`;
    expect(google(text)).toBe('cannot_tell consent');
  });
});

describe('Microsoft', () => {
  it('has the app', () => {
    expect(microsoft(`{"Path":"/products/x","Payload":{"ProductId":"${MICROSOFT}","Title":"T"}}`)).toBe(
      'offered listed',
    );
    expect(microsoft(`{"Payload":{"ProductId":"${MICROSOFT.toLowerCase()}"}}`)).toBe('offered listed');
  });

  it('does not have it', () => {
    expect(read('microsoft', { status: 404, contentType: JSON_TYPE, text: '{"code":"NotFound"}' })).toBe(
      'not_offered not_found',
    );
  });

  it('speaks of another', () => {
    expect(microsoft('{"Payload":{"ProductId":"9WZDNCRFJ3TJ"}}')).toBe('cannot_tell other_app');
  });

  it.each([
    '',
    '{',
    `{"Path":"/products/${MICROSOFT}","Payload":null}`,
    `{"Path":"/products/${MICROSOFT}"}`,
    `{"Payload":{"Title":"${MICROSOFT}"}}`,
    `{"Payload":{"ProductId":9}}`,
    `{"Payload":{"ProductId":"${MICROSOFT}","Skus":[`,
    `["${MICROSOFT}"]`,
  ])('does not say: %s', (text) => {
    expect(microsoft(text)).toBe('cannot_tell unreadable');
  });
});

describe('whatever comes', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 400 }),
    fc.json({ maxDepth: 4 }),
    fc
      .record({
        resultCount: fc.oneof(fc.integer({ min: -1, max: 3 }), fc.double(), fc.jsonValue()),
        results: fc.oneof(
          fc.array(fc.record({ trackId: fc.oneof(fc.constant(686449807), fc.jsonValue()) })),
          fc.jsonValue(),
        ),
        Payload: fc.oneof(
          fc.record({ ProductId: fc.oneof(fc.constant(MICROSOFT), fc.string()) }),
          fc.jsonValue(),
        ),
      })
      .map((one) => JSON.stringify(one)),
  );
  const reply: fc.Arbitrary<StoreReply> = fc.oneof(
    fc.constant({ failed: true as const }),
    fc.record(
      {
        status: fc.oneof(fc.constantFrom(200, 404, 429, 302, 503), fc.integer(), fc.double()),
        text,
        contentType: fc.oneof(fc.constantFrom(SCRIPT, HTML, JSON_TYPE, ''), fc.string()),
        redirected: fc.boolean(),
      },
      { requiredKeys: ['status', 'text'] },
    ),
  );

  it('nothing throws, and a removal has one of the two documented reasons', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...STORES),
        fc.oneof(fc.constantFrom(APPLE, GOOGLE, MICROSOFT, ''), fc.string()),
        reply,
        (store, id, one) => {
          const { answer, reason } = readStoreReply(store, id, one);
          expect(STORE_ANSWERS).toContain(answer);
          expect(STORE_REASONS).toContain(reason);
          const reasons = { offered: ['listed'], not_offered: ['empty_list', 'not_found'], cannot_tell: [] };
          if (answer === 'cannot_tell') expect(['listed', 'empty_list', 'not_found']).not.toContain(reason);
          else expect(reasons[answer]).toContain(reason);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('a good answer cut off anywhere is never a removal', () => {
    const whole = `{"resultCount":1,"results":[{"trackId":${APPLE},"Payload":{"ProductId":"${MICROSOFT}"}}]}`;
    for (let length = 0; length < whole.length; length++) {
      expect(apple(whole.slice(0, length))).toBe('cannot_tell unreadable');
      expect(microsoft(whole.slice(0, length))).toBe('cannot_tell unreadable');
    }
  });
});
