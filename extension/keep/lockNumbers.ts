// How large the parts of a lock are and what a guess costs: known to what makes locks and to what reads them from the disk.

/** What a guess costs; kept with the lock, so that a later version may ask for more. */
export const ROUNDS = 1_000_000;
export const SALT_BYTES = 16;
export const IV_BYTES = 12;
export const KEY_BYTES = 32;
/** The key with what shows that it is the right one. */
export const WRAPPED_BYTES = 48;
