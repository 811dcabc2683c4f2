// What a person agrees to before anything is contacted: whom, who sees it, what is stored; and the choice of what to check, and how.
import { useState } from 'preact/hooks';
import { CHECK_MODES, type CheckGroup, saferMode } from '../../src/check/groups.ts';
import type { ConsentProps } from './Check.tsx';
import { useDialog } from './useDialog.ts';

/** What is contacted, who sees it, what is stored; and what to check. Nothing is contacted before its button is pressed. */
export function Consent({ model, suggested, offered, onStart, onClose, t }: ConsentProps) {
  const agreed = model.checkChoice;
  const [groups, setGroups] = useState<readonly CheckGroup[]>(agreed?.groups ?? ['telegram']);
  const [mode, setMode] = useState(agreed?.mode ?? saferMode(model.country ?? suggested));
  const [deep, setDeep] = useState(agreed?.deep ?? false);
  const { close, ...dialog } = useDialog(onClose);
  const toggle = (group: CheckGroup, wanted: boolean) =>
    setGroups((chosen) => (wanted ? [...chosen, group] : chosen.filter((g) => g !== group)));
  return (
    <dialog {...dialog} class="consent" aria-labelledby="consent-title">
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          onStart({ groups: [...groups], mode, deep });
          close();
        }}
      >
        <h2 id="consent-title">{t('consentTitle')}</h2>
        <ul class="reasons">
          <li>{t('consentContacts')}</li>
          <li>{t('consentProvider')}</li>
          <li>{t('consentStored')}</li>
        </ul>
        <fieldset>
          <legend>{t('consentGroups')}</legend>
          {model.groups
            .filter(({ group }) => offered(group))
            .map(({ group, services }) => (
              <div key={group} class="group">
                <label>
                  <input
                    type="checkbox"
                    name="group"
                    value={group}
                    checked={groups.includes(group)}
                    onChange={(event) => toggle(group, event.currentTarget.checked)}
                  />
                  <span>
                    {t(`group_${group}`)} <span class="quiet">{t.number(services.length)}</span>
                  </span>
                </label>
                {services.length > 1 && (
                  <details>
                    <summary>{t('consentList')}</summary>
                    <p class="quiet">
                      <bdi>{services.map(({ name }) => name).join(', ')}</bdi>
                    </p>
                  </details>
                )}
              </div>
            ))}
        </fieldset>
        <fieldset>
          <legend>{t('consentMode')}</legend>
          {CHECK_MODES.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="mode"
                value={one}
                checked={mode === one}
                onChange={() => setMode(one)}
              />
              <span>
                {t(`mode_${one}`)}
                <span class="hint">{t(`modeHint_${one}`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <label>
          <input
            type="checkbox"
            name="deep"
            checked={deep}
            onChange={(event) => setDeep(event.currentTarget.checked)}
          />
          <span>
            {t('consentDeep')}
            <span class="hint">{t('consentDeepHint')}</span>
          </span>
        </label>
        <div class="buttons">
          <button type="submit" class="button primary" data-action="agree" disabled={groups.length === 0}>
            {t('consentStart')}
          </button>
          <button type="button" class="button" data-action="not-now" onClick={close}>
            {t('consentNotNow')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
