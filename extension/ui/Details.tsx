// What stands behind one row: what, how, who could, since when, how sure and why not surer, host by host, and the evidence.
import { useState } from 'preact/hooks';
import type { EndpointRow, EvidenceRow, ServiceRow } from '../../src/view/model.ts';
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
      {endpoints.map(({ endpoint, dataCentre, state, stage }) => (
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
          </span>
          <span class="state">{t(`state_${state}`)}</span>
        </li>
      ))}
    </ul>
  );
}

/** The table is drawn only when asked for: thirty rows for every service would make opening the popup slow. */
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
    <details class="evidence" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span class="line">{t.n('evidence', rows.length)}</span>
        <Icon name="chevron" />
      </summary>
      {open && (
        <table>
          <thead>
            <tr>
              <th scope="col">{t('columnTime')}</th>
              <th scope="col">{t('columnAsked')}</th>
              <th scope="col">{t('columnGot')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.atMs} ${row.source} ${row.asked} ${row.outcome}`}>
                <td class="time">{t.clock(nowMs, row.atMs)}</td>
                <td>
                  <Host name={row.asked} />
                  <span class="hint">
                    {t(`source_${row.source}`)}
                    {row.resolver && (
                      <>
                        {' · '}
                        <bdi>{row.resolver}</bdi>
                      </>
                    )}
                  </span>
                </td>
                <td>
                  {t(row.failure ? `failure_${row.failure}` : `outcome_${row.outcome}`)}
                  <span class="hint">{circumstances(row, t).join(' · ')}</span>
                  {row.got && (
                    <bdi dir="ltr" class="hint">
                      {row.got}
                    </bdi>
                  )}
                  {row.confounder && <span class="hint">{t(`confounder_${row.confounder}`)}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}

/** A host that may be broken after its dots, before it is broken anywhere. */
function Host({ name }: { readonly name: string }) {
  return (
    <bdi dir="ltr">
      {name.split(/(?<=\.)/).map((label, index) => [index > 0 && <wbr key={label} />, label])}
    </bdi>
  );
}

/** A few bytes come at once, however slow the network is: their rate says nothing. */
const RATE_FROM_BYTES = 8_192;

function circumstances(
  { failure, outcome, stage, status, bodyBytes, bodyMs, elapsedMs }: EvidenceRow,
  t: Text,
): string[] {
  return [
    // A stall is a failure to the judge but not to the browser: both words are said. A resolver that says no gave no addresses.
    failure && outcome !== 'failure' && outcome !== 'answers' ? t(`outcome_${outcome}`) : '',
    failure && stage && stage !== 'unknown' ? t(`stage_${stage}`) : '',
    status === undefined ? '' : t('status', [String(status)]),
    bodyBytes === undefined ? '' : t.bytes(bodyBytes),
    bodyBytes !== undefined && bodyMs && bodyBytes >= RATE_FROM_BYTES ? t.rate(bodyBytes, bodyMs) : '',
    elapsedMs > 0 ? t.duration(elapsedMs) : '',
  ].filter((part) => part !== '');
}
