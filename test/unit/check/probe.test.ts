// Why a request of our own failed is told by the browser apart from the request's end, and on a busy machine much later.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type ProbePlan, Prober } from '../../../extension/check/probe.ts';
import { classify } from '../../../src/observe/classify.ts';
import type { RequestEvent } from '../../../src/observe/event.ts';
import { VENDORS } from '../observe/vendors.ts';

vi.mock('../../../extension/browser.ts', () => ({ browser: {} }));

const PLAN: ProbePlan = { url: 'https://getlantern.org/', method: 'GET', deadlineMs: 12_000 };
const UNRESOLVED: RequestEvent = {
  type: 'error',
  error: 'NS_ERROR_UNKNOWN_HOST',
  requestId: '7',
  atMs: 0,
  origin: { scheme: 'https', host: 'getlantern.org', port: 443 },
  kind: 'other',
  tabId: -1,
  own: true,
  prerendered: false,
  proxied: false,
};

const newProber = () =>
  new Prober({
    now: Date.now,
    blockPage: () => undefined,
    classify: (error) => classify(VENDORS.firefox, error, { scheme: 'https' }),
    redirect: () => ({}),
  });

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('NetworkError when attempting to fetch resource.');
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it.each([0, 100, 3_000])(
  'knows why a request failed when the browser tells it %i ms later',
  async (lateMs) => {
    const prober = newProber();
    const asked = prober.probe(PLAN);
    await vi.advanceTimersByTimeAsync(lateMs);
    prober.note(UNRESOLVED);
    expect(await asked).toMatchObject({
      outcome: 'error',
      said: { failure: 'dns_lookup_error', stage: 'dns' },
    });
  },
);

it('does not wait for it for ever', async () => {
  const asked = newProber().probe(PLAN);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await asked).toMatchObject({ outcome: 'error', said: { failure: 'unknown_failure' } });
});

it('does not wait for it when the check was cancelled', async () => {
  const asked = newProber().probe({ ...PLAN, signal: AbortSignal.abort() });
  await vi.advanceTimersByTimeAsync(0);
  expect(await asked).toMatchObject({ outcome: 'error' });
});
