// Which of the countries a device's time zone suggests: a suggestion, never a choice, and never looked up anywhere. Only pages import this file, and
// the popup only once it has shown its answer.
import type { CountryCode } from './types.ts';

/**
 * Zone names of each country, their older spellings too: browsers still say Asia/Calcutta, Asia/Saigon and Europe/Kiev.
 * Europe/Simferopol is claimed by two and suggests neither. Source: the IANA time zone database (zone.tab, backward).
 */
const ZONES: Readonly<Record<CountryCode, string>> = {
  AE: 'Asia/Dubai',
  BR: `America/Araguaina America/Bahia America/Belem America/Boa_Vista America/Campo_Grande America/Cuiaba America/Eirunepe America/Fortaleza
    America/Maceio America/Manaus America/Noronha America/Porto_Acre America/Porto_Velho America/Recife America/Rio_Branco America/Santarem
    America/Sao_Paulo Brazil/Acre Brazil/DeNoronha Brazil/East Brazil/West`,
  BY: 'Europe/Minsk',
  CN: 'Asia/Shanghai Asia/Chongqing Asia/Chungking Asia/Harbin Asia/Kashgar Asia/Urumqi PRC',
  EG: 'Africa/Cairo Egypt',
  ET: 'Africa/Addis_Ababa',
  ID: 'Asia/Jakarta Asia/Jayapura Asia/Makassar Asia/Pontianak Asia/Ujung_Pandang',
  IN: 'Asia/Kolkata Asia/Calcutta',
  IR: 'Asia/Tehran Iran',
  KE: 'Africa/Nairobi',
  KG: 'Asia/Bishkek',
  KZ: 'Asia/Almaty Asia/Aqtau Asia/Aqtobe Asia/Atyrau Asia/Oral Asia/Qostanay Asia/Qyzylorda',
  MM: 'Asia/Yangon Asia/Rangoon',
  PK: 'Asia/Karachi',
  RU: `Europe/Moscow Europe/Astrakhan Europe/Kaliningrad Europe/Kirov Europe/Samara Europe/Saratov Europe/Ulyanovsk Europe/Volgograd W-SU
    Asia/Anadyr Asia/Barnaul Asia/Chita Asia/Irkutsk Asia/Kamchatka Asia/Khandyga Asia/Krasnoyarsk Asia/Magadan Asia/Novokuznetsk
    Asia/Novosibirsk Asia/Omsk Asia/Sakhalin Asia/Srednekolymsk Asia/Tomsk Asia/Ust-Nera Asia/Vladivostok Asia/Yakutsk Asia/Yekaterinburg`,
  SA: 'Asia/Riyadh',
  TM: 'Asia/Ashgabat Asia/Ashkhabad',
  TR: 'Europe/Istanbul Asia/Istanbul Turkey',
  UA: 'Europe/Kyiv Europe/Kiev Europe/Uzhgorod Europe/Zaporozhye',
  UZ: 'Asia/Tashkent Asia/Samarkand',
  VE: 'America/Caracas',
  VN: 'Asia/Ho_Chi_Minh Asia/Saigon',
};

/** The listed country in which an IANA time zone lies; undefined for all others, and for names that say no place (`UTC`). */
export function countryOfTimeZone(zone: string): CountryCode | undefined {
  return Object.keys(ZONES).find((country) => ZONES[country]?.split(/\s+/).includes(zone));
}
