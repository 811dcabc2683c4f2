// The lab's stores must say what the real ones are documented to say: read here by the same code that reads the real ones.
import { describe, expect, it } from 'vitest';
import { classifyAddress, isTelegramAddress } from '../../../src/catalogue/addresses.ts';
import { APPS, STORES, type Store, storeId, storesOf, storeUrl } from '../../../src/catalogue/apps.ts';
import { CLOUDS } from '../../../src/catalogue/clouds.ts';
import { CONTROLS } from '../../../src/catalogue/controls.ts';
import { matchAddress } from '../../../src/catalogue/fingerprints.ts';
import { readStoreReply } from '../../../src/observe/storeAnswer.ts';
import { addressOf, RESOLVER } from '../../lab/names.ts';
import { isCloudObject, STORE_AND_CLOUD_HOSTS, type StoreSteering, storePage } from '../../lab/stores.ts';

const telegram = APPS.find(({ id }) => id === 'telegram');
if (!telegram) throw new Error('no Telegram');

function said(
  store: Store,
  country: string,
  steering: readonly StoreSteering[] = [],
  app = telegram,
): string {
  if (!app) return '';
  const { hostname, pathname, search } = new URL(storeUrl(store, app, country));
  const page = storePage(hostname, `${pathname}${search}`, steering);
  if (!page) return 'no page';
  const { answer, reason } = readStoreReply(store, storeId(store, app) ?? '', { ...page, text: page.body });
  return `${answer} ${reason}`;
}

describe('the lab’s stores', () => {
  it('offer every app everywhere', () => {
    for (const app of APPS)
      for (const store of storesOf(app)) expect(said(store, 'RU', [], app)).toBe('offered listed');
  });

  it.each(STORES)('%s says what it is told to, of that country only', (store) => {
    const steer = (answer: StoreSteering['answer'], app?: string): StoreSteering[] => [
      { kind: 'store', store, country: 'RU', answer, ...(app && { app }) },
    ];
    const gone = store === 'apple' ? 'not_offered empty_list' : 'not_offered not_found';
    for (const app of [undefined, 'telegram', storeId(store, telegram)])
      expect(said(store, 'RU', steer('not_offered', app))).toBe(gone);
    expect(said(store, 'US', steer('not_offered'))).toBe('offered listed');
    expect(said(store, 'RU', steer('not_offered', 'nordvpn'))).toBe('offered listed');
    expect(said(store, 'RU', steer('error'))).toBe('cannot_tell status');
    expect(said(store, 'RU', steer('garbage'))).toBe(
      `cannot_tell ${store === 'google' ? 'other_app' : 'unreadable'}`,
    );
  });

  it('do not have what nobody gave them', () => {
    expect(storePage('itunes.apple.com', '/lookup?id=1&country=ru', [])?.body).toContain('"resultCount":0');
    expect(storePage('play.google.com', '/store/apps/details?id=a.b&gl=RU&hl=en', [])?.status).toBe(404);
    expect(storePage('storeedgefd.dsx.mp.microsoft.com', '/v9.0/products/9X?market=RU', [])?.status).toBe(
      404,
    );
  });

  it.each(['/', '//', '/lookup', '/lookup?country=ru', 'http://x', '*', '/%', '/lookup?id=%'])(
    'take no harm from %s',
    (path) => {
      for (const host of [
        'itunes.apple.com',
        'play.google.com',
        'storeedgefd.dsx.mp.microsoft.com',
        'x.example',
      ])
        expect(() => storePage(host, path, [])).not.toThrow();
      expect(storePage('x.example', path, [])).toBeUndefined();
    },
  );
});

describe('the lab’s clouds', () => {
  it('have every object, whatever the query, and nothing else', () => {
    for (const { host, objectPath } of CLOUDS.flatMap((cloud) => cloud.endpoints)) {
      expect(isCloudObject(host, '/')).toBe(false);
      if (objectPath) {
        expect(isCloudObject(host, objectPath)).toBe(true);
        expect(isCloudObject('x.example', objectPath)).toBe(false);
      }
    }
    expect(isCloudObject('speed.cloudflare.com', '/__down?bytes=1')).toBe(true);
  });
});

describe('hosts of stores and clouds', () => {
  it('are named once', () => {
    expect(new Set(STORE_AND_CLOUD_HOSTS).size).toBe(STORE_AND_CLOUD_HOSTS.length);
    expect(STORE_AND_CLOUD_HOSTS).toContain('itunes.apple.com');
    expect(STORE_AND_CLOUD_HOSTS).toContain('fsn1-speed.hetzner.com');
  });

  it.each(STORE_AND_CLOUD_HOSTS)('%s has an ordinary address', (host) => {
    const address = addressOf(host);
    expect(classifyAddress(address)).toBe('public');
    expect(matchAddress(address)).toBeUndefined();
    expect(isTelegramAddress(address)).toBe(false);
    expect(address).not.toBe(RESOLVER);
  });

  it('share an address with a control only where they share its domain', () => {
    const domain = (host: string) => host.split('.').slice(-2).join('.');
    for (const { url } of CONTROLS) {
      const control = new URL(url).hostname;
      for (const host of STORE_AND_CLOUD_HOSTS)
        if (addressOf(host) === addressOf(control)) expect(domain(host), host).toBe(domain(control));
    }
  });
});
