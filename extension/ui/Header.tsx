// The top of the popup: the answer in plain words, what is known of the network, and what stands in the way of an answer.
import type { State } from '../../src/judge/verdict.ts';
import type { Headline, Notice, PopupModel } from '../../src/view/model.ts';
import type { NoticeActions } from './actions.ts';
import { Icon, type IconName, NetworkIcon, STATE_ICONS } from './Icon.tsx';
import type { Text } from './text.ts';

const TONE_ICONS: Record<Headline['tone'], IconName> = {
  ok: 'tick',
  warn: 'warning',
  bad: 'cross',
  neutral: 'info',
};

/** Headlines about a state look like that state's rows: "likely" must not look like "blocked". */
const STATE_OF: Readonly<Record<string, State>> = {
  headlineTelegramLikely: 'likely_blocked',
  headlineServicesLikely: 'likely_blocked',
  headlineTelegramAndServices: 'likely_blocked',
  headlineSlow: 'slow',
  headlineUnclear: 'unclear',
  headlineDown: 'down',
  headlineRefused: 'refused',
  headlineFiltered: 'filtered',
};

const ICON_OF: Readonly<Record<string, IconName>> = {
  headlineOffline: 'networkOff',
  headlinePortal: 'door',
  headlineProxied: 'relay',
  headlineWrongClock: 'clock',
  headlineCutOff: 'networkOff',
  headlineAllowList: 'funnel',
  headlineChecking: 'turning',
};

export function Header({ model, t }: { readonly model: PopupModel; readonly t: Text }) {
  const { headline, network, networkCheckedAtMs, nowMs } = model;
  const state = STATE_OF[headline.key];
  const icon = state ? STATE_ICONS[state] : (ICON_OF[headline.key] ?? TONE_ICONS[headline.tone]);
  const more = supportingLine(headline, model.telegram.name, t);
  return (
    <header class={`header ${state ? `state-${state}` : `tone-${headline.tone}`}`}>
      <div class="answer" aria-live="polite">
        <Icon name={icon} large />
        <div>
          <h1>{headlineSentence(headline, t)}</h1>
          {more && <p class="more">{more}</p>}
        </div>
      </div>
      <p class="network" data-network={network ?? 'unknown'}>
        <NetworkIcon network={network} />
        <span>
          {t(`network_${network ?? 'unknown'}`)}
          {networkCheckedAtMs !== undefined && (
            <span class="quiet" title={t.at(networkCheckedAtMs)}>
              {' · '}
              <span class="whole">{t.ago(nowMs, networkCheckedAtMs)}</span>
            </span>
          )}
        </span>
      </p>
    </header>
  );
}

/** `$1` is the names, `$2` the count. The names are a list in Latin letters: isolated, or a right-to-left sentence scrambles it. */
function headlineSentence({ key, names, count }: Headline, t: Text): string {
  const filled = names === undefined ? [] : [`\u2068${names}\u2069`];
  return count === undefined ? t(key, filled) : t.n(key, count, filled.length > 0 ? filled : ['']);
}

/** Second line: how it is done, when that is known; else a word of help, where the headline has one. */
function supportingLine({ key, method, stage }: Headline, telegramName: string, t: Text): string | undefined {
  if (method !== undefined && method !== 'undecided') {
    const how = t(`method_${method}`);
    // The headline names others too, and for them it may be done in another way.
    return key === 'headlineTelegramAndServices' ? `${telegramName} · ${how}` : t('headlineHow', [how]);
  }
  if (t.has(`${key}_more`)) return t(`${key}_more`);
  if (stage !== undefined && stage !== 'unknown') return t('headlineWhere', [t(`stage_${stage}`)]);
  return undefined;
}

interface NoticesProps {
  readonly notices: readonly Notice[];
  readonly actions: NoticeActions;
  readonly t: Text;
}

export function Notices({ notices, actions, t }: NoticesProps) {
  return notices.map((notice) => (
    <div key={notice.kind} class="notice" data-notice={notice.kind}>
      <Icon name="info" />
      <p>{noticeSentence(notice, t)}</p>
      {notice.kind === 'permissions' && (
        <button type="button" class="button strong" onClick={() => actions.requestPermissions()}>
          {t('allowAgain')}
        </button>
      )}
      {notice.kind === 'new_hosts' && (
        <button type="button" class="button" onClick={actions.showNewHosts}>
          {t('newHostsLook')}
        </button>
      )}
    </div>
  ));
}

function noticeSentence({ kind, count }: Notice, t: Text): string {
  if (kind === 'memory') return t('noticeMemory');
  if (kind === 'permissions') return t.n('noticePermissions', count ?? 0);
  return t.n(kind === 'new_hosts' ? 'noticeNewHosts' : 'noticeBrokenRows', count ?? 0);
}
