// What is read of an answer, and what of one that never ends.
import { describe, expect, it } from 'vitest';
import { bounded } from '../../../extension/send/bounded.ts';

/** An answer in pieces of these sizes, and whether it was let go before its end. */
function answer(pieces: Iterable<number>) {
  const left = pieces[Symbol.iterator]();
  const seen = { pulled: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const { done, value } = left.next();
        if (done) return controller.close();
        seen.pulled += 1;
        controller.enqueue(new Uint8Array(value).fill(seen.pulled));
      },
      cancel() {
        seen.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { seen, response: new Response(stream, { status: 202 }) };
}

function* endless() {
  for (;;) yield 100;
}

describe('an answer', () => {
  it.each([
    ['in one piece', [10]],
    ['in several', [3, 0, 4, 3]],
  ])('that just fits is read whole, %s', async (_, pieces) => {
    const { response } = answer(pieces);
    const { status, arrayBuffer } = bounded(response, 10);
    const bytes = new Uint8Array(await arrayBuffer());
    expect(status).toBe(202);
    expect([...bytes]).toEqual(pieces.flatMap((length, i) => Array(length).fill(i + 1)));
  });

  it.each([
    ['empty', new Response('')],
    ['without a body', new Response(null, { status: 204 })],
  ])('that is %s has no bytes', async (_, response) => {
    expect((await bounded(response, 10).arrayBuffer()).byteLength).toBe(0);
  });

  it('that is a byte too long is not read', async () => {
    const { response, seen } = answer([10, 1]);
    await expect(bounded(response, 10).arrayBuffer()).rejects.toThrow('longer');
    expect(seen.cancelled).toBe(true);
  });

  it('that never ends is let go', async () => {
    const { response, seen } = answer(endless());
    await expect(bounded(response, 250).arrayBuffer()).rejects.toThrow('longer');
    expect(seen).toEqual({ pulled: 3, cancelled: true });
  });
});
