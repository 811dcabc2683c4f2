// What a person can choose: the country they are in, and three switches.
import type { CountryCode } from '../../src/catalogue/types.ts';
import type { PopupModel } from '../../src/view/model.ts';
import type { PopupActions } from './actions.ts';
import { Country } from './Country.tsx';
import type { Text } from './text.ts';
import { useChoice } from './useChoice.ts';

export interface SettingsProps {
  readonly model: PopupModel;
  readonly actions: PopupActions;
  readonly suggested: CountryCode | undefined;
  readonly t: Text;
}

export function Settings({ model, actions, suggested, t }: SettingsProps) {
  const setting = (name: 'confirm' | 'doh' | 'badge', words: string, value: boolean) => (
    <Switch
      name={name}
      label={t(words)}
      hint={t(`${words}Hint`)}
      value={value}
      onChange={(wanted) => actions.set(name, wanted)}
    />
  );
  return (
    <div class="card settings">
      <Country
        chosen={model.country}
        suggested={suggested}
        onChange={(country) => actions.setCountry(country)}
        t={t}
      />
      {setting('confirm', 'settingConfirm', model.confirmEnabled)}
      {setting('doh', 'settingDoh', model.dohEnabled)}
      {setting('badge', 'settingBadge', model.badgeEnabled)}
    </div>
  );
}

interface SwitchProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly value: boolean;
  readonly onChange: (wanted: boolean) => Promise<void>;
}

export function Switch({ name, label, hint, value, onChange }: SwitchProps) {
  const [shown, choose] = useChoice(value, onChange);
  return (
    <label class="setting switch">
      <span>
        {label}
        <span class="hint">{hint}</span>
      </span>
      <input
        type="checkbox"
        role="switch"
        data-setting={name}
        checked={shown}
        aria-checked={shown}
        onChange={(event) => choose(event.currentTarget.checked)}
      />
    </label>
  );
}
