// How fast a host finds its catalogue entry, against the least it could cost: one look-up in a bare Map of the listed hosts.
// Both get the same ready strings, whose hashes the Map finds already computed: the comparison favours the Map.
import { SERVICES } from '../../src/catalogue/index.ts';
import { buildIndex, matchHost } from '../../src/catalogue/match.ts';
import { median, type Row } from './table.ts';

const ROUNDS = 61;
const HOSTS_PER_ROUND = 120_000;
const SPEED_MIN = 0.5;
/** Of a day's requests hardly one in twenty goes to a listed host. */
const MIXED_KNOWN_EVERY = 20;

const LABELS = ['www', 'cdn', 'static', 'api', 'img', 'm', 'fonts', 'login', 'media-3', 'eu-west.edge'];
const SITES =
  `google.com gstatic.com youtube.com ytimg.com facebook.com fbcdn.net wikipedia.org wikimedia.org yandex.ru yastatic.net
  vk.com mail.ru ok.ru avito.ru ozon.ru wildberries.ru habr.com rbc.ru lenta.ru github.com githubusercontent.com stackoverflow.com
  cloudflare.com jsdelivr.net unpkg.com amazonaws.com amazon.de bbc.co.uk theguardian.com spiegel.de lemonde.fr elpais.com
  digikala.com varzesh3.com aparat.com sahibinden.com hurriyet.com.tr baidu.com qq.com bilibili.com taobao.com weibo.com
  microsoft.com office.com live.com bing.com apple.com icloud.com mozilla.org debian.org twitch.tv reddit.com redditmedia.com
  doubleclick.net googletagmanager.com criteo.com adnxs.com hotjar.com sentry.io segment.com intercom.io zendesk.com shopify.com
  example.org localhost city-library.example xn--80ak6aa92e.com very-long-name-of-a-small-shop.online a.co`
    .trim()
    .split(/\s+/);

/** Matches known, unknown and mixed hosts; speed is told as a share of the bare look-up's. */
export function measureMatch(): readonly Row[] {
  const index = buildIndex(SERVICES);
  const listed = SERVICES.flatMap((service) => service.endpoints.map((endpoint) => endpoint.host));
  const bare = new Map(listed.map((host) => [host, host]));
  const strange = SITES.flatMap((site) => [site, ...LABELS.map((label) => `${label}.${site}`)]);
  const mixed = strange.map((host, i) =>
    i % MIXED_KNOWN_EVERY === 0 ? (listed[i % listed.length] as string) : host,
  );
  const pools = { known: flat(listed), unknown: flat(strange), mixed: flat(mixed) };
  return Object.entries(pools).map(([name, hosts]) => {
    const ratios: number[] = [];
    const look = () => timed(hosts, (host) => bare.get(host) !== undefined);
    const match = () => timed(hosts, (host) => matchHost(index, host) !== undefined);
    for (let round = 0; round < ROUNDS; round++) {
      if (round % 2 === 0) {
        const lookMs = look();
        ratios.push(lookMs / match());
      } else {
        const matchMs = match();
        ratios.push(look() / matchMs);
      }
    }
    // The first rounds run before the compiler has seen enough.
    const speed = median(ratios.slice(ROUNDS >> 2));
    return {
      name: `match, ${name} host`,
      measured: `${speed.toFixed(2)} × Map.get`,
      budget: `≥ ${SPEED_MIN} ×`,
      ok: speed >= SPEED_MIN,
    };
  });
}

/** One piece of memory a string, as URL hosts are, not a tree of joined pieces. */
function flat(hosts: readonly string[]): readonly string[] {
  return JSON.parse(JSON.stringify(hosts)) as string[];
}

let sink = 0;

function timed(hosts: readonly string[], found: (host: string) => boolean): number {
  const startedAtMs = performance.now();
  let hits = 0;
  for (let done = 0; done < HOSTS_PER_ROUND; done += hosts.length) {
    for (const host of hosts) if (found(host)) hits++;
  }
  sink += hits;
  return performance.now() - startedAtMs;
}

/** Read by nobody; keeps the compiler from dropping the loops. */
export function matchesCounted(): number {
  return sink;
}
