// Checks by the clock: off until a person switches them on, and over by themselves after a week.
import { useState } from 'preact/hooks';
import { SCHEDULE_HOURS, type ScheduleHours } from '../../src/check/groups.ts';
import type { PopupModel } from '../../src/view/model.ts';
import { type DashboardActions, SCHEDULE_MAX } from './dashboardActions.ts';
import { Said } from './Said.tsx';
import type { Text } from './text.ts';
import { useDraft } from './useDraft.ts';
import { useUniqueId } from './useUniqueId.ts';

interface ScheduleProps {
  readonly model: PopupModel;
  readonly actions: Pick<DashboardActions, 'schedule'>;
  readonly t: Text;
}

const TELEGRAM = 'telegram';
/** What the background sends makes a new list every time; only what is in it counts. */
const joined = (only: readonly string[] | undefined) =>
  (only ?? []).filter((id) => id !== TELEGRAM).join(' ');

export function Schedule({ model, actions, t }: ScheduleProps) {
  const { schedule } = model;
  const [hours, setHours] = useDraft<ScheduleHours | 0>(schedule?.everyHours ?? 0);
  const [picked, setPicked] = useDraft(joined(schedule?.only));
  const [typed, setTyped] = useState('');
  const [said, setSaid] = useState<'on' | 'off' | 'failed' | 'noSuch' | 'tooMany'>();
  const names = useUniqueId();
  const known = model.groups
    .filter(({ group }) => group !== 'telegram' && group !== 'cloud')
    .flatMap(({ services }) => services);
  const ids = picked === '' ? [] : picked.split(' ');
  const nameOf = (id: string) => known.find((one) => one.id === id)?.name ?? id;

  const add = () => {
    const wanted = typed.trim().toLowerCase();
    const service = known.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
    if (!service) return setSaid('noSuch');
    if (ids.length >= SCHEDULE_MAX) return setSaid('tooMany');
    setPicked([...new Set([...ids, service.id])].join(' '));
    setTyped('');
    setSaid(undefined);
  };
  const save = () =>
    actions.schedule(hours, hours === 0 ? [] : [TELEGRAM, ...ids]).then(
      () => setSaid(hours === 0 ? 'off' : 'on'),
      () => setSaid('failed'),
    );
  return (
    <div class="card panel">
      {schedule && (
        <p class="note" data-schedule={schedule.everyHours}>
          {t('scheduleRuns', [t.at(schedule.nextAtMs), t.at(schedule.untilMs)])}
        </p>
      )}
      <fieldset class="choices">
        <legend>{t('scheduleHow')}</legend>
        {[0 as const, ...SCHEDULE_HOURS].map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="schedule"
              value={one}
              checked={hours === one}
              onChange={() => setHours(one)}
            />
            <span>{one === 0 ? t('scheduleOff') : t.n('scheduleEvery', one)}</span>
          </label>
        ))}
      </fieldset>
      {hours > 0 && (
        <fieldset class="choices">
          <legend>{t('scheduleWhat')}</legend>
          <p class="hint">{t('scheduleWhatHint', [t.number(SCHEDULE_MAX)])}</p>
          <ul class="chips">
            <li>{model.telegram.name}</li>
            {ids.map((id) => (
              <li key={id} data-picked={id}>
                <bdi>{nameOf(id)}</bdi>
                <button
                  type="button"
                  class="button chip-button"
                  aria-label={t('scheduleTakeOut', [`\u2068${nameOf(id)}\u2069`])}
                  onClick={() => setPicked(ids.filter((one) => one !== id).join(' '))}
                >
                  {t('ownRemove')}
                </button>
              </li>
            ))}
          </ul>
          <form
            class="fields"
            onSubmit={(event) => {
              event.preventDefault();
              add();
            }}
          >
            <label class="field short">
              <span>{t('schedulePick')}</span>
              <input
                type="text"
                name="schedule-service"
                list={names}
                autocomplete="off"
                value={typed}
                onInput={(event) => setTyped(event.currentTarget.value)}
              />
            </label>
            <datalist id={names}>
              {known.map(({ id, name }) => (
                <option key={id} value={name} />
              ))}
            </datalist>
            <button type="submit" class="button" data-action="schedule-add">
              {t('scheduleAdd')}
            </button>
          </form>
        </fieldset>
      )}
      <p class="hint">{t('scheduleEnds')}</p>
      <div>
        <button type="button" class="button strong" data-action="schedule-save" onClick={save}>
          {t('scheduleSave')}
        </button>
      </div>
      <Said>{said && t(`scheduleSaid_${said}`)}</Said>
    </div>
  );
}
