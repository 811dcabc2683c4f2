// What a person who asked for notifications hears of.
import { describe, expect, it } from 'vitest';
import { newsOf } from '../../../src/judge/news.ts';
import type { State } from '../../../src/judge/verdict.ts';
import { verdict } from '../store.contract.ts';

const news = (was: State | undefined, now: State) =>
  newsOf(was ? [verdict('telegram', { state: was })] : [], [verdict('telegram', { state: now })])?.is;

describe('news', () => {
  it.each([
    [undefined, 'blocked', 'blocked'],
    ['ok', 'likely_blocked', 'blocked'],
    ['unclear', 'blocked', 'blocked'],
    ['blocked', 'ok', 'works'],
    ['likely_blocked', 'ok', 'works'],
  ] as const)('from %s to %s: %s', (was, now, is) => {
    expect(news(was, now)).toBe(is);
  });

  it.each([
    [undefined, 'ok'],
    ['ok', 'ok'],
    ['likely_blocked', 'blocked'],
    ['blocked', 'unclear'],
    ['unclear', 'ok'],
    ['ok', 'down'],
  ] as const)('none from %s to %s', (was, now) => {
    expect(news(was, now)).toBeUndefined();
  });

  it('says one thing at a time', () => {
    const written = [verdict('telegram', { state: 'blocked' }), verdict('nordvpn', { state: 'blocked' })];
    expect(newsOf([], written)).toEqual({ service: 'telegram', is: 'blocked' });
  });
});
