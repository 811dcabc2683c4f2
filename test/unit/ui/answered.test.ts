// Asking a background that may be killed before it answers.
import { describe, expect, it } from 'vitest';
import { answered } from '../../../extension/ui/answered.ts';

/** Answers in this order; rejects with errors. */
function background(...answers: unknown[]) {
  const asked: string[] = [];
  const ask = answered(async (request: string) => {
    asked.push(request);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { ask, asked };
}

describe('what a page asks of the background', () => {
  it('is asked once when it is answered', async () => {
    const { ask, asked } = background({ rows: 1 });
    expect(await ask('rows')).toEqual({ rows: 1 });
    expect(asked).toEqual(['rows']);
  });

  it('is asked again when nobody is there, as Chromium says it in two ways', async () => {
    for (const lost of [new Error('Receiving end does not exist.'), undefined]) {
      const { ask, asked } = background(lost, { rows: 2 });
      expect(await ask('rows')).toEqual({ rows: 2 });
      expect(asked).toEqual(['rows', 'rows']);
    }
  });

  it('fails after the second time, and is not asked for ever', async () => {
    const { ask, asked } = background(undefined, new Error('gone'));
    await expect(ask('rows')).rejects.toThrow('gone');
    expect(asked).toHaveLength(2);
  });
});
