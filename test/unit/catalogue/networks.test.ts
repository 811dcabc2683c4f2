// What a report may say of a network: the number of a large one, and of no other.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COUNTRIES } from '../../../src/catalogue/countries.ts';
import { NETWORKS, NETWORKS_OF, toldAsn } from '../../../src/catalogue/networks.ts';
import { ROOT } from '../../root.ts';

describe('the large networks', () => {
  it('are whole numbers of 32 bits, none for documents or private use, each once', () => {
    for (const asn of NETWORKS) {
      expect(Number.isInteger(asn) && asn > 0 && asn < 4_200_000_000).toBe(true);
      expect((asn >= 64_496 && asn <= 65_551) || asn === 23_456).toBe(false);
    }
    expect(new Set(NETWORKS).size).toBe(NETWORKS.length);
  });

  it('are of every country that can be chosen, with as many names as numbers', () => {
    expect(Object.keys(NETWORKS_OF)).toEqual(COUNTRIES);
    const source = readFileSync(join(ROOT, 'src/catalogue/networks.ts'), 'utf8');
    const groups = [...source.matchAll(/\/\/ (.+)\n {2}([A-Z]{2}): (\[.+\]),\n/g)];
    const told = groups.map(([, names = '', country, numbers = '']) => ({
      country,
      names: names.split(', ').length + (names.match(/\(two\)/g)?.length ?? 0),
      numbers: numbers.match(/\d+/g)?.length ?? 0,
    }));
    for (const { country, names, numbers } of told) expect(names, country).toBe(numbers);
    expect(told.reduce((sum, { numbers }) => sum + numbers, 0)).toBe(NETWORKS.length);
  });
});

describe('a number', () => {
  it.each([12_389, 58_224, 4_134])('of a large network is told: %i', (asn) => {
    expect(toldAsn(asn)).toBe(asn);
  });

  it.each([undefined, 0, 1, 64_512, 12_389.5, -1, Number.NaN])('%s is not', (asn) => {
    expect(toldAsn(asn)).toBe(0);
  });
});
