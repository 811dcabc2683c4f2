// What two resolvers abroad say of a name, against what was got here.
import { expect, it } from 'vitest';
import type { Observation } from '../../../src/observe/observation.ts';
import {
  abroad,
  confirm,
  controlsOk,
  NO_NAME,
  OK,
  play,
  resolved,
  SILENT,
  UNKNOWN_CA,
  watch,
} from './situation.ts';

const NORD = 'https://nordvpn.com';
const HOST = 'nordvpn.com';
const HERE = '104.16.1.1';
const FAR = '151.101.1.1';

const there = (second: number, answer: readonly string[] | 'dns_nxdomain_error') => [
  abroad(second, HOST, 'cloudflare', answer),
  abroad(second, HOST, 'google', answer),
];

const said = (...steps: readonly (Observation | readonly Observation[])[]) =>
  play(steps)
    .verdict('nordvpn')
    ?.endpoints.find((e) => e.endpoint === HOST)?.dns;

it('is not told when nobody abroad was asked', () => {
  expect(said(watch(0, NORD, OK), controlsOk(1))).toBeUndefined();
});

it('a site that answers was found, whatever addresses it has elsewhere', () => {
  expect(said(watch(0, NORD, OK), controlsOk(1), resolved(1, HOST, [HERE]), ...there(2, [FAR]))).toBe(
    'consistent',
  );
});

it('a name that only this network does not know is interfered with', () => {
  expect(said(watch(0, NORD, NO_NAME), controlsOk(1), confirm(35, NORD, NO_NAME), ...there(36, [FAR]))).toBe(
    'interfered',
  );
});

it('a name that nobody knows is gone', () => {
  expect(
    said(
      watch(0, NORD, NO_NAME),
      controlsOk(1),
      confirm(35, NORD, NO_NAME),
      ...there(36, 'dns_nxdomain_error'),
    ),
  ).toBe('gone');
});

it('resolvers abroad that cannot be reached know nothing of the name', () => {
  const unreachable = there(36, 'dns_nxdomain_error').map((o) => ({
    ...o,
    failure: 'unknown_failure' as const,
  }));
  expect(said(watch(0, NORD, NO_NAME), controlsOk(1), confirm(35, NORD, NO_NAME), ...unreachable)).toBe(
    'unclear',
  );
});

it('a bogon here is interference, other public addresses of a silent site are not told', () => {
  expect(said(watch(0, NORD, SILENT), resolved(1, HOST, ['10.10.34.36']), ...there(2, [FAR]))).toBe(
    'interfered',
  );
  expect(said(watch(0, NORD, SILENT), resolved(1, HOST, [HERE]), ...there(2, [FAR]))).toBe('unclear');
  expect(said(watch(0, NORD, SILENT), resolved(1, HOST, [FAR]), ...there(2, [FAR]))).toBe('consistent');
});

it('a stranger’s certificate at an address that nobody else gives is interference', () => {
  expect(said(watch(0, NORD, UNKNOWN_CA), resolved(1, HOST, [HERE]), ...there(2, [FAR]))).toBe('interfered');
});
