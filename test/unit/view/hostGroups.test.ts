// The list of hosts a person is shown is the manifest's, whole, each under the services that it is there for.
import { expect, it } from 'vitest';
import manifest from '../../../manifest.json';
import { SERVICES } from '../../../src/catalogue/index.ts';
import { hostGroups } from '../../../src/view/hostGroups.ts';

const services = SERVICES.map(({ name, endpoints }) => ({ name, hosts: endpoints.map(({ host }) => host) }));

it('every pattern of the manifest is shown', () => {
  const shown = hostGroups(manifest.host_permissions, services).flatMap(({ patterns }) => patterns);
  expect(new Set(shown)).toEqual(new Set(manifest.host_permissions));
});

it('those of no service are the two pages that show a network’s sign-in page', () => {
  const groups = hostGroups(manifest.host_permissions, services);
  expect(groups.filter(({ name }) => name === undefined)).toEqual([
    { patterns: ['http://detectportal.firefox.com/*', 'http://www.msftconnecttest.com/*'] },
  ]);
});

it('the sockets of Telegram stand with Telegram', () => {
  const [telegram] = hostGroups(manifest.host_permissions, services);
  expect(telegram?.patterns).toContain('wss://*.web.telegram.org/*');
  expect(telegram?.patterns).toContain('*://149.154.167.51/*');
});

it('a pattern stands with each service whose hosts it covers, and with no other', () => {
  const groups = hostGroups(
    ['*://*.mullvad.net/*', '*://1.1.1.1/*', 'https://one.example/*'],
    [
      { name: 'VPN', hosts: ['mullvad.net'] },
      { name: 'DNS', hosts: ['dns.mullvad.net', '1.1.1.1'] },
      { name: 'Other', hosts: ['notmullvad.net', '11.1.1.1', 'below.one.example'] },
    ],
  );
  expect(groups).toEqual([
    { name: 'VPN', patterns: ['*://*.mullvad.net/*'] },
    { name: 'DNS', patterns: ['*://*.mullvad.net/*', '*://1.1.1.1/*'] },
    { patterns: ['https://one.example/*'] },
  ]);
});

it('what is no pattern at all is shown all the same', () => {
  expect(hostGroups(['<all_urls>'], services)).toEqual([{ patterns: ['<all_urls>'] }]);
});
