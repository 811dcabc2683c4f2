// The same services from another network, step by step: what fails here and answers there is not the site's own trouble.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CheckChoice } from '../../src/check/row.ts';
import type { PopupModel, ServiceRow } from '../../src/view/model.ts';
import { Comparison } from './Comparison.tsx';
import type { CheckSaid, DashboardActions } from './dashboardActions.ts';
import { NetworkName } from './NetworkName.tsx';
import { Said } from './Said.tsx';
import type { Text } from './text.ts';
import { useDraft } from './useDraft.ts';

interface SecondOpinionProps {
  readonly model: PopupModel;
  readonly actions: Pick<DashboardActions, 'nameNetwork' | 'switchedNetwork' | 'check'>;
  readonly t: Text;
}

/** Where a person is: the network they began on, and what is to be asked on the other. */
interface Begun {
  readonly from: string;
  readonly choice: CheckChoice;
  readonly switched: boolean;
}
type Result = 'failed' | 'sameName' | 'noName' | 'nothing' | CheckSaid;

/** As many services as one check takes. */
const ONLY_MAX = 50;

export function SecondOpinion({ model, actions, t }: SecondOpinionProps) {
  const [begun, setBegun] = useState<Begun>();
  const [here, setHere] = useDraft(model.networkName ?? '');
  const [there, setThere] = useState('');
  const [result, setResult] = useState<Result>();

  const choice = choiceFor(model);
  const step = begun === undefined ? 1 : begun.switched ? 3 : 2;
  const failed = () => setResult('failed');
  const steps = useRef<HTMLOListElement>(null);
  const lastStep = useRef(step);
  // The button that was pressed is gone; the focus goes where the person goes on.
  useEffect(() => {
    if (lastStep.current === step) return;
    lastStep.current = step;
    steps.current?.querySelector<HTMLElement>('[aria-current] :is(input, button)')?.focus();
  }, [step]);

  const begin = () => {
    const from = here.trim();
    if (from === '') return setResult('noName');
    if (!choice) return setResult('nothing');
    const named =
      from === model.networkName ? Promise.resolve() : actions.nameNetwork(from, model.networkAsn);
    named.then(() => {
      setBegun({ from, choice, switched: false });
      setResult(undefined);
    }, failed);
  };
  const switched = () => {
    if (!begun) return;
    // Until the switch more may have been found out.
    const newest = model.networkName === begun.from ? (choice ?? begun.choice) : begun.choice;
    actions.switchedNetwork().then(() => {
      setBegun({ ...begun, choice: newest, switched: true });
      setThere('');
      setResult(undefined);
    }, failed);
  };
  const check = () => {
    const name = there.trim();
    if (!begun || name === '') return setResult('noName');
    if (name === begun.from) return setResult('sameName');
    actions
      .nameNetwork(name, undefined)
      .then(() => actions.check(begun.choice))
      .then((said) => {
        setBegun(undefined);
        setResult(said);
      }, failed);
  };
  return (
    <div class="card panel">
      <ol ref={steps} class="steps" data-step={step}>
        <Step current={step === 1} title={t('secondStep1')}>
          <form
            class="fields"
            onSubmit={(event) => {
              event.preventDefault();
              begin();
            }}
          >
            <NetworkName label={t('networkNameLabel')} value={here} onInput={setHere} t={t} />
            <button type="submit" class="button strong" data-action="second-begin">
              {t('secondBegin')}
            </button>
          </form>
        </Step>
        <Step current={step === 2} title={t('secondStep2')}>
          <div class="buttons">
            <button type="button" class="button strong" data-action="second-switched" onClick={switched}>
              {t('secondSwitched')}
            </button>
            <Stop onStop={() => setBegun(undefined)} t={t} />
          </div>
        </Step>
        <Step current={step === 3} title={t('secondStep3')}>
          <form
            class="fields"
            onSubmit={(event) => {
              event.preventDefault();
              check();
            }}
          >
            <NetworkName label={t('secondOtherName')} value={there} onInput={setThere} t={t} />
            <button type="submit" class="button strong" data-action="second-check">
              {begun ? t.n('secondCheck', begun.choice.only?.length ?? 0) : t('checkNow')}
            </button>
            <Stop onStop={() => setBegun(undefined)} t={t} />
          </form>
        </Step>
      </ol>
      <Said>{result && t(`secondSaid_${result}`)}</Said>
      <Comparison model={model} t={t} />
    </div>
  );
}

interface StepProps {
  readonly current: boolean;
  readonly title: string;
  readonly children: ComponentChildren;
}

function Step({ current, title, children }: StepProps) {
  return (
    <li aria-current={current ? 'step' : undefined}>
      <p>{title}</p>
      {current && children}
    </li>
  );
}

function Stop({ onStop, t }: { readonly onStop: () => void; readonly t: Text }) {
  return (
    <button type="button" class="button" data-action="second-stop" onClick={onStop}>
      {t('secondStop')}
    </button>
  );
}

/** What failed here and may look otherwise elsewhere; undefined when there is nothing of the kind. */
function choiceFor(model: PopupModel): CheckChoice | undefined {
  const doubtful = (row: ServiceRow) =>
    !row.earlier && (row.state === 'unclear' || row.state === 'likely_blocked');
  const only = [model.telegram, ...model.services, ...model.clouds]
    .filter(doubtful)
    .map(({ service }) => service)
    .slice(0, ONLY_MAX);
  const groups = model.groups
    .filter(({ services }) => services.some(({ id }) => only.includes(id)))
    .map(({ group }) => group);
  return only.length > 0 ? { groups, mode: 'now', deep: false, only } : undefined;
}
