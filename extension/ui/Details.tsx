// What stands behind one row: what, how, who could, since when, how sure and why not surer, host by host, and the evidence.
import type { FunctionComponent } from 'preact';
import { useState } from 'preact/hooks';
import type { EndpointRow, EvidenceRow, ServiceRow } from '../../src/view/model.ts';
import type { EvidenceTableProps } from './EvidenceTable.tsx';
import { Icon, StateIcon } from './Icon.tsx';
import type { Text } from './text.ts';

interface DetailsProps {
  readonly row: ServiceRow;
  /** Endpoints to list here: for Telegram, those that no part shows. */
  readonly endpoints: readonly EndpointRow[];
  readonly nowMs: number;
  readonly t: Text;
}

export function Details({ row, endpoints, nowMs, t }: DetailsProps) {
  return (
    <div class="body">
      <p>{t(row.earlier ? 'explainEarlier' : `explain_${row.state}`)}</p>
      <dl class="facts">
        {row.method && (
          <Fact
            label={t('labelHow')}
            value={t(`method_${row.method}`)}
            hint={t(`explainMethod_${row.method}`)}
          />
        )}
        {row.stage && row.stage !== 'unknown' && (
          <Fact label={t('labelStage')} value={t(`stage_${row.stage}`)} />
        )}
        {row.failure && <Fact label={t('labelFailure')} value={t(`failure_${row.failure}`)} />}
        {row.pointOfControl !== 'unknown' && (
          <Fact label={t('labelControl')} value={t(`control_${row.pointOfControl}`)} />
        )}
        <When label={t('labelSince')} atMs={row.sinceMs} nowMs={nowMs} t={t} />
        <When label={t('labelLastSeen')} atMs={row.lastSeenAtMs} nowMs={nowMs} t={t} />
        <When label={t('labelLastOk')} atMs={row.lastOkAtMs} nowMs={nowMs} t={t} />
        {row.sureness && <Fact label={t('labelSure')} value={t(`sure_${row.sureness}`)} />}
      </dl>
      {row.confounders.length > 0 && (
        <>
          <h3>{t('labelWhyNotSurer')}</h3>
          <ul class="reasons">
            {row.confounders.map((confounder) => (
              <li key={confounder}>{t(`confounder_${confounder}`)}</li>
            ))}
          </ul>
        </>
      )}
      {endpoints.length > 0 && (
        <>
          <h3>{t('labelEndpoints')}</h3>
          <Endpoints endpoints={endpoints} parentStage={row.stage} t={t} />
        </>
      )}
      {row.elsewhere.length > 0 && (
        <>
          <h3>{t('labelElsewhere')}</h3>
          <ul class="endpoints">
            {row.elsewhere.map(({ name, state, stage, atMs }) => (
              <li key={name} class={`state-${state}`} data-elsewhere={name} data-state={state}>
                <StateIcon state={state} />
                <span class="host">
                  <bdi>{name}</bdi>
                  <span class="quiet">
                    {t.ago(nowMs, atMs)}
                    {stage && stage !== 'unknown' && ` · ${t(`stage_${stage}`)}`}
                  </span>
                </span>
                <span class="state">{t(`state_${state}`)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <Evidence rows={row.evidence} nowMs={nowMs} t={t} />
      {row.rule && (
        <p class="rule">
          {t('labelRule')} <bdi dir="ltr">{row.rule}</bdi>
        </p>
      )}
    </div>
  );
}

function Fact({
  label,
  value,
  hint,
}: {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
}) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {value}
        {hint && <span class="hint">{hint}</span>}
      </dd>
    </div>
  );
}

interface WhenProps {
  readonly label: string;
  readonly atMs: number | undefined;
  readonly nowMs: number;
  readonly t: Text;
}

function When({ label, atMs, nowMs, t }: WhenProps) {
  if (atMs === undefined) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {t.ago(nowMs, atMs)}
        <span class="quiet">
          {' · '}
          <span class="whole">{t.at(atMs)}</span>
        </span>
      </dd>
    </div>
  );
}

interface EndpointsProps {
  readonly endpoints: readonly EndpointRow[];
  /** A stage is written out only where it differs from this one. */
  readonly parentStage: EndpointRow['stage'];
  readonly t: Text;
}

export function Endpoints({ endpoints, parentStage, t }: EndpointsProps) {
  return (
    <ul class="endpoints">
      {endpoints.map(({ endpoint, dataCentre, state, stage, dns }) => (
        <li
          key={endpoint}
          class={`state-${state}`}
          data-endpoint={endpoint}
          data-state={state}
          data-stage={stage ?? ''}
        >
          <StateIcon state={state} />
          <span class="host">
            <bdi dir="ltr" title={endpoint}>
              {endpoint}
            </bdi>
            {dataCentre !== undefined && <span class="quiet">{t('dataCentre', [t.number(dataCentre)])}</span>}
            {stage && stage !== 'unknown' && stage !== parentStage && (
              <span class="quiet">{t(`stage_${stage}`)}</span>
            )}
            {dns && (
              <span class="quiet" data-dns={dns}>
                {t(`dns_${dns}`)}
              </span>
            )}
          </span>
          <span class="state">{t(`state_${state}`)}</span>
        </li>
      ))}
    </ul>
  );
}

/** The table is fetched and drawn only when asked for: thirty rows for every service would make opening the popup slow. */
function Evidence({
  rows,
  nowMs,
  t,
}: {
  readonly rows: readonly EvidenceRow[];
  readonly nowMs: number;
  readonly t: Text;
}) {
  const [open, setOpen] = useState(false);
  const [Table, setTable] = useState<FunctionComponent<EvidenceTableProps>>();
  if (rows.length === 0) return null;
  return (
    <details
      class="evidence"
      open={open}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
        if (!Table) void import('./EvidenceTable.tsx').then((part) => setTable(() => part.EvidenceTable));
      }}
    >
      <summary>
        <span class="line">{t.n('evidence', rows.length)}</span>
        <Icon name="chevron" />
      </summary>
      {open && Table && <Table rows={rows} nowMs={nowMs} t={t} />}
    </details>
  );
}
