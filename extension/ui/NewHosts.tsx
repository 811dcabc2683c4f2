// What an update added to the shipped list: offered, because nothing is watched that the person was not asked about.
import type { DashboardActions } from './dashboardActions.ts';
import { Icon } from './Icon.tsx';
import type { Text } from './text.ts';

interface NewHostsProps {
  /** Names of the services. */
  readonly names: readonly string[];
  readonly actions: Pick<DashboardActions, 'allowNewHosts' | 'declineNewHosts'>;
  readonly t: Text;
}

export function NewHosts({ names, actions, t }: NewHostsProps) {
  return (
    <div class="notice" data-notice="new_hosts">
      <Icon name="info" />
      <div>
        <p>{t('newHostsOffer')}</p>
        <ul class="names">
          {names.map((name) => (
            <li key={name}>
              <bdi>{name}</bdi>
            </li>
          ))}
        </ul>
      </div>
      <div class="buttons">
        <button type="button" class="button strong" data-action="allow-new" onClick={actions.allowNewHosts}>
          {t('newHostsWatch')}
        </button>
        <button type="button" class="button" data-action="decline-new" onClick={actions.declineNewHosts}>
          {t('newHostsNo')}
        </button>
      </div>
    </div>
  );
}
