import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/catalogue/addresses.ts';
import { SERVICES } from '../../../src/catalogue/index.ts';
import { buildIndex, matchHost } from '../../../src/catalogue/match.ts';

const index = buildIndex(SERVICES);
const found = (host: string) => matchHost(index, host)?.endpoint.host;
const hosts = SERVICES.flatMap((service) => service.endpoints.map((endpoint) => endpoint.host));
const names = hosts.filter((host) => !parseAddress(host));
const addresses = hosts.filter((host) => parseAddress(host));

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
const name = fc.constantFrom(...names);

/** The same rule, written the slow and obvious way. */
function longestListedSuffix(host: string): string | undefined {
  const labels = host.split('.');
  for (let i = 0; i < labels.length; i++) {
    const suffix = labels.slice(i).join('.');
    if (names.includes(suffix)) return suffix;
  }
  return undefined;
}

describe('a host matches', () => {
  it('itself, with its service', () => {
    for (const service of SERVICES) {
      for (const endpoint of service.endpoints) {
        expect(matchHost(index, endpoint.host)).toEqual({ service, endpoint });
      }
    }
  });

  it.each([
    ['venus.web.telegram.org', 'venus.web.telegram.org'],
    ['foo.web.telegram.org', 'web.telegram.org'],
    ['a.b.telegram.org', 'telegram.org'],
    ['cdn1.cdn-telegram.org', 'cdn-telegram.org'],
    ['durov.t.me', 't.me'],
    ['a.t.me', 't.me'],
    ['a.tx.me', 'tx.me'],
    ['T.ME', 't.me'],
    ['t.me.', 't.me'],
    ['X.T.ME.', 't.me'],
    ['Web.Telegram.ORG', 'web.telegram.org'],
    ['WWW.NordVPN.com.', 'nordvpn.com'],
    ['dns.mullvad.net', 'dns.mullvad.net'],
    ['www.torproject.org', 'www.torproject.org'],
    ['1.1.1.1', '1.1.1.1'],
    ['1.1.1.1.', '1.1.1.1'],
  ])('%s as %s', (host, endpoint) => {
    expect(found(host)).toBe(endpoint);
  });

  it('as any subdomain, in any letter case, with or without a trailing dot', () => {
    fc.assert(
      fc.property(
        fc.array(label, { maxLength: 3 }),
        name,
        fc.boolean(),
        fc.boolean(),
        (labels, host, upper, dot) => {
          const full = [...labels, host].join('.');
          const asked = (upper ? full.toUpperCase() : full) + (dot ? '.' : '');
          expect(found(asked)).toBe(longestListedSuffix(full));
        },
      ),
    );
  });
});

describe('a host does not match', () => {
  it.each([
    'evil-t.me',
    't.me.evil.example',
    'telegram.org.evil.example',
    'eviltelegram.org',
    'org',
    'me',
    'example.com',
    'www.example.co.uk',
    'xn--telegram-.org',
    // Letters that only look like ours, or turn into them when lower-cased (the Kelvin sign).
    'tеlegram.org',
    'web.telegram.org。',
    'T\u212A.dev',
    'happ.su\u0000',
    '\u0000.t.me',
    'a b.t.me',
    'a/t.me',
    'user@t.me',
    't.me:443',
    '',
    '.',
    '..',
    '.t.me',
    'a..t.me',
    't.me..',
    '..nordvpn.com',
    '5.1.1.1.1',
    'x.149.154.167.99',
    '1.1.1.10',
    '01.1.1.1',
    '[::1]',
    '::ffff:1.1.1.1',
    `${'a.'.repeat(200)}t.me`,
    `${'a'.repeat(250)}.t.me`,
  ])('%j', (host) => {
    expect(found(host)).toBeUndefined();
  });

  it('when text stands before a listed host without a dot', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9.-]{0,20}[a-z0-9-]$/), name, (before, host) => {
        const asked = before + host;
        // `before` may end a longer listed host or stand before a shorter one (`web.` + `telegram.org` never, it ends with a dot).
        fc.pre(longestListedSuffix(asked) !== asked);
        expect(found(asked)).not.toBe(host);
      }),
    );
  });

  it('when more labels follow', () => {
    fc.assert(
      fc.property(name, label, (host, last) => {
        const asked = `${host}.${last}`;
        fc.pre(longestListedSuffix(asked) === undefined);
        expect(found(asked)).toBeUndefined();
      }),
    );
  });

  it('as anything below an address', () => {
    fc.assert(
      fc.property(label, fc.constantFrom(...addresses), (first, address) => {
        expect(found(`${first}.${address}`)).toBeUndefined();
      }),
    );
  });

  it('by chance: any host agrees with the obvious rule', () => {
    fc.assert(
      fc.property(fc.array(label, { minLength: 2, maxLength: 4 }), (labels) => {
        expect(found(labels.join('.'))).toBe(longestListedSuffix(labels.join('.')));
      }),
    );
  });

  it('whatever a hostile page sends, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), name, (noise, host) => {
        const asked = `${noise}.${host}`;
        const clean = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(noise) && asked.length <= 253;
        expect(found(asked) !== undefined).toBe(clean);
        matchHost(index, noise);
      }),
    );
  });
});

it('length is counted without the trailing dot', () => {
  const host = `${'a.'.repeat(124)}t.me`;
  const longest = `a${host}`;
  expect(longest).toHaveLength(253);
  expect(found(longest)).toBe('t.me');
  expect(found(`${longest}.`)).toBe('t.me');
  expect(found(`a${longest}`)).toBeUndefined();
});

it('the first listing of a host stays', () => {
  const service = (id: string) =>
    ({
      id,
      name: id,
      category: 'tool',
      endpoints: [{ host: 'a.example', role: 'site' }],
      source: 's',
      checked: '2026-11',
    }) as const;
  expect(matchHost(buildIndex([service('one'), service('two')]), 'a.example')?.service.id).toBe('one');
  expect(matchHost(buildIndex([]), 'a.example')).toBeUndefined();
});
