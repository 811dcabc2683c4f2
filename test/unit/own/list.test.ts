import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { SERVICES } from '../../../src/catalogue/index.ts';
import { matchHost } from '../../../src/catalogue/match.ts';
import type { BlockFingerprint } from '../../../src/catalogue/types.ts';
import { ownFingerprintId } from '../../../src/own/ids.ts';
import {
  add,
  addFingerprints,
  EMPTY_OWN_LIST,
  fingerprintsOf,
  GROUP_MAX,
  knownOf,
  move,
  OWN_FINGERPRINTS_MAX,
  OWN_HOSTS_MAX,
  type OwnFingerprint,
  type OwnList,
  OwnListSchema,
  ownIndex,
  parseOwnList,
  patternsOf,
  plainGroup,
  remove,
  removeFingerprints,
  servicesOf,
  setGroup,
  setPaused,
} from '../../../src/own/list.ts';

const AT = 1_790_000_000_000;
const names = (list: OwnList) => list.hosts.map(({ host }) => host);
const many = (count: number) => Array.from({ length: count }, (_, i) => `h${i}.example.org`);
const print = (n: number): OwnFingerprint => ({
  id: `own-p${n}`,
  scope: 'isp',
  country: 'RU',
  where: 'redirect',
  redirect: { host: `block${n}.example.org`, pathPrefix: '/why' },
});
const ABC = add(EMPTY_OWN_LIST, ['a.org', 'b.org', 'c.org'], 'News', AT);

describe('a change gives a new list and leaves the old one', () => {
  const frozen = JSON.stringify(ABC);

  it('add: at the end, once each, in a group', () => {
    const list = add(ABC, ['d.org', 'a.org', 'd.org'], 'Mine', AT + 1);
    expect(names(list)).toEqual(['a.org', 'b.org', 'c.org', 'd.org']);
    expect(list.hosts[3]).toEqual({ host: 'd.org', group: 'Mine', addedAtMs: AT + 1 });
    expect(list.hosts[0]?.group).toBe('News');
  });

  it('add: nothing that is no clean host, nothing beyond the bound', () => {
    expect(names(add(EMPTY_OWN_LIST, ['A.org', 'a', '1.2.3.4', 'a b.org', ''], '', AT))).toEqual([]);
    const full = add(EMPTY_OWN_LIST, many(OWN_HOSTS_MAX + 5), '', AT);
    expect(full.hosts).toHaveLength(OWN_HOSTS_MAX);
    expect(add(full, ['z.org'], '', AT)).toEqual(full);
  });

  it('remove', () => {
    expect(names(remove(ABC, ['b.org', 'nowhere.org']))).toEqual(['a.org', 'c.org']);
  });

  it('setPaused, and back to exactly what it was', () => {
    const paused = setPaused(ABC, ['b.org'], true);
    expect(paused.hosts.map((row) => row.paused)).toEqual([undefined, true, undefined]);
    expect(setPaused(paused, ['b.org', 'c.org'], false)).toEqual(ABC);
  });

  it('setGroup', () => {
    const list = setGroup(ABC, ['a.org', 'b.org'], '  My\n<b>sites</b> ');
    expect(list.hosts.map(({ group }) => group)).toEqual(['My <b>sites</b>', 'My <b>sites</b>', 'News']);
  });

  it.each([
    ['a.org', 1, 'b a c'],
    ['a.org', 2, 'b c a'],
    ['a.org', 99, 'b c a'],
    ['c.org', 0, 'c a b'],
    ['c.org', -5, 'c a b'],
    ['b.org', 1, 'a b c'],
    ['z.org', 0, 'a b c'],
  ])('move %s to %i', (host, to, order) => {
    expect(
      names(move(ABC, host, to))
        .map((name) => name[0])
        .join(' '),
    ).toBe(order);
  });

  it('block pages: once each by what they say, up to the bound', () => {
    const one = addFingerprints(ABC, [print(1), { ...print(1), id: 'own-other' }]);
    expect(one.fingerprints).toEqual([print(1), { ...print(1), id: 'own-other' }]);
    expect(addFingerprints(one, [{ ...print(1), id: 'own-third' }])).toEqual(one);
    const prints = Array.from({ length: OWN_FINGERPRINTS_MAX + 3 }, (_, i) => print(i));
    const full = addFingerprints(ABC, prints);
    expect(full.fingerprints).toHaveLength(OWN_FINGERPRINTS_MAX);
    expect(removeFingerprints(full, ['own-p0']).fingerprints).toHaveLength(OWN_FINGERPRINTS_MAX - 1);
  });

  it('never the old one', () => {
    expect(JSON.stringify(ABC)).toBe(frozen);
  });

  it('and whatever is done, the list is one that can be stored', () => {
    const host = fc.constantFrom('a.org', 'b.org', 'c.org', 'bad', 'x.y.org');
    const step = fc.oneof(
      fc.tuple(fc.array(host), fc.string({ unit: 'binary' })).map(
        ([hosts, group]) =>
          (l: OwnList) =>
            add(l, hosts, group, AT),
      ),
      fc.tuple(fc.array(host), fc.string({ unit: 'binary' })).map(
        ([hosts, group]) =>
          (l: OwnList) =>
            setGroup(l, hosts, group),
      ),
      fc.tuple(fc.array(host), fc.boolean()).map(
        ([hosts, on]) =>
          (l: OwnList) =>
            setPaused(l, hosts, on),
      ),
      fc.tuple(host, fc.integer()).map(
        ([one, to]) =>
          (l: OwnList) =>
            move(l, one, to),
      ),
      fc.array(host, { maxLength: 1 }).map((hosts) => (l: OwnList) => remove(l, hosts)),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 10 }), (steps) => {
        const list = steps.reduce((before, change) => change(before), EMPTY_OWN_LIST);
        expect(v.is(OwnListSchema, list)).toBe(true);
        expect(parseOwnList(structuredClone(list))).toEqual({ list, broken: 0 });
      }),
    );
  });
});

describe('what was stored', () => {
  it('never made: an empty list, nothing broken', () => {
    expect(parseOwnList(undefined)).toEqual({ list: EMPTY_OWN_LIST, broken: 0 });
  });

  it.each([[null], [7], ['list'], [[]], [{}], [{ version: 2 }]])('no list at all: %j', (stored) => {
    expect(parseOwnList(stored)).toEqual({ list: EMPTY_OWN_LIST, broken: 1 });
  });

  it('loses its broken rows and no others', () => {
    const [good] = ABC.hosts;
    const rows = [
      good,
      null,
      { ...good, host: 'A.org' },
      { ...good, host: '10.0.0.1' },
      { ...good, host: 'd.org', group: 'x'.repeat(GROUP_MAX + 1) },
      { ...good, host: 'd.org', group: 'two\nlines' },
      { ...good, host: 'd.org', addedAtMs: -1 },
      { ...good, host: 'd.org', paused: 'yes' },
      good,
      { ...good, host: 'e.org' },
    ];
    const parsed = parseOwnList({
      version: 1,
      hosts: rows,
      fingerprints: [print(1), { ...print(2), id: 'ru-vk' }, 3],
    });
    expect(names(parsed.list)).toEqual(['a.org', 'e.org']);
    expect(parsed.list.fingerprints).toEqual([print(1)]);
    expect(parsed.broken).toBe(8 + 2);
  });

  it('keeps its hosts when the block pages are no list, or the version is unknown', () => {
    expect(parseOwnList({ ...ABC, fingerprints: 'x' })).toEqual({ list: ABC, broken: 1 });
    expect(parseOwnList({ ...ABC, version: 9 })).toEqual({ list: ABC, broken: 1 });
  });

  it('is cut at the bounds, and says so', () => {
    const hosts = many(OWN_HOSTS_MAX + 7).map((host) => ({ host, group: '', addedAtMs: AT }));
    const { list, broken } = parseOwnList({ version: 1, hosts, fingerprints: [] });
    expect([list.hosts.length, broken]).toEqual([OWN_HOSTS_MAX, 7]);
  });

  it.each([
    [{ where: 'redirect', redirect: { host: 'nohost' } }],
    [{ where: 'redirect', redirect: { host: 'a.org', pathPrefix: 'no-slash' } }],
    [{ where: 'redirect' }],
    [{ where: 'body', bodyHas: [] }],
    [{ where: 'body', bodyHas: [''] }],
    [{ where: 'body', bodyHas: ['Never Matches'] }],
    [{ where: 'dns', addresses: ['a.org'] }],
    [{ where: 'dns', addresses: [['1.2.3.4']] }],
    [{ where: 'header' }],
    [{ where: 'dns', addresses: ['1.2.3.4'], country: 'Russia' }],
    [{ where: 'dns', addresses: ['1.2.3.4'], scope: 'global' }],
  ])('refuses a block page such as %j', (look) => {
    const { list, broken } = parseOwnList({ ...ABC, fingerprints: [{ id: 'own-x', scope: 'isp', ...look }] });
    expect([list.fingerprints, broken]).toEqual([[], 1]);
  });
});

it('a group is one short plain line, whatever was written, and stays what it is', () => {
  expect(plainGroup(' \u202eNews\t\n of\u0000 mine\u2069 ')).toBe('News of mine');
  expect(plainGroup('رسانه\u200cها')).toBe('رسانه\u200cها');
  expect(plainGroup(`${'a'.repeat(GROUP_MAX - 1)}😀`)).toBe('a'.repeat(GROUP_MAX - 1));
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
      const group = plainGroup(text);
      expect(group.length).toBeLessThanOrEqual(GROUP_MAX);
      expect(group).toBe(group.trim());
      expect(plainGroup(group)).toBe(group);
    }),
  );
});

describe('services', () => {
  const long = (n: number) => `${'a'.repeat(60)}.${'b'.repeat(60)}.h${n}.org`;

  it('are the unpaused hosts', () => {
    expect(servicesOf(setPaused(ABC, ['a.org', 'b.org'], true))).toEqual([
      {
        id: 'own-c.org',
        name: 'c.org',
        category: 'own',
        endpoints: [{ host: 'c.org', role: 'site' }],
        source: 'you',
        checked: '',
      },
    ]);
  });

  it('have ids that fit, are unique, stay the same and clash with no shipped one', () => {
    const hosts = [
      ...many(500),
      ...Array.from({ length: 500 }, (_, i) => long(i)),
      `${'a'.repeat(56)}.org`,
      `${'a'.repeat(57)}.org`,
    ];
    const services = servicesOf(add(EMPTY_OWN_LIST, hosts, '', AT));
    expect(services).toHaveLength(hosts.length);
    const ids = services.map(({ id }) => id);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
    expect(new Set(ids).size).toBe(ids.length);
    expect(SERVICES.filter(({ id }) => id.startsWith('own-'))).toEqual([]);
    expect(
      servicesOf(add(EMPTY_OWN_LIST, hosts.toReversed(), '', AT + 9))
        .map(({ id }) => id)
        .sort(),
    ).toEqual(ids.sort());
  });

  it('match their host exactly: nothing above, below or beside it', () => {
    const index = ownIndex(ABC);
    expect(matchHost(index, 'A.org.')?.service.id).toBe('own-a.org');
    for (const host of ['www.a.org', 'x.a.org', 'org', 'aa.org', 'a.org.evil.net'])
      expect(matchHost(index, host)).toBeUndefined();
    expect(patternsOf('a.org')).toEqual(['*://a.org/*']);
  });
});

it('block pages become what the shipped ones are', () => {
  const shaped: BlockFingerprint[] = fingerprintsOf(addFingerprints(EMPTY_OWN_LIST, [print(1)]));
  expect(shaped).toEqual([{ ...print(1), source: 'you', checked: '' }]);
  for (const name of ['ooni.ae_0', '', '<script>', 'ж'.repeat(100), 'x'.repeat(200)]) {
    expect(ownFingerprintId(name, 'content')).toMatch(/^own-[A-Za-z0-9._-]{1,60}$/);
    expect(ownFingerprintId(name, 'content')).not.toBe(ownFingerprintId(name, 'other'));
  }
});

it('what is known: the hosts, the room left, the shipped list', () => {
  const known = knownOf(ABC, (host) => host === 't.me');
  expect([known.has('a.org'), known.has('z.org'), known.isShipped('t.me'), known.room]).toEqual([
    true,
    false,
    true,
    OWN_HOSTS_MAX - 3,
  ]);
});
