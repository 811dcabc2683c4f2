// Asks the app stores of one country about every app, one request after the other. The store of the comparison country is asked only where the
// answer hangs on it: when this one does not have the app.
import {
  APPS,
  type App,
  COMPARISON_COUNTRY,
  type Store,
  storeId,
  storesOf,
  storeUrl,
} from '../../src/catalogue/apps.ts';
import type { CountryCode } from '../../src/catalogue/types.ts';
import { judgeStore, nextStoreRow, type StoreRow } from '../../src/judge/stores.ts';
import { readStoreReply, type StoreReading, type StoreReply } from '../../src/observe/storeAnswer.ts';
import { boundedText } from './boundedText.ts';

const LIMIT_MS = 10_000;
/** Google answers with a web page, the others with a little JSON. */
const BYTES_MAX: Readonly<Record<Store, number>> = {
  apple: 256 * 1024,
  google: 1024 * 1024,
  microsoft: 256 * 1024,
};
const CANNOT_TELL: StoreReading = { answer: 'cannot_tell', reason: 'unreachable' };

/** One question: an app in a store. */
export interface StoreQuestionPair {
  readonly app: App;
  readonly store: Store;
}

export const STORE_QUESTIONS: readonly StoreQuestionPair[] = APPS.flatMap((app) =>
  storesOf(app).map((store) => ({ app, store })),
);

export interface AskStoresDeps {
  readonly ask: typeof fetch;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** What was kept before. */
  readonly before: (question: StoreQuestionPair) => StoreRow | undefined;
  /** Hears every new row, and what the store of this country said. */
  readonly found: (row: StoreRow, reading: StoreReading) => Promise<void>;
}

/** Resolves when all were asked, or after the request that was running when `signal` was aborted. */
export async function askStores(country: CountryCode, deps: AskStoresDeps): Promise<'done' | 'cancelled'> {
  for (const question of STORE_QUESTIONS) {
    const { app, store } = question;
    const here = await look(app, store, country, deps);
    const compare = here.answer === 'not_offered' && country !== COMPARISON_COUNTRY;
    const us =
      compare && !deps.signal.aborted ? await look(app, store, COMPARISON_COUNTRY, deps) : CANNOT_TELL;
    // A request that was broken off says nothing, and half a comparison neither.
    if (deps.signal.aborted) return 'cancelled';
    const before = deps.before(question);
    const { result } = judgeStore({ here: here.answer, us: us.answer, before });
    await deps.found(nextStoreRow({ app: app.id, store, country }, before, result, deps.now()), here);
  }
  return 'done';
}

async function look(
  app: App,
  store: Store,
  country: CountryCode,
  { ask, signal }: AskStoresDeps,
): Promise<StoreReading> {
  return readStoreReply(
    store,
    storeId(store, app) ?? '',
    await replyOf(store, storeUrl(store, app, country), ask, signal),
  );
}

async function replyOf(
  store: Store,
  url: string,
  ask: typeof fetch,
  signal: AbortSignal,
): Promise<StoreReply> {
  try {
    const response = await ask(url, {
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'follow',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    });
    const contentType = response.headers.get('content-type');
    return {
      status: response.status,
      ...(contentType !== null && { contentType }),
      text: await boundedText(response, BYTES_MAX[store]),
      redirected: response.redirected,
    };
  } catch {
    return { failed: true };
  }
}
