// What the cases on one service have in common: its own page is opened, and the network is steered against that page's host alone.
import { serviceById } from '../../src/catalogue/index.ts';
import type { Expectation, LabCase } from './case.ts';
import type { Steering } from './steer.ts';

/** What may not be said while blocked and broken look the same. */
export const NO_BLOCK = ['likely_blocked', 'blocked'] as const;

/** The host a person types for a service: the first of its catalogue entry. */
export function siteOf(service: string): string {
  const host = serviceById(service)?.endpoints[0]?.host;
  if (host === undefined) throw new Error(`no service ${service}`);
  return host;
}

interface Lone extends Omit<LabCase, 'open' | 'steer'> {
  /** What is done to the service's site. */
  readonly steer: (host: string) => readonly Steering[];
  /** `http`: the person types the address without the s. */
  readonly scheme?: 'http';
}

/** A case on one service's own page. */
export function lone({ steer, scheme, ...rest }: Lone): LabCase {
  const host = siteOf(rest.service);
  return byNobodyKnown({ ...rest, open: `${scheme ?? 'https'}://${host}/`, steer: steer(host) });
}

/** Asserts that nobody is named as being in control, unless a case says who is: without an artefact nobody can be. */
export function byNobodyKnown(one: LabCase): LabCase {
  const unnamed = (e: Expectation): Expectation =>
    e.state === 'blocked' || e.state === 'filtered' ? e : { pointOfControl: 'unknown', ...e };
  const expect =
    'state' in one.expect
      ? unnamed(one.expect)
      : { firefox: unnamed(one.expect.firefox), chromium: unnamed(one.expect.chromium) };
  return { ...one, expect };
}

/** Browsers that try https first must fall back: nobody listens there. Says less than a reset. */
export function noHttps(host: string): Steering {
  return { kind: 'ip', hosts: [host], ports: [443], action: 'rst' };
}
