// The way of a request, step by step, as a path from the look-up to the whole page: how far it got, and what came where it stopped.
import type { Step, StepState } from '../../src/view/step.ts';
import { Icon, type IconName } from './Icon.tsx';
import { sayIn } from './say.ts';
import type { Text } from './text.ts';

const ICONS: Readonly<Record<StepState, IconName>> = {
  fine: 'tick',
  failed: 'cross',
  not_reached: 'dashed',
  not_seen: 'question',
};

interface StepsProps {
  readonly steps: readonly Step[];
  readonly t: Text;
}

export function Steps({ steps, t }: StepsProps) {
  return (
    <ol class="path">
      {steps.map((step) => (
        <li key={step.step} class={`step-${step.is}`} data-step={step.step} data-is={step.is}>
          <Icon name={ICONS[step.is]} />
          <div>
            <p class="path-head">
              <span class="path-name">{t(`stage_${step.step}`)}</span>
              <span class="path-is">{t(`step_${step.is}`)}</span>
            </p>
            {step.came && <Came step={step} t={t} />}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Came({ step, t }: { readonly step: Step; readonly t: Text }) {
  const { came, got, note, tookMs, hosts } = step;
  return (
    <dl class="facts path-facts">
      <div>
        <dt>{t('storyExpected')}</dt>
        <dd>{t(step.expected)}</dd>
      </div>
      <div>
        <dt>{t('columnGot')}</dt>
        <dd>
          {came && sayIn(came, t)}
          {tookMs !== undefined && <span class="quiet">{` · ${t.duration(tookMs)}`}</span>}
          {got && (
            <bdi dir="ltr" class="path-got">
              {got}
            </bdi>
          )}
          {note && <span class="hint">{t(note)}</span>}
        </dd>
      </div>
      {hosts.length > 0 && (
        <div>
          <dt>{t('labelEndpoints')}</dt>
          <dd class="path-hosts">
            {hosts.map((host) => (
              <bdi key={host} dir="ltr" class="path-got">
                {host}
              </bdi>
            ))}
          </dd>
        </div>
      )}
    </dl>
  );
}
