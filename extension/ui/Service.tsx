// The line of one service and, folded beneath it, what is known of it. Telegram's card adds its parts.
import type { EndpointRow, PartRow, ServiceRow } from '../../src/view/model.ts';
import { DetailsLater } from './DetailsLater.tsx';
import { Endpoints } from './Endpoints.tsx';
import { Icon, StateIcon } from './Icon.tsx';
import type { Text } from './text.ts';

interface ServiceProps {
  readonly row: ServiceRow;
  readonly nowMs: number;
  readonly t: Text;
}

/** The hooks every service row carries: what tests, and a person's own scripts, may rely on. */
export function hooks({ service, state, stage, method, confounders, pointOfControl }: ServiceRow) {
  return {
    'data-service': service,
    'data-state': state,
    'data-stage': stage ?? '',
    'data-method': method ?? '',
    'data-confounders': confounders.join(' '),
    'data-point': pointOfControl,
  };
}

export function Service({ row, nowMs, t, hidden }: ServiceProps & { readonly hidden: boolean }) {
  return (
    <li class={`state-${row.state}`} hidden={hidden} {...hooks(row)}>
      <Disclosure row={row} endpoints={row.endpoints} nowMs={nowMs} t={t} />
    </li>
  );
}

export function Telegram({ row, parts, nowMs, t }: ServiceProps & { readonly parts: readonly PartRow[] }) {
  const shown = new Set(parts.flatMap((part) => part.endpoints.map(({ endpoint }) => endpoint)));
  return (
    <section class={`card telegram state-${row.state}`} {...hooks(row)}>
      <Disclosure
        row={row}
        endpoints={row.endpoints.filter(({ endpoint }) => !shown.has(endpoint))}
        nowMs={nowMs}
        t={t}
      />
      <ul class="parts" aria-label={t('telegramParts')}>
        {parts.map((part) => (
          <li
            key={part.part}
            class={`state-${part.state}`}
            data-part={part.part}
            data-state={part.state}
            data-stage={part.stage ?? ''}
          >
            <details>
              <summary>
                <StateIcon state={part.state} />
                <span class="line">
                  <span class="name">{t(`part_${part.part}`)}</span>
                  <span class="state">{t(`state_${part.state}`)}</span>
                </span>
                <Icon name="chevron" />
              </summary>
              <div class="body">
                <p class="quiet">{t(`explainPart_${part.part}`)}</p>
                <Endpoints endpoints={part.endpoints} parentStage={row.stage} t={t} />
              </div>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Disclosure({
  row,
  endpoints,
  nowMs,
  t,
}: ServiceProps & { readonly endpoints: readonly EndpointRow[] }) {
  const failing = row.method !== undefined && row.method !== 'undecided';
  return (
    <details>
      <summary>
        <StateIcon state={row.state} />
        <span class="line">
          <span class="name">
            <bdi>{row.name}</bdi>
          </span>
          <span class="state">{t(`state_${row.state}`)}</span>
          {row.earlier ? (
            <span class="sub">
              {t('seenEarlier', [row.lastSeenAtMs === undefined ? '' : t.ago(nowMs, row.lastSeenAtMs)])}
            </span>
          ) : (
            (failing || row.lastSeenAtMs !== undefined) && (
              <span class="sub">
                {failing && t(`method_${row.method}`)}
                {failing && row.lastSeenAtMs !== undefined && ' · '}
                {row.lastSeenAtMs !== undefined && (
                  <span class="whole">{t.ago(nowMs, row.lastSeenAtMs)}</span>
                )}
              </span>
            )
          )}
        </span>
        <Icon name="chevron" />
      </summary>
      <DetailsLater row={row} endpoints={endpoints} nowMs={nowMs} t={t} />
    </details>
  );
}
