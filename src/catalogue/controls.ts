// Neutral sites asked to see whether the network itself is fine: small objects of well-kept sites on hosters that have nothing to do
// with each other. Never a state's site, and none that is on the watch list. Some are themselves blocked in some countries; more are asked
// when the first do not answer.
import type { Control } from './types.ts';

const PROVENANCE = { source: "the sites' own public pages and the browsers' source", checked: '2026-11' };

const RATE_BYTES = 75_000;

/** A control asked over TLS without reading the answer. */
function tls(name: string, url: string, hoster: string, reach: Control['reach'] = 'popular'): Control {
  return { id: `control-${name}`, url, kind: 'tls', reach, hoster, ...PROVENANCE };
}

/** A control in plain http whose body is known: what shows a captive portal. */
function portal(name: string, url: string, expectedBody: string): Control {
  return { id: `control-${name}`, url, kind: 'portal', reach: 'popular', expectedBody, ...PROVENANCE };
}

/** A public object that never changes, 280 KB and compressed no smaller than `RATE_BYTES`: how fast this network is when nobody slows it. */
function rate(name: string, url: string, hoster: string): Control {
  return {
    id: `control-${name}`,
    url,
    kind: 'rate',
    reach: 'popular',
    bytes: RATE_BYTES,
    hoster,
    ...PROVENANCE,
  };
}

/**
 * Two a country, asked only when that country was chosen: shops, classifieds and search engines that people there open every day. No bank,
 * and none that belongs to a state or its broadcaster, because an automatic visit would mark the person. One that is in truth served from abroad
 * fails together with the rest, and then nothing is claimed.
 */
const DOMESTIC = `
AE www.dubizzle.com www.sharafdg.com
BR www.mercadolivre.com.br www.magazineluiza.com.br
BY www.onliner.by www.kufar.by
CN www.baidu.com www.qq.com
EG www.jumia.com.eg www.dubizzle.com.eg
ET jiji.com.et www.ethiojobs.net
ID www.tokopedia.com www.blibli.com
IN www.flipkart.com www.indiamart.com
IR www.digikala.com www.aparat.com
KE www.jumia.co.ke jiji.co.ke
KG lalafo.kg www.mashina.kg
KZ kolesa.kz www.technodom.kz
MM www.carsdb.com www.imyanmarhouse.com
PK www.daraz.pk www.pakwheels.com
RU ya.ru www.ozon.ru
SA haraj.com.sa www.jarir.com
TM ynamdar.com tmcars.info
TR www.hepsiburada.com www.sahibinden.com
UA rozetka.com.ua prom.ua
UZ asaxiy.uz texnomart.uz
VE www.mercadolibre.com.ve www.farmatodo.com.ve
VN tiki.vn www.thegioididong.com`;

function domestic(line: string): Control[] {
  const [country = '', ...hosts] = line.split(' ');
  return hosts.map((host) => ({
    id: `control-${country.toLowerCase()}-${host.replaceAll('.', '-')}`,
    // Small almost everywhere, and not a page: an error is an answer too.
    url: `https://${host}/robots.txt`,
    kind: 'tls',
    reach: 'domestic',
    country,
    ...PROVENANCE,
  }));
}

export const CONTROLS: readonly Control[] = [
  tls('gstatic', 'https://www.gstatic.com/generate_204', 'google'),
  tls('cloudflare', 'https://cp.cloudflare.com/generate_204', 'cloudflare'),
  tls('wikipedia', 'https://www.wikipedia.org/', 'wikimedia'),
  tls('apple', 'https://www.apple.com/library/test/success.html', 'akamai'),
  tls('bing', 'https://www.bing.com/favicon.ico', 'microsoft'),
  tls('pypi', 'https://pypi.org/robots.txt', 'fastly'),
  // Less known ones: when only these fail, the network lets through nothing but a list of popular sites.
  tls('debian', 'https://www.debian.org/favicon.ico', 'debian', 'obscure'),
  tls('openbsd', 'https://www.openbsd.org/robots.txt', 'openbsd', 'obscure'),
  portal('firefox', 'http://detectportal.firefox.com/success.txt', 'success'),
  portal('microsoft', 'http://www.msftconnecttest.com/connecttest.txt', 'Microsoft Connect Test'),
  rate('cdnjs', 'https://cdnjs.cloudflare.com/ajax/libs/d3/7.8.5/d3.min.js', 'cloudflare'),
  rate('jsdelivr', 'https://cdn.jsdelivr.net/npm/d3@7.8.5/dist/d3.min.js', 'fastly'),
  ...DOMESTIC.trim().split('\n').flatMap(domestic),
];
