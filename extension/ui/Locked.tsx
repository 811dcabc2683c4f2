// While what is kept is locked: what is shown then, and the way to the rest; while it is not: the way back.
import { useState } from 'preact/hooks';
import { PASSPHRASE_MAX, PASSPHRASE_MIN, type StorageState } from '../../src/view/storage.ts';
import type { LockActions } from './actions.ts';
import { Icon } from './Icon.tsx';
import { Said } from './Said.tsx';
import type { Text } from './text.ts';

interface LockedProps {
  readonly storage: StorageState;
  readonly actions: LockActions;
  readonly t: Text;
}

export function Locked({ storage, actions, t }: LockedProps) {
  if (storage === 'locked') return <Unlock actions={actions} t={t} />;
  if (storage !== 'unlocked') return null;
  return (
    <div class="notice" data-notice="unlocked">
      <Icon name="info" />
      <p>{t('unlockedNow')}</p>
      <button type="button" class="button" data-action="lock" onClick={() => void actions.lock()}>
        {t('lockNow')}
      </button>
    </div>
  );
}

/** Not a form: a browser would offer to remember what was sent by one. */
function Unlock({ actions, t }: Omit<LockedProps, 'storage'>) {
  const [typed, setTyped] = useState('');
  const [said, setSaid] = useState<'busy' | 'wrong'>();
  const unlock = () => {
    if (said === 'busy') return;
    setSaid('busy');
    const right = typed.length < PASSPHRASE_MIN ? Promise.resolve(false) : actions.unlock(typed);
    right.catch(() => false).then((is) => setSaid(is ? undefined : 'wrong'));
  };
  return (
    <div class="notice unlock" data-notice="locked">
      <Icon name="info" />
      <p>{t('lockedNow')}</p>
      <label class="passphrase">
        <span>{t('passphrase')}</span>
        <input
          type="password"
          autocomplete="off"
          maxLength={PASSPHRASE_MAX}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && unlock()}
        />
      </label>
      <button
        type="button"
        class="button strong"
        data-action="unlock"
        aria-disabled={said === 'busy'}
        onClick={unlock}
      >
        {t('unlock')}
      </button>
      <Said>{said && t(said === 'busy' ? 'loading' : 'passphraseWrong')}</Said>
    </div>
  );
}
