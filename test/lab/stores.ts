// The app stores of the simulated Internet and the clouds' objects: the answers the real ones give to a look-up, and what a case does to
// them. Pure: the servers send what these functions return.
import { APPS, STORE_ORIGINS, STORES, type Store, storeId } from '../../src/catalogue/apps.ts';
import { CLOUDS } from '../../src/catalogue/clouds.ts';
import type { Steering } from './steer.ts';

export type StoreSteering = Extract<Steering, { kind: 'store' }>;

export interface StorePage {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** What every object of a cloud weighs here: more than a freeze lets through, and than anybody reads of it. */
export const OBJECT_BYTES = 200_000;

const hostOf = (pattern: string) => new URL(pattern.replace('*', '')).hostname;

/** Every host of the stores and the clouds, for their certificates. */
export const STORE_AND_CLOUD_HOSTS: readonly string[] = [
  ...STORES.map((store) => hostOf(STORE_ORIGINS[store])),
  ...CLOUDS.flatMap((cloud) => cloud.endpoints.map(({ host }) => host)),
];

const OBJECTS = new Set(
  CLOUDS.flatMap((cloud) =>
    cloud.endpoints.flatMap(({ host, objectPath }) =>
      objectPath ? [`${host}${withoutQuery(objectPath)}`] : [],
    ),
  ),
);

/** Whether a cloud has an object there. */
export function isCloudObject(host: string, path: string): boolean {
  return OBJECTS.has(`${host}${withoutQuery(path)}`);
}

function withoutQuery(path: string): string {
  return path.replace(/\?.*/, '');
}

interface LookUp {
  readonly store: Store;
  readonly id: string;
  /** Two capitals, or whatever was asked. */
  readonly country: string;
}

/** A store's answer to this request, path with query; undefined when it is none of the stores' look-ups. */
export function storePage(
  host: string,
  path: string,
  steering: readonly StoreSteering[],
): StorePage | undefined {
  const asked = lookUpOf(host, path);
  if (!asked) return undefined;
  const app = APPS.find((one) => storeId(asked.store, one) === asked.id);
  const told = steering.find(
    (one) =>
      one.store === asked.store &&
      one.country.toUpperCase() === asked.country &&
      (one.app === undefined || one.app === asked.id || one.app === app?.id),
  )?.answer;
  // A store does not know what nobody ever gave it.
  return PAGES[asked.store](told ?? (app ? 'offered' : 'not_offered'), asked.id);
}

function lookUpOf(host: string, path: string): LookUp | undefined {
  const store = STORES.find((one) => hostOf(STORE_ORIGINS[one]) === host);
  // Not `URL`, which throws at some of what a client may write.
  const bare = withoutQuery(path);
  const query = new URLSearchParams(path.slice(bare.length));
  const found = (id: string | null | undefined, country: string | null) =>
    store && id ? { store, id, country: (country ?? '').toUpperCase() } : undefined;
  if (store === 'apple' && bare === '/lookup') return found(query.get('id'), query.get('country'));
  if (store === 'google' && bare === '/store/apps/details') return found(query.get('id'), query.get('gl'));
  if (store === 'microsoft') return found(/^\/v9\.0\/products\/(\w+)$/.exec(bare)?.[1], query.get('market'));
  return undefined;
}

type Told = StoreSteering['answer'] | 'offered';

const HTML = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';
/** Apple calls its JSON a script. */
const SCRIPT = 'text/javascript; charset=utf-8';

const PAGES: Readonly<Record<Store, (told: Told, id: string) => StorePage>> = {
  apple(told, id) {
    const results =
      told === 'not_offered' ? [] : [{ kind: 'software', trackId: Number(id), trackName: 'App' }];
    return found(told, SCRIPT, JSON.stringify({ resultCount: results.length, results }));
  },
  google(told, id) {
    if (told === 'not_offered') return missing(HTML, '<!doctype html><title>Not Found</title>');
    const url = `https://play.google.com/store/apps/details?id=${id.replace(/[^\w.]/g, '')}`;
    return found(
      told,
      HTML,
      `<!doctype html><html><head><title>App</title><link rel="canonical" href="${url}"></head></html>`,
    );
  },
  microsoft(told, id) {
    if (told === 'not_offered') return missing(JSON_TYPE, JSON.stringify({ message: 'Not found' }));
    return found(
      told,
      JSON_TYPE,
      JSON.stringify({ Path: `/products/${id}`, Payload: { ProductId: id, Title: 'App' } }),
    );
  },
};

/** The right page; its beginning, where the app is not named yet; or none. */
function found(told: Told, contentType: string, body: string): StorePage {
  if (told === 'error') return { status: 503, contentType: HTML, body: 'Service Unavailable' };
  return { status: 200, contentType, body: told === 'garbage' ? body.slice(0, 30) : body };
}

function missing(contentType: string, body: string): StorePage {
  return { status: 404, contentType, body };
}
