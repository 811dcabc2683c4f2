// The networks whose number may leave in a report: of each country that can be chosen the few largest for households and phones, in which one
// sender cannot be told among millions. Any other number is sent as 0, and whoever collects refuses it: so one that was told once stays here, and with
// a new one LIST_VERSION grows.
//
// Written down from what is known of the operators; then the holder of every number was looked up in a table made of RouteViews and DB-IP data
// (@ip-location-db/asn 2.3.2026061719), and what was not the operator's by name there was left out.

export const NETWORKS: readonly number[] = [
  // AE: Etisalat (e&), du
  5384, 15802,
  // BR: Claro, Vivo, TIM
  28573, 26599, 26615,
  // BY: Beltelecom, MTS
  6697, 25106,
  // CN: China Telecom, China Unicom, China Mobile
  4134, 4837, 9808,
  // EG: Telecom Egypt, Etisalat, Orange
  8452, 36992, 37069,
  // ET: Ethio Telecom
  24757,
  // ID: Telkom, Telkomsel, Indosat
  7713, 23693, 4761,
  // IN: Jio, Airtel (two), BSNL
  55836, 24560, 45609, 9829,
  // IR: TCI, MCI, Irancell, Shatel
  58224, 197207, 44244, 31549,
  // KE: Safaricom, Airtel
  33771, 36926,
  // KG: Kyrgyztelecom
  12997,
  // KZ: Kazakhtelecom, Kcell
  9198, 29355,
  // MM: MPT, ATOM
  9988, 133385,
  // PK: PTCL, Jazz, Zong
  17557, 45669, 59257,
  // RU: Rostelecom, Beeline, MTS, MGTS, MegaFon, Tele2
  12389, 8402, 8359, 25513, 31133, 12958,
  // SA: STC, Mobily, Zain
  25019, 35819, 43766,
  // TM: Turkmentelecom
  20661,
  // TR: Türk Telekom, Turkcell Superonline, Turkcell, Vodafone
  9121, 34984, 16135, 15897,
  // UA: Kyivstar, Vodafone, lifecell, Ukrtelecom
  15895, 21497, 34058, 6849,
  // UZ: Uzbektelecom, Beeline
  8193, 41202,
  // VE: CANTV, Movistar, Inter
  8048, 6306, 21826,
  // VN: Viettel, VNPT, FPT
  7552, 45899, 18403,
];

/** What a report may say of the network: its number if it is a large one, or else 0. */
export function toldAsn(asn = 0): number {
  return NETWORKS.includes(asn) ? asn : 0;
}
