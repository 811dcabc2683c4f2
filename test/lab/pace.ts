// Lets bytes through slowly: what a throttled connection or a slow server looks like from the other end.
import type { Readable, Writable } from 'node:stream';

const TICK_MS = 50;
/** More than this is not read ahead, so that the sender feels it too. */
const MAX_WAITING_BYTES = 64 * 1024;

/** Carries `from` to `to` at no more than `bytesPerSecond`; the end is carried on too. */
export function pace(from: Readable, to: Writable, bytesPerSecond: number): void {
  let waiting = Buffer.alloc(0);
  let ended = false;
  let allowance = 0;
  from.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk]);
    if (waiting.length > MAX_WAITING_BYTES) from.pause();
  });
  from.on('end', () => {
    ended = true;
  });
  const timer = setInterval(() => {
    allowance = Math.min(bytesPerSecond, allowance + (bytesPerSecond * TICK_MS) / 1_000);
    const now = Math.min(waiting.length, Math.floor(allowance));
    if (now > 0) {
      to.write(waiting.subarray(0, now));
      waiting = waiting.subarray(now);
      allowance -= now;
    }
    if (waiting.length <= MAX_WAITING_BYTES) from.resume();
    if (ended && waiting.length === 0) {
      clearInterval(timer);
      to.end();
    }
  }, TICK_MS);
  to.on('close', () => clearInterval(timer));
}
