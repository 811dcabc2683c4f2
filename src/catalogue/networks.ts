// The networks whose number may leave in a report: of each country that can be chosen the large ones for households and phones, where one
// sender among millions cannot be told by it. Any other number is sent as 0.
//
// Written down from what is known of the operators; then the holder of every number was looked up in a table made of RouteViews and DB-IP data
// (@ip-location-db/asn 2.3.2026061719), and what was not the operator's by name there was left out. So were hosting, universities, and
// networks too small to hide in.
import type { CountryCode } from './types.ts';

export const NETWORKS: Readonly<Record<CountryCode, readonly number[]>> = {
  // Etisalat (e&), du
  AE: [5384, 15802],
  // Claro (two), Vivo (three), TIM, V.tal (Oi; two)
  BR: [28573, 22085, 18881, 27699, 26599, 26615, 7738, 8167],
  // Beltelecom, MTS, A1
  BY: [6697, 25106, 42772],
  // China Telecom (two), China Unicom (two), China Mobile
  CN: [4134, 4812, 4837, 4808, 9808],
  // Telecom Egypt, Orange (two), Etisalat, Vodafone (two)
  EG: [8452, 24863, 37069, 36992, 24835, 36935],
  // Ethio Telecom
  ET: [24757],
  // Telkom, Telkomsel, Indosat, XL, Biznet, Link Net
  ID: [7713, 23693, 4761, 24203, 17451, 23700],
  // Jio, Airtel (three), BSNL, Vodafone Idea (three), Hathway, ACT (two)
  IN: [55836, 24560, 45609, 9498, 9829, 38266, 55410, 45271, 17488, 18209, 24309],
  // TCI, MCI, Irancell, Shatel, RighTel, Asiatech, Mobinnet, Pars Online
  IR: [58224, 197207, 44244, 31549, 57218, 43754, 50810, 16322],
  // Safaricom (two), Airtel, Telkom, Jamii, Wananchi
  KE: [33771, 37061, 36926, 12455, 36866, 15399],
  // Kyrgyztelecom, MegaCom, Saima, ElCat, MegaLine
  KG: [12997, 50223, 29061, 8449, 41750],
  // Kazakhtelecom, Kcell, Beeline, Tele2 and Altel
  KZ: [9198, 29355, 21299, 48503],
  // MPT, ATOM, Ooredoo, Mytel, Frontiir
  MM: [9988, 133385, 132167, 136255, 58952],
  // PTCL (two), Jazz, Zong, Telenor, Ufone, Nayatel, Cybernet, Wateen
  PK: [17557, 45595, 45669, 59257, 24499, 56167, 23674, 9541, 38264],
  // Rostelecom (two), Beeline (three), MTS, MGTS, MegaFon (two), Tele2 (two), TransTeleCom
  RU: [12389, 42610, 8402, 3216, 16345, 8359, 25513, 31133, 12714, 12958, 41330, 20485],
  // STC (two), Mobily (two), Zain, Salam
  SA: [25019, 39891, 35819, 34400, 43766, 35753],
  // Turkmentelecom
  TM: [20661],
  // Türk Telekom (two) and its mobile network, Turkcell Superonline, Turkcell, Vodafone (three), TurkNet, Türksat
  TR: [9121, 47331, 20978, 34984, 16135, 15897, 15924, 8386, 12735, 47524],
  // Kyivstar, Vodafone, lifecell, Ukrtelecom, Volia, Triolan, Datagroup
  UA: [15895, 21497, 34058, 6849, 25229, 13188, 3326],
  // Uzbektelecom, Beeline, Sarkor, Sharq Telekom
  UZ: [8193, 41202, 12365, 31203],
  // CANTV, Movistar, Movilnet, Digitel (two), Inter, NetUno
  VE: [8048, 6306, 27889, 264731, 27717, 21826, 11562],
  // Viettel (two), VNPT, FPT, MobiFone, SCTV
  VN: [7552, 24086, 45899, 18403, 131429, 45543],
};

/**
 * What a report may say of the network: its number if it is a large one of the country that the report names, or else 0. Without a country a
 * number would tell what the person did not, and in another one hardly anybody has it.
 */
export function toldAsn(country: CountryCode, asn: number | undefined): number {
  return asn !== undefined && NETWORKS[country]?.includes(asn) ? asn : 0;
}
