// What the builds of tests have in the place of src/report/times.ts: a week of reports in a minute or two. Only times: what is done is the same code.
// What must stay in proportion does: a lease is longer than a request takes, the gap shorter than the mean, a day's slots more than one.

/** In every build that has these times, and in no package: test/package.ts looks for it. */
export const FAST_TIMES = 'reachableFastTimes';
Object.assign(globalThis, { [FAST_TIMES]: true });

export const WAIT_MIN_MS = 100;
export const WAIT_SPREAD_MS = 1_000;
export const SLOT_MEAN_MS = 30;
export const SLOT_GAP_MS = 5;
export const SLOTS_DAY_MS = 160;
export const QUIET_MIN_MS = 100;
export const QUIET_SPREAD_MS = 400;
export const LEASE_MS = 4_000;
export const BACKOFF_MS = 300;
export const BACKOFF_MAX_MS = 6_000;
export const ALARM_LEAST_MS = 5;
export const ALARM_AGAIN_MS = 500;
