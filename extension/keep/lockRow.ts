// A lock as it lies on the disk, apart from what opens it: lock.ts is read only when it is needed.
import * as v from 'valibot';
import { IV_BYTES, KEY_BYTES, ROUNDS, SALT_BYTES, WRAPPED_BYTES } from './lockNumbers.ts';

const hex = (bytes: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`)));

export const LockSchema = v.object({
  rounds: v.pipe(v.number(), v.integer(), v.minValue(ROUNDS), v.maxValue(20 * ROUNDS)),
  salt: hex(SALT_BYTES),
  iv: hex(IV_BYTES),
  wrapped: hex(WRAPPED_BYTES),
  publicKey: hex(KEY_BYTES),
});
export type Lock = v.InferOutput<typeof LockSchema>;
