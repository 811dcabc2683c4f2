// Adding sites by typing or pasting, one a line. What cannot be watched is said line by line, before anything is asked of the browser.
import { useMemo, useState } from 'preact/hooks';
import { GROUP_MAX } from '../../src/own/list.ts';
import type { OwnActions } from './dashboardActions.ts';
import { OWN_GROUPS_ID } from './OwnGroups.tsx';
import { OwnPreview } from './OwnPreview.tsx';
import type { Text } from './text.ts';
import { useUniqueId } from './useUniqueId.ts';

export function OwnAdd({ actions, t }: { readonly actions: OwnActions; readonly t: Text }) {
  const [text, setText] = useState('');
  const [group, setGroup] = useState('');
  const hint = useUniqueId();
  // The list is not in it: what was just added shall not be told to be there already while the field is emptied.
  const preview = useMemo(() => (text.trim() === '' ? undefined : actions.preview(text)), [text, actions]);
  const empty = !preview || preview.accepted.length === 0;
  return (
    <form
      class="own-add"
      onSubmit={(event) => {
        event.preventDefault();
        if (!preview || empty) return;
        void actions.apply(preview, group).then((added) => added && setText(''));
      }}
    >
      <label class="field">
        <span>{t('ownAddLabel')}</span>
        <textarea
          name="own-sites"
          rows={3}
          dir="ltr"
          spellcheck={false}
          autocapitalize="none"
          aria-describedby={hint}
          placeholder={'example.org'}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <p class="hint" id={hint}>
        {t('ownAddHint')}
      </p>
      {preview && <OwnPreview preview={preview} t={t} />}
      <div class="fields">
        <label class="field short">
          <span>{t('ownGroup')}</span>
          <input
            type="text"
            name="own-group"
            list={OWN_GROUPS_ID}
            maxLength={GROUP_MAX}
            autocomplete="off"
            value={group}
            onInput={(event) => setGroup(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button strong" data-action="own-add" aria-disabled={empty}>
          {t('ownAdd')}
        </button>
      </div>
    </form>
  );
}
