// A file of the package of its own; who reads it and why: seldom.ts.
import { planCheck } from '../src/check/plan.ts';
import { confirm } from './check/confirm.ts';
import { askControls } from './check/controls.ts';
import { Runner } from './check/runner.ts';
import { newLock, openLock } from './keep/lock.ts';
import { readSealed, sealedByDay, sealing } from './keep/sealing.ts';
import { bounded } from './send/bounded.ts';
import { encapsulateDummy, sealText } from './send/ohttp.ts';
import { createSender } from './send/sender.ts';

globalThis.reachableSeldom = {
  bounded,
  createSender,
  encapsulateDummy,
  sealText,
  newLock,
  openLock,
  readSealed,
  sealedByDay,
  sealing,
  askControls,
  confirm,
  planCheck,
  Runner,
};
