// How the stores and OONI are asked: one after the other, without cookies, and never more than is needed.
import { describe, expect, it } from 'vitest';
import { askOoni } from '../../../extension/ui/askOoni.ts';
import { askStores, STORE_QUESTIONS } from '../../../extension/ui/askStores.ts';
import { boundedText } from '../../../extension/ui/boundedText.ts';
import type { StoreRow } from '../../../src/judge/stores.ts';

const json = (body: unknown) =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });

/** Every store has everything, but `country`'s has nothing of Apple's. */
function world(country: string) {
  const asked: { url: URL; options: RequestInit | undefined }[] = [];
  let running = 0;
  const ask = (async (address: string, options?: RequestInit) => {
    expect(++running).toBe(1);
    await Promise.resolve();
    running--;
    const url = new URL(address);
    asked.push({ url, options });
    const id = url.searchParams.get('id') ?? '';
    if (url.hostname === 'itunes.apple.com') {
      const gone = url.searchParams.get('country') === country.toLowerCase();
      return json(
        gone ? { resultCount: 0, results: [] } : { resultCount: 1, results: [{ trackId: Number(id) }] },
      );
    }
    if (url.hostname === 'play.google.com')
      return new Response(`<a href="?id=${id}">`, { headers: { 'content-type': 'text/html' } });
    throw new TypeError('no way there');
  }) as typeof fetch;
  return { ask, asked };
}

async function lookUp(country: string, stopAfter = Number.POSITIVE_INFINITY) {
  const { ask, asked } = world(country);
  const rows: StoreRow[] = [];
  const stop = new AbortController();
  const end = await askStores(country, {
    ask,
    now: () => 1_000,
    signal: stop.signal,
    before: () => undefined,
    async found(row) {
      rows.push(row);
      if (rows.length >= stopAfter) stop.abort();
    },
  });
  return { end, rows, asked };
}

describe('the stores', () => {
  it('are asked about every app, and the comparison only where one is missing', async () => {
    const { end, rows, asked } = await lookUp('RU');
    expect(end).toBe('done');
    expect(rows).toHaveLength(STORE_QUESTIONS.length);
    for (const { store, result } of rows)
      expect(result).toBe({ apple: 'not_offered', google: 'offered', microsoft: 'cannot_tell' }[store]);
    const us = asked.filter(({ url }) => /country=us|gl=US|market=US/.test(url.search));
    expect(us.every(({ url }) => url.hostname === 'itunes.apple.com')).toBe(true);
    expect(us).toHaveLength(rows.filter(({ store }) => store === 'apple').length);
    for (const { options } of asked)
      expect(options).toMatchObject({
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        redirect: 'follow',
      });
  });

  it('cannot be compared with themselves', async () => {
    const { rows } = await lookUp('US');
    expect(rows.find(({ store }) => store === 'apple')?.result).toBe('cannot_tell');
  });

  it('are left when a person stops', async () => {
    const { end, rows } = await lookUp('RU', 2);
    expect(end).toBe('cancelled');
    expect(rows).toHaveLength(2);
  });
});

describe('OONI', () => {
  it('is asked once and without cookies', async () => {
    const calls: RequestInit[] = [];
    const ask = (async (_: string, options: RequestInit) => {
      calls.push(options);
      return json({ probe_asn: 'AS64500', probe_cc: 'KZ' });
    }) as typeof fetch;
    expect(await askOoni(ask, '1.0')).toEqual({ asn: 64_500, country: 'KZ' });
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ method: 'POST', credentials: 'omit', referrerPolicy: 'no-referrer' });
  });

  it.each([
    ['an error', async () => new Response('{"probe_asn":"AS1"}', { status: 500 })],
    ['no way there', () => Promise.reject(new TypeError('no'))],
    ['a page', async () => new Response('<html>')],
    ['too much', async () => new Response(`{"x":"${'x'.repeat(300_000)}","probe_asn":"AS1"}`)],
  ])('could not tell: %s', async (_, ask) => {
    expect(await askOoni(ask as typeof fetch, '1.0')).toBeUndefined();
  });
});

describe('an answer', () => {
  it('is read up to its bound, letters of several bytes included', async () => {
    expect(await boundedText(new Response('абв'), 100)).toBe('абв');
    expect(await boundedText(new Response('абв'), 3)).toBe('а\ufffd');
    expect(await boundedText(new Response(null), 3)).toBe('');
  });
});
