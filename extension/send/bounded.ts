// An answer is read up to a bound. Whoever answers may be hostile, and would fill the memory of the browser for as long as it is waited for.

/** The same answer, of which no more than so many bytes are read; reading a longer one rejects and ends the connection. */
export function bounded(response: Response, maxBytes: number): Pick<Response, 'status' | 'arrayBuffer'> {
  return { status: response.status, arrayBuffer: () => read(response, maxBytes) };
}

async function read({ body }: Response, maxBytes: number): Promise<ArrayBuffer> {
  const whole = new Uint8Array(maxBytes);
  const reader = body?.getReader();
  let bytes = 0;
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done) return whole.buffer.slice(0, bytes);
    if (bytes + value.length > maxBytes) {
      // Not waited for: the other side need not let go.
      void reader?.cancel().catch(() => undefined);
      throw new RangeError('the answer is longer than any may be');
    }
    whole.set(value, bytes);
    bytes += value.length;
  }
}
