// The lab's addresses must look ordinary to the rules: an unlucky one would make a case pass or fail for the wrong reason.
import { describe, expect, test } from 'vitest';
import { classifyAddress, isTelegramAddress } from '../../../src/catalogue/addresses.ts';
import { BLOCK_FINGERPRINTS } from '../../../src/catalogue/blockpages.ts';
import { CONTROLS } from '../../../src/catalogue/controls.ts';
import { matchAddress } from '../../../src/catalogue/fingerprints.ts';
import { SERVICES } from '../../../src/catalogue/index.ts';
import { TELEGRAM_MAIN_NAMES } from '../../../src/catalogue/telegram.ts';
import { addressOf, RESOLVER, TELEGRAM_DATA_CENTRES, TELEGRAM_WEB } from '../../lab/names.ts';

const endpoints = SERVICES.flatMap((service) => service.endpoints);
const hosts = [
  ...new Set([
    ...endpoints.map((endpoint) => endpoint.host),
    ...CONTROLS.map((control) => new URL(control.url).hostname),
    ...BLOCK_FINGERPRINTS.flatMap(({ redirect }) =>
      redirect && /[a-z]/.test(redirect.host) ? [redirect.host] : [],
    ),
    'example.com',
    'example.org',
  ]),
];

describe('addressOf', () => {
  test.each(hosts)('%s has an ordinary address', (host) => {
    const address = addressOf(host);
    expect(classifyAddress(address)).toBe('public');
    expect(matchAddress(address)).toBeUndefined();
    expect(address).not.toBe(RESOLVER);
  });

  test('an address is its own', () => {
    expect(addressOf('149.154.167.99')).toBe('149.154.167.99');
  });

  test('subdomains, capitals and a trailing dot do not matter', () => {
    expect(addressOf('www.Mullvad.net.')).toBe(addressOf('mullvad.net'));
    expect(addressOf('k.t.me')).toBe(TELEGRAM_WEB);
  });

  test('Telegram’s main names are in Telegram’s ranges', () => {
    for (const host of TELEGRAM_MAIN_NAMES) expect(isTelegramAddress(addressOf(host)), host).toBe(true);
  });

  test('nobody else is at a data centre or in Telegram’s ranges', () => {
    const telegram = new Set(
      SERVICES.find((service) => service.id === 'telegram')?.endpoints.map(({ host }) => host),
    );
    for (const host of hosts.filter((one) => !telegram.has(one)))
      expect(isTelegramAddress(addressOf(host)), host).toBe(false);
  });
});

test('the data centres are those of the catalogue', () => {
  const listed = endpoints.filter(({ role }) => role === 'data_centre').map(({ host }) => host);
  expect([...TELEGRAM_DATA_CENTRES].sort()).toEqual([...listed].sort());
});
