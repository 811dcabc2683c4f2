// The gateway of Oblivious HTTP (RFC 9458): opens a sealed request with the key that it names, and seals the answer so that only its sender can
// read it. It knows nothing of reports, and nothing of who sent them.
import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { joinBytes } from '../../src/report/binaryHttp.ts';
import {
  AEAD_KEY_BYTES,
  AEAD_NONCE_BYTES,
  ANSWER_EXPORT_LABEL,
  ANSWER_KEY_LABEL,
  ANSWER_NONCE_BYTES,
  ANSWER_NONCE_LABEL,
  parseSealedRequest,
  requestInfo,
} from '../../src/report/ohttp.ts';
import { type NodeKey, openingSuite } from './suite.ts';

/** A key pair and until when it opens. */
export interface GatewayKey {
  readonly id: number;
  readonly key: NodeKey;
  readonly expiresAtMs: number;
}

export interface Opened {
  /** The binary request. */
  readonly message: Uint8Array;
  /** Seals the binary response to it. */
  readonly seal: (response: Uint8Array) => Uint8Array<ArrayBuffer>;
}

/** Undefined when it is of another suite, names a key that is not there or has expired, or was not sealed to it. */
export async function openRequest(
  bytes: Uint8Array,
  keys: readonly GatewayKey[],
  nowMs: number,
): Promise<Opened | undefined> {
  const request = parseSealedRequest(bytes);
  const key = keys.find(({ id, expiresAtMs }) => id === request?.keyId && nowMs < expiresAtMs);
  if (!request || !key) return undefined;
  try {
    const info = requestInfo(request.header);
    const context = await openingSuite.SetupRecipient(key.key, request.encapsulatedKey, { info });
    const message = await context.Open(request.sealed);
    const secret = await context.Export(ANSWER_EXPORT_LABEL, AEAD_KEY_BYTES);
    return {
      message,
      seal: (response) =>
        sealAnswer(response, secret, request.encapsulatedKey, randomBytes(ANSWER_NONCE_BYTES)),
    };
  } catch {
    // Whatever the library calls it: a wrong key, a changed byte and a public key that is none are one thing to us.
    return undefined;
  }
}

/** Section 4.4; the nonce is passed in so that the RFC's own bytes can be made. */
export function sealAnswer(
  response: Uint8Array,
  secret: Uint8Array,
  encapsulatedKey: Uint8Array,
  nonce: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const salt = joinBytes([encapsulatedKey, nonce]);
  const derive = (label: Uint8Array, bytes: number) =>
    new Uint8Array(hkdfSync('sha256', secret, salt, label, bytes));
  const cipher = createCipheriv(
    'aes-128-gcm',
    derive(ANSWER_KEY_LABEL, AEAD_KEY_BYTES),
    derive(ANSWER_NONCE_LABEL, AEAD_NONCE_BYTES),
  );
  return joinBytes([nonce, cipher.update(response), cipher.final(), cipher.getAuthTag()]);
}
