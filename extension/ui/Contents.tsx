// The list of the dashboard's views. The one that is shown is marked, for eyes and for screen readers.
import type { Text } from './text.ts';
import { type Route, VIEWS } from './views.ts';

export function Contents({ route, t }: { readonly route: Route; readonly t: Text }) {
  // A service's page belongs to the overview it was opened from.
  const shown = { service: 'overview', erase: 'settings' }[route.view as string] ?? route.view;
  return (
    <nav class="contents" aria-label={t('dashboardContents')}>
      <ul>
        {VIEWS.map((view) => (
          <li key={view}>
            <a href={`#${view}`} aria-current={view === shown ? 'page' : undefined}>
              {t(`section_${view}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
