// What a person can do with a verdict: say that it is wrong, and hand it over.
import { useState } from 'preact/hooks';
import { Said } from './Said.tsx';
import type { Text } from './text.ts';
import { useChoice } from './useChoice.ts';
import { useUniqueId } from './useUniqueId.ts';

interface MarkProps {
  readonly wrong: boolean;
  /** Rejects when it could not be kept. */
  readonly mark: (wrong: boolean) => Promise<void>;
  readonly onHandOver: () => void;
  readonly t: Text;
}

export function Mark({ wrong, mark, onHandOver, t }: MarkProps) {
  const hint = useUniqueId();
  const [failed, setFailed] = useState(false);
  const [shown, choose] = useChoice(wrong, async (wanted) => {
    setFailed(false);
    try {
      await mark(wanted);
    } catch (error) {
      setFailed(true);
      throw error;
    }
  });
  return (
    <div class="mark">
      <div class="buttons">
        <button
          type="button"
          class="button"
          data-action="wrong"
          aria-pressed={shown}
          aria-describedby={hint}
          onClick={() => choose(!shown)}
        >
          {t('storyWrong')}
        </button>
        <button type="button" class="button" data-action="hand-over" onClick={onHandOver}>
          {t('storyHandOver')}
        </button>
      </div>
      <p class="hint" id={hint}>
        {t('storyWrongHint')}
      </p>
      <Said>{failed && t('networkSaid_failed')}</Said>
    </div>
  );
}
