// What the pages hand over must be what the background takes: it refuses a whole list for one field that does not fit.
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CLOUDS } from '../../../src/catalogue/clouds.ts';
import { ExtraSchema, parseExtra } from '../../../src/own/extra.ts';
import { ownFingerprintId } from '../../../src/own/ids.ts';
import { readImport } from '../../../src/own/import.ts';
import {
  addFingerprints,
  EMPTY_OWN_LIST,
  fingerprintsOf,
  knownOf,
  OWN_FINGERPRINTS_MAX,
  OWN_HOSTS_MAX,
  parseOwnList,
  servicesOf,
} from '../../../src/own/list.ts';
import { toAscii } from './browser.ts';

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
const host = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 5 }), fc.stringMatching(/^[a-z]{2,12}$/))
  .map(([labels, last]) => [...labels, last].join('.'))
  .filter((name) => name.length <= 253);
const address = fc.oneof(fc.ipV4(), fc.ipV6());
const row = fc.record(
  {
    host: fc.oneof({ weight: 9, arbitrary: host }, { weight: 1, arbitrary: fc.string() }),
    group: fc.string({ maxLength: 45 }),
    paused: fc.constant(true),
    addedAtMs: fc.nat(),
  },
  { requiredKeys: ['host', 'group', 'addedAtMs'] },
);
const text = fc.string({ maxLength: 40, unit: 'binary-ascii' });
const common = {
  id: fc.tuple(text, text).map(([name, content]) => ownFingerprintId(name, content)),
  scope: fc.constantFrom('national', 'isp', 'product'),
};
const optional = { country: fc.stringMatching(/^[A-Z]{2}$/), onlyIfChosen: fc.constant(true) };
const fields = (where: string, rest: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(
    { ...common, ...optional, where: fc.constant(where), ...rest },
    { requiredKeys: ['id', 'scope', 'where', ...Object.keys(rest)] as never[] },
  );
const print = fc.oneof(
  fields('redirect', {
    redirect: fc.record(
      { host: fc.oneof(host, address), pathPrefix: text.map((t) => `/${t}`), queryHas: text },
      { requiredKeys: ['host'] },
    ),
  }),
  fields('body', { bodyHas: fc.array(text, { maxLength: 9 }) }),
  fields('dns', {
    addresses: fc.array(
      fc.oneof(
        address,
        address.map((a) => a.toUpperCase()),
        fc.tuple(address, address),
      ),
      { maxLength: 17 },
    ),
  }),
);

describe('what a page hands to the background', () => {
  it('fits, whatever list was stored', () => {
    let kept = 0;
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 12 }),
        fc.array(print, { maxLength: 6 }),
        (hosts, fingerprints) => {
          const { list } = parseOwnList({ version: 1, hosts, fingerprints });
          const extra = { services: servicesOf(list), fingerprints: fingerprintsOf(list) };
          kept += extra.services.length + extra.fingerprints.length;
          expect(v.parse(ExtraSchema, extra)).toEqual(extra);
        },
      ),
    );
    expect(kept).toBeGreaterThan(100);
  });

  it('fits when the list is full', () => {
    const hosts = Array.from({ length: OWN_HOSTS_MAX }, (_, i) => ({
      host: `h${i}.example.org`,
      group: '',
      addedAtMs: 0,
    }));
    const fingerprints = Array.from({ length: OWN_FINGERPRINTS_MAX }, (_, i) => ({
      id: `own-p${i}`,
      scope: 'isp',
      where: 'dns',
      addresses: [`203.0.113.${i % 256}`],
    }));
    const { list } = parseOwnList({ version: 1, hosts, fingerprints });
    const extra = { services: servicesOf(list), fingerprints: fingerprintsOf(list) };
    expect(extra.services).toHaveLength(OWN_HOSTS_MAX);
    expect(extra.fingerprints).toHaveLength(OWN_FINGERPRINTS_MAX);
    expect(parseExtra(extra)).toEqual(extra);
  });

  it('fits after an import of block pages, addresses in brackets and capitals too', () => {
    const file = [
      'name,scope,location_found,pattern_type,pattern,expected_countries',
      'a,nat,dns,full,[2A02:6B8::FEED:FF],RU',
      'b,isp,header.location,prefix,http://[2a02:6b8::1]/block,RU',
      'c,isp,body,contains,<title>Access to this site is limited</title>,RU',
    ].join('\n');
    const preview = readImport(
      file,
      knownOf(EMPTY_OWN_LIST, () => false),
      toAscii,
    );
    expect(preview.accepted).toHaveLength(3);
    if (preview.kind !== 'fingerprints') throw new Error(preview.kind);
    const extra = {
      services: [],
      fingerprints: fingerprintsOf(addFingerprints(EMPTY_OWN_LIST, preview.accepted)),
    };
    expect(extra.fingerprints).toHaveLength(3);
    expect(parseExtra(extra)).toEqual(extra);
  });

  it('fits for the clouds', () => {
    const { services } = parseExtra({ services: CLOUDS, fingerprints: [] });
    expect(services).toEqual(CLOUDS);
  });
});
