// The whole dashboard as a function of its data: no browser in it, so it is also drawn from sample data as a plain page.
import { CheckAll } from './CheckAll.tsx';
import { Collateral } from './Collateral.tsx';
import type { DashboardActions, DashboardData } from './dashboardActions.ts';
import { drawOver } from './draw.ts';
import { Exports } from './Exports.tsx';
import { Header, Notices } from './Header.tsx';
import { Network } from './Network.tsx';
import { NewHosts } from './NewHosts.tsx';
import { OwnList } from './OwnList.tsx';
import { Skeleton } from './PopupView.tsx';
import { Schedule } from './Schedule.tsx';
import { SecondOpinion } from './SecondOpinion.tsx';
import { Contents, Section } from './Section.tsx';
import { Telegram } from './Service.tsx';
import { Services } from './Services.tsx';
import { Stores } from './Stores.tsx';
import type { Text } from './text.ts';

export interface DashboardProps {
  readonly data: DashboardData;
  readonly actions: DashboardActions;
  readonly t: Text;
}

export function DashboardView({ data, actions, t }: DashboardProps) {
  const { model, own, stores, suggested } = data;
  if (model === undefined) return <Skeleton t={t} />;
  return (
    <div class="page dashboard">
      <Header model={model} t={t} />
      <div class="columns">
        <Contents t={t} />
        <main>
          <Notices
            notices={model.notices.filter(({ kind }) => kind !== 'new_hosts')}
            actions={actions}
            t={t}
          />
          {model.notices.some(({ kind }) => kind === 'new_hosts') && (
            <NewHosts names={data.newServices} actions={actions} t={t} />
          )}
          <Section name="check" t={t}>
            <CheckAll model={model} own={own.list} suggested={suggested} actions={actions} t={t} />
          </Section>
          <Section name="results" t={t}>
            <Telegram row={model.telegram} parts={model.telegramParts} nowMs={model.nowMs} t={t} />
            <Services model={model} heading="h3" t={t} />
          </Section>
          <Section name="collateral" t={t}>
            <Collateral rows={model.clouds} nowMs={model.nowMs} t={t} />
          </Section>
          <Section name="network" t={t}>
            <Network model={model} actions={actions} t={t} />
          </Section>
          <Section name="second" t={t}>
            <SecondOpinion model={model} actions={actions} t={t} />
          </Section>
          <Section name="own" t={t}>
            <OwnList data={data} actions={actions.own} t={t} />
          </Section>
          <Section name="stores" t={t}>
            <Stores country={model.country} nowMs={model.nowMs} data={stores} actions={actions} t={t} />
          </Section>
          <Section name="schedule" t={t}>
            <Schedule model={model} actions={actions} t={t} />
          </Section>
          <Section name="export" t={t}>
            <Exports observationCount={model.observationCount} actions={actions} t={t} />
          </Section>
        </main>
      </div>
    </div>
  );
}

export function drawDashboard(root: Element, props: DashboardProps): void {
  drawOver(root, <DashboardView {...props} />);
}
