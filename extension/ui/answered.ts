// What a page asks of the background. The background may be killed before it answers, and what it was asked is lost with it; so it is asked once more,
// which starts it again. Whatever it takes may therefore come twice and must mean the same then.

/** As `send`, but it rejects only when there is no answer the second time either. */
export function answered<Request>(
  send: (request: Request) => Promise<unknown>,
): (request: Request) => Promise<unknown> {
  return (request) => {
    const ask = async () => {
      const answer = await send(request);
      // Chromium rejects for a worker that is gone, and now and then resolves to nothing.
      if (answer === undefined) throw new Error('no answer');
      return answer;
    };
    return ask().catch(ask);
  };
}
