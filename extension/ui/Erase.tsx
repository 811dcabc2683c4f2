// Everything kept goes away: after a question that says what goes and what cannot be reached from here.
import { useState } from 'preact/hooks';
import { Said } from './Said.tsx';
import type { Text } from './text.ts';
import { useDialog } from './useDialog.ts';

interface EraseProps {
  /** The question is there from the start. */
  readonly asked: boolean;
  /** Nothing readable is on the disk now; afterwards it is again as at first. */
  readonly hidden: boolean;
  readonly onErase: () => Promise<void>;
  readonly t: Text;
}

export function Erase({ asked, hidden, onErase, t }: EraseProps) {
  const [asking, setAsking] = useState(asked);
  const [said, setSaid] = useState<'erasing' | 'done' | 'failed'>();
  const erase = () => {
    setSaid('erasing');
    onErase().then(
      () => setSaid('done'),
      () => setSaid('failed'),
    );
  };
  const busy = said === 'erasing';
  return (
    <div class="setting erase">
      <button
        type="button"
        class="button danger"
        data-action="erase"
        aria-disabled={busy}
        onClick={() => !busy && setAsking(true)}
      >
        {t('erase')}
      </button>
      <Said>{said && t(WORDS[said])}</Said>
      {asking && <EraseDialog hidden={hidden} onErase={erase} onClose={() => setAsking(false)} t={t} />}
    </div>
  );
}

const WORDS = { erasing: 'loading', done: 'eraseSaid', failed: 'exportFailed' } as const;

interface EraseDialogProps {
  readonly hidden: boolean;
  readonly onErase: () => void;
  readonly onClose: () => void;
  readonly t: Text;
}

function EraseDialog({ hidden, onErase, onClose, t }: EraseDialogProps) {
  const { close, ...dialog } = useDialog(onClose);
  return (
    <dialog {...dialog} class="consent ask" aria-labelledby="erase-title">
      <h2 id="erase-title">{t('erase')}</h2>
      <ul class="reasons">
        {['eraseWhat', 'eraseNot', 'eraseDisk', ...(hidden ? ['eraseThen'] : []), 'cannotUndo'].map((key) => (
          <li key={key}>{t(key)}</li>
        ))}
      </ul>
      <div class="buttons">
        {/* First, because the first has the focus: pressing Enter twice erases nothing. */}
        <button type="button" class="button" data-action="not-now" onClick={close}>
          {t('consentNotNow')}
        </button>
        <button
          type="button"
          class="button danger"
          data-action="erase-agree"
          onClick={() => {
            onErase();
            close();
          }}
        >
          {t('erase')}
        </button>
      </div>
    </dialog>
  );
}
