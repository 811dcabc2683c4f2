// The whole dashboard as a function of its data: no browser in it, so it is also drawn from sample data as a plain page.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { historyOf } from '../../src/view/timeline.ts';
import { CheckAll } from './CheckAll.tsx';
import { Collateral } from './Collateral.tsx';
import { Contents } from './Contents.tsx';
import type { DashboardActions, DashboardData } from './dashboardActions.ts';
import { drawOver } from './draw.ts';
import { Exports } from './Exports.tsx';
import { HandOver } from './HandOver.tsx';
import { Header, Notices } from './Header.tsx';
import { Locked } from './Locked.tsx';
import { Network } from './Network.tsx';
import { NewHosts } from './NewHosts.tsx';
import { ServicesTable } from './Overview.tsx';
import { OwnList } from './OwnList.tsx';
import { Skeleton } from './PopupView.tsx';
import { Reports } from './Reports.tsx';
import { Schedule } from './Schedule.tsx';
import { SecondOpinion } from './SecondOpinion.tsx';
import { Section } from './Section.tsx';
import { Sees } from './Sees.tsx';
import { Telegram } from './Service.tsx';
import { ServicePage } from './ServicePage.tsx';
import { SettingsView } from './SettingsView.tsx';
import { Stores } from './Stores.tsx';
import { Timeline } from './Timeline.tsx';
import type { Text } from './text.ts';
import { hashOf } from './views.ts';
import { WelcomeView } from './WelcomeView.tsx';

export interface DashboardProps {
  readonly data: DashboardData;
  readonly actions: DashboardActions;
  readonly t: Text;
}

/** Of a service whose page is open; the model is there. */
type ViewProps = DashboardProps & { readonly model: NonNullable<DashboardData['model']> };

export function DashboardView(props: DashboardProps) {
  const { data, actions, t } = props;
  const { model, route } = data;
  if (model === undefined) return <Skeleton t={t} />;
  if (route.view === 'welcome') return <WelcomeView settings={data.settings} actions={actions} t={t} />;
  const hosts = model.notices.some(({ kind }) => kind === 'new_hosts');
  return (
    <div class="page dashboard">
      <Header model={model} t={t} />
      <div class="columns">
        <Contents route={route} t={t} />
        <Main at={hashOf(route)}>
          <Notices
            notices={model.notices.filter(({ kind }) => kind !== 'new_hosts')}
            actions={actions}
            t={t}
          />
          <Locked storage={model.storage} actions={actions} t={t} />
          {hosts && <NewHosts names={data.newServices} actions={actions} t={t} />}
          <Shown {...props} model={model} />
        </Main>
      </div>
    </div>
  );
}

/** Going to another view is like going to another page: it begins at its top, and a screen reader reads from there. */
function Main({ at, children }: { readonly at: string; readonly children: ComponentChildren }) {
  const main = useRef<HTMLElement>(null);
  const before = useRef(at);
  useEffect(() => {
    if (before.current === at) return;
    before.current = at;
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [at]);
  return (
    <main ref={main} tabIndex={-1}>
      {children}
    </main>
  );
}

function Shown(props: ViewProps) {
  const { data, actions, model, t } = props;
  const { own, stores, suggested, route } = data;
  switch (route.view) {
    case 'welcome':
    case 'overview':
      return <Overview {...props} />;
    case 'service':
      return <OneService {...props} service={route.service} />;
    case 'check':
      return (
        <>
          <Section name="check" t={t}>
            <CheckAll model={model} own={own.list} suggested={suggested} actions={actions} t={t} />
          </Section>
          <Section name="collateral" t={t}>
            <Collateral rows={model.clouds} nowMs={model.nowMs} t={t} />
          </Section>
          <Section name="schedule" t={t}>
            <Schedule model={model} actions={actions} t={t} />
          </Section>
        </>
      );
    case 'networks':
      return (
        <>
          <Section name="network" t={t}>
            <Network model={model} actions={actions} t={t} />
          </Section>
          <Section name="second" t={t}>
            <SecondOpinion model={model} actions={actions} t={t} />
          </Section>
        </>
      );
    case 'own':
      return (
        <Section name="own" t={t}>
          <OwnList data={data} actions={actions.own} t={t} />
        </Section>
      );
    case 'stores':
      return (
        <Section name="stores" t={t}>
          <Stores country={model.country} nowMs={model.nowMs} data={stores} actions={actions} t={t} />
        </Section>
      );
    case 'export':
      return (
        <Section name="export" t={t}>
          <Exports
            observationCount={model.observationCount}
            services={seenRows(model).map(({ service, name }) => ({ service, name }))}
            actions={actions}
            t={t}
          />
        </Section>
      );
    case 'reports':
      return (
        <Section name="reports" t={t}>
          <Reports reports={data.reports} model={model} actions={actions.reports} t={t} />
        </Section>
      );
    case 'settings':
      return <SettingsView settings={data.settings} actions={actions} t={t} />;
    case 'erase':
      return <SettingsView settings={data.settings} actions={actions} erasing t={t} />;
    case 'sees':
      return <Sees {...data.sees} observationCount={model.observationCount} t={t} />;
  }
}

function Overview({ data, actions, model, t }: ViewProps) {
  const names = new Map([...seenRows(model), ...model.unknown].map(({ service, name }) => [service, name]));
  const open = (service: string) => actions.go({ view: 'service', service });
  return (
    <>
      <Section name="results" t={t}>
        <Telegram row={model.telegram} parts={model.telegramParts} nowMs={model.nowMs} t={t} />
        <ServicesTable model={model} onOpen={open} t={t} />
      </Section>
      <Section name="timeline" t={t}>
        <Timeline
          days={data.days}
          names={names}
          nowMs={model.nowMs}
          networks={model.networks}
          onOpen={open}
          t={t}
        />
      </Section>
    </>
  );
}

function OneService({ data, actions, model, service, t }: ViewProps & { readonly service: string }) {
  const row = seenRows(model).find((one) => one.service === service);
  if (!row) return <p class="quiet">{t('serviceNone')}</p>;
  const verdict = data.verdicts.find((one) => one.service === service);
  const ids = new Set(verdict?.observations);
  return (
    <>
      <ServicePage
        row={row}
        verdict={verdict}
        evidence={data.evidence.filter((o) => ids.has(o.id))}
        history={historyOf(service, data.days ?? [])}
        wrong={row.wrong === true}
        raw={data.raw?.service === service ? data.raw.observations : undefined}
        nowMs={model.nowMs}
        actions={{
          mark: (wrong) => actions.mark(service, wrong),
          loadRaw: () => actions.loadRaw(service),
          back: () => actions.go({ view: 'overview' }),
          handOver: () => actions.handOver(service, data.handOver?.level ?? 'L1'),
        }}
        t={t}
      />
      {data.handOver?.service === service && (
        <HandOver
          service={row.name}
          preview={data.handOver.preview}
          level={data.handOver.level}
          onLevel={(level) => actions.handOver(service, level)}
          onSave={(as) => actions.saveHandOver(as)}
          t={t}
        />
      )}
    </>
  );
}

/** Every service that has been seen, and Telegram. */
export function seenRows(model: ViewProps['model']) {
  return [model.telegram, ...model.services, ...model.clouds];
}

export function drawDashboard(root: Element, props: DashboardProps): void {
  drawOver(root, <DashboardView {...props} />);
}
