import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asnOf, checkInBody, readCheckIn } from '../../../src/report/checkIn.ts';

const answer = (rest: object) => JSON.stringify({ v: 1, tests: {}, conf: {}, ...rest });

describe('what OONI says of a network', () => {
  it('is its number and, where it is known, its country', () => {
    expect(readCheckIn(answer({ probe_asn: 'AS12389', probe_cc: 'RU' }))).toEqual({
      asn: 12_389,
      country: 'RU',
    });
    expect(readCheckIn(answer({ probe_asn: 'AS4294967295' }))).toEqual({ asn: 4_294_967_295 });
  });

  it.each(['ZZ', 'ru', 'RUS', '', 7, null, ['RU']])('leaves out the country %j', (probe_cc) => {
    expect(readCheckIn(answer({ probe_asn: 'AS1', probe_cc }))).toEqual({ asn: 1 });
  });

  it.each([
    '',
    'null',
    '[]',
    '<!doctype html>',
    '{"probe_asn":',
    answer({}),
    answer({ probe_asn: 12_389 }),
    answer({ probe_asn: 'AS0' }),
    answer({ probe_asn: '12389' }),
    answer({ probe_asn: 'AS4294967296' }),
    answer({ probe_asn: 'AS1 ' }),
    answer({ probe_asn: 'AS12345678901234567890' }),
  ])('could not be told from %s', (text) => {
    expect(readCheckIn(text)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readCheckIn(text)));
  });
});

describe('what is said to OONI', () => {
  it('holds nothing of the person', () => {
    expect(JSON.parse(checkInBody('1.2.3'))).toEqual({
      probe_asn: 'AS0',
      probe_cc: 'ZZ',
      platform: 'browser',
      software_name: 'reachable',
      software_version: '1.2.3',
      on_wifi: true,
      run_type: 'manual',
      charging: true,
      web_connectivity: { category_codes: [] },
    });
  });
});

describe('the number of a network as typed', () => {
  it.each([
    ['12389', 12_389],
    [' AS12389 ', 12_389],
    ['as 1', 1],
    ['ASN7922', 7_922],
    ['4294967295', 4_294_967_295],
  ])('%j', (text, asn) => expect(asnOf(text)).toBe(asn));

  it.each(['', '0', 'AS0', '-1', '1.5', '1e3', 'AS', 'home', '4294967296', '123456789012'])(
    'not %j',
    (text) => expect(asnOf(text)).toBeUndefined(),
  );
});
