// "Check now" on the dashboard: everything on the list, the large hosting companies and the person's own sites.
import { useState } from 'preact/hooks';
import { CLOUDS } from '../../src/catalogue/clouds.ts';
import { CHECK_GROUPS, type CheckGroup } from '../../src/check/groups.ts';
import type { OwnList } from '../../src/own/list.ts';
import type { PopupModel } from '../../src/view/model.ts';
import { Check } from './Check.tsx';
import type { CheckSaid, DashboardActions } from './dashboardActions.ts';
import { Said } from './Said.tsx';
import type { Text } from './text.ts';

interface CheckAllProps {
  readonly model: PopupModel;
  readonly own: OwnList;
  readonly suggested: string | undefined;
  readonly actions: Pick<DashboardActions, 'check' | 'cancelCheck'>;
  readonly t: Text;
}

export function CheckAll({ model, own, suggested, actions, t }: CheckAllProps) {
  const [said, setSaid] = useState<CheckSaid>();
  return (
    <>
      <Check
        model={{ ...model, groups: allGroups(model.groups, own) }}
        suggested={suggested}
        offered={() => true}
        onStart={(choice) => {
          // Directly in the click: it may have to ask for a permission.
          const started = actions.check(choice);
          setSaid(undefined);
          void started.then(setSaid);
        }}
        onCancel={() => actions.cancelCheck()}
        t={t}
      />
      <Said>{said && said !== 'started' && t(`checkSaid_${said}`)}</Said>
    </>
  );
}

/** The background learns of clouds and own sites only when they are to be asked, so the page adds them itself. */
function allGroups(known: PopupModel['groups'], own: OwnList): PopupModel['groups'] {
  const added = new Map<CheckGroup, { id: string; name: string }[]>([
    ['cloud', CLOUDS.map(({ id, name }) => ({ id, name }))],
    ['own', own.hosts.filter(({ paused }) => !paused).map(({ host }) => ({ id: host, name: host }))],
  ]);
  return CHECK_GROUPS.map((group) => ({
    group,
    services: added.get(group) ?? known.find((one) => one.group === group)?.services ?? [],
  })).filter(({ services }) => services.length > 0);
}
