// Adding sites or block pages from a file: first what it would do, then, on a click, doing it.
import { useRef, useState } from 'preact/hooks';
import type { Decoded } from '../../src/own/decode.ts';
import type { ImportPreview } from '../../src/own/import.ts';
import type { OwnActions } from './dashboardActions.ts';
import { OwnPreview } from './OwnPreview.tsx';
import { Said } from './Said.tsx';
import type { Text } from './text.ts';
import { useUniqueId } from './useUniqueId.ts';

export function OwnFile({ actions, t }: { readonly actions: OwnActions; readonly t: Text }) {
  const [read, setRead] = useState<ImportPreview | Extract<Decoded, { refused: unknown }>>();
  const [failed, setFailed] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const hint = useUniqueId();
  const preview = read && 'accepted' in read ? read : undefined;
  const why = read && !('accepted' in read) && typeof read.refused === 'string' ? read.refused : undefined;

  const open = (file: File | undefined) => {
    setRead(undefined);
    setFailed(false);
    if (file) actions.readFile(file).then(setRead, () => setFailed(true));
  };
  const close = () => {
    setRead(undefined);
    if (field.current) field.current.value = '';
    field.current?.focus();
  };
  return (
    <div class="own-file">
      <label class="field">
        <span>{t('ownFile')}</span>
        <input
          ref={field}
          type="file"
          name="own-file"
          accept=".txt,.csv,text/plain,text/csv"
          aria-describedby={hint}
          onChange={(event) => open(event.currentTarget.files?.[0])}
        />
      </label>
      <p class="hint" id={hint}>
        {t('ownFileHint')}
      </p>
      <Said>
        {failed && t('ownFile_unreadable')}
        {why && t(`ownFile_${why}`)}
        {preview && t(`ownKind_${preview.kind}`)}
      </Said>
      {preview && (
        <>
          <OwnPreview preview={preview} t={t} />
          <div class="buttons">
            <button
              type="button"
              class="button strong"
              data-action="own-apply"
              aria-disabled={preview.accepted.length === 0}
              onClick={() => {
                if (preview.accepted.length === 0) return;
                void actions.apply(preview, '').then((added) => added && close());
              }}
            >
              {t('ownApply')}
            </button>
            <button type="button" class="button" data-action="own-discard" onClick={close}>
              {t('ownDiscard')}
            </button>
          </div>
        </>
      )}
    </div>
  );
}
