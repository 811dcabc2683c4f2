// What a message is taken for: everything about it is checked before anything is kept.
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../collector/ingest/read.ts';
import { COUNTRIES } from '../../src/catalogue/countries.ts';
import { LIST_VERSION } from '../../src/catalogue/listVersion.ts';
import { NETWORKS } from '../../src/catalogue/networks.ts';
import { dayOf } from '../../src/judge/day.ts';
import { dummyMessage, NO_REPORT_ID, reportMessage } from '../../src/report/wireMessage.ts';
import { message, NOW_MS, report } from './samples.ts';

const TODAY = dayOf(NOW_MS);
const read = (content: object | string, more = {}) =>
  readMessage(message(typeof content === 'string' ? content : JSON.stringify(content), more), TODAY);

describe('a message', () => {
  it('is a report, or a dummy', () => {
    const sent = report();
    expect(readMessage(reportMessage(sent).bytes, TODAY)).toEqual({ kind: 'report', report: sent });
    expect(readMessage(dummyMessage(), TODAY)).toEqual({ kind: 'dummy' });
  });

  it.each([
    ['services', 'telegram'],
    ['clouds', 'cloud-hetzner'],
  ])('may name any target of the list: %s', (_, target) => {
    expect(read(report({ target })).kind).toBe('report');
  });

  it('may name every country that can be chosen, or none', () => {
    for (const country of [...COUNTRIES, 'ZZ'])
      expect(read(report({ country })).kind, country).toBe('report');
  });

  it('may name a large network of the package, or none', () => {
    for (const asn of [0, ...NETWORKS]) expect(read(report({ asn })).kind, `AS${asn}`).toBe('report');
  });

  it.each(['2026-11-27', '2026-11-26', '2026-11-13'])('may be of %s', (day) => {
    expect(read(report({ day })).kind).toBe('report');
  });

  it.each(['2026-11-28', '2026-11-12', '2025-11-26', '2026-02-30', '2026-11-31', '0000-01-01'])(
    'may not be of %s',
    (day) => {
      const sent = report({ day });
      expect(read(sent)).toEqual({ kind: 'refused', reportId: sent.report_id, why: 'day' });
    },
  );

  it('may not be of a day that no calendar has, even where it would be read as the day after', () => {
    const march = dayOf(Date.parse('2026-03-05'));
    for (const [day, kind] of [
      ['2026-02-28', 'report'],
      ['2026-02-29', 'refused'],
      ['2026-02-30', 'refused'],
    ] as const) {
      expect(readMessage(reportMessage(report({ day })).bytes, march).kind, day).toBe(kind);
    }
  });

  it.each([
    ['an unknown target', { target: 'my-own-site' }],
    ['a list of the future', { list_version: LIST_VERSION + 1 }],
    ['a small network', { asn: 64_496 }],
    ['a country that nobody can choose', { country: 'QQ' }],
    ['a network that no registry gives', { asn: 2 ** 32 - 1 }],
  ])('may not name %s', (_, more) => {
    const sent = report(more);
    expect(read(sent)).toEqual({ kind: 'refused', reportId: sent.report_id, why: 'list' });
  });

  it.each([
    ['verdict', 'censored'],
    ['stage', 'body '],
    ['failure', 'ECONNRESET'],
    ['rule', 'L1; drop table reports'],
    ['control', 'maybe'],
    ['source', 'import'],
    ['browser', 'safari'],
    ['country', 'Iran'],
    ['country', 'ir'],
    ['asn', -1],
    ['asn', 2 ** 32],
    ['asn', '44244'],
    ['asn', 1.5],
    ['day', '2026-11-26T12:00:00Z'],
    ['day', '26.11.2026'],
    ['extension_version', '0.1.7'],
    ['schema_version', 2],
    ['rules_version', 0],
    ['url', 'https://web.telegram.org/k/'],
  ])('with %s %s is not of the schema', (field, value) => {
    const sent = { ...report(), [field]: value };
    expect(read(sent)).toEqual({ kind: 'refused', reportId: sent.report_id, why: 'schema' });
  });

  it.each([
    ['no JSON', 'hello', {}],
    ['a list', '[]', {}],
    ['null', 'null', {}],
    ['no ASCII', JSON.stringify(report({ target: 'télégram' })), {}],
    ['an id that is none', JSON.stringify(report({ report_id: 'me' })), {}],
    ['another path', JSON.stringify(report()), { path: '/reports' }],
    ['another method', JSON.stringify(report()), { method: 'PUT' }],
    ['another type', JSON.stringify(report()), { type: 'text/plain' }],
  ])('with %s names nobody', (_, content, more) => {
    expect(read(content, more)).toEqual({ kind: 'refused', reportId: NO_REPORT_ID, why: 'schema' });
  });

  it('without any field is not of the schema', () => {
    const sent = report();
    for (const field of Object.keys(sent).filter((name) => name !== 'report_id')) {
      const { [field]: _, ...rest } = sent as unknown as Record<string, unknown>;
      expect(read(rest), field).toMatchObject({ kind: 'refused', why: 'schema', reportId: sent.report_id });
    }
  });

  it('of bytes that are no binary HTTP names nobody', () => {
    expect(readMessage(new Uint8Array(2048).fill(7), TODAY)).toMatchObject({ reportId: NO_REPORT_ID });
  });
});
