// A file of the package of its own; who reads it and why: sealing.ts.
import { encapsulateDummy, sealText } from './ohttp.ts';

globalThis.reachableSealing = { encapsulateDummy, sealText };
