// The countries a person can choose. Each has two domestic controls, and time zones that suggest it.
import type { CountryCode } from './types.ts';

export const COUNTRIES: readonly CountryCode[] =
  'AE BR BY CN EG ET ID IN IR KE KG KZ MM PK RU SA TM TR UA UZ VE VN'.split(' ');
