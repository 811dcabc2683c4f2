// The networks whose number may leave in a report: of each country that can be chosen the few largest for households and phones, in which one
// sender cannot be told among millions. Any other number is sent as 0, and whoever collects refuses it: so one that was told once stays here, and with
// a new one LIST_VERSION grows.
//
// Written down from what is known of the operators; then the holder of every number was looked up in a table made of RouteViews and DB-IP data
// (@ip-location-db/asn 2.3.2026061719), and what was not the operator's by name there was left out.
import type { CountryCode } from './types.ts';

export const NETWORKS_OF: Readonly<Record<CountryCode, readonly number[]>> = {
  // Etisalat (e&), du
  AE: [5384, 15802],
  // Claro, Vivo, TIM
  BR: [28573, 26599, 26615],
  // Beltelecom, MTS
  BY: [6697, 25106],
  // China Telecom, China Unicom, China Mobile
  CN: [4134, 4837, 9808],
  // Telecom Egypt, Etisalat, Orange
  EG: [8452, 36992, 37069],
  // Ethio Telecom
  ET: [24757],
  // Telkom, Telkomsel, Indosat
  ID: [7713, 23693, 4761],
  // Jio, Airtel (two), BSNL
  IN: [55836, 24560, 45609, 9829],
  // TCI, MCI, Irancell, Shatel
  IR: [58224, 197207, 44244, 31549],
  // Safaricom, Airtel
  KE: [33771, 36926],
  // Kyrgyztelecom
  KG: [12997],
  // Kazakhtelecom, Kcell
  KZ: [9198, 29355],
  // MPT, ATOM
  MM: [9988, 133385],
  // PTCL, Jazz, Zong
  PK: [17557, 45669, 59257],
  // Rostelecom, Beeline, MTS, MGTS, MegaFon, Tele2
  RU: [12389, 8402, 8359, 25513, 31133, 12958],
  // STC, Mobily, Zain
  SA: [25019, 35819, 43766],
  // Turkmentelecom
  TM: [20661],
  // Türk Telekom, Turkcell Superonline, Turkcell, Vodafone
  TR: [9121, 34984, 16135, 15897],
  // Kyivstar, Vodafone, lifecell, Ukrtelecom
  UA: [15895, 21497, 34058, 6849],
  // Uzbektelecom, Beeline
  UZ: [8193, 41202],
  // CANTV, Movistar, Inter
  VE: [8048, 6306, 21826],
  // Viettel, VNPT, FPT
  VN: [7552, 45899, 18403],
};
/** All of them. */
export const NETWORKS: readonly number[] = Object.values(NETWORKS_OF).flat();

/** What a report may say of the network: its number if it is a large one, or else 0. */
export function toldAsn(asn = 0): number {
  return NETWORKS.includes(asn) ? asn : 0;
}
