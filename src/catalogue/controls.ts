// Neutral sites asked to see whether the network itself is fine: small objects of well-kept sites on hosters that have nothing to do
// with each other. Never a state's site, and none that is on the watch list. Some are themselves blocked in some countries; more are asked
// when the first do not answer.
import type { Control, CountryCode } from './types.ts';

const PROVENANCE = { source: "the sites' own public pages and the browsers' source", checked: '2026-11' };

/** A control asked over TLS without reading the answer. */
function tls(name: string, url: string, hoster: string, reach: Control['reach'] = 'popular'): Control {
  return { id: `control-${name}`, url, kind: 'tls', reach, hoster, ...PROVENANCE };
}

/** A control in plain http whose body is known: what shows a captive portal. */
function portal(name: string, url: string, expectedBody: string): Control {
  return { id: `control-${name}`, url, kind: 'portal', reach: 'popular', expectedBody, ...PROVENANCE };
}

/** An object of 64 KB or more that answers any page (`Access-Control-Allow-Origin: *`): how fast this network is when nobody slows it. */
function rate(name: string, url: string, hoster: string): Control {
  return { id: `control-${name}`, url, kind: 'rate', reach: 'popular', hoster, ...PROVENANCE };
}

/** Two commercial sites of a country, by their host names. */
function domestic(country: CountryCode, ...hosts: readonly [string, string]): Control[] {
  return hosts.map((host) => ({
    id: `control-${country.toLowerCase()}-${host.replace(/[^a-z0-9]/g, '-')}`,
    url: `https://${host}/`,
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
  rate('cdnjs', 'https://cdnjs.cloudflare.com/ajax/libs/jquery/3.7.1/jquery.min.js', 'cloudflare'),
  rate('jsdelivr', 'https://cdn.jsdelivr.net/npm/jquery@3.7.1/dist/jquery.min.js', 'fastly'),
  ...domestic('RU', 'ya.ru', 'www.ozon.ru'),
];
