// Oblivious HTTP (RFC 9458) as bytes: key configurations, the header of a sealed request, and the labels that keys are derived with. What seals
// and opens is in `extension/send/` and `collector/gateway/`, because that needs a browser's or Node's cryptography. One suite is spoken:
// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM.
import { asciiBytes, joinBytes } from './binaryHttp.ts';

export const REQUEST_TYPE = 'message/ohttp-req';
export const RESPONSE_TYPE = 'message/ohttp-res';

const KEM = 0x0020;
const KDF = 0x0001;
const AEAD = 0x0001;
/** Of the key that each message brings along, and of a gateway's public key. */
export const PUBLIC_KEY_BYTES = 32;
/** Of the key and of the export; the nonce of an answer is the longer of the AEAD's key and nonce. */
export const AEAD_KEY_BYTES = 16;
export const AEAD_NONCE_BYTES = 12;
export const ANSWER_NONCE_BYTES = 16;
const TAG_BYTES = 16;
const HEADER_BYTES = 7;
const SUITE_BYTES = 4;

/** A binary request is filled up to this, so that every message has one size: the relay learns nothing from it. */
export const MESSAGE_BYTES = 2048;
export const SEALED_MESSAGE_BYTES = HEADER_BYTES + PUBLIC_KEY_BYTES + MESSAGE_BYTES + TAG_BYTES;
/** A binary response is filled up to this. */
export const ANSWER_BYTES = 256;
export const SEALED_ANSWER_BYTES = ANSWER_NONCE_BYTES + ANSWER_BYTES + TAG_BYTES;

/** What a gateway's answer is exported and derived with (section 4.4). */
export const ANSWER_EXPORT_LABEL = asciiBytes('message/bhttp response');
export const ANSWER_KEY_LABEL = asciiBytes('key');
export const ANSWER_NONCE_LABEL = asciiBytes('nonce');

/** A gateway's public key and the number that names it. */
export interface KeyConfig {
  readonly id: number;
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

/** As it ships in the package: the configuration as the collector prints it, and the first day on which it is used no more. */
export interface ShippedKey {
  readonly hex: string;
  readonly expires: string;
}

/** One configuration, without the length that precedes it in a list. */
export function encodeKeyConfig({ id, publicKey }: KeyConfig): Uint8Array<ArrayBuffer> {
  return joinBytes([Uint8Array.of(id), u16(KEM), publicKey, u16(SUITE_BYTES), u16(KDF), u16(AEAD)]);
}

/** Undefined when it is of another KEM, does not offer our suite, or is malformed. */
export function parseKeyConfig(bytes: Uint8Array): KeyConfig | undefined {
  const suitesAt = 3 + PUBLIC_KEY_BYTES + 2;
  if (bytes.length < suitesAt + SUITE_BYTES || readU16(bytes, 1) !== KEM) return undefined;
  const suites = bytes.subarray(suitesAt);
  if (suites.length % SUITE_BYTES !== 0 || readU16(bytes, suitesAt - 2) !== suites.length) return undefined;
  for (let at = 0; at < suites.length; at += SUITE_BYTES) {
    if (readU16(suites, at) === KDF && readU16(suites, at + 2) === AEAD)
      return { id: bytes[0] as number, publicKey: bytes.slice(3, 3 + PUBLIC_KEY_BYTES) };
  }
  return undefined;
}

/** `application/ohttp-keys`: each configuration after its length. */
export function encodeKeyConfigs(configs: readonly KeyConfig[]): Uint8Array<ArrayBuffer> {
  return joinBytes(configs.map(encodeKeyConfig).flatMap((config) => [u16(config.length), config]));
}

/** Those of a list that can be used, in its order: real lists begin with KEMs that we do not know. A list cut short has none. */
export function parseKeyConfigs(bytes: Uint8Array): readonly KeyConfig[] {
  const configs: KeyConfig[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 2 + readU16(bytes, at);
    // Not a number when there is no whole length.
    if (!(end <= bytes.length)) return [];
    const config = parseKeyConfig(bytes.subarray(at + 2, end));
    if (config) configs.push(config);
    at = end;
  }
  return configs;
}

/**
 * The keys that may be used now, the one that expires first before the others: then all versions of the package that have a key in common use
 * the same one, and the number of the key, which the relay sees, tells it little.
 */
export function usableKeys(keys: readonly ShippedKey[], nowMs: number): readonly KeyConfig[] {
  return keys
    .filter(({ expires }) => nowMs < Date.parse(expires))
    .sort((a, b) => Date.parse(a.expires) - Date.parse(b.expires))
    .flatMap(({ hex }) => parseKeyConfig(bytesOfHex(hex)) ?? []);
}

/** What stands before a sealed request, in clear. */
export function requestHeader(keyId: number): Uint8Array<ArrayBuffer> {
  return joinBytes([Uint8Array.of(keyId), u16(KEM), u16(KDF), u16(AEAD)]);
}

/** What a request is bound to. */
export function requestInfo(header: Uint8Array): Uint8Array<ArrayBuffer> {
  return joinBytes([asciiBytes('message/bhttp request'), Uint8Array.of(0), header]);
}

export interface SealedRequest {
  readonly keyId: number;
  readonly header: Uint8Array;
  /** The sender's public key of this one message. */
  readonly encapsulatedKey: Uint8Array;
  readonly sealed: Uint8Array;
}

/** Undefined when it is too short, or of a suite that we do not speak. */
export function parseSealedRequest(bytes: Uint8Array): SealedRequest | undefined {
  if (bytes.length < HEADER_BYTES + PUBLIC_KEY_BYTES + TAG_BYTES) return undefined;
  if (readU16(bytes, 1) !== KEM || readU16(bytes, 3) !== KDF || readU16(bytes, 5) !== AEAD) return undefined;
  return {
    keyId: bytes[0] as number,
    header: bytes.subarray(0, HEADER_BYTES),
    encapsulatedKey: bytes.subarray(HEADER_BYTES, HEADER_BYTES + PUBLIC_KEY_BYTES),
    sealed: bytes.subarray(HEADER_BYTES + PUBLIC_KEY_BYTES),
  };
}

/** Undefined when it is too short. */
export function parseSealedAnswer(
  bytes: Uint8Array,
): { readonly nonce: Uint8Array; readonly sealed: Uint8Array } | undefined {
  if (bytes.length < ANSWER_NONCE_BYTES + TAG_BYTES) return undefined;
  return { nonce: bytes.subarray(0, ANSWER_NONCE_BYTES), sealed: bytes.subarray(ANSWER_NONCE_BYTES) };
}

/** Lower case, two digits a byte. */
export function hexOfBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Throws when it is not hexadecimal. */
export function bytesOfHex(hex: string): Uint8Array<ArrayBuffer> {
  if (!/^(?:[0-9a-f]{2})*$/i.test(hex)) throw new RangeError('not hexadecimal');
  return Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}

/** Not a number past the end. */
function readU16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? Number.NaN) * 256 + (bytes[at + 1] ?? Number.NaN);
}
