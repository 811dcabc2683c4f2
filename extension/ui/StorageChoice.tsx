// How what is kept is kept: three ways, each with what it means. Every change is asked first: each deletes something, or makes something readable.
import { useState } from 'preact/hooks';
import {
  PASSPHRASE_MAX,
  PASSPHRASE_MIN,
  STORAGE_MODES,
  type StorageMode,
  type StorageState,
} from '../../src/view/storage.ts';
import { Ask } from './Ask.tsx';
import { Said } from './Said.tsx';
import type { Text } from './text.ts';
import { useDialog } from './useDialog.ts';
import { useUniqueId } from './useUniqueId.ts';

/** `locked`: it has to be unlocked first. */
export type StorageSaid = 'done' | 'locked' | 'failed';

interface StorageChoiceProps {
  readonly storage: StorageState;
  readonly onChange: (mode: StorageMode, passphrase?: string) => Promise<StorageSaid>;
  readonly t: Text;
}

export function StorageChoice({ storage, onChange, t }: StorageChoiceProps) {
  const [asking, setAsking] = useState<StorageMode>();
  const [said, setSaid] = useState<StorageSaid | 'busy'>();
  const present = storage === 'unlocked' ? 'locked' : storage;
  const choose = (mode: StorageMode, passphrase?: string) => {
    setSaid('busy');
    onChange(mode, passphrase).then(setSaid, () => setSaid('failed'));
  };
  const ask = (mode: StorageMode) => {
    if (said === 'busy') return;
    setSaid(storage === 'locked' && mode !== 'memory' ? 'locked' : undefined);
    if (storage !== 'locked' || mode === 'memory') setAsking(mode);
  };
  const close = () => setAsking(undefined);
  return (
    <>
      <fieldset class="setting choices" data-setting="storage">
        <legend>{t('settingStorage')}</legend>
        {STORAGE_MODES.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="storage"
              value={one}
              checked={(asking ?? present) === one}
              onChange={() => ask(one)}
            />
            <span>
              {t(`storage_${one}`)}
              <span class="hint">{t(`storageHint_${one}`)}</span>
            </span>
          </label>
        ))}
        <p class="hint">{t('settingStorageHint')}</p>
        <Said>{said && said !== 'done' && t(WORDS[said])}</Said>
      </fieldset>
      {asking === 'locked' && (
        <PassphraseDialog before={storage} onAgree={(text) => choose('locked', text)} onClose={close} t={t} />
      )}
      {asking === 'memory' && (
        <Ask
          title={t('storageAsk_memory')}
          reasons={['storageDeletes', 'memoryReports', 'eraseDisk', 'cannotUndo'].map((key) => t(key))}
          agree={t('storageAgree_memory')}
          onAgree={() => choose('memory')}
          onClose={close}
          t={t}
        />
      )}
      {asking === 'standard' && (
        <Ask
          title={t('storageAsk_standard')}
          reasons={[t('storageHint_standard')]}
          agree={t('storageAgree_standard')}
          onAgree={() => choose('standard')}
          onClose={close}
          t={t}
        />
      )}
    </>
  );
}

const WORDS = { busy: 'loading', locked: 'storageUnlockFirst', failed: 'exportFailed' } as const;

interface PassphraseDialogProps {
  readonly before: StorageState;
  readonly onAgree: (passphrase: string) => void;
  readonly onClose: () => void;
  readonly t: Text;
}

/** No form in it: a browser would offer to remember what was sent by one. */
function PassphraseDialog({ before, onAgree, onClose, t }: PassphraseDialogProps) {
  const { close, ...dialog } = useDialog(onClose);
  const id = useUniqueId();
  const [typed, setTyped] = useState(['', '']);
  const [wrong, setWrong] = useState<'passphraseShort' | 'passphraseDiffers'>();
  const [first = '', again = ''] = typed;
  const agree = () => {
    if (first.length < PASSPHRASE_MIN) return setWrong('passphraseShort');
    if (first !== again) return setWrong('passphraseDiffers');
    onAgree(first);
    close();
  };
  const field = (label: string, name: string, at: number) => (
    <label class="passphrase">
      <span>{label}</span>
      <input
        type="password"
        name={name}
        autocomplete="off"
        maxLength={PASSPHRASE_MAX}
        aria-describedby={`${id}-wrong`}
        onInput={(event) => setTyped(typed.with(at, event.currentTarget.value))}
        onKeyDown={(event) => event.key === 'Enter' && agree()}
      />
    </label>
  );
  const reasons = ['lockForgotten', 'lockOpen', 'lockSees', 'lockReports'];
  return (
    <dialog {...dialog} class="consent ask" aria-labelledby={id}>
      <h2 id={id}>{t('storage_locked')}</h2>
      <ul class="reasons">
        {(before === 'standard' ? [...reasons, 'lockBefore'] : reasons).map((key) => (
          <li key={key}>{t(key)}</li>
        ))}
      </ul>
      {field(t('passphrase'), 'passphrase', 0)}
      {field(t('passphraseAgain'), 'passphrase-again', 1)}
      <p class="hint">{t('passphraseShort')}</p>
      <div id={`${id}-wrong`}>
        <Said>{wrong && t(wrong)}</Said>
      </div>
      <div class="buttons">
        <button type="button" class="button primary" data-action="agree" onClick={agree}>
          {t('storageAgree_locked')}
        </button>
        <button type="button" class="button" data-action="not-now" onClick={close}>
          {t('consentNotNow')}
        </button>
      </div>
    </dialog>
  );
}
