// The hosts of a service, each with how it went.
import type { EndpointRow } from '../../src/view/model.ts';
import { StateIcon } from './Icon.tsx';
import type { Text } from './text.ts';

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
