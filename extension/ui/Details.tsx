// What stands behind one row: what, how, who could, since when, how sure and why not surer, host by host, and the evidence.
import { useState } from 'preact/hooks';
import type { EndpointRow, EvidenceRow, ServiceRow } from '../../src/view/model.ts';
import { Endpoints } from './Endpoints.tsx';
import { EvidenceTable } from './EvidenceTable.tsx';
import { Icon, StateIcon } from './Icon.tsx';
import type { Text } from './text.ts';

export interface DetailsProps {
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
      <Facts row={row} nowMs={nowMs} t={t} />
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
          <Elsewhere rows={row.elsewhere} nowMs={nowMs} t={t} />
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

interface FactsProps {
  readonly row: ServiceRow;
  /** Without a word on what the method means: something else says that. */
  readonly brief?: boolean;
  readonly nowMs: number;
  readonly t: Text;
}

/** What is known of a service, line by line. */
export function Facts({ row, brief, nowMs, t }: FactsProps) {
  return (
    <dl class="facts">
      {row.method && (
        <Fact
          name="labelHow"
          value={t(`method_${row.method}`)}
          {...(!brief && { hint: t(`explainMethod_${row.method}`) })}
          t={t}
        />
      )}
      {row.stage && row.stage !== 'unknown' && (
        <Fact name="labelStage" value={t(`stage_${row.stage}`)} t={t} />
      )}
      {row.failure && <Fact name="labelFailure" value={t(`failure_${row.failure}`)} t={t} />}
      {row.pointOfControl !== 'unknown' && (
        <Fact name="labelControl" value={t(`control_${row.pointOfControl}`)} t={t} />
      )}
      <When name="labelSince" atMs={row.sinceMs} nowMs={nowMs} t={t} />
      <When name="labelLastSeen" atMs={row.lastSeenAtMs} nowMs={nowMs} t={t} />
      <When name="labelLastOk" atMs={row.lastOkAtMs} nowMs={nowMs} t={t} />
      {row.sureness && <Fact name="labelSure" value={t(`sure_${row.sureness}`)} t={t} />}
    </dl>
  );
}

interface ElsewhereProps {
  readonly rows: ServiceRow['elsewhere'];
  readonly nowMs: number;
  readonly t: Text;
}

/** What was found on other networks of the person's. */
export function Elsewhere({ rows, nowMs, t }: ElsewhereProps) {
  return (
    <ul class="endpoints">
      {rows.map(({ name, state, stage, atMs }) => (
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
  );
}

interface FactProps {
  /** Key of its label. */
  readonly name: string;
  readonly value: string;
  readonly hint?: string;
  readonly t: Text;
}

function Fact({ name, value, hint, t }: FactProps) {
  return (
    <div data-fact={name}>
      <dt>{t(name)}</dt>
      <dd>
        {value}
        {hint && <span class="hint">{hint}</span>}
      </dd>
    </div>
  );
}

interface WhenProps {
  /** Key of its label. */
  readonly name: string;
  readonly atMs: number | undefined;
  readonly nowMs: number;
  readonly t: Text;
}

function When({ name, atMs, nowMs, t }: WhenProps) {
  if (atMs === undefined) return null;
  return (
    <div data-fact={name}>
      <dt>{t(name)}</dt>
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
  if (rows.length === 0) return null;
  return (
    <details
      class="evidence"
      open={open}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>
        <span class="line">{t.n('evidence', rows.length)}</span>
        <Icon name="chevron" />
      </summary>
      {open && <EvidenceTable rows={rows} nowMs={nowMs} t={t} />}
    </details>
  );
}
