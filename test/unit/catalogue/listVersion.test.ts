// A report names the list it was made from by a number: whoever changes which services there are must raise it, and is told so here.
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { SERVICES } from '../../../src/catalogue/index.ts';
import { LIST_VERSION } from '../../../src/catalogue/listVersion.ts';

/** Digest of the sorted ids, for every version there was. Add a line, never change one. */
const DIGESTS: Readonly<Record<number, string>> = {
  1: '3f274387a24d2e04c1d1f650833ca2890ef58a6545aea72790eb86066cc64c0a',
};

it('the ids of the list are those of its version', () => {
  const ids = SERVICES.map(({ id }) => id).sort();
  expect(createHash('sha256').update(ids.join('\n')).digest('hex')).toBe(DIGESTS[LIST_VERSION]);
});

it('versions are counted from one without a gap', () => {
  expect(Object.keys(DIGESTS).map(Number)).toEqual(Array.from({ length: LIST_VERSION }, (_, i) => i + 1));
});
