// Reads a response as it comes, bounded in bytes and in silence: a server may send for ever, or stop without closing.

export interface BodyRead {
  readonly bytes: number;
  /** `enough`: stopped at a bound. `frozen`: no further byte within the limit. */
  readonly end: 'complete' | 'enough' | 'frozen' | 'error';
  /** How long reading took, milliseconds. */
  readonly elapsedMs: number;
  /** The first bytes, as many as were asked to be kept. */
  readonly head: Uint8Array;
}

/** Reads at most `atMostBytes` and at most `atMostMs` long, waiting at most `freezeMs` for each further byte. Never rejects. */
export async function readBody(
  response: Response,
  atMostBytes: number,
  freezeMs: number,
  keepBytes = 0,
  atMostMs = Number.POSITIVE_INFINITY,
): Promise<BodyRead> {
  const startedMs = performance.now();
  const elapsed = () => Math.round(performance.now() - startedMs);
  const head = new Uint8Array(keepBytes);
  const reader = response.body?.getReader();
  if (!reader) return { bytes: 0, end: 'complete', elapsedMs: 0, head: head.subarray(0, 0) };
  let bytes = 0;
  const result = (end: BodyRead['end']): BodyRead => ({
    bytes,
    end,
    elapsedMs: elapsed(),
    head: head.subarray(0, Math.min(bytes, keepBytes)),
  });
  try {
    for (;;) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const frozen = new Promise<'frozen'>((resolve) => {
        timer = setTimeout(() => resolve('frozen'), freezeMs);
      });
      const next = await Promise.race([reader.read(), frozen]).finally(() => clearTimeout(timer));
      if (next === 'frozen') return result('frozen');
      if (next.done) return result('complete');
      if (bytes < keepBytes) head.set(next.value.subarray(0, keepBytes - bytes), bytes);
      bytes += next.value.byteLength;
      if (bytes >= atMostBytes || elapsed() >= atMostMs) return result('enough');
    }
  } catch {
    return result('error');
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
