// All that a person can set, in the dashboard. Every choice applies at once; only what deletes something asks first.
import type { CountryCode } from '../../src/catalogue/types.ts';
import type { CheckChoice, Schedule } from '../../src/check/row.ts';
import type { Notify } from '../../src/view/messages.ts';
import type { StorageMode, StorageState } from '../../src/view/storage.ts';
import { Country } from './Country.tsx';
import { Erase } from './Erase.tsx';
import { LanguageChoice } from './Language.tsx';
import { NotifyChoice } from './NotifyChoice.tsx';
import { Retention, type RetentionDays } from './Retention.tsx';
import { Switch } from './Settings.tsx';
import { StorageChoice, type StorageSaid } from './StorageChoice.tsx';
import type { Text } from './text.ts';

export interface SettingsData {
  /** A folder of `_locales`, or empty for the browser's language. */
  readonly language: string;
  readonly country?: CountryCode | undefined;
  /** Country that the device's time zone suggests. */
  readonly suggested?: CountryCode | undefined;
  readonly confirm: boolean;
  readonly doh: boolean;
  readonly badge: boolean;
  readonly retentionDays: number;
  readonly storage: StorageState;
  readonly notify: Notify;
  /** What the person agreed to have checked; absent until they have. */
  readonly check?: CheckChoice | undefined;
  /** Checks by the clock; absent: none. */
  readonly schedule?: Schedule | undefined;
  /** What the browser says all of it takes on the disk. */
  readonly storedBytes?: number | undefined;
  readonly observationCount: number;
}

export interface SettingsActions {
  set(setting: 'confirm' | 'badge' | 'doh', value: boolean): Promise<void>;
  /** A folder of `_locales`, or empty for the browser's language. */
  setLanguage(language: string): Promise<void>;
  /** Two capitals, or empty for "not chosen". */
  setCountry(country: string): Promise<void>;
  /** Deletes at once what is older. */
  setRetention(days: RetentionDays): Promise<void>;
  /** `locked` with the passphrase. */
  setStorage(mode: StorageMode, passphrase?: string): Promise<StorageSaid>;
  /** Called directly in the click: it may have to ask for a permission. */
  setNotify(notify: Notify): Promise<'done' | 'refused'>;
  /** Goes to where the groups for checks are chosen. */
  chooseCheck(): void;
  erase(): Promise<void>;
}

export interface SettingsViewProps {
  readonly settings: SettingsData;
  readonly actions: SettingsActions;
  /** The question whether everything is to be erased is there from the start. */
  readonly erasing?: boolean;
  readonly t: Text;
}

export function SettingsView({ settings, actions, erasing = false, t }: SettingsViewProps) {
  const setting = (name: 'confirm' | 'doh' | 'badge', words: string) => (
    <Switch
      name={name}
      label={t(words)}
      hint={t(`${words}Hint`)}
      value={settings[name]}
      onChange={(wanted) => actions.set(name, wanted)}
    />
  );
  return (
    <section class="section settings-view" data-section="settings" aria-labelledby="settings-title">
      <h2 id="settings-title">{t('section_settings')}</h2>
      <div class="card settings">
        <LanguageChoice chosen={settings.language} onChange={(code) => actions.setLanguage(code)} t={t} />
        <Country
          chosen={settings.country}
          suggested={settings.suggested}
          onChange={(code) => actions.setCountry(code)}
          t={t}
        />
        {setting('badge', 'settingBadge')}
        <NotifyChoice
          chosen={settings.notify}
          // Directly in the click, or the browser does not allow the question.
          onChange={(notify) => actions.setNotify(notify)}
          t={t}
        />
      </div>
      <h3>{t('section_check')}</h3>
      <div class="card settings">
        {setting('confirm', 'settingConfirm')}
        {setting('doh', 'settingDoh')}
        <Agreed check={settings.check} onChoose={() => actions.chooseCheck()} t={t} />
        <Clock schedule={settings.schedule} t={t} />
      </div>
      <h3>{t('keptTitle')}</h3>
      <div class="card settings">
        <p class="setting">
          {t.n('kept', settings.observationCount)}
          {settings.storedBytes !== undefined && (
            <span class="hint">{t('storedBytes', [t.bytes(settings.storedBytes)])}</span>
          )}
        </p>
        <Retention days={settings.retentionDays} onChange={(days) => actions.setRetention(days)} t={t} />
        <StorageChoice
          storage={settings.storage}
          onChange={(mode, passphrase) => actions.setStorage(mode, passphrase)}
          t={t}
        />
        <Erase
          asked={erasing}
          hidden={settings.storage !== 'standard'}
          onErase={() => actions.erase()}
          t={t}
        />
      </div>
    </section>
  );
}

interface AgreedProps {
  readonly check: CheckChoice | undefined;
  readonly onChoose: () => void;
  readonly t: Text;
}

/** What may be contacted by a check; to be changed where it is explained. */
function Agreed({ check, onChoose, t }: AgreedProps) {
  return (
    <div class="setting choice-line" data-setting="check">
      <div>
        <span id="agreed-label">{t('settingCheck')}</span>
        <span class="hint">
          {check ? check.groups.map((group) => t(`group_${group}`)).join(' · ') : t('settingCheckNone')}
        </span>
      </div>
      <button
        type="button"
        class="button"
        data-action="choose-check"
        aria-describedby="agreed-label"
        onClick={onChoose}
      >
        {t('checkChoose')}
      </button>
    </div>
  );
}

function Clock({ schedule, t }: { readonly schedule: Schedule | undefined; readonly t: Text }) {
  return (
    <p class="setting" data-setting="schedule">
      <a href="#check">{t('section_schedule')}</a>
      <span class="hint">
        {schedule ? t('scheduleRuns', [t.at(schedule.nextAtMs), t.at(schedule.untilMs)]) : t('scheduleOff')}
      </span>
    </p>
  );
}
