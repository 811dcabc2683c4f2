// Reads an answer as text up to a bound: a stranger's server must not fill the memory.

/** The text, cut off where the bound is. Rejects when the connection breaks before that. */
export async function boundedText(response: Response, bytesMax: number): Promise<string> {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  // Leaving the loop cancels the rest.
  for await (const chunk of response.body) {
    const room = bytesMax - bytes;
    text += decoder.decode(chunk.subarray(0, room), { stream: true });
    bytes += chunk.length;
    if (bytes >= bytesMax) break;
  }
  return text + decoder.decode();
}
