// The list of apps and the addresses of their look-ups: a wrong digit here would call an app removed.
import { describe, expect, it } from 'vitest';
import {
  APPS,
  COMPARISON_COUNTRY,
  STORE_ORIGINS,
  STORES,
  storeId,
  storesOf,
  storeUrl,
} from '../../../src/catalogue/apps.ts';
import { CONTROLS } from '../../../src/catalogue/controls.ts';
import { SERVICES, serviceById } from '../../../src/catalogue/index.ts';
import { buildIndex, matchHost } from '../../../src/catalogue/match.ts';

const appOf = (id: string) => {
  const found = APPS.find((one) => one.id === id);
  if (!found) throw new Error(id);
  return found;
};

describe('apps', () => {
  it('belong to services of the catalogue, Telegram first, each once', () => {
    expect(APPS[0]?.id).toBe('telegram');
    expect(APPS).toHaveLength(16);
    expect(new Set(APPS.map(({ id }) => id)).size).toBe(APPS.length);
    for (const { id } of APPS) expect(serviceById(id), id).toBeDefined();
  });

  it('have ids of the stores’ own forms, none twice, and say where they come from', () => {
    for (const { apple, google, microsoft, name, source, checked } of APPS) {
      expect(`${apple ?? 100_000_000}`).toMatch(/^\d{9,10}$/);
      expect(google ?? 'a.b').toMatch(/^[a-z][a-z0-9]*(\.[a-z][a-z0-9]*)+$/);
      expect(microsoft ?? '9NZTWSQNTD0S').toMatch(/^[0-9A-Z]{12}$/);
      expect(name.trim()).not.toBe('');
      expect(source).not.toBe('');
      expect(checked).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
    }
    for (const store of STORES) {
      const ids = APPS.flatMap((one) => storeId(store, one) ?? []);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('are in one store at least', () => {
    for (const one of APPS) expect(storesOf(one).length, one.id).toBeGreaterThan(0);
    expect(storesOf(appOf('telegram'))).toEqual(['apple', 'google', 'microsoft']);
    expect(storesOf(appOf('onion-browser'))).toEqual(['apple']);
    expect(storesOf(appOf('tor'))).toEqual(['google']);
  });
});

describe('look-ups', () => {
  const telegram = appOf('telegram');

  it('are the documented addresses', () => {
    expect(storeUrl('apple', telegram, 'RU')).toBe('https://itunes.apple.com/lookup?id=686449807&country=ru');
    expect(storeUrl('google', telegram, 'RU')).toBe(
      'https://play.google.com/store/apps/details?id=org.telegram.messenger&gl=RU&hl=en',
    );
    expect(storeUrl('microsoft', telegram, 'RU')).toBe(
      'https://storeedgefd.dsx.mp.microsoft.com/v9.0/products/9NZTWSQNTD0S?market=RU&locale=en-us&deviceFamily=Windows.Desktop',
    );
  });

  it('go to the host that is asked for as a permission, whichever app', () => {
    for (const one of APPS)
      for (const store of storesOf(one))
        expect(`${new URL(storeUrl(store, one, COMPARISON_COUNTRY)).origin}/*`).toBe(STORE_ORIGINS[store]);
  });

  it('are refused for a store without the app and for what is no country', () => {
    expect(() => storeUrl('microsoft', appOf('orbot'), 'RU')).toThrow();
    expect(() => storeUrl('apple', appOf('tor'), 'RU')).toThrow();
    for (const country of ['', 'ru', 'RUS', 'R&', 'RU&x=1'])
      expect(() => storeUrl('apple', telegram, country), country).toThrow();
  });

  it('go to hosts that are neither watched nor controls', () => {
    const index = buildIndex(SERVICES);
    const controls = CONTROLS.map(({ url }) => new URL(url).hostname);
    for (const store of STORES) {
      const { hostname } = new URL(storeUrl(store, telegram, 'RU'));
      expect(matchHost(index, hostname)).toBeUndefined();
      expect(controls).not.toContain(hostname);
    }
  });
});
