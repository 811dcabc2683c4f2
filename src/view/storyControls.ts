// What neutral sites said while a service was asked: without that a failure says nothing of the service.
import { CONTROL_WINDOW_MS, isControl } from '../judge/controls.ts';
import type { Telling } from './telling.ts';

/** Requests to neutral sites within a minute of the service's. */
export interface Controls {
  readonly asked: number;
  readonly answered: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export function controlsOf({ seen, lead }: Telling): Controls | undefined {
  const requests = seen.filter((o) => o.endpoint === lead.endpoint && o.source !== 'doh');
  const near = seen.filter(
    (o) => isControl(o) && requests.some((r) => Math.abs(r.atMs - o.atMs) <= CONTROL_WINDOW_MS),
  );
  const [first] = near;
  if (!first) return undefined;
  return {
    asked: near.length,
    answered: near.filter((o) => o.outcome === 'success').length,
    fromMs: first.atMs,
    toMs: near.at(-1)?.atMs ?? first.atMs,
  };
}
