// The lists themselves: whatever a person edits there, these must stay true.
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/catalogue/addresses.ts';
import { BLOCK_FINGERPRINTS } from '../../../src/catalogue/blockpages.ts';
import { CONTROLS } from '../../../src/catalogue/controls.ts';
import { SERVICES, serviceById } from '../../../src/catalogue/index.ts';
import { buildIndex, matchHost } from '../../../src/catalogue/match.ts';
import { servicesFrom } from '../../../src/catalogue/table.ts';
import { TELEGRAM, TELEGRAM_MAIN_NAMES } from '../../../src/catalogue/telegram.ts';
import type { EndpointRole } from '../../../src/catalogue/types.ts';

const ROLES: readonly EndpointRole[] = [
  'site',
  'web_client',
  'data_centre_web',
  'data_centre',
  'by_address',
  'links',
  'download',
  'media',
  'api',
  'mirror',
];
const endpoints = SERVICES.flatMap((service) => service.endpoints);
const hosts = endpoints.map((endpoint) => endpoint.host);

describe('services', () => {
  it('are at least 95, Telegram first', () => {
    expect(SERVICES.length).toBeGreaterThanOrEqual(95);
    expect(SERVICES[0]).toBe(TELEGRAM);
  });

  it('have unique, plain ids and are found by them', () => {
    const ids = SERVICES.map((service) => service.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const service of SERVICES) {
      expect(service.id).toMatch(/^[a-z0-9-]{1,64}$/);
      expect(serviceById(service.id)).toBe(service);
    }
    expect(serviceById('no-such-service')).toBeUndefined();
    expect(serviceById('constructor')).toBeUndefined();
  });

  it('have unique names, a source, a date and at least one endpoint', () => {
    expect(new Set(SERVICES.map((service) => service.name)).size).toBe(SERVICES.length);
    for (const service of SERVICES) {
      expect(service.name.trim()).not.toBe('');
      expect(service.source).not.toBe('');
      expect(service.checked).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
      expect(service.endpoints.length).toBeGreaterThan(0);
      // A stored verdict keeps at most 64 endpoints.
      expect(service.endpoints.length).toBeLessThanOrEqual(64);
    }
  });

  it('list hosts in lower-case ASCII with two labels or more, each in one service only and once', () => {
    for (const host of hosts) {
      expect(host).toMatch(/^(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/);
    }
    expect(hosts.filter((host, i) => hosts.indexOf(host) !== i)).toEqual([]);
  });

  it('use known roles, plain hoster ids and absolute object paths', () => {
    for (const endpoint of endpoints) {
      expect(ROLES).toContain(endpoint.role);
      expect(endpoint.hoster ?? 'x').toMatch(/^[a-z0-9-]+$/);
      expect(endpoint.objectPath ?? '/').toMatch(/^\/[\x21-\x7e]*$/);
    }
  });

  it('list no general site, which people open for other reasons', () => {
    const general = [
      'github.com',
      'google.com',
      'play.google.com',
      'www.google.com',
      'mozilla.org',
      'www.mozilla.org',
      'apple.com',
      'apps.apple.com',
      'cloudflare.com',
      'mail.proton.me',
      'mail.riseup.net',
      'opendns.com',
      'eff.org',
      'vk.com',
      'github.io',
      'other.github.io',
    ];
    const index = buildIndex(SERVICES);
    expect(general.filter((host) => matchHost(index, host))).toEqual([]);
  });

  it('mark as preloaded only what is known to be, with subdomains', () => {
    const allowed =
      /(^|\.)(telegram\.org|protonvpn\.com|proton\.me|nordvpn\.com|mullvad\.net|tunnelbear\.com)$|^(telegra\.ph|fragment\.com|(www\.)?torproject\.org)$/;
    for (const endpoint of endpoints) expect(endpoint.preloaded ?? false).toBe(allowed.test(endpoint.host));
  });
});

describe('Telegram', () => {
  const part = (name: string) =>
    TELEGRAM.endpoints.filter((endpoint) => endpoint.part === name).map((endpoint) => endpoint.host);

  it('has every part and names it on every endpoint', () => {
    expect(TELEGRAM.endpoints.every((endpoint) => endpoint.part)).toBe(true);
    expect(part('web')).toEqual(['web.telegram.org', '149.154.167.99']);
    expect(part('links')).toEqual(['t.me', 'telegram.me', 'telegram.dog', 'telesco.pe']);
    expect(part('site').sort()).toEqual([
      'core.telegram.org',
      'desktop.telegram.org',
      'macos.telegram.org',
      'my.telegram.org',
      'td.telegram.org',
      'telegram.org',
      'translations.telegram.org',
      'updates.tdesktop.com',
    ]);
    expect(part('media')).toEqual([
      'cdn-telegram.org',
      'cdn4.telesco.pe',
      'telegra.ph',
      'te.legra.ph',
      'graph.org',
    ]);
    expect(part('bots').sort()).toEqual([
      'api.telegram.org',
      'comments.app',
      'contest.com',
      'fragment.com',
      'oauth.telegram.org',
      'tdesktop.com',
      'telegram.space',
      'tg.dev',
      'tx.me',
      'usercontent.dev',
    ]);
  });

  it('has the web client’s data centres by number', () => {
    const numbers = Object.fromEntries(
      TELEGRAM.endpoints
        .filter((endpoint) => endpoint.role === 'data_centre_web')
        .map((endpoint) => [endpoint.host.replace('.web.telegram.org', ''), endpoint.dataCentre]),
    );
    expect(numbers).toMatchObject({ pluto: 1, venus: 2, aurora: 3, vesta: 4, flora: 5 });
    for (const number of [1, 2, 3, 4, 5]) {
      for (const name of [`kws${number}`, `kws${number}-1`, `zws${number}`, `zws${number}-1`]) {
        expect(numbers[name]).toBe(number);
      }
    }
    expect(Object.keys(numbers)).toHaveLength(25);
  });

  it('has the apps’ data centres on three continents', () => {
    const centres = TELEGRAM.endpoints.filter((endpoint) => endpoint.role === 'data_centre');
    expect(centres.map((endpoint) => [endpoint.host, endpoint.dataCentre, endpoint.continent])).toEqual([
      ['149.154.175.50', 1, 'america'],
      ['149.154.167.51', 2, 'europe'],
      ['149.154.175.100', 3, 'america'],
      ['149.154.167.91', 4, 'europe'],
      ['149.154.171.5', 5, 'asia'],
      ['95.161.76.100', 2, 'europe'],
    ]);
    expect(centres.every((endpoint) => endpoint.part === 'apps')).toBe(true);
  });

  it('lists its main names', () => {
    const own = TELEGRAM.endpoints.map((endpoint) => endpoint.host);
    for (const name of TELEGRAM_MAIN_NAMES) expect(own).toContain(name);
  });
});

describe('controls', () => {
  it('have unique ids that say what they are', () => {
    const ids = CONTROLS.map((control) => control.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^control-[a-z0-9-]+$/);
  });

  it('are enough, on enough hosters', () => {
    const overTls = CONTROLS.filter((control) => control.kind === 'tls');
    expect(overTls.length).toBeGreaterThanOrEqual(6);
    expect(new Set(overTls.map((control) => control.hoster)).size).toBeGreaterThanOrEqual(5);
    for (const control of overTls) expect(control.url).toMatch(/^https:\/\/[a-z0-9.-]+\//);
  });

  it('check for portals in plain http with a known body', () => {
    const portals = CONTROLS.filter((control) => control.kind === 'portal');
    expect(portals).toHaveLength(2);
    for (const control of portals) {
      expect(control.url).toMatch(/^http:\/\/[a-z0-9.-]+\//);
      expect(control.expectedBody).toBeTruthy();
    }
  });

  it('are not on the watch list', () => {
    const index = buildIndex(SERVICES);
    for (const control of CONTROLS) {
      expect(matchHost(index, control.url.split('/')[2] ?? '')).toBeUndefined();
    }
  });
});

describe('domestic controls', () => {
  const domestic = CONTROLS.filter((control) => control.reach === 'domestic');
  const hostOf = (url: string) => url.split('/')[2] ?? '';

  it('are two for each country and stand in one, and no other control does', () => {
    const perCountry = new Map<string | undefined, number>();
    for (const { country } of domestic) perCountry.set(country, (perCountry.get(country) ?? 0) + 1);
    expect([...perCountry.keys()].sort()).toEqual(
      'AE BR BY CN EG ET ID IN IR KE KG KZ MM PK RU SA TM TR UA UZ VE VN'.split(' '),
    );
    expect(new Set(perCountry.values())).toEqual(new Set([2]));
    for (const { id, reach, country } of CONTROLS)
      expect(reach === 'domestic', id).toBe(country !== undefined);
  });

  it('are asked over https, opaquely, each host once', () => {
    for (const { url, kind } of domestic) {
      expect(url).toMatch(/^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+\/robots\.txt$/);
      expect(kind).toBe('tls');
    }
    const hosts = CONTROLS.map(({ url }) => url);
    expect(new Set(hosts).size).toBe(hosts.length);
    // The id is a field of every row kept.
    for (const { id } of domestic) expect(id.length).toBeLessThanOrEqual(64);
  });

  it('are no state’s: no government or education domain, and none of the names a state owns', () => {
    const states =
      /\.(?:gov?|gob|gub|edu|ac|mil)(?:\.[a-z]{2})?$|^(?:www\.)?(?:irctc\.co\.in|vk\.com|rt\.com|cctv\.com|irib\.ir|noon\.com)$/;
    for (const { url } of domestic) expect(hostOf(url)).not.toMatch(states);
  });
});

describe('block fingerprints', () => {
  it('have unique ids, a country unless a product, and what their place needs', () => {
    const ids = BLOCK_FINGERPRINTS.map((fingerprint) => fingerprint.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, scope, country, where, redirect, bodyHas, addresses } of BLOCK_FINGERPRINTS) {
      expect(id).toMatch(/^[a-z0-9-]{1,64}$/);
      if (scope !== 'product') expect(country, id).toBeDefined();
      expect(country ?? 'ZZ').toMatch(/^[A-Z]{2}$/);
      expect({ redirect: !!redirect, body: !!bodyHas, dns: !!addresses }, id).toEqual({
        redirect: where === 'redirect',
        body: where === 'body',
        dns: where === 'dns',
      });
      for (const text of [redirect?.host ?? '', ...(bodyHas ?? [])]) expect(text).toBe(text.toLowerCase());
      for (const address of (addresses ?? []).flat()) expect(parseAddress(address), address).toBeDefined();
    }
  });
});

describe('the list format', () => {
  const provenance = { source: 's', checked: '2026-11' };

  it('reads every field', () => {
    expect(
      servicesFrom('tool', provenance, '\n a-b | A B | a.example!  api:b.example/x/y.zip@host-1 \n\n'),
    ).toEqual([
      {
        id: 'a-b',
        name: 'A B',
        category: 'tool',
        endpoints: [
          { host: 'a.example', role: 'site', preloaded: true },
          { host: 'b.example', role: 'api', hoster: 'host-1', objectPath: '/x/y.zip' },
        ],
        ...provenance,
      },
    ]);
  });

  it.each(['only-id', 'id | name', 'id | name | ', 'id | name | @host', '| name | a.example'])(
    'refuses %j',
    (line) => {
      expect(() => servicesFrom('tool', provenance, line)).toThrow();
    },
  );
});
