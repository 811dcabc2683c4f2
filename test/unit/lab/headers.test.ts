// The check that no request gives the extension away must itself be able to fail.
import { expect, test } from 'vitest';
import { complaints, madeByExtension, type SeenRequest } from '../../lab/headers.ts';

function request(headers: SeenRequest['headers'], more: Partial<SeenRequest> = {}): SeenRequest {
  return { atMs: 0, method: 'GET', tls: true, host: 't.me', address: '1.2.3.4', path: '/', headers, ...more };
}

const navigation = ['sec-fetch-dest', 'document'] as const;
const fetched = ['sec-fetch-dest', 'empty'] as const;
const cookie = ['cookie', 'lab=1'] as const;

test('a page load may carry cookies, a request of ours may not', () => {
  expect(complaints([request([navigation, cookie])])).toEqual([]);
  expect(complaints([request([fetched, cookie])])).toEqual(['GET https://t.me/ carried a cookie']);
});

test('plain http has no Sec-Fetch headers', () => {
  const page = request([['upgrade-insecure-requests', '1'], cookie], { tls: false });
  expect(madeByExtension(page)).toBe(false);
  expect(complaints([request([cookie], { tls: false })])).toEqual(['GET http://t.me/ carried a cookie']);
});

test('a WebSocket is the page’s', () => {
  expect(madeByExtension(request([fetched, ['upgrade', 'websocket']]))).toBe(false);
});

test('an extension’s origin is found in any header', () => {
  for (const [name, value] of [
    ['origin', 'moz-extension://0a1b'],
    ['referer', 'chrome-extension://abcd/popup.html'],
  ] as const)
    expect(complaints([request([navigation, [name, value]])])).toEqual([
      `GET https://t.me/ said ${name}: ${value}`,
    ]);
});
