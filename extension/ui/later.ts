// What the popup does not need for its answer, in one part that is fetched when something of it is: every part is a file, and costs its own.
export { countryOfTimeZone } from '../../src/catalogue/timeZones.ts';
export { Consent } from './Consent.tsx';
export { Details } from './Details.tsx';
export { collectPages, writer } from './exportPages.ts';
export { PopupReports } from './ReportList.tsx';
