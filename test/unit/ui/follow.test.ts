// What a page makes of what the background sends. The port is a table of listeners here; browser tests use the real one.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { follow } from '../../../extension/ui/follow.ts';
import type { CheckProgress } from '../../../src/check/progress.ts';
import type { StateMessage } from '../../../src/view/messages.ts';
import type { PopupModel } from '../../../src/view/model.ts';
import { EMPTY_INPUT } from '../emptyInput.ts';
import { NOW } from '../store.contract.ts';

const { services, ...state } = EMPTY_INPUT;
const LIST = { type: 'list', services };
const STATE: StateMessage = { type: 'state', state };
const progress = (done: number) => ({
  type: 'progress',
  progress: {
    state: 'running',
    phase: 'asking',
    done,
    total: 9,
    failed: 0,
    startedAtMs: NOW,
  } satisfies CheckProgress,
});

/** A page that follows a background, which speaks with `say` and goes away with `die`. */
class Page {
  readonly shown: { model: PopupModel; state: StateMessage['state'] }[] = [];
  opened = 0;
  say: (message: unknown) => void = () => undefined;
  die: () => void = () => undefined;

  constructor() {
    follow(
      () => {
        this.opened++;
        return {
          onMessage: {
            addListener: (heard) => {
              this.say = heard;
            },
          },
          onDisconnect: {
            addListener: (closed) => {
              this.die = closed;
            },
          },
        };
      },
      (model, state) => this.shown.push({ model, state }),
    );
  }
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('shows nothing before there is a state, whatever else is said', () => {
  const page = new Page();
  for (const message of [progress(1), LIST, progress(2)]) page.say(message);
  expect(page.shown).toEqual([]);
  page.say(STATE);
  expect(page.shown).toHaveLength(1);
});

it('progress changes nothing else of what is shown, and comes with the state that was there', () => {
  const page = new Page();
  for (const message of [LIST, STATE, progress(3)]) page.say(message);
  const [before, after] = page.shown;
  expect(after?.model).toEqual({ ...before?.model, progress: progress(3).progress });
  expect(after?.model.services).toBe(before?.model.services);
  expect(after?.state).toBe(before?.state);
  page.say({ type: 'state', state: { ...STATE.state } });
  expect(page.shown[2]?.state).not.toBe(before?.state);
});

it('connects again when the background was killed, ever later while it does not answer', () => {
  const page = new Page();
  const waitsMs: number[] = [];
  for (let i = 0; i < 8; i++) {
    const before = page.opened;
    let waitedMs = 0;
    page.die();
    for (; page.opened === before; waitedMs += 100) vi.advanceTimersByTime(100);
    waitsMs.push(waitedMs);
  }
  expect(waitsMs).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  page.say(LIST);
  page.die();
  vi.advanceTimersByTime(100);
  expect(page.opened).toBe(10);
});
