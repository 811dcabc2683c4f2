// All there is to know of one service: what its network does to it in plain words, how that was seen step by step, what others say, and what
// would make it wrong.
import type { ComponentChildren } from 'preact';
import type { Verdict } from '../../src/judge/verdict.ts';
import type { Observation } from '../../src/observe/observation.ts';
import type { ServiceRow } from '../../src/view/model.ts';
import { speedsOf } from '../../src/view/speeds.ts';
import { storyOf } from '../../src/view/story.ts';
import type { HistoryRun } from '../../src/view/timeline.ts';
import { Elsewhere, Facts } from './Details.tsx';
import { Endpoints } from './Endpoints.tsx';
import { History } from './History.tsx';
import { Icon, StateIcon } from './Icon.tsx';
import { Mark } from './Mark.tsx';
import { Plot } from './Plot.tsx';
import { Raw } from './Raw.tsx';
import { Steps } from './Steps.tsx';
import { sayIn } from './say.ts';
import type { Text } from './text.ts';
import { useUniqueId } from './useUniqueId.ts';

export interface ServicePageActions {
  /** Says that the verdict is wrong, or takes that back. */
  mark(wrong: boolean): Promise<void>;
  /** Asks for all that was kept; it comes as `raw`. */
  loadRaw(): void;
  back(): void;
  /** Makes a page to hand over. */
  handOver(): void;
}

export interface ServicePageProps {
  readonly row: ServiceRow;
  readonly verdict: Verdict | undefined;
  /** What the verdict rests on; undefined while it is loaded. */
  readonly evidence: readonly Observation[] | undefined;
  readonly history: readonly HistoryRun[];
  /** The person says that this is wrong. */
  readonly wrong: boolean;
  /** All that was kept of it, once it was asked for. */
  readonly raw: readonly Observation[] | undefined;
  readonly nowMs: number;
  readonly actions: ServicePageActions;
  readonly t: Text;
}

export function ServicePage(props: ServicePageProps) {
  const { row, verdict, evidence, history, wrong, raw, nowMs, actions, t } = props;
  const title = useUniqueId();
  const story = storyOf(row, verdict, evidence ?? []);
  const speeds = speedsOf(row.service, withoutTwice([...(evidence ?? []), ...(raw ?? [])]));
  const { controls } = story;
  return (
    <section
      class={`section service-page state-${row.state}`}
      aria-labelledby={title}
      data-service={row.service}
      data-state={row.state}
      data-stage={row.stage ?? ''}
    >
      <p class="buttons">
        <button type="button" class="button back" data-action="back" onClick={() => actions.back()}>
          <Icon name="chevron" />
          {t('storyBack')}
        </button>
      </p>
      <div class="verdict">
        <h2 id={title}>
          <StateIcon state={row.state} />
          <bdi>{row.name}</bdi>
          <span class="state">{t(`state_${row.state}`)}</span>
        </h2>
        {row.earlier && <p class="note">{t('explainEarlier')}</p>}
        {evidence === undefined ? (
          <p class="quiet">{t('loading')}</p>
        ) : (
          story.sentences.map((sentence) => (
            <p key={sentence.key} data-sentence={sentence.key}>
              {sayIn(sentence, t)}
            </p>
          ))
        )}
        <Facts row={row} brief nowMs={nowMs} t={t} />
      </div>
      {story.steps.length > 0 && (
        <Part name="storySteps" t={t}>
          {story.asked && (
            <p class="quiet">
              <bdi dir="ltr">{story.asked}</bdi>
            </p>
          )}
          <Steps steps={story.steps} t={t} />
        </Part>
      )}
      {row.endpoints.length > 0 && (
        <Part name="labelEndpoints" t={t}>
          <Endpoints endpoints={row.endpoints} parentStage={row.stage} t={t} />
        </Part>
      )}
      {controls && (
        <Part name="storyControls" t={t}>
          <p>
            {t('storyControlsSaid', [t.number(controls.answered), t.number(controls.asked)])}
            <span class="quiet">{` · ${t.at(controls.fromMs)}`}</span>
          </p>
        </Part>
      )}
      {history.length > 0 && (
        <Part name="storeHistory" t={t}>
          <History runs={history} nowMs={nowMs} t={t} />
        </Part>
      )}
      {speeds.length >= 2 && (
        <Part name="storySpeed" t={t}>
          <Plot points={speeds} service={row.name} nowMs={nowMs} t={t} />
        </Part>
      )}
      {evidence && story.doubts.length > 0 && (
        <Part name="storyDoubts" t={t}>
          <ul class="reasons">
            {story.doubts.map((key) => (
              <li key={key} data-doubt={key}>
                {t(key)}
              </li>
            ))}
          </ul>
        </Part>
      )}
      {row.elsewhere.length > 0 && (
        <Part name="labelElsewhere" t={t}>
          <Elsewhere rows={row.elsewhere} nowMs={nowMs} t={t} />
        </Part>
      )}
      {row.rule && <p class="rule">{t('storyRule', [row.rule])}</p>}
      {verdict && <Mark wrong={wrong} mark={actions.mark} onHandOver={() => actions.handOver()} t={t} />}
      <Raw raw={raw} load={() => actions.loadRaw()} nowMs={nowMs} t={t} />
    </section>
  );
}

interface PartProps {
  /** Key of its heading. */
  readonly name: string;
  readonly children: ComponentChildren;
  readonly t: Text;
}

function Part({ name, children, t }: PartProps) {
  const title = useUniqueId();
  return (
    <section class="part" aria-labelledby={title} data-part-of={name}>
      <h3 id={title}>{t(name)}</h3>
      {children}
    </section>
  );
}

function withoutTwice(observations: readonly Observation[]): readonly Observation[] {
  return [...new Map(observations.map((o) => [o.id, o])).values()];
}
