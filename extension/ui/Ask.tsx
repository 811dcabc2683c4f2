// A question before somebody outside is contacted: who, and what they learn. Nothing is contacted before its button is pressed.
import type { Text } from './text.ts';
import { useDialog } from './useDialog.ts';
import { useUniqueId } from './useUniqueId.ts';

interface AskProps {
  readonly title: string;
  readonly reasons: readonly string[];
  readonly agree: string;
  /** Called directly in the click. */
  readonly onAgree: () => void;
  readonly onClose: () => void;
  readonly t: Text;
}

export function Ask({ title, reasons, agree, onAgree, onClose, t }: AskProps) {
  const { close, ...dialog } = useDialog(onClose);
  const id = useUniqueId();
  return (
    <dialog {...dialog} class="consent ask" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="reasons">
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <div class="buttons">
        <button
          type="button"
          class="button primary"
          data-action="agree"
          onClick={() => {
            onAgree();
            close();
          }}
        >
          {agree}
        </button>
        <button type="button" class="button" data-action="not-now" onClick={close}>
          {t('consentNotNow')}
        </button>
      </div>
    </dialog>
  );
}
