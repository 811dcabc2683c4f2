// What the builds of tests have in the place of src/report/times.ts: a week of reports in a minute or two. Only times: what is done is the same code.
// What must stay in proportion does: a lease is longer than a request takes, the gap shorter than the mean, a day's slots more than one.

/** In every build that has these times, and in no package: test/package.ts looks for it. */
export const FAST_TIMES = 'reachableFastTimes';
// The background and the file it seldom reads each have a copy of this one.
const first = !(FAST_TIMES in globalThis);
Object.assign(globalThis, { [FAST_TIMES]: true });

export const WAIT_MIN_MS = 100;
export const WAIT_SPREAD_MS = 1_000;
// Fewer than two cores can carry together with the browser: messages that wait for each other outlast their leases and are sent again and again.
export const SLOT_MEAN_MS = 60;
export const SLOT_GAP_MS = 10;
export const SLOTS_DAY_MS = 300;
export const QUIET_MIN_MS = 100;
export const QUIET_SPREAD_MS = 400;
export const LEASE_MS = 12_000;
export const BACKOFF_MS = 200;
export const BACKOFF_MAX_MS = 3_000;
export const ALARM_LEAST_MS = 5;
export const ALARM_AGAIN_MS = 500;

interface Alarms {
  create(name: string, when: { readonly when: number }): unknown;
  readonly onAlarm: { addListener(listener: Heard): void };
}
type Heard = (alarm: { readonly name: string; readonly scheduledTime: number }) => void;

/**
 * Chromium looks at alarms once a second, and a thousand reports would take half an hour. While the worker lives, a timer stands in for the alarm.
 * The alarm is set too, if not every time: it comes again and again, and wakes a worker that was killed.
 */
function hurry(alarms: Alarms): void {
  const listeners: Heard[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let setAtMs = 0;
  const { create, onAlarm } = alarms;
  const listen = onAlarm.addListener;
  onAlarm.addListener = (listener) => {
    listeners.push(listener);
    listen.call(onAlarm, listener);
  };
  alarms.create = (name, how) => {
    clearTimeout(timer);
    const tell = () => {
      for (const listener of listeners) listener({ name, scheduledTime: how.when });
    };
    // Timers count no further than this.
    if (how.when - Date.now() < 2 ** 31) timer = setTimeout(tell, Math.max(0, how.when - Date.now()));
    if (Date.now() - setAtMs < ALARM_AGAIN_MS) return Promise.resolve();
    setAtMs = Date.now();
    return create.call(alarms, name, how);
  };
}

const { chrome } = globalThis as { chrome?: { readonly alarms?: Alarms } };
if (first && chrome?.alarms && 'ServiceWorkerGlobalScope' in globalThis) hurry(chrome.alarms);
