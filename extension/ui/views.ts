// Which part of the dashboard is shown: the address says it after `#`, so that back, forward, reload and a link work as everywhere.

/** In the order of the list of contents. */
export const VIEWS = [
  'overview',
  'check',
  'networks',
  'own',
  'stores',
  'export',
  'reports',
  'settings',
  'sees',
] as const;
export type View = (typeof VIEWS)[number];

export type Route =
  | { readonly view: View }
  /** What is shown once, after installing. */
  | { readonly view: 'welcome' }
  /** The settings, with the question whether everything is to be erased: where the keyboard's command leads. */
  | { readonly view: 'erase' }
  /** One service; its id comes from the address and may be anything. */
  | { readonly view: 'service'; readonly service: string };

/** Anything unknown leads to the overview. */
export function routeOf(hash: string): Route {
  const [name = '', service = ''] = hash.replace(/^#/, '').split('/');
  if (name === 'service' && /^[a-z0-9.-]{1,64}$/.test(service)) return { view: 'service', service };
  if (name === 'welcome' || name === 'erase') return { view: name };
  return { view: VIEWS.find((view) => view === name) ?? 'overview' };
}

export function hashOf(route: Route): string {
  return route.view === 'service' ? `#service/${route.service}` : `#${route.view}`;
}
