// The one HPKE suite, with Node's own cryptography under the library's protocol. Web Cryptography would do, but each of its twenty small steps a
// message goes through another thread and costs several times what it computes: measured, a core opens five times as many messages this way.
import {
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
} from 'node:crypto';
import {
  type AEADFactory,
  CipherSuite,
  concat,
  encode,
  type KDF,
  type KDFFactory,
  type KEMFactory,
  type Key,
  LabeledExpand,
  LabeledExtract,
} from 'hpke';

const HASH_BYTES = 32;
const TAG_BYTES = 16;

/** A private key as the suite takes it: with the public one beside it, because every message needs both. */
export interface NodeKey extends Key {
  readonly keyObject: KeyObject;
  readonly publicKey: Uint8Array;
}

/** Both halves in base64url, as in a JSON Web Key. */
export function nodeKey({ d, x }: { readonly d: string; readonly x: string }): NodeKey {
  return {
    algorithm: { name: 'X25519' },
    type: 'private',
    extractable: false,
    keyObject: createPrivateKey({ key: { kty: 'OKP', crv: 'X25519', d, x }, format: 'jwk' }),
    publicKey: new Uint8Array(Buffer.from(x, 'base64url')),
  };
}

const hkdf: KDF = {
  id: 0x0001,
  type: 'KDF',
  name: 'HKDF-SHA256',
  stages: 2,
  Nh: HASH_BYTES,
  Extract: async (salt, material) => hmac(salt, material),
  Expand: async (key, info, length) => {
    const blocks: Uint8Array[] = [];
    for (let block = new Uint8Array(), i = 1; blocks.length * HASH_BYTES < length; i++) {
      block = hmac(key, block, info, Uint8Array.of(i));
      blocks.push(block);
    }
    return concat(...blocks).subarray(0, length);
  },
  Derive: unused,
};

const KDF_NODE: KDFFactory = () => hkdf;

const AEAD_NODE: AEADFactory = () => ({
  id: 0x0001,
  type: 'AEAD',
  name: 'AES-128-GCM',
  Nk: 16,
  Nn: 12,
  Nt: TAG_BYTES,
  Seal: unused,
  Open: async (key, nonce, additional, sealed) => {
    const decipher = createDecipheriv('aes-128-gcm', key, nonce);
    decipher.setAAD(additional);
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return concat(decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final());
  },
});

const SUITE_ID = concat(encode('KEM'), Uint8Array.of(0x00, 0x20));

const KEM_NODE: KEMFactory<NodeKey> = () => ({
  id: 0x0020,
  type: 'KEM',
  name: 'DHKEM(X25519, HKDF-SHA256)',
  Nsecret: 32,
  Nenc: 32,
  Npk: 32,
  Nsk: 32,
  Decap: async (encapsulated, key) => {
    const x = Buffer.from(encapsulated).toString('base64url');
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
    const shared = diffieHellman({ privateKey: key.keyObject, publicKey });
    const secret = await LabeledExtract(hkdf, SUITE_ID, new Uint8Array(), encode('eae_prk'), shared);
    const context = concat(encapsulated, key.publicKey);
    return LabeledExpand(hkdf, SUITE_ID, secret, encode('shared_secret'), context, 32);
  },
  Encap: unused,
  GenerateKeyPair: unused,
  DeriveKeyPair: unused,
  SerializePublicKey: unused,
  DeserializePublicKey: unused,
  SerializePrivateKey: unused,
  DeserializePrivateKey: unused,
});

/** Opens; it cannot seal. */
export const openingSuite = new CipherSuite(KEM_NODE, KDF_NODE, AEAD_NODE);

function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const hash = createHmac('sha256', key);
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** What a gateway does not do. */
function unused(): never {
  throw new Error('this suite only opens');
}
