// How long things take in the queue of reports. All in one place, because tests of the whole way from a browser to the collector cannot wait for
// days: their build puts test/browser/fastTimes.ts in the place of this file (see extension/build.mjs). In a package there is nothing to set.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A report waits at least so long after what it tells, and up to so much longer. */
export const WAIT_MIN_MS = 2 * HOUR_MS;
export const WAIT_SPREAD_MS = 22 * HOUR_MS;
/** From one slot to the next: never less than the gap, and this long on average. */
export const SLOT_MEAN_MS = 6 * HOUR_MS;
export const SLOT_GAP_MS = HOUR_MS / 2;
/** In any time as long as this there are no more than a day's slots. */
export const SLOTS_DAY_MS = 24 * HOUR_MS;
/** Nothing goes for so long after the browser started, or for up to so much longer: a message would tell when that was. */
export const QUIET_MIN_MS = HOUR_MS / 6;
export const QUIET_SPREAD_MS = HOUR_MS - QUIET_MIN_MS;
/** For so long a report that is being sent is nobody else's to send. */
export const LEASE_MS = 10 * MINUTE_MS;
/** After the first request without a usable answer; twice as long after each further one, up to the most. */
export const BACKOFF_MS = HOUR_MS;
export const BACKOFF_MAX_MS = 24 * HOUR_MS;
/** The alarm is never set nearer than this. */
export const ALARM_LEAST_MS = 1_000;
/** An alarm comes again after this, unless it is set anew before: the worker may be killed as soon as it was woken. */
export const ALARM_AGAIN_MS = MINUTE_MS;
