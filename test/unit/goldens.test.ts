// Plays what real browsers saw in the lab through the rules, in seconds: a change of a rule that would have given a lab case another answer
// shows here first. Recorded by `npm run lab -- --record`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Golden } from '../lab/golden.ts';
import { NOTHING, step } from './judge/situation.ts';

const FOLDER = join(import.meta.dirname, 'goldens');
const GOLDENS = readdirSync(FOLDER).map(
  (file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Golden,
);

it('there are goldens of both browsers', () => {
  expect(new Set(GOLDENS.map((golden) => golden.engine))).toEqual(new Set(['firefox', 'chromium']));
});

it.each(GOLDENS.map((golden) => [`${golden.id} (${golden.engine})`, golden] as const))('%s', (_, golden) => {
  let rows = NOTHING;
  for (const o of golden.observations) {
    rows = step(rows, {
      network: o.network,
      nowMs: o.atMs,
      observations: [o],
      ...(golden.country && { country: golden.country }),
    });
  }
  // Rounds are stored at once, here row by row: the end is judged once more as a whole.
  const last = golden.observations.at(-1);
  if (last)
    rows = step(rows, {
      network: last.network,
      nowMs: last.atMs,
      observations: [],
      anew: true,
      ...(golden.country && { country: golden.country }),
    });
  const verdict = rows.verdicts.find((one) => one.service === golden.service);
  expect({
    state: verdict?.state ?? 'unknown',
    stage: verdict?.stage ?? '',
    method: verdict?.method ?? '',
    rule: verdict?.rule ?? '',
  }).toEqual(golden.verdict);
});
