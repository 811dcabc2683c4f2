// What a person reads once, after installing: what this sees, keeps and risks, and four choices that can all wait.
import type { ComponentChildren } from 'preact';
import { Country } from './Country.tsx';
import type { DashboardActions } from './dashboardActions.ts';
import { Icon, type IconName } from './Icon.tsx';
import { LanguageChoice } from './Language.tsx';
import { Switch } from './Settings.tsx';
import type { SettingsData } from './SettingsView.tsx';
import { StorageChoice } from './StorageChoice.tsx';
import type { Text } from './text.ts';

interface WelcomeProps {
  readonly settings: Pick<SettingsData, 'country' | 'suggested' | 'confirm' | 'language' | 'storage'>;
  readonly actions: Pick<
    DashboardActions,
    'setCountry' | 'set' | 'setLanguage' | 'setStorage' | 'go' | 'close'
  >;
  readonly t: Text;
}

export function WelcomeView({ settings, actions, t }: WelcomeProps) {
  const { country, suggested, confirm: confirmEnabled, language } = settings;
  return (
    <div class="page welcome">
      <main>
        <header>
          <h1>{t('welcomeTitle')}</h1>
          <p>{t('welcomeIntro')}</p>
        </header>
        <div class="told">
          <Part name="sees" icon="search" t={t}>
            <p>{t('seesText')}</p>
          </Part>
          <Part name="never" icon="refused" t={t}>
            <p>{t('neverText')}</p>
          </Part>
          <Part name="keptTitle" icon="save" t={t}>
            <p>{t('welcomeKept')}</p>
          </Part>
          <Part name="risk" icon="warning" t={t}>
            <ul class="reasons">
              <li>{t('riskDevice')}</li>
              <li>{t('riskConfirm')}</li>
              <li>{t('riskCheck')}</li>
            </ul>
          </Part>
        </div>
        <section class="choose" aria-labelledby="choose-title">
          <h2 id="choose-title">{t('welcomeChoose')}</h2>
          <div class="card settings">
            <LanguageChoice chosen={language} onChange={(code) => actions.setLanguage(code)} t={t} />
            <Country
              chosen={country}
              suggested={suggested}
              onChange={(code) => actions.setCountry(code)}
              t={t}
            />
            <Switch
              name="confirm"
              label={t('settingConfirm')}
              hint={t('settingConfirmHint')}
              value={confirmEnabled}
              onChange={(wanted) => actions.set('confirm', wanted)}
            />
            <StorageChoice
              storage={settings.storage}
              onChange={(mode, passphrase) => actions.setStorage(mode, passphrase)}
              t={t}
            />
          </div>
        </section>
        <div class="buttons">
          <button
            type="button"
            class="button strong"
            data-action="dashboard"
            onClick={() => actions.go({ view: 'overview' })}
          >
            {t('openDashboard')}
          </button>
          <button type="button" class="button" data-action="close" onClick={() => actions.close()}>
            {t('welcomeClose')}
          </button>
        </div>
      </main>
    </div>
  );
}

interface PartProps {
  /** Key of its heading. */
  readonly name: string;
  readonly icon: IconName;
  readonly children: ComponentChildren;
  readonly t: Text;
}

function Part({ name, icon, children, t }: PartProps) {
  return (
    <section aria-labelledby={`${name}-title`} data-told={name}>
      <h2 id={`${name}-title`}>
        <Icon name={icon} />
        {t(name)}
      </h2>
      {children}
    </section>
  );
}
