// Telegram, part by part: what people type, what its web client and apps connect to, and the addresses Telegram says are its own.
import type { Endpoint, EndpointRole, Service, TelegramPart } from './types.ts';

type DataCentre = NonNullable<Endpoint['dataCentre']>;
type Continent = NonNullable<Endpoint['continent']>;

const TELEGRAM_HOSTER = 'telegram';
const CHECKED = '2026-11';

/** Where a data centre stands: Miami, Amsterdam, Miami, Amsterdam, Singapore. */
const CONTINENT: Readonly<Record<DataCentre, Continent>> = {
  1: 'america',
  2: 'europe',
  3: 'america',
  4: 'europe',
  5: 'asia',
};

// On the browsers' HSTS preload lists, the first with all its subdomains. `t.me` and its like are not on them.
const PRELOADED = /(?:^|\.)telegram\.org$|^telegra\.ph$|^fragment\.com$/;

// Media hosts sit on content networks that change; everything else answers from Telegram's own ranges.
const HOSTER_NOT_KNOWN = new Set(['cdn-telegram.org', 'cdn4.telesco.pe', 'usercontent.dev']);

function endpoint(part: TelegramPart, role: EndpointRole, host: string): Endpoint {
  return {
    host,
    role,
    part,
    ...(!HOSTER_NOT_KNOWN.has(host) && { hoster: TELEGRAM_HOSTER }),
    ...(PRELOADED.test(host) && { preloaded: true }),
  };
}

function hosts(part: TelegramPart, role: EndpointRole, list: string): Endpoint[] {
  return list.split(' ').map((host) => endpoint(part, role, host));
}

/** An endpoint of one data centre. */
function centre(part: TelegramPart, role: EndpointRole, host: string, dataCentre: DataCentre): Endpoint {
  return { ...endpoint(part, role, host), dataCentre, continent: CONTINENT[dataCentre] };
}

/**
 * WebSocket hosts of the web clients, by data centre. A `-1` form carries uploads and downloads of the same centre. The named hosts have
 * `-1` forms too, left out because today's clients use them only when WebSockets fail, and a verdict keeps at most 64 endpoints.
 */
const WEB_DATA_CENTRES: readonly Endpoint[] = ['pluto', 'venus', 'aurora', 'vesta', 'flora'].flatMap(
  (name, i) => {
    const number = (i + 1) as DataCentre;
    return [name, `kws${number}`, `kws${number}-1`, `zws${number}`, `zws${number}-1`].map((label) =>
      centre('web_data_centres', 'data_centre_web', `${label}.web.telegram.org`, number),
    );
  },
);

/** What the apps connect to. They speak their own protocol there, but answer plain http with any status. */
const APP_DATA_CENTRES: readonly Endpoint[] = (
  [
    ['149.154.175.50', 1],
    ['149.154.167.51', 2],
    ['149.154.175.100', 3],
    ['149.154.167.91', 4],
    ['149.154.171.5', 5],
    ['95.161.76.100', 2],
  ] as const
).map(([address, number]) => centre('apps', 'data_centre', address, number));

/** Telegram as one service; every endpoint names its part. */
export const TELEGRAM: Service = {
  id: 'telegram',
  name: 'Telegram',
  category: 'telegram',
  endpoints: [
    ...hosts('web', 'web_client', 'web.telegram.org'),
    // Serves web.telegram.org and t.me: asked without a name, to tell a block by name from one by address.
    ...hosts('web', 'by_address', '149.154.167.99'),
    ...WEB_DATA_CENTRES,
    ...APP_DATA_CENTRES,
    ...hosts('links', 'links', 't.me telegram.me telegram.dog telesco.pe'),
    ...hosts('site', 'site', 'telegram.org core.telegram.org my.telegram.org translations.telegram.org'),
    ...hosts(
      'site',
      'download',
      'desktop.telegram.org macos.telegram.org updates.tdesktop.com td.telegram.org',
    ),
    ...hosts('media', 'media', 'cdn-telegram.org cdn4.telesco.pe telegra.ph te.legra.ph graph.org'),
    ...hosts('bots', 'api', 'api.telegram.org oauth.telegram.org'),
    ...hosts(
      'bots',
      'site',
      'tdesktop.com tg.dev tx.me telegram.space usercontent.dev fragment.com comments.app contest.com',
    ),
  ],
  source: 'telegram.org, core.telegram.org, the open source of its web clients and apps',
  checked: CHECKED,
};

/** The address ranges Telegram publishes as its own. */
export const TELEGRAM_RANGES: {
  readonly cidrs: readonly string[];
  readonly source: string;
  readonly checked: string;
} = {
  cidrs: [
    '91.108.56.0/22',
    '91.108.4.0/22',
    '91.108.8.0/22',
    '91.108.16.0/22',
    '91.108.12.0/22',
    '149.154.160.0/20',
    '91.105.192.0/23',
    '91.108.20.0/22',
    '185.76.151.0/24',
    // Not in the published file: an older range in which one data-centre address of the apps still lies.
    '95.161.64.0/20',
    '2001:b28:f23d::/48',
    '2001:b28:f23f::/48',
    '2001:67c:4e8::/48',
    '2001:b28:f23c::/48',
    '2a0a:f280::/32',
  ],
  source: 'https://core.telegram.org/resources/cidr.txt',
  checked: CHECKED,
};

/** Names that do not vanish and that resolve inside `TELEGRAM_RANGES` wherever nobody interferes. */
export const TELEGRAM_MAIN_NAMES: readonly string[] = ['web.telegram.org', 'telegram.org', 't.me'];
