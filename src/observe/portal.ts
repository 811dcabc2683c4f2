// Whether the answer to a portal check is the known one. A network that wants a person to sign in first puts a page of its own in its place; one that
// is only slow or broken lets the answer begin and not end, and that is not the same.

/** `own`: the known answer. `replaced`: something else. `unfinished`: the beginning of the known answer, be it empty, and no more. */
export type PortalAnswer = 'own' | 'replaced' | 'unfinished';

/** @param body What was read, perhaps cut off. @param expected How the known answer begins; empty: any answer is it. */
export function portalAnswer(body: string, expected: string): PortalAnswer {
  const read = body.trimStart();
  if (read.startsWith(expected)) return 'own';
  return expected.startsWith(read) ? 'unfinished' : 'replaced';
}
