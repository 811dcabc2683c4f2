// The framing of Oblivious HTTP against the bytes of RFC 9458, the one size of all messages, and which keys may be used.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATES } from '../../../src/judge/verdict.ts';
import { FAILURES, STAGES } from '../../../src/observe/failures.ts';
import { decodeRequest } from '../../../src/report/binaryHttp.ts';
import {
  ANSWER_BYTES,
  bytesOfHex,
  encodeKeyConfig,
  encodeKeyConfigs,
  hexOfBytes,
  MESSAGE_BYTES,
  parseKeyConfig,
  parseKeyConfigs,
  parseSealedAnswer,
  parseSealedRequest,
  requestHeader,
  requestInfo,
  SEALED_ANSWER_BYTES,
  SEALED_MESSAGE_BYTES,
  usableKeys,
} from '../../../src/report/ohttp.ts';
import { ACK_STATES, REFUSALS, type WireReport } from '../../../src/report/wire.ts';
import { answerMessage, dummyMessage, readAnswer, reportMessage } from '../../../src/report/wireMessage.ts';
import VECTORS from './rfc9458-appendix-a.json' with { type: 'json' };

const ID = '0123456789abcdef0123456789abcdef';
const longest = (words: readonly string[]) => [...words].sort((a, b) => b.length - a.length)[0] as string;
/** No report is longer. */
const LONGEST = {
  schema_version: 1,
  report_id: ID,
  day: '2026-11-24',
  country: 'IR',
  asn: 2 ** 32 - 1,
  target: 'a'.repeat(48),
  list_version: 9999,
  verdict: longest(STATES),
  stage: longest(STAGES),
  failure: longest(FAILURES),
  rule: 'A123',
  rules_version: 9999,
  control: 'fail',
  source: 'watch',
  browser: 'chromium',
  extension_version: '12345.12345',
} as WireReport;
const SHORTEST = {
  ...LONGEST,
  asn: 0,
  target: 'a',
  list_version: 1,
  verdict: 'ok',
  stage: 'none',
  failure: 'none',
  rule: 'A1',
} as const;

describe('key configurations', () => {
  const config = parseKeyConfig(bytesOfHex(VECTORS.keyConfig));

  it('are read and written as in RFC 9458', () => {
    expect(config?.id).toBe(1);
    expect(hexOfBytes(requestHeader(1))).toBe('01002000010001');
    const one = { id: 1, publicKey: config?.publicKey ?? new Uint8Array() };
    // The RFC's gateway also offers a second AEAD; ours offers one.
    expect(hexOfBytes(encodeKeyConfig(one))).toBe(
      VECTORS.keyConfig.replace('00080001000100010003', '000400010001'),
    );
    expect(parseKeyConfig(encodeKeyConfig(one))).toEqual(one);
  });

  it('of KEMs that we do not know are skipped in a list', () => {
    // Of the same form as ours; and one with a key so long as that of a hybrid KEM.
    const alike = hexOfBytes(encodeKeyConfigs([{ id: 1, publicKey: new Uint8Array(32) }]));
    const unknown = `${alike.replace('010020', '010030')}04c9010030${'00'.repeat(1216)}000400010001`;
    const known = encodeKeyConfigs([{ id: 7, publicKey: new Uint8Array(32).fill(9) }]);
    const list = bytesOfHex(unknown + hexOfBytes(known) + unknown);
    expect(parseKeyConfigs(list)).toEqual([{ id: 7, publicKey: new Uint8Array(32).fill(9) }]);
  });

  it('without our suite, cut short or with a length that lies are none', () => {
    const hex = VECTORS.keyConfig;
    expect(parseKeyConfig(bytesOfHex(hex.replace('00010001', '00010002')))).toBeUndefined();
    expect(parseKeyConfig(bytesOfHex(hex.slice(0, -2)))).toBeUndefined();
    expect(parseKeyConfig(bytesOfHex(`${hex}00`))).toBeUndefined();
    expect(parseKeyConfig(new Uint8Array())).toBeUndefined();
    const list = encodeKeyConfigs([{ id: 7, publicKey: new Uint8Array(32) }]);
    expect(parseKeyConfigs(list.subarray(0, -1))).toEqual([]);
    expect(parseKeyConfigs(Uint8Array.of(0))).toEqual([]);
  });

  it('never break the reader', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(parseKeyConfigs(bytes).every(({ publicKey }) => publicKey.length === 32)).toBe(true);
        parseSealedRequest(bytes);
        parseSealedAnswer(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it('are used until they expire, the older first', () => {
    const hexOf = (id: number) => hexOfBytes(encodeKeyConfig({ id, publicKey: new Uint8Array(32) }));
    const shipped = [
      { hex: hexOf(2), expires: '2027-06-01' },
      { hex: hexOf(1), expires: '2027-01-01' },
    ];
    const idsAt = (time: string) => usableKeys(shipped, Date.parse(time)).map(({ id }) => id);
    expect(idsAt('2026-12-31T23:59:59.999Z')).toEqual([1, 2]);
    expect(idsAt('2027-01-01T00:00:00Z')).toEqual([2]);
    expect(idsAt('2027-06-01T00:00:00Z')).toEqual([]);
  });
});

describe('sealed messages', () => {
  it('are taken apart as in RFC 9458', () => {
    const parts = parseSealedRequest(bytesOfHex(VECTORS.encapsulatedRequest));
    expect(parts?.keyId).toBe(1);
    expect(hexOfBytes(parts?.encapsulatedKey ?? new Uint8Array())).toBe(VECTORS.clientEphemeralPublicKey);
    expect(hexOfBytes(requestInfo(parts?.header ?? new Uint8Array()))).toBe(VECTORS.hpkeInfo);
    const answer = parseSealedAnswer(bytesOfHex(VECTORS.encapsulatedResponse));
    expect(VECTORS.responseSalt.endsWith(hexOfBytes(answer?.nonce ?? new Uint8Array()))).toBe(true);
  });

  it('of another suite are not', () => {
    for (const at of [1, 3, 5]) {
      const bytes = bytesOfHex(VECTORS.encapsulatedRequest);
      bytes[at + 1] = 0x30;
      expect(parseSealedRequest(bytes)).toBeUndefined();
    }
  });

  it('are of one size', () => {
    expect(SEALED_MESSAGE_BYTES).toBe(2103);
    expect(SEALED_ANSWER_BYTES).toBe(288);
  });
});

describe('the message of a report', () => {
  it('has one size, whatever is in it', () => {
    for (const bytes of [reportMessage(LONGEST).bytes, reportMessage(SHORTEST).bytes, dummyMessage()])
      expect(bytes.length).toBe(MESSAGE_BYTES);
  });

  it('carries exactly what is shown', () => {
    const { json, headers, bytes } = reportMessage(LONGEST);
    const request = decodeRequest(bytes);
    expect(request).toMatchObject({ method: 'POST', path: '/report', fields: headers });
    expect(new TextDecoder().decode(request?.content)).toBe(json);
    expect(JSON.parse(json)).toEqual(LONGEST);
    expect(headers).toEqual([['content-type', 'application/json']]);
  });

  it('is not made of anything but a report', () => {
    expect(() => reportMessage({ ...LONGEST, note: 'hello' } as WireReport)).toThrow();
    expect(() => reportMessage({ ...LONGEST, verdict: 'hello' } as unknown as WireReport)).toThrow();
  });

  it('of the same report in another order is the same', () => {
    const turned = Object.fromEntries(Object.entries(LONGEST).reverse()) as unknown as WireReport;
    expect(reportMessage(turned)).toEqual(reportMessage(LONGEST));
  });
});

describe('the answer', () => {
  it('has one size and comes back', () => {
    for (const result of ACK_STATES) {
      for (const why of [undefined, ...REFUSALS]) {
        const ack = { report_id: ID, result, ...(why && { why }) };
        const bytes = answerMessage(result === 'refused' ? 422 : 200, ack);
        expect(bytes.length).toBe(ANSWER_BYTES);
        expect(readAnswer(bytes, ID)).toEqual(ack);
      }
    }
    expect(answerMessage(204).length).toBe(ANSWER_BYTES);
  });

  it('acknowledges only the report it names, and only with the right status', () => {
    const stored = { report_id: ID, result: 'stored' } as const;
    expect(readAnswer(answerMessage(200, stored), ID.replace('0', '1'))).toBeUndefined();
    for (const status of [202, 400, 422, 503])
      expect(readAnswer(answerMessage(status, stored), ID)).toBeUndefined();
    expect(readAnswer(answerMessage(200, { report_id: ID, result: 'refused' }), ID)).toBeUndefined();
    expect(readAnswer(answerMessage(503), ID)).toBeUndefined();
    expect(readAnswer(new Uint8Array(ANSWER_BYTES), ID)).toBeUndefined();
  });
});
