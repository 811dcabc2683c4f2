// Seals a report to the collector's public key and opens the answer (RFC 9458). The relay that carries both sees neither. Each call seals anew:
// the same report sent twice are two messages that have nothing in common but their size.
import { AEAD_AES_128_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from 'hpke';
import { type BinaryResponse, decodeResponse, joinBytes } from '../../src/report/binaryHttp.ts';
import {
  AEAD_KEY_BYTES,
  AEAD_NONCE_BYTES,
  ANSWER_EXPORT_LABEL,
  ANSWER_KEY_LABEL,
  ANSWER_NONCE_LABEL,
  type KeyConfig,
  parseSealedAnswer,
  requestHeader,
  requestInfo,
  SEALED_ANSWER_BYTES,
} from '../../src/report/ohttp.ts';
import type { Ack, WireReport } from '../../src/report/wire.ts';
import { dummyMessage, messageOf } from '../../src/report/wireMessage.ts';
import { encapsulateBy, NoAnswer, type Sealed } from './encapsulate.ts';

const suite = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_128_GCM);

/** Seals a report. Throws when it is none by the schema. */
export function encapsulate(report: WireReport, key: KeyConfig): Promise<Sealed<Ack>> {
  return encapsulateBy(sealText, report, key);
}

/** Seals what a report says, letter for letter. */
export async function sealText(json: string, key: KeyConfig): Promise<Sealed<BinaryResponse>> {
  const { bytes, open } = await sealMessage(messageOf(json).bytes, key);
  return {
    bytes,
    open: async (response) => {
      const answer = response.length === SEALED_ANSWER_BYTES && decodeResponse(await open(response));
      if (!answer) throw new NoAnswer('the answer is no message');
      return answer;
    },
  };
}

/** A message that says nothing, and that nobody but the collector can tell from a report. */
export async function encapsulateDummy(key: KeyConfig): Promise<Sealed<void>> {
  const { bytes, open } = await sealMessage(dummyMessage(), key);
  return {
    bytes,
    open: async (response) => {
      await open(response);
    },
  };
}

/** Seals any binary request, and opens the binary response to it. */
export async function sealMessage(message: Uint8Array, key: KeyConfig): Promise<Sealed<Uint8Array>> {
  const header = requestHeader(key.id);
  const publicKey = await suite.DeserializePublicKey(key.publicKey);
  const { encapsulatedSecret, ctx } = await suite.SetupSender(publicKey, { info: requestInfo(header) });
  const sealed = await ctx.Seal(message);
  const secret = await ctx.Export(ANSWER_EXPORT_LABEL, AEAD_KEY_BYTES);
  return {
    bytes: joinBytes([header, encapsulatedSecret, sealed]),
    open: (response) => openAnswer(response, encapsulatedSecret, secret),
  };
}

async function openAnswer(
  response: Uint8Array,
  encapsulatedSecret: Uint8Array,
  secret: Uint8Array,
): Promise<Uint8Array> {
  const parts = parseSealedAnswer(response);
  if (!parts) throw new NoAnswer('the answer is too short');
  const salt = joinBytes([encapsulatedSecret, parts.nonce]);
  const base = await crypto.subtle.importKey('raw', joinBytes([secret]), 'HKDF', false, ['deriveBits']);
  const derive = (info: Uint8Array<ArrayBuffer>, bytes: number) =>
    crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, base, bytes * 8);
  const [keyBytes, iv] = await Promise.all([
    derive(ANSWER_KEY_LABEL, AEAD_KEY_BYTES),
    derive(ANSWER_NONCE_LABEL, AEAD_NONCE_BYTES),
  ]);
  const key = await crypto.subtle.importKey('raw', keyBytes, 'AES-GCM', false, ['decrypt']);
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, joinBytes([parts.sealed])),
    );
  } catch {
    throw new NoAnswer('the answer was not sealed for this message');
  }
}
