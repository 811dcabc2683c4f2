// A file of the package of its own; who reads it and why: sealing.ts.
import { encapsulate, encapsulateDummy } from './ohttp.ts';

globalThis.reachableSealing = { encapsulate, encapsulateDummy };
