// Known block pages and the addresses resolvers give instead of the real ones. A hit here is the artefact that "blocked" rests on, so an
// entry is added only when a provider or regulator is known to serve it. Left out on purpose: the public addresses China injects (they belong
// to strangers and change, so they prove nothing) and canonical names (the browsers' answers carry addresses).
import type { BlockFingerprint, CountryCode, FingerprintScope } from './types.ts';

const PROVENANCE = { source: 'public measurements and reports of block pages', checked: '2026-11' };

/** `host[/path][?query]`: the three parts of a redirect's address that count. */
function redirect(
  id: string,
  scope: FingerprintScope,
  country: CountryCode,
  address: string,
): BlockFingerprint {
  const [, host = '', pathPrefix, queryHas] = /^([^/?]+)(\/[^?]*)?(?:\?(.+))?$/.exec(address) ?? [];
  return {
    id,
    scope,
    country,
    where: 'redirect',
    redirect: { host, ...(pathPrefix && { pathPrefix }), ...(queryHas && { queryHas }) },
    ...PROVENANCE,
  };
}

function body(
  id: string,
  scope: FingerprintScope,
  country: CountryCode,
  ...bodyHas: string[]
): BlockFingerprint {
  return { id, scope, country, where: 'body', bodyHas, ...PROVENANCE };
}

function dns(
  id: string,
  scope: FingerprintScope,
  country: CountryCode | undefined,
  ...addresses: (string | readonly [string, string])[]
): BlockFingerprint {
  return { id, scope, ...(country && { country }), where: 'dns', addresses, ...PROVENANCE };
}

export const BLOCK_FINGERPRINTS: readonly BlockFingerprint[] = [
  redirect('ru-warning-rt', 'isp', 'RU', 'warning.rt.ru'),
  redirect('ru-block-rt', 'isp', 'RU', 'block.rt.ru'),
  redirect('ru-block-center-rt', 'isp', 'RU', 'block.ip.center.rt.ru'),
  redirect('ru-t2', 'isp', 'RU', 't2blocked.com'),
  redirect('ru-ttk', 'isp', 'RU', 'fz139.ttk.ru'),
  redirect('ru-block-mgts', 'isp', 'RU', 'block.mgts.ru'),
  redirect('ru-blocked-mgts', 'isp', 'RU', 'blocked.mgts.ru'),
  redirect('ru-netbynet', 'isp', 'RU', 'blocked.netbynet.ru'),
  redirect('ru-yota', 'isp', 'RU', 'forbidden.yota.ru'),
  redirect('ru-akado', 'isp', 'RU', 'blocked.akado.ru'),
  redirect('ru-2090000', 'isp', 'RU', 'zapret.2090000.ru'),
  redirect('ru-tinkoff', 'isp', 'RU', 'blocked.tinkoff.ru'),
  redirect('ru-crimea', 'isp', 'RU', 'erblock.crimea.com'),
  redirect('ru-vk', 'isp', 'RU', 'vk.com/blank.php?rkn='),
  body('ru-mts-iframe', 'isp', 'RU', '<iframe', 'subblock.mts.ru/api'),
  body('ru-eais-link', 'national', 'RU', 'href=', '://eais.rkn.gov.ru'),
  dns('ru-dns-ttk', 'isp', 'RU', ['62.33.207.196', '62.33.207.197']),
  dns(
    'ru-dns-ertelecom',
    'isp',
    'RU',
    ['188.186.146.207', '188.186.146.208'],
    '188.186.154.79',
    '188.186.154.88',
    '5.3.3.17',
  ),
  dns('ru-dns-rt', 'isp', 'RU', ['95.167.13.50', '95.167.13.51']),
  // A filter that companies, schools and families subscribe to, in several countries: hence no country.
  dns('skydns', 'product', undefined, '193.58.251.1'),

  body('ir-iframe-34', 'national', 'IR', '<iframe', '//10.10.34.34'),
  body('ir-iframe-35', 'national', 'IR', '<iframe', '//10.10.34.35'),
  body('ir-iframe-36', 'national', 'IR', '<iframe', '//10.10.34.36'),
  body('ir-iframe-internet', 'national', 'IR', '<iframe', '//internet.ir/1-2'),
  body('ir-iframe-peyvandha', 'national', 'IR', '<iframe', '//peyvandha.ir/1-2'),
  redirect('ir-internet', 'national', 'IR', 'internet.ir/1-2'),
  redirect('ir-peyvandha', 'national', 'IR', 'peyvandha.ir/1-2'),
  dns('ir-dns', 'national', 'IR', ['10.10.34.34', '10.10.34.36'], 'd0::11'),

  dns('tr-dns', 'national', 'TR', '195.175.254.2'),
  // The family filter a subscriber asked for.
  redirect('tr-family', 'product', 'TR', 'bilgi.turktelekom.com.tr/guvenli_internet_uyari'),

  redirect('by-a1', 'isp', 'BY', 'a1.by/mininfo'),
  redirect('by-address', 'isp', 'BY', '82.209.230.23'),
  redirect('by-mts', 'isp', 'BY', 'internet.mts.by/blocked'),
  dns('by-dns', 'isp', 'BY', '134.17.0.7'),

  redirect('in-airtel', 'isp', 'IN', 'airtel.in/dot/?dpid='),
  dns('in-dns', 'isp', 'IN', '49.44.79.236', '103.59.214.106', '202.83.21.14', '49.205.171.201'),

  redirect('uz-reestr', 'national', 'UZ', 'reestr.mitc.uz'),

  { ...dns('ke-dns', 'isp', 'KE', '192.168.7.222'), onlyIfChosen: true },

  redirect('id-internet-positif', 'national', 'ID', 'internet-positif.org'),
  redirect('id-uzone', 'isp', 'ID', 'internetpositif.uzone.id'),
  redirect('id-aduankonten', 'national', 'ID', 'lamanlabuh.aduankonten.id'),
  redirect('id-telkomsel', 'isp', 'ID', 'internetbaik.telkomsel.com/block'),
  redirect('id-xl', 'isp', 'ID', 'blockpage.xl.co.id'),
  dns('id-dns', 'national', 'ID', '36.86.63.185', '118.98.96.151'),
];
