// What the page that lists our own requests says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ObservationSchema } from '../../../src/observe/observation.ts';
import { Requests } from '../../../src/view/requests.ts';
import { ROOT } from '../../root.ts';
import { NOW, row } from '../store.contract.ts';

const rowsOf = (...observations: Parameters<Requests['add']>[0][]) => {
  const requests = new Requests();
  for (const some of observations) requests.add(some);
  return requests.rows();
};

describe('our own requests', () => {
  it('are those that the person did not make', () => {
    expect(rowsOf([row('a'), row('b', NOW, { source: 'confirm' })]).map((r) => [r.host, r.count])).toEqual([
      ['t.me', 1],
    ]);
  });

  it('are counted by host over all pages, with every reason once, the latest first', () => {
    const control = { source: 'control', host: 'pypi.org', target: 'control-pypi' } as const;
    const found = rowsOf(
      [row('a', NOW, { source: 'confirm' }), row('b', NOW + 5, control)],
      [row('c', NOW + 1, { source: 'check' }), row('d', NOW - 1, { source: 'check' })],
    );
    expect(found).toEqual([
      {
        host: 'pypi.org',
        count: 1,
        reasons: [{ reason: 'control', count: 1 }],
        firstAtMs: NOW + 5,
        lastAtMs: NOW + 5,
      },
      {
        host: 't.me',
        count: 3,
        reasons: [
          { reason: 'check', count: 2 },
          { reason: 'confirm', count: 1 },
        ],
        firstAtMs: NOW - 1,
        lastAtMs: NOW + 1,
      },
    ]);
  });

  it('a resolver abroad is asked, not the site that it is asked about', () => {
    const asked = (resolver: string) => rowsOf([row('a', NOW, { source: 'doh', resolver })])[0]?.host;
    expect(asked('google')).toBe('dns.google');
    // One that a later version no longer has is still not the site.
    expect(asked('constructor')).toBe('constructor');
  });

  it('every resolver that is asked is known by its host', () => {
    const code = readFileSync(join(ROOT, 'extension/check/doh.ts'), 'utf8');
    const resolvers = [...code.matchAll(/\['(\w+)', 'https:\/\/([^/]+)\//g)];
    expect(resolvers.length).toBeGreaterThan(1);
    for (const [, resolver = '', host] of resolvers)
      expect(rowsOf([row('a', NOW, { source: 'doh', resolver })])[0]?.host).toBe(host);
  });

  it('a name that the browser’s resolver was asked about is told apart from a request to it', () => {
    const [found] = rowsOf([
      row('a', NOW, { source: 'resolve' }),
      row('b', NOW, { source: 'confirm' }),
      row('c', NOW, { source: 'resolve' }),
    ]);
    expect(found?.reasons).toEqual([
      { reason: 'resolve', count: 2 },
      { reason: 'confirm', count: 1 },
    ]);
  });

  it('no source of a row is forgotten', () => {
    const { options } = ObservationSchema.entries.source;
    const found = rowsOf(options.map((source) => row(source, NOW, { source })));
    expect(new Set(found[0]?.reasons.map(({ reason }) => reason))).toEqual(
      new Set(options.filter((source) => source !== 'watch')),
    );
  });

  it('pages of any size and order count the same', () => {
    const hosts = ['t.me', 'pypi.org', '149.154.167.51', '__proto__'];
    const all = Array.from({ length: 1_000 }, (_, i) =>
      row(String(i), NOW + ((i * 7_919) % 5_000), {
        source: i % 3 === 0 ? 'check' : 'control',
        host: hosts[i % hosts.length] ?? '',
      }),
    );
    const paged = [...all].reverse().map((one) => [one]);
    expect(rowsOf(...paged)).toEqual(rowsOf(all));
    expect(rowsOf(all).reduce((sum, { count }) => sum + count, 0)).toBe(1_000);
    expect(rowsOf(all).map(({ host }) => host)).toEqual(expect.arrayContaining(hosts));
  });

  it('of too many hosts the first stay, and go on counting', () => {
    const many = Array.from({ length: 5_100 }, (_, i) =>
      row(String(i), NOW + i, { source: 'check', host: `h${i}.example` }),
    );
    const found = rowsOf(many, [row('again', NOW + 9_000, { source: 'confirm', host: 'h0.example' })]);
    expect(found).toHaveLength(5_000);
    expect(found[0]).toMatchObject({ host: 'h0.example', count: 2, firstAtMs: NOW, lastAtMs: NOW + 9_000 });
  });

  it('are none when nothing was seen', () => {
    expect(rowsOf()).toEqual([]);
  });

  it('what a page asked in a click is among them', () => {
    const requests = new Requests();
    requests.addAsked([{ host: 'itunes.apple.com', why: 'store', atMs: NOW }]);
    expect(requests.rows()).toEqual([
      {
        host: 'itunes.apple.com',
        count: 1,
        reasons: [{ reason: 'store', count: 1 }],
        firstAtMs: NOW,
        lastAtMs: NOW,
      },
    ]);
  });
});
