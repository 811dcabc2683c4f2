import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_FINGERPRINTS } from '../../../src/catalogue/blockpages.ts';
import { BODY_LIMIT, matchAddress, matchBody, matchRedirect } from '../../../src/catalogue/fingerprints.ts';

const redirected = (host: string, path = '/', query = '', country?: string) =>
  matchRedirect({ host, path, query }, country)?.id;

describe('redirects', () => {
  it('every listed one matches itself, below itself, and in its country', () => {
    for (const { id, redirect, country } of BLOCK_FINGERPRINTS) {
      if (!redirect) continue;
      const path = redirect.pathPrefix ?? '/';
      const query = redirect.queryHas ?? '';
      expect(redirected(redirect.host, path, query)).toBe(id);
      expect(redirected(redirect.host.toUpperCase(), `${path}x`, `?a=b&${query}1`, country)).toBe(id);
    }
    expect(redirected('www.warning.rt.ru.')).toBe('ru-warning-rt');
    expect(redirected('82.209.230.23')).toBe('by-address');
  });

  it.each([
    ['xwarning.rt.ru', '/', ''],
    ['warning.rt.ru.evil.example', '/', ''],
    ['rt.ru', '/', ''],
    ['vk.com', '/', ''],
    ['vk.com', '/blank.php', ''],
    ['vk.com', '/feed', 'rkn=1'],
    ['airtel.in', '/dot/', ''],
    ['airtel.in', '/', 'dpid=1'],
    ['a1.by', '/', ''],
    ['internet.ir', '/', ''],
    ['5.82.209.230.23', '/', ''],
    ['', '', ''],
  ])('%s%s?%s is no block page', (host, path, query) => {
    expect(redirected(host, path, query)).toBeUndefined();
  });

  it('of another country do not count when one was chosen', () => {
    expect(redirected('warning.rt.ru', '/', '', 'RU')).toBe('ru-warning-rt');
    expect(redirected('warning.rt.ru', '/', '', 'IR')).toBeUndefined();
    expect(redirected('bilgi.turktelekom.com.tr', '/guvenli_internet_uyari', '', 'TR')).toBe('tr-family');
  });
});

describe('addresses', () => {
  it.each([
    ['62.33.207.196', 'ru-dns-ttk'],
    ['62.33.207.197', 'ru-dns-ttk'],
    ['5.3.3.17', 'ru-dns-ertelecom'],
    ['10.10.34.34', 'ir-dns'],
    ['10.10.34.35', 'ir-dns'],
    ['10.10.34.36', 'ir-dns'],
    ['d0::11', 'ir-dns'],
    ['00d0:0:0::11', 'ir-dns'],
    ['64:ff9b::10.10.34.34', 'ir-dns'],
    ['::ffff:195.175.254.2', 'tr-dns'],
    ['134.17.0.7', 'by-dns'],
    ['49.44.79.236', 'in-dns'],
    ['192.168.7.222', 'ke-dns'],
    ['118.98.96.151', 'id-dns'],
    ['193.58.251.1', 'skydns'],
  ])('%s is %s', (address, id) => {
    expect(matchAddress(address)?.id).toBe(id);
  });

  it.each(['62.33.207.195', '62.33.207.198', '10.10.34.33', '10.10.34.37', '8.7.198.45', 'd0::12', '', 'x'])(
    '%j is none',
    (address) => {
      expect(matchAddress(address)).toBeUndefined();
    },
  );

  it('of another country do not count, those without one always do', () => {
    expect(matchAddress('192.168.7.222', 'KE')?.id).toBe('ke-dns');
    expect(matchAddress('192.168.7.222', 'DE')).toBeUndefined();
    expect(matchAddress('193.58.251.1', 'DE')).toMatchObject({ id: 'skydns', scope: 'product' });
  });
});

describe('bodies', () => {
  const iran =
    '<html><body><IFRAME src="http://10.10.34.34?type=Invalid Site&policy=MainPolicy"></IFRAME></body></html>';

  it('are known by all of their strings, letter case aside', () => {
    expect(matchBody(iran)?.id).toBe('ir-iframe-34');
    expect(matchBody(iran, 'IR')?.id).toBe('ir-iframe-34');
    expect(matchBody(iran, 'TR')).toBeUndefined();
    expect(matchBody('<iframe src="http://subblock.mts.ru/api?x">')?.id).toBe('ru-mts-iframe');
    expect(matchBody('<a href="https://eais.rkn.gov.ru/">')?.id).toBe('ru-eais-link');
  });

  it('that only mention a block page are not one', () => {
    expect(matchBody('')).toBeUndefined();
    expect(matchBody('They serve http://10.10.34.34 there.')).toBeUndefined();
    expect(matchBody('Look it up at eais.rkn.gov.ru')).toBeUndefined();
    expect(matchBody(iran + ' '.repeat(BODY_LIMIT))).toBeUndefined();
  });
});

it('nothing throws, and ordinary text is no block page', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
      expect(matchRedirect({ host: a, path: b, query: c })).toBeUndefined();
      expect(matchAddress(a)).toBeUndefined();
      expect(matchBody(a)).toBeUndefined();
    }),
  );
});
