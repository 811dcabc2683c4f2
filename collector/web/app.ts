// Which address answers what. The public service knows messages and published cells; the metrics are an application of their own, for another
// listener.
import { Hono } from 'hono';
import { kindOf, type Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { cellsOf, publishedCountries, publishedWeeks } from '../store/published.ts';
import { cellsCsv, cellsJson, weeksJson } from './data.ts';
import { heatmap } from './heatmap.ts';
import { type Ingest, ingest } from './ingest.ts';
import { pageHtml } from './page.ts';
import { refusal } from './refusal.ts';
import { STYLE } from './style.ts';

/** Where a relay sends messages. */
export const GATEWAY_PATH = '/gateway';
/** Weeks on the page. */
const PAGE_WEEKS = 12;

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface Service extends Ingest {
  readonly db: Database;
  readonly log: Log;
}

export function publicApp(service: Service): Hono {
  const { db, log } = service;
  const app = new Hono();
  app.post(GATEWAY_PATH, (c) => ingest(c, service));
  app.get('/', async (c) => page(await pageOf(db, c.req.query('country'))));
  app.get('/style.css', () => file(STYLE, 'text/css; charset=utf-8'));
  app.get('/v1/weeks.json', () => weeksJson(db));
  app.get('/v1/cells.json', (c) => cellsJson(c, db));
  app.get('/v1/cells.csv', (c) => cellsCsv(c, db));
  app.get('/health', () => health(db));
  app.notFound(() => refusal(404));
  app.onError((error) => {
    log.error(kindOf(error), 'a request failed');
    return refusal(500);
  });
  return app;
}

/** For the operator's monitoring. */
export function metricsApp({ metrics, intake, keys }: Service): Hono {
  const app = new Hono();
  app.get('/metrics', () => {
    const { rss, heapUsed } = process.memoryUsage();
    const text = metrics.text({
      waiting: intake.waiting,
      keys: keys(),
      residentBytes: rss,
      heapBytes: heapUsed,
    });
    return new Response(text, { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
  });
  app.notFound(() => refusal(404));
  return app;
}

async function pageOf(db: Database, wanted: string | undefined): Promise<string> {
  const countries = await publishedCountries(db);
  const country = wanted !== undefined && countries.includes(wanted) ? wanted : countries[0];
  const weeks = (await publishedWeeks(db)).slice(0, PAGE_WEEKS).map(({ week }) => week);
  const cells = country === undefined ? [] : await cellsOf(db, { country, sinceWeek: weeks.at(-1) });
  return pageHtml({ countries, country, weeks, rows: heatmap(cells, weeks) });
}

/** Whether the database answers those who store. */
async function health(db: Database): Promise<Response> {
  const ok = await db
    .transaction((tx) => tx.query('select 1'))
    .then(
      () => true,
      () => false,
    );
  return new Response(JSON.stringify({ ok }), {
    status: ok ? 200 : 503,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
}

function page(text: string): Response {
  const response = file(text, 'text/html; charset=utf-8');
  response.headers.set('content-security-policy', POLICY);
  response.headers.set('referrer-policy', 'no-referrer');
  return response;
}

function file(text: string, type: string): Response {
  return new Response(text, {
    headers: {
      'content-type': type,
      'cache-control': 'public, max-age=3600',
      'x-content-type-options': 'nosniff',
    },
  });
}
