// A block page taken over must never match more than the row it came from.
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { type FingerprintRow, fingerprintFrom } from '../../../src/own/blockpages.ts';
import { OwnFingerprintSchema } from '../../../src/own/list.ts';
import { toAscii } from './browser.ts';

const isShipped = (host: string) => /(?:^|\.)telegram\.org$|^1\.1\.1\.1$/.test(host);

function take(
  location_found: string,
  pattern_type: string,
  pattern: string,
  rest: Partial<FingerprintRow> = {},
) {
  const row = {
    name: 'org.id_1',
    scope: 'isp',
    expected_countries: 'AE',
    location_found,
    pattern_type,
    pattern,
    ...rest,
  };
  return fingerprintFrom(row, isShipped, toAscii);
}

describe('taken', () => {
  it.each([
    ['header.location prefix http://blocked.isp.net', { host: 'blocked.isp.net' }],
    ['header.location prefix //Blocked.ISP.net:8080/', { host: 'blocked.isp.net' }],
    [
      'header.location prefix https://internet.isp.net/blocked/',
      { host: 'internet.isp.net', pathPrefix: '/blocked/' },
    ],
    [
      'header.location prefix https://social.net/blank.php?rkn=',
      { host: 'social.net', pathPrefix: '/blank.php', queryHas: 'rkn=' },
    ],
    ['header.location prefix http://isp.net?', { host: 'isp.net' }],
    ['header.location prefix http://82.209.230.23', { host: '82.209.230.23' }],
    ['header.location full http://isp.net/restricted', { host: 'isp.net', pathPrefix: '/restricted' }],
  ])('%s', (text, redirect) => {
    const [location = '', type = '', pattern = ''] = text.split(' ');
    expect(take(location, type, pattern)).toMatchObject({
      where: 'redirect',
      scope: 'isp',
      country: 'AE',
      redirect,
    });
  });

  it('a piece of a body, in the lower case in which bodies are compared', () => {
    expect(take('body', 'contains', '<title>Web Page Blocked</title>')).toMatchObject({
      where: 'body',
      bodyHas: ['<title>web page blocked</title>'],
    });
  });

  it('an address, and a private one only for those who chose the country', () => {
    expect(take('dns', 'full', '134.17.0.7')).toMatchObject({ where: 'dns', addresses: ['134.17.0.7'] });
    expect(take('dns', 'full', '10.10.34.34')).toMatchObject({
      addresses: ['10.10.34.34'],
      onlyIfChosen: true,
    });
    expect(take('dns', 'full', '10.10.34.34', { expected_countries: '' })).toBe('too_common');
  });

  it.each([
    ['nat', 'national'],
    ['isp', 'isp'],
    ['prod', 'product'],
    ['inst', 'product'],
  ])('scope %s as %s', (scope, ours) => {
    expect(take('dns', 'full', '134.17.0.7', { scope })).toMatchObject({ scope: ours });
  });

  it.each([
    ['AE', 'AE'],
    ['AE,SA', 'AE'],
    ['ZZ, IT', 'IT'],
    ['', undefined],
    ['ZZ', undefined],
    ['Russia', undefined],
  ])('countries %j as %s', (expected_countries, country) => {
    const print = take('dns', 'full', '134.17.0.7', { expected_countries });
    expect(typeof print === 'object' && print.country).toBe(country);
  });

  it('with an id that is the same every time, and the shape in which it is kept', () => {
    const print = take('body', 'contains', 'Access Denied By Order', { name: 'x y/ж'.repeat(40) });
    expect(print).toEqual(take('body', 'contains', 'Access Denied By Order', { name: 'x y/ж'.repeat(40) }));
    expect(v.is(OwnFingerprintSchema, print)).toBe(true);
  });
});

describe('refused', () => {
  it.each([
    ['pattern_not_supported', 'body', 'regexp', 'blocked by .*'],
    ['pattern_not_supported', 'body', 'prefix', 'blocked by order'],
    ['pattern_not_supported', 'body', 'full', 'blocked by order'],
    ['pattern_not_supported', 'body', 'contains', ''],
    ['pattern_not_supported', 'body', 'contains', 'x'.repeat(513)],
    ['pattern_not_supported', 'body', 'contains', 'Notificación de bloqueo'],
    ['pattern_not_supported', 'header.server', 'prefix', 'Protected by a filter'],
    ['pattern_not_supported', 'header', 'contains', 'blocked'],
    ['pattern_not_supported', 'header.location', 'contains', 'http://blocked.isp.net/'],
    ['pattern_not_supported', 'header.location', 'full', 'http://isp.net/'],
    ['pattern_not_supported', 'header.location', 'full', 'www.isp.net/blocked.html'],
    ['pattern_not_supported', 'header.location', 'prefix', '/blocked'],
    ['pattern_not_supported', 'header.location', 'prefix', 'http://blocked'],
    ['pattern_not_supported', 'header.location', 'prefix', 'http://isp.net/#/blocked'],
    ['pattern_not_supported', 'header.location', 'prefix', 'javascript:alert(1)'],
    ['pattern_not_supported', 'dns', 'full', 'blocked.isp.net'],
    ['pattern_not_supported', 'dns', 'prefix', '10.10.'],
    ['pattern_not_supported', 'cert', 'full', 'x'],
    ['too_common', 'body', 'contains', 'blocked'],
    ['too_common', 'body', 'contains', '<!DOCTYPE html><html><head><title>'],
    ['too_common', 'header.location', 'prefix', 'https://192.168.88.1/error.php'],
    ['too_common', 'dns', 'full', '127.0.0.1'],
    ['too_common', 'dns', 'full', '0.0.0.0'],
    ['too_common', 'dns', 'full', '198.18.0.5'],
    ['on_shipped_list', 'header.location', 'prefix', 'https://web.telegram.org/'],
    ['on_shipped_list', 'header.location', 'prefix', 'https://149.154.167.99/'],
    ['on_shipped_list', 'dns', 'full', '149.154.167.99'],
    ['on_shipped_list', 'dns', 'full', '1.1.1.1'],
  ])('%s: %s %s %j', (reason, location, type, pattern) => {
    expect(take(location, type, pattern)).toBe(reason);
  });

  it.each(['vbw', 'fp', '', 'NATIONAL', 'constructor'])('scope %j', (scope) => {
    expect(take('dns', 'full', '134.17.0.7', { scope })).toBe('scope_not_supported');
  });
});
