// The gateway's key pairs on disk: made on the first run, replaced with an overlap. Whoever has this file can read every report that is still on
// its way, so nobody but the owner may read it, and it is never written in place.
import { generateKeyPairSync } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { encodeKeyConfig, hexOfBytes } from '../../src/report/ohttp.ts';
import type { GatewayKey } from './gateway.ts';
import { nodeKey } from './suite.ts';

const DAY_MS = 86_400_000;
/** How long the first key opens: longer than a year, so that a package of last year's release still can send. */
export const KEY_DAYS = 400;
/** A package names two keys, which must not end together: each next one opens so much longer than the one before. */
export const KEY_STEP_DAYS = 300;
/** A key that ends sooner needs a successor now: the next release must reach people before it does. */
export const KEY_WARNING_DAYS = 90;
/** What a package names. */
const KEYS_IN_USE = 2;

const Half = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url'));
const KeySchema = v.strictObject({
  id: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255)),
  /** First day on which it opens nothing more. */
  expires: v.pipe(v.string(), v.isoDate()),
  private: Half,
  public: Half,
});
const FileSchema = v.strictObject({ keys: v.pipe(v.array(KeySchema), v.minLength(1), v.maxLength(20)) });
type StoredKey = v.InferOutput<typeof KeySchema>;

/** What is printed to be shipped. */
export interface PrintedKey {
  readonly id: number;
  readonly expires: string;
  readonly hex: string;
  readonly base64: string;
}

/** The keys of the file that have not expired; the file is made, with two, when there is none. */
export function loadKeys(path: string, nowMs: number): readonly GatewayKey[] {
  const stored = read(path) ?? write(path, withNext(withNext([], nowMs), nowMs));
  return valid(stored, nowMs).map(({ id, expires, private: d, public: x }) => ({
    id,
    key: nodeKey({ d, x }),
    expiresAtMs: Date.parse(expires),
  }));
}

/** Adds a key beside those in use and forgets the expired ones. Throws, with what to do, when two have long enough to go. */
export function rotateKeys(path: string, nowMs: number): void {
  const stored = read(path) ?? [];
  const lasting = stored.filter((key) => isLasting(Date.parse(key.expires), nowMs));
  if (lasting.length >= KEYS_IN_USE) {
    const until = lasting.map(({ id, expires }) => `key ${id} until ${expires}`).join(', ');
    throw new Error(
      `Two keys are in use (${until}). Rotate when the older has less than ${KEY_WARNING_DAYS} days to go; to give a key up at once, take its entry out of ${path}.`,
    );
  }
  write(path, valid(withNext(stored, nowMs), nowMs));
}

/** Whether so many keys have long enough to go as a package names. */
export function areKeysLasting(keys: readonly GatewayKey[], nowMs: number): boolean {
  return keys.filter(({ expiresAtMs }) => isLasting(expiresAtMs, nowMs)).length >= KEYS_IN_USE;
}

function isLasting(expiresAtMs: number, nowMs: number): boolean {
  return expiresAtMs - nowMs >= KEY_WARNING_DAYS * DAY_MS;
}

export function printedKeys(keys: readonly GatewayKey[]): readonly PrintedKey[] {
  return keys.map(({ id, key, expiresAtMs }) => {
    const config = encodeKeyConfig({ id, publicKey: Uint8Array.from(key.publicKey) });
    return {
      id,
      expires: dayText(expiresAtMs),
      hex: hexOfBytes(config),
      base64: Buffer.from(config).toString('base64'),
    };
  });
}

function valid(keys: readonly StoredKey[], nowMs: number): readonly StoredKey[] {
  return keys.filter(({ expires }) => nowMs < Date.parse(expires));
}

function withNext(keys: readonly StoredKey[], nowMs: number): readonly StoredKey[] {
  const { d = '', x = '' } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  const last = Math.max(0, ...keys.map(({ id }) => id));
  const lastMs = Math.max(0, ...keys.map(({ expires }) => Date.parse(expires)));
  const expiresMs = Math.max(nowMs + KEY_DAYS * DAY_MS, lastMs + KEY_STEP_DAYS * DAY_MS);
  return [...keys, { id: (last + 1) % 256, expires: dayText(expiresMs), private: d, public: x }];
}

function dayText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** Undefined when there is no file. Throws, with what to do, when it is no key file. */
function read(path: string): readonly StoredKey[] | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return v.parse(FileSchema, JSON.parse(text)).keys;
  } catch {
    // The cause is not told: it would hold what stands in the file.
    throw new Error(
      `${path} is no key file. Restore it from a backup; or move it away, and new keys are made.`,
    );
  }
}

/** After a crash there is the old file or the new one, whole. */
function write(path: string, keys: readonly StoredKey[]): readonly StoredKey[] {
  const made = `${path}.new`;
  const file = openSync(made, 'w', 0o600);
  writeSync(file, `${JSON.stringify({ keys }, null, 2)}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(made, path);
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
  return keys;
}
