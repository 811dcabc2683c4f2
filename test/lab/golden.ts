// Golden situations: what a real browser saw in a lab case, with the verdict it led to, small enough to be read. `npm run lab -- --record`
// writes them; the unit tests play them through the rules without a browser.
import * as v from 'valibot';
import { CONTROL_WINDOW_MS } from '../../src/judge/controls.ts';
import { type Observation, ObservationSchema } from '../../src/observe/observation.ts';
import type { Engine } from '../browser/launch.ts';
import { type LabCase, type SeenRow, urlsFor } from './case.ts';

export interface Golden {
  readonly id: string;
  readonly engine: Engine;
  readonly service: string;
  readonly country?: string;
  /** What the popup's row said when the case ended. */
  readonly verdict: Pick<SeenRow, 'state' | 'stage' | 'method' | 'rule'>;
  /** In order of time; ids, networks and times are written anew, so that two recordings can be compared. */
  readonly observations: readonly Observation[];
}

/** Second 0 of every golden; milliseconds since 1970. */
const T0 = 1_790_000_000_000;

/** Takes the rows of the extension's database as they were when the case ended. */
export function makeGolden(one: LabCase, engine: Engine, rows: readonly unknown[], seen: SeenRow): Golden {
  const all = rows
    .flatMap((row) => {
      const parsed = v.safeParse(ObservationSchema, row);
      return parsed.success ? [parsed.output] : [];
    })
    .sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  const own = all.filter((o) => o.target === one.service);
  // Of other services only what may count for this one: a failure of the same kind elsewhere, and what works at the same hoster.
  const hosts = new Set(urlsFor(one, engine).map((url) => new URL(url).hostname));
  const peers = new Set(all.filter((o) => hosts.has(o.host)).map((o) => o.target));
  const firstMs = Math.min(...own.map((o) => o.startedAtMs));
  // Controls asked a little earlier, for another case, count for this one too.
  const near = all.filter((o) =>
    o.target.startsWith('control-')
      ? o.atMs >= firstMs - CONTROL_WINDOW_MS
      : o.atMs >= firstMs && (o.target === one.service || peers.has(o.target)),
  );
  const networks = [...new Set(near.map((o) => o.network))];
  const observations = near.map((o, i) => ({
    ...o,
    id: `o${i + 1}`,
    network: `net-${networks.indexOf(o.network) + 1}`,
    startedAtMs: o.startedAtMs - firstMs + T0,
    atMs: o.atMs - firstMs + T0,
  }));
  const { state, stage, method, rule } = seen;
  return {
    id: one.id,
    engine,
    service: one.service,
    ...(one.settings?.country && { country: one.settings.country }),
    verdict: { state, stage, method, rule },
    observations,
  };
}

/** JSON with one observation a line. */
export function goldenText({ observations, ...head }: Golden): string {
  const lines = observations.map((o) => `  ${JSON.stringify(o)}`).join(',\n');
  return `${JSON.stringify(head).slice(0, -1)},"observations":[\n${lines}\n]}\n`;
}
