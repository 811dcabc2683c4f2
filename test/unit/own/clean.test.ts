import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admitHost, cleanHost, type Known, REASONS, type Reason } from '../../../src/own/clean.ts';
import { ACCEPTED, toAscii } from './browser.ts';

const clean = (text: string) => cleanHost(text, toAscii);

describe('a host is found in', () => {
  it.each([
    ['a bare name', 'example.org', 'example.org'],
    ['upper case', 'EXAMPLE.Org', 'example.org'],
    ['a trailing dot', 'example.org.', 'example.org'],
    ['several trailing dots', 'example.org...', 'example.org'],
    ['a subdomain, which stays', 'www.news.example.org', 'www.news.example.org'],
    ['a web address', 'https://example.org/path?query#fragment', 'example.org'],
    ['an upper-case scheme', 'HTTP://example.org', 'example.org'],
    ['a WebSocket', 'wss://example.org/chat', 'example.org'],
    ['no scheme but slashes', '//example.org/x', 'example.org'],
    ['a port', 'example.org:8443', 'example.org'],
    ['a port and path', 'example.org:8443/a:b', 'example.org'],
    ['an empty port', 'https://example.org:/', 'example.org'],
    ['a dot before a port', 'example.org.:443', 'example.org'],
    ['credentials', 'https://user:pass@example.org/', 'example.org'],
    ['credentials with an @', 'https://a@b:c@example.org', 'example.org'],
    ['an @ in the path', 'https://example.org/@someone', 'example.org'],
    ['a query without path', 'example.org?x=/', 'example.org'],
    ['a fragment without path', 'example.org#a@b', 'example.org'],
    ['white space', ' \t\u00a0example.org\r\n', 'example.org'],
    ['quotes', '"example.org"', 'example.org'],
    ['curly quotes', '“example.org”', 'example.org'],
    ['angle brackets', '<https://example.org/>', 'example.org'],
    ['a list comma', "'example.org',", 'example.org'],
    ['zero-width marks', 'exam\u200bple\u2060.o\ufeffrg', 'example.org'],
    ['joiners between Latin letters', 'exam\u200d\u200cple.org', 'example.org'],
    ['direction marks', '\u200eexample\u200f.org', 'example.org'],
    ['isolates around it', '\u2068example.org\u2069', 'example.org'],
    ['an embedding around it', '\u202bexample.org\u202c', 'example.org'],
    ['full-width dots', 'example．news。org', 'example.news.org'],
    ['half-width dots', 'example｡org', 'example.org'],
    ['full-width letters', 'ｅｘａｍｐｌｅ.org', 'example.org'],
    ['Cyrillic', 'https://Пример.рф/стр', 'xn--e1afmkfd.xn--p1ai'],
    ['punycode', 'XN--E1AFMKFD.xn--p1ai', 'xn--e1afmkfd.xn--p1ai'],
    ['Arabic', 'موقع.شبكة', 'xn--4gbrim.xn--ngbc5azd'],
    ['digits and hyphens', '4-chan.9gag.co', '4-chan.9gag.co'],
    ['the shortest', 'a.bc', 'a.bc'],
  ])('%s', (_, text, host) => {
    expect(clean(text)).toEqual({ host });
  });

  it('Persian with a joiner, which is a letter’s business there', () => {
    const with_ = clean('نامه\u200cای.com');
    expect(with_).toEqual({ host: toAscii('نامه\u200cای.com') });
    expect(with_).not.toEqual(clean('نامهای.com'));
  });

  it('names of every allowed length', () => {
    const label = 'a'.repeat(63);
    const longest = `${label}.${label}.${label}.${'a'.repeat(57)}.org`;
    expect(longest).toHaveLength(253);
    expect(clean(`${longest}.`)).toEqual({ host: longest });
    expect(clean(`a${longest}`)).toEqual({ refused: 'too_long' });
  });
});

describe('refused', () => {
  const refused: readonly (readonly [Reason, readonly string[]])[] = [
    ['empty', ['', ' ', '""', '\u200b\ufeff', '<>', '\u2068\u2069']],
    [
      'not_a_site',
      [
        'javascript:alert(1)',
        'javascript://example.org/%0aalert(1)',
        'data:text/html,<script>alert(1)</script>',
        'file:///etc/passwd',
        'ftp://example.org/',
        'chrome-extension://abcdefgh/x.html',
        'view-source:https://example.org/',
        'about:blank',
        'mailto:someone@example.org',
        'someone@example.org',
        '<script>alert(1)</script>',
        'a<script>.example.org',
        'https://',
        'https:///path',
        '///',
        '.',
        '...',
        '.example.org',
        'example..org',
        '*.example.org',
        '*://*/*',
        '<all_urls>',
        'two words.org',
        'example .org',
        'example.org, example.net',
        'exam%2eple.org',
        'example%2eorg',
        'example.org\\@evil.net',
        'https://example.org\\@evil.net',
        'https://example.org\\.evil.net/',
        'https:\\\\example.org',
        'exam\u0000ple.org',
        'exam\u0007ple.org',
        'exam\u202egro.elp',
        // Shown as example.org.
        '\u202egro.elpmaxe\u202c',
        '\u202e',
        'exam\u2066ple.org',
        'exa\ud800mple.org',
        'نا\u202e.com',
        '-example.org',
        'example-.org',
        'under_score.example.org',
        'example.o',
        'example.123',
        '1.2.3.4.5',
        '256.1.1.1',
        'xn--a.com',
        'example.org:99999',
        'example.org:http',
        "exam'ple.org",
        'exam|ple.org',
        '[example.org]',
        '[::1',
        '=cmd|calc!A1',
      ],
    ],
    [
      'too_long',
      [
        `${'a'.repeat(64)}.org`,
        `${'a'.repeat(300)}.example.org`,
        `${'a.'.repeat(130)}org`,
        `example.org/${'a'.repeat(5_000)}`,
        'x'.repeat(100_000),
        `${'я'.repeat(62)}.рф`,
      ],
    ],
    ['address', ['8.8.8.8', 'https://8.8.8.8:53/x', '8.8.8.8.', '[2606:4700::1111]', '2606:4700::1111']],
    ['address', ['134744072', '0x08080808', '010.8.8.8', '8.2056', '８.８.８.８', '8。8。8。8']],
    [
      'private_address',
      [
        '127.0.0.1',
        '127.1',
        '2130706433',
        '0x7f.1',
        '0.0.0.0',
        '10.0.0.1',
        '192.168.1.1:8080',
        'http://192.168.1.1/admin',
        '169.254.169.254',
        '100.64.0.1',
        '198.18.0.1',
        '192.0.2.1',
        '255.255.255.255',
        '[::1]',
        'http://[::1]:8080/',
        '[fe80::1%eth0]',
        'fd00::1',
        '[::ffff:192.168.1.1]',
        '::',
      ],
    ],
    [
      'local_name',
      [
        'localhost',
        'LOCALHOST.',
        'http://localhost:3000/',
        'a.localhost',
        'printer.local',
        'wiki.internal',
        'router.lan',
        'router.home',
        'nas.home.arpa',
        '1.0.0.127.in-addr.arpa',
        'a.test',
        'a.example',
        'a.invalid',
        'x.corp',
        'x.private',
        'x.intranet',
        'x.localdomain',
        'x.alt',
        'duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion',
        'Printer.ＬＯＣＡＬ',
      ],
    ],
    ['single_label', ['com', 'router', 'https://intern/', 'url', 'рф']],
  ];

  it.each(
    refused.flatMap(([reason, texts]) => texts.map((text) => [reason, text.slice(0, 60), text] as const)),
  )('%s: %j', (reason, _, text) => {
    expect(clean(text)).toEqual({ refused: reason });
  });

  it.each<[Reason, string, Partial<Known>]>([
    ['already_on_list', 'https://Example.org/x', { has: (host) => host === 'example.org' }],
    ['on_shipped_list', 'web.telegram.org', { isShipped: (host) => host.endsWith('telegram.org') }],
    ['list_full', 'example.org', { room: 0 }],
    ['local_name', 'a.local', { room: 0 }],
  ])('%s: what the lists know', (reason, text, known) => {
    const all = { has: () => false, isShipped: () => false, room: 1, ...known };
    expect(admitHost(text, all, toAscii)).toEqual({ refused: reason });
  });

  it('for each reason there is', () => {
    const tried = new Set<Reason>([
      ...refused.map(([reason]) => reason),
      'already_on_list',
      'on_shipped_list',
      'list_full',
    ]);
    expect([...tried].sort()).toEqual([...REASONS].sort());
  });
});

it('a host that nothing speaks against is admitted', () => {
  const known = { has: () => false, isShipped: () => false, room: 1 };
  expect(admitHost('example.org', known, toAscii)).toEqual({ host: 'example.org' });
});

describe('whatever the text', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom(
      ...'. 。 : / // https:// @ [ ] %2e xn-- \u202e \u200d \0 # ? \\ 0x7f ٣ ß İ ς \ud800 " < org com рф'.split(
        ' ',
      ),
    ),
    fc.stringMatching(/^[a-z0-9-]{1,70}$/),
  );
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));

  it('it never throws, and what is accepted is a host name, the one the browser reads, and stays itself', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.webUrl(), fc.domain()), (raw) => {
        const cleaned = clean(raw);
        if ('refused' in cleaned) {
          expect(REASONS).toContain(cleaned.refused);
          return;
        }
        expect(cleaned.host).toMatch(ACCEPTED);
        expect(toAscii(cleaned.host)).toBe(cleaned.host);
        expect(clean(cleaned.host)).toEqual(cleaned);
      }),
      { numRuns: 3_000 },
    );
  });

  it('a browser that answers nonsense is not believed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (nonsense) => {
        const cleaned = cleanHost('example.org', () => nonsense);
        if ('host' in cleaned) expect(cleaned.host).toMatch(ACCEPTED);
      }),
    );
    expect(cleanHost('example.org', () => undefined)).toEqual({ refused: 'not_a_site' });
  });

  it('web addresses give the host that the browser would go to', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const cleaned = clean(url);
        if ('host' in cleaned) expect(cleaned.host).toBe(new URL(url).hostname.replace(/\.$/, ''));
      }),
    );
  });

  it('a long one takes no longer than its length', () => {
    const started = performance.now();
    for (const char of [' ', '.', '"', '@', ':', '[', '%', 'a.', '-']) {
      for (let i = 0; i < 200; i++) clean(`x${char.repeat(4_000 / char.length)}x`);
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
