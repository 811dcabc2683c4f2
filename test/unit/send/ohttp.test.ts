// Sealing and opening, byte for byte against RFC 9458, appendix A, and with a gateway made of nothing but the library.
import { AEAD_AES_128_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from 'hpke';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { NoAnswer } from '../../../extension/send/encapsulate.ts';
import { encapsulate, encapsulateDummy, sealMessage } from '../../../extension/send/ohttp.ts';
import {
  ANSWER_EXPORT_LABEL,
  bytesOfHex,
  hexOfBytes,
  type KeyConfig,
  parseKeyConfig,
  parseSealedRequest,
  requestInfo,
  SEALED_MESSAGE_BYTES,
} from '../../../src/report/ohttp.ts';
import type { WireReport } from '../../../src/report/wire.ts';
import { answerMessage, dummyMessage, reportMessage } from '../../../src/report/wireMessage.ts';
import VECTORS from '../report/rfc9458-appendix-a.json' with { type: 'json' };

const suite = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_128_GCM);
const RFC_KEY = parseKeyConfig(bytesOfHex(VECTORS.keyConfig)) as KeyConfig;
const REPORT: WireReport = {
  schema_version: 1,
  report_id: '0123456789abcdef0123456789abcdef',
  day: '2026-11-24',
  country: 'IR',
  asn: 0,
  target: 'telegram',
  list_version: 1,
  verdict: 'likely_blocked',
  stage: 'tls',
  failure: 'connection_reset',
  rule: 'L1',
  rules_version: 1,
  control: 'ok',
  source: 'watch',
  browser: 'firefox',
  extension_version: '0.1',
};

/** A gateway that opens what was sealed to it and seals its answer, all by the library and Web Cryptography. */
async function gateway(id = 1) {
  const pair = await suite.GenerateKeyPair();
  const publicKey = Uint8Array.from(await suite.SerializePublicKey(pair.publicKey));
  return {
    key: { id, publicKey },
    async answer(bytes: Uint8Array, response: Uint8Array<ArrayBuffer>) {
      const parts = parseSealedRequest(bytes);
      if (!parts) throw new Error('not a sealed request');
      const context = await suite.SetupRecipient(pair, parts.encapsulatedKey, {
        info: requestInfo(parts.header),
      });
      const message = await context.Open(parts.sealed);
      const secret = await context.Export(ANSWER_EXPORT_LABEL, 16);
      const nonce = crypto.getRandomValues(new Uint8Array(16));
      const base = await crypto.subtle.importKey('raw', Uint8Array.from(secret), 'HKDF', false, [
        'deriveBits',
      ]);
      const derive = (info: string, bits: number) =>
        crypto.subtle.deriveBits(
          {
            name: 'HKDF',
            hash: 'SHA-256',
            salt: Uint8Array.of(...parts.encapsulatedKey, ...nonce),
            info: new TextEncoder().encode(info),
          },
          base,
          bits,
        );
      const aes = await crypto.subtle.importKey('raw', await derive('key', 128), 'AES-GCM', false, [
        'encrypt',
      ]);
      const iv = await derive('nonce', 96);
      const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, aes, response));
      return { message, sealed: Uint8Array.of(...nonce, ...sealed) };
    },
  };
}

afterEach(() => vi.restoreAllMocks());

describe('RFC 9458, appendix A', () => {
  /** The key pair that the RFC's client had drawn. */
  async function drawTheRfcsKeyPair() {
    const pkcs8 = bytesOfHex(`302e020100300506032b656e04220420${VECTORS.clientEphemeralSecretKey}`);
    const x25519 = { name: 'X25519' };
    const drawn = {
      privateKey: await crypto.subtle.importKey('pkcs8', pkcs8, x25519, false, ['deriveBits']),
      publicKey: await crypto.subtle.importKey(
        'raw',
        bytesOfHex(VECTORS.clientEphemeralPublicKey),
        x25519,
        true,
        [],
      ),
    };
    vi.spyOn(crypto.subtle, 'generateKey').mockResolvedValue(drawn as never);
  }

  it('the request is sealed byte for byte, and its answer opened', async () => {
    await drawTheRfcsKeyPair();
    const { bytes, open } = await sealMessage(bytesOfHex(VECTORS.binaryHttpRequest), RFC_KEY);
    expect(hexOfBytes(bytes)).toBe(VECTORS.encapsulatedRequest);
    expect(hexOfBytes(await open(bytesOfHex(VECTORS.encapsulatedResponse)))).toBe(VECTORS.binaryHttpResponse);
  });
});

describe('a sealed report', () => {
  it('is what the preview shows, and its answer is read', async () => {
    const { key, answer } = await gateway(9);
    const { bytes, open } = await encapsulate(REPORT, key);
    expect(bytes.length).toBe(SEALED_MESSAGE_BYTES);
    expect(bytes[0]).toBe(9);
    const ack = { report_id: REPORT.report_id, result: 'stored' } as const;
    const { message, sealed } = await answer(bytes, answerMessage(200, ack));
    expect(hexOfBytes(message)).toBe(hexOfBytes(reportMessage(REPORT).bytes));
    expect(await open(sealed)).toEqual(ack);
  });

  it('is another one each time', async () => {
    const { key } = await gateway();
    const [one, two] = await Promise.all([encapsulate(REPORT, key), encapsulate(REPORT, key)]);
    const same = one.bytes.filter((byte, i) => byte === two.bytes[i]).length;
    // The header, and what chance makes equal.
    expect(same).toBeLessThan(60);
  });

  it('is not acknowledged by anything but its own answer', async () => {
    const { key, answer } = await gateway();
    const { bytes, open } = await encapsulate(REPORT, key);
    const other = await encapsulate(REPORT, key);
    const stored = { report_id: REPORT.report_id, result: 'stored' } as const;
    const good = (await answer(bytes, answerMessage(200, stored))).sealed;
    const changed = Uint8Array.from(good);
    changed[100] = (changed[100] ?? 0) ^ 1;
    const strange = { ...stored, report_id: 'f'.repeat(32) };
    for (const wrong of [
      changed,
      good.subarray(0, -1),
      new Uint8Array(),
      new Uint8Array(288),
      (await answer(other.bytes, answerMessage(200, stored))).sealed,
      (await answer(bytes, answerMessage(200, strange))).sealed,
      (await answer(bytes, answerMessage(503))).sealed,
    ]) {
      await expect(open(wrong)).rejects.toThrow(NoAnswer);
    }
  });

  it('does not exist of what is no report', async () => {
    const { key } = await gateway();
    await expect(encapsulate({ ...REPORT, country: 'Iran' }, key)).rejects.toThrow();
  });

  it('tells of a refusal', async () => {
    const { key, answer } = await gateway();
    const { bytes, open } = await encapsulate(REPORT, key);
    const ack = { report_id: REPORT.report_id, result: 'refused', why: 'day' } as const;
    expect(await open((await answer(bytes, answerMessage(422, ack))).sealed)).toEqual(ack);
  });
});

describe('a sealed dummy', () => {
  it('has the size of a report, and only its own answer opens', async () => {
    const { key, answer } = await gateway();
    const { bytes, open } = await encapsulateDummy(key);
    expect(bytes.length).toBe(SEALED_MESSAGE_BYTES);
    const { message, sealed } = await answer(bytes, answerMessage(204));
    expect(hexOfBytes(message)).toBe(hexOfBytes(dummyMessage()));
    await open(sealed);
    await expect(open(new Uint8Array(288))).rejects.toThrow(NoAnswer);
  });
});
