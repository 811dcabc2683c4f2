// The verdict on one service as a story for a person: what the network does, step by step, what would make that wrong, and what other sites said.
// Made of message keys and facts only; it claims nothing that the observations do not show.
import type { Verdict } from '../judge/verdict.ts';
import type { Observation } from '../observe/observation.ts';
import type { ServiceRow } from './model.ts';
import type { Phrase } from './phrase.ts';
import type { Step } from './step.ts';
import { type Controls, controlsOf } from './storyControls.ts';
import { doubtsOf } from './storyDoubts.ts';
import { sentencesOf } from './storySentences.ts';
import { stepsOf } from './storySteps.ts';
import { tellingOf } from './telling.ts';

export interface Story {
  /** One to three. */
  readonly sentences: readonly Phrase[];
  /** What the steps are about, as `https://host`. */
  readonly asked?: string;
  readonly steps: readonly Step[];
  /** Keys of what would make it wrong, but for those that the sentences say. */
  readonly doubts: readonly string[];
  readonly controls?: Controls;
}

/** `observations` are those that the verdict rests on, in any order; more does no harm. */
export function storyOf(
  row: ServiceRow,
  verdict: Verdict | undefined,
  observations: readonly Observation[],
): Story {
  const telling = verdict && tellingOf(verdict, observations);
  const sentences = sentencesOf(row.state, verdict, telling, row.name);
  const steps = telling ? stepsOf(telling) : [];
  const controls = telling && controlsOf(telling);
  const said = new Set(sentences.map(({ key }) => key));
  const doubts = verdict ? doubtsOf({ row, verdict, telling, steps }) : [];
  return {
    sentences,
    ...(telling && steps.length > 0 && { asked: `${telling.request.scheme}://${telling.request.host}` }),
    steps,
    doubts: doubts.filter((key) => !said.has(key)),
    ...(controls && { controls }),
  };
}
