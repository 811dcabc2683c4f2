// Reads a response as it comes, bounded in bytes and in silence: a server may send for ever, or stop without closing.

export interface BodyRead {
  readonly bytes: number;
  /** `enough`: stopped at the bound. `frozen`: no further byte within the limit. */
  readonly end: 'complete' | 'enough' | 'frozen' | 'error';
  /** The first bytes, as many as were asked to be kept. */
  readonly head: Uint8Array;
}

/** Reads at most `atMostBytes`, waiting at most `freezeMs` for each further byte. Never rejects. */
export async function readBody(
  response: Response,
  atMostBytes: number,
  freezeMs: number,
  keepBytes = 0,
): Promise<BodyRead> {
  const head = new Uint8Array(keepBytes);
  const reader = response.body?.getReader();
  if (!reader) return { bytes: 0, end: 'complete', head: head.subarray(0, 0) };
  let bytes = 0;
  const result = (end: BodyRead['end']): BodyRead => ({
    bytes,
    end,
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
      if (bytes >= atMostBytes) return result('enough');
    }
  } catch {
    return result('error');
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
