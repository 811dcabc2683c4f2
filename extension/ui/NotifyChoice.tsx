// Whether the browser tells of a change while no page is open, and whether it may name the service: somebody may look over the shoulder.
import { useState } from 'preact/hooks';
import type { NOTIFY, Notify } from '../../src/view/messages.ts';
import { Said } from './Said.tsx';
import type { Text } from './text.ts';
import { useChoice } from './useChoice.ts';

/** Typed, not imported: the module of the schemas is not needed for three words. */
const CHOICES: typeof NOTIFY = ['off', 'neutral', 'named'];

interface NotifyChoiceProps {
  readonly chosen: Notify;
  /** Called directly in the click. */
  readonly onChange: (notify: Notify) => Promise<'done' | 'refused'>;
  readonly t: Text;
}

export function NotifyChoice({ chosen, onChange, t }: NotifyChoiceProps) {
  const [refused, setRefused] = useState(false);
  const [shown, choose] = useChoice(chosen, async (wanted: Notify) => {
    const said = await onChange(wanted);
    setRefused(said === 'refused');
    // Back to what it was.
    if (said === 'refused') throw new Error(said);
  });
  return (
    <fieldset class="setting choices" data-setting="notify">
      <legend>{t('settingNotify')}</legend>
      {CHOICES.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name="notify"
            value={one}
            checked={shown === one}
            onChange={() => choose(one)}
          />
          <span>{t(`notify_${one}`)}</span>
        </label>
      ))}
      <p class="hint">{t('settingNotifyHint')}</p>
      <Said>{refused && t('ownSaid_refused')}</Said>
    </fieldset>
  );
}
