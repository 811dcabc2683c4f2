// How what is kept is kept, as a person chooses it. Apart from the store, which the pages need nothing of.

/** Readable on the disk, sealed on the disk, or in memory only. */
export const STORAGE_MODES = ['standard', 'locked', 'memory'] as const;
export type StorageMode = (typeof STORAGE_MODES)[number];
/** How things are kept now; `unlocked`: locked, but to be read until the browser ends. */
export type StorageState = StorageMode | 'unlocked';
/** Of the passphrase, in characters; what is longer is none but a mistake. */
export const PASSPHRASE_MIN = 8;
export const PASSPHRASE_MAX = 1_024;
