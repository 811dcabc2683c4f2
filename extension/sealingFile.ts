// A file of the package of its own; who reads it and why: sealing.ts.
import { newLock, openLock, seal, unseal } from './keep/lock.ts';
import { encapsulateDummy, sealText } from './send/ohttp.ts';

globalThis.reachableSealing = { encapsulateDummy, sealText, newLock, openLock, seal, unseal };
