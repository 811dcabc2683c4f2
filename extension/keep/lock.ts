// The lock of the mode `locked`: what is kept is sealed to a public key, which needs no passphrase; to read it again needs the private key, which
// lies on the disk only wrapped by the passphrase. Who has the disk but not the passphrase can only guess it, slowly; who forgot it is no better off.
import { AEAD_AES_128_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from 'hpke';
import { bytesOfHex, hexOfBytes } from '../../src/report/ohttp.ts';
import type { Written } from '../../src/store.ts';
import { IV_BYTES, KEY_BYTES, ROUNDS, SALT_BYTES } from './lockNumbers.ts';
import type { Lock } from './lockRow.ts';

/** What is sealed is filled up to one of these, or to the next whole number of the last: its length tells little of what is inside. */
const SIZES = [4_096, 16_384, 65_536];
const STEP_BYTES = 262_144;
const SPACE = 0x20;

const suite = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_128_GCM);
const info = new TextEncoder().encode('reachable kept rows');

/** A new pair of keys. The private one is for `storage.session` and nothing else. */
export async function newLock(passphrase: string): Promise<{ readonly lock: Lock; readonly key: string }> {
  const pair = await suite.GenerateKeyPair(true);
  const key = await suite.SerializePrivateKey(pair.privateKey);
  const random = crypto.getRandomValues(new Uint8Array(SALT_BYTES + IV_BYTES));
  const salt = random.slice(0, SALT_BYTES);
  const iv = random.slice(SALT_BYTES);
  const wrapping = await wrappingKey(passphrase, salt, ROUNDS);
  const wrapped = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, wrapping, new Uint8Array(key));
  return {
    key: hexOfBytes(key),
    lock: {
      rounds: ROUNDS,
      salt: hexOfBytes(salt),
      iv: hexOfBytes(iv),
      wrapped: hexOfBytes(new Uint8Array(wrapped)),
      publicKey: hexOfBytes(await suite.SerializePublicKey(pair.publicKey)),
    },
  };
}

/** The private key; undefined when this is not the passphrase. */
export async function openLock(lock: Lock, passphrase: string): Promise<string | undefined> {
  const wrapping = await wrappingKey(passphrase, bytesOfHex(lock.salt), lock.rounds);
  const iv = bytesOfHex(lock.iv);
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv }, wrapping, bytesOfHex(lock.wrapped)).then(
    (key) => hexOfBytes(new Uint8Array(key)),
    () => undefined,
  );
}

async function wrappingKey(
  passphrase: string,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
): Promise<CryptoKey> {
  // One keyboard writes a letter and its accent as one sign, another as two.
  const typed = new TextEncoder().encode(passphrase.normalize('NFKC'));
  const base = await crypto.subtle.importKey('raw', typed, 'PBKDF2', false, ['deriveKey']);
  const stretched = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
  return crypto.subtle.deriveKey(stretched, base, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
}

/** Seals rows for whoever has the private key. */
export async function seal(publicKey: string, written: Written): Promise<Uint8Array> {
  const text = new TextEncoder().encode(JSON.stringify(written));
  const size =
    SIZES.find((bytes) => text.length <= bytes) ?? Math.ceil(text.length / STEP_BYTES) * STEP_BYTES;
  // Spaces after it mean nothing to who reads it.
  const padded = new Uint8Array(size).fill(SPACE);
  padded.set(text);
  const key = await suite.DeserializePublicKey(bytesOfHex(publicKey));
  const { encapsulatedSecret, ciphertext } = await suite.Seal(key, padded, { info });
  const sealed = new Uint8Array(KEY_BYTES + ciphertext.length);
  sealed.set(encapsulatedSecret);
  sealed.set(ciphertext, KEY_BYTES);
  return sealed;
}

/** Opens each with both keys; what was damaged is left out. */
export async function unseal(
  publicKey: string,
  key: string,
  sealed: readonly Uint8Array[],
): Promise<Written[]> {
  const pair = {
    privateKey: await suite.DeserializePrivateKey(bytesOfHex(key)),
    publicKey: await suite.DeserializePublicKey(bytesOfHex(publicKey)),
  };
  const open = async (bytes: Uint8Array) => {
    try {
      const text = await suite.Open(pair, bytes.subarray(0, KEY_BYTES), bytes.subarray(KEY_BYTES), {
        info,
      });
      return [Object(JSON.parse(new TextDecoder().decode(text))) as Written];
    } catch {
      return [];
    }
  };
  return (await Promise.all(sealed.map(open))).flat();
}
