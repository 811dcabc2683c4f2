// Plays what real browsers saw in the lab through the rules, in seconds: a change of a rule that would have given a lab case another answer
// shows here first. Recorded by `npm run lab -- --record`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Observation } from '../../src/observe/observation.ts';
import type { Golden } from '../lab/golden.ts';
import { NOTHING, step } from './judge/situation.ts';

const FOLDER = join(import.meta.dirname, 'goldens');
const GOLDENS = readdirSync(FOLDER).map(
  (file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Golden,
);

it('there are goldens of both browsers', () => {
  expect(new Set(GOLDENS.map((golden) => golden.engine))).toEqual(new Set(['firefox', 'chromium']));
});

function played(golden: Golden) {
  const country = golden.country && { country: golden.country };
  let rows = NOTHING;
  for (const o of golden.observations)
    rows = step(rows, { network: o.network, nowMs: o.atMs, observations: [o], ...country });
  // Rounds are stored at once, here row by row: the end is judged once more as a whole.
  const last = golden.observations.at(-1);
  if (last)
    rows = step(rows, { network: last.network, nowMs: last.atMs, observations: [], anew: true, ...country });
  const verdict = rows.verdicts.find((one) => one.service === golden.service);
  return {
    state: verdict?.state ?? 'unknown',
    stage: verdict?.stage ?? '',
    method: verdict?.method ?? '',
    rule: verdict?.rule ?? '',
  };
}

it.each(GOLDENS.map((golden) => [`${golden.id} (${golden.engine})`, golden] as const))('%s', (_, golden) => {
  expect(played(golden)).toEqual(golden.verdict);
});

const apart = (a: Observation, b: Observation) => Math.abs(a.startedAtMs - b.startedAtMs);

/** The same, had failures of one host that were asked for together ended in another order; the same object when there are none. */
function endedOtherwise(golden: Golden): Golden {
  const observations = [...golden.observations];
  observations.forEach((a, i) => {
    const j = golden.observations.findIndex(
      (b, k) =>
        k > i &&
        [a, b].every((o) => o.source === 'confirm' && o.outcome === 'failure') &&
        a.endpoint === b.endpoint &&
        apart(a, b) < 1_000,
    );
    const b = golden.observations[j];
    if (!b) return;
    observations[i] = { ...b, atMs: Math.max(a.atMs, b.startedAtMs) };
    observations[j] = { ...a, atMs: b.atMs };
  });
  const changed = observations.some((o, i) => o !== golden.observations[i]);
  return changed ? { ...golden, observations } : golden;
}

it('the order in which answers come that were asked for together changes nothing', () => {
  const otherwise = GOLDENS.map((golden) => [golden, endedOtherwise(golden)] as const).filter(
    ([golden, other]) => golden !== other,
  );
  expect(otherwise.map(([golden]) => golden.id)).toContain('two-services-http-rst');
  for (const [golden, other] of otherwise)
    expect({ id: golden.id, ...played(other) }).toEqual({ id: golden.id, ...golden.verdict });
});
