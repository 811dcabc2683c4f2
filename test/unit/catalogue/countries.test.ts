// The countries that can be chosen, and what the device's time zone suggests.
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { BLOCK_FINGERPRINTS } from '../../../src/catalogue/blockpages.ts';
import { CONTROLS } from '../../../src/catalogue/controls.ts';
import { COUNTRIES } from '../../../src/catalogue/countries.ts';
import { countryOfTimeZone } from '../../../src/catalogue/timeZones.ts';
import { ROOT } from '../../root.ts';

describe('the countries', () => {
  it('are those with domestic controls, each once', () => {
    const controlled = CONTROLS.flatMap((control) => control.country ?? []);
    expect([...COUNTRIES].sort()).toEqual([...new Set(controlled)].sort());
    expect(new Set(COUNTRIES).size).toBe(COUNTRIES.length);
    for (const country of COUNTRIES) expect(country).toMatch(/^[A-Z]{2}$/);
  });

  it('include every country whose block pages are known', () => {
    for (const { id, country } of BLOCK_FINGERPRINTS) if (country) expect(COUNTRIES, id).toContain(country);
  });

  it('are known to the browser by name', () => {
    const names = new Intl.DisplayNames('en', { type: 'region' });
    for (const country of COUNTRIES) expect(names.of(country)).not.toBe(country);
  });

  it('stay out of the background', async () => {
    const { metafile } = await build({
      entryPoints: [join(ROOT, 'extension/background.ts')],
      absWorkingDir: ROOT,
      bundle: true,
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    expect(Object.keys(metafile.inputs)).toContain('src/catalogue/controls.ts');
    expect(Object.keys(metafile.inputs)).not.toContain('src/catalogue/timeZones.ts');
  });
});

describe('a time zone', () => {
  it.each([
    ['Europe/Moscow', 'RU'],
    ['Asia/Yekaterinburg', 'RU'],
    ['Asia/Ust-Nera', 'RU'],
    ['Europe/Kaliningrad', 'RU'],
    ['Asia/Tehran', 'IR'],
    ['Asia/Shanghai', 'CN'],
    ['Asia/Urumqi', 'CN'],
    ['Europe/Istanbul', 'TR'],
    ['Europe/Minsk', 'BY'],
    ['Asia/Qyzylorda', 'KZ'],
    ['Asia/Karachi', 'PK'],
    ['Asia/Dubai', 'AE'],
    ['Asia/Samarkand', 'UZ'],
    ['Asia/Ashgabat', 'TM'],
    ['Asia/Bishkek', 'KG'],
    ['Africa/Addis_Ababa', 'ET'],
    ['America/Caracas', 'VE'],
    ['Africa/Cairo', 'EG'],
    ['Asia/Riyadh', 'SA'],
    ['America/Rio_Branco', 'BR'],
    ['Africa/Nairobi', 'KE'],
    ['Asia/Makassar', 'ID'],
  ])('%s is in %s', (zone, country) => {
    expect(countryOfTimeZone(zone)).toBe(country);
  });

  it.each([
    ['Asia/Calcutta', 'Asia/Kolkata', 'IN'],
    ['Asia/Saigon', 'Asia/Ho_Chi_Minh', 'VN'],
    ['Asia/Rangoon', 'Asia/Yangon', 'MM'],
    ['Europe/Kiev', 'Europe/Kyiv', 'UA'],
    ['Asia/Ashkhabad', 'Asia/Ashgabat', 'TM'],
    ['Brazil/East', 'America/Sao_Paulo', 'BR'],
    ['PRC', 'Asia/Shanghai', 'CN'],
    ['Turkey', 'Asia/Istanbul', 'TR'],
  ])('is known by its old name %s as by %s', (old, present, country) => {
    expect([countryOfTimeZone(old), countryOfTimeZone(present)]).toEqual([country, country]);
  });

  it.each([
    '',
    'UTC',
    'Etc/GMT-3',
    'Europe/Berlin',
    'Europe/Simferopol',
    'Asia/Hong_Kong',
    'Asia/Muscat',
    'America/New_York',
    'asia/tehran',
    'Asia',
    '__proto__',
    'constructor',
  ])('%j suggests nothing', (zone) => {
    expect(countryOfTimeZone(zone)).toBeUndefined();
  });

  it('of every listed country is among those that engines name', () => {
    const suggested = Intl.supportedValuesOf('timeZone').map(countryOfTimeZone);
    expect(new Set(suggested)).toEqual(new Set([...COUNTRIES, undefined]));
  });
});
