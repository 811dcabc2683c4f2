// What a portal check's answer says: a page in its place is a portal, an answer that broke off is none.
import { describe, expect, it } from 'vitest';
import { portalAnswer } from '../../../src/observe/portal.ts';

describe('the answer to a portal check', () => {
  it.each([
    ['success\n', 'success', 'own'],
    ['\r\n success', 'success', 'own'],
    ['anything at all', '', 'own'],
    ['', '', 'own'],
    ['<html>Sign in</html>', 'success', 'replaced'],
    ['<', 'success', 'replaced'],
    ['succeed', 'success', 'replaced'],
    // Nothing, or the beginning of the right thing: it did not arrive, and nobody put anything in its place.
    ['', 'success', 'unfinished'],
    ['  ', 'success', 'unfinished'],
    ['succ', 'success', 'unfinished'],
  ] as const)('%j where %j is known: %s', (body, expected, said) => {
    expect(portalAnswer(body, expected)).toBe(said);
  });
});
