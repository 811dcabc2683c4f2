// What a person can choose for a check. Apart from the schemas, because pages use it without them.
import type { CountryCode } from '../catalogue/types.ts';

/** What can be checked, in the order shown: the categories of the list. `own` is the person's own. */
export const CHECK_GROUPS = [
  'telegram',
  'commercial_vpn',
  'circumvention',
  'tool',
  'resolver',
  'advocacy',
  'cloud',
  'own',
] as const;
export type CheckGroup = (typeof CHECK_GROUPS)[number];

/** `now`: as fast as is polite. `quiet`: in random order over 10–30 minutes. */
export const CHECK_MODES = ['now', 'quiet'] as const;
export type CheckMode = (typeof CHECK_MODES)[number];

/** How often a schedule may check. */
export const SCHEDULE_HOURS = [6, 12, 24] as const;
export type ScheduleHours = (typeof SCHEDULE_HOURS)[number];

/**
 * Where opening many such sites at once may be asked about: people were fined, stopped or worse for using what these sites offer. Only
 * preselects the quiet mode. Source: Freedom on the Net reports and the countries' own laws on VPNs; checked 2026-11.
 */
const RISKY: ReadonlySet<CountryCode> = new Set('AE BY CN EG ET IR KP MM OM PK RU SA SY TM UZ VN'.split(' '));

/** The mode to preselect for a country that was chosen or that the time zone suggests. */
export function saferMode(country: CountryCode | undefined): CheckMode {
  return country !== undefined && RISKY.has(country) ? 'quiet' : 'now';
}

/** Items of one check at most: the shipped list and a full list of one's own. */
export const MAX_ITEMS = 2_600;
