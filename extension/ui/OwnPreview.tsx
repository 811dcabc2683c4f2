// What a text or file would add to the list, and what it would not, with the reason of every line.
import type { ImportPreview, ImportReason, Refused } from '../../src/own/import.ts';
import { Icon } from './Icon.tsx';
import type { Text } from './text.ts';

/** Accepted names spelled out; more are counted. */
const NAMES_MAX = 200;
/** So many refused lines are shown as they are, more only when asked for. */
const OPEN_MAX = 6;

export function OwnPreview({ preview, t }: { readonly preview: ImportPreview; readonly t: Text }) {
  const { accepted, refused, counts, duplicates, tooMany } = preview;
  const names = preview.kind === 'fingerprints' ? [] : preview.accepted.map(({ host }) => host);
  const reasons = Object.entries(counts) as [ImportReason, number][];
  return (
    <div class="preview" data-accepted={accepted.length}>
      <p>{t.n(preview.kind === 'fingerprints' ? 'ownWillAddPrints' : 'ownWillAdd', accepted.length)}</p>
      {names.length > 0 && (
        <p class="quiet names-line" dir="ltr">
          {names.slice(0, NAMES_MAX).join(', ')}
          {names.length > NAMES_MAX && ' …'}
        </p>
      )}
      {duplicates > 0 && <p class="quiet">{t.n('ownDuplicates', duplicates)}</p>}
      {tooMany > 0 && <p class="quiet">{t.n('ownTooMany', tooMany)}</p>}
      {refused.length > 0 && refused.length <= OPEN_MAX && <Lines refused={refused} t={t} />}
      {refused.length > OPEN_MAX && (
        <>
          <ul class="reasons">
            {reasons.map(([reason, count]) => (
              <li key={reason} data-reason={reason} data-count={count}>
                {t(`ownReason_${reason}`)} <span class="quiet">{t.number(count)}</span>
              </li>
            ))}
          </ul>
          <details class="evidence">
            <summary>
              <span class="line">{t.n('ownRefusedLines', refused.length)}</span>
              <Icon name="chevron" />
            </summary>
            <div class="body">
              <Lines refused={refused} t={t} />
            </div>
          </details>
        </>
      )}
    </div>
  );
}

function Lines({ refused, t }: { readonly refused: readonly Refused[]; readonly t: Text }) {
  return (
    <ul class="lines">
      {refused.map(({ line, text, reason }) => (
        <li key={`${line} ${reason}`} data-reason={reason} data-line={line}>
          {line > 0 && <span class="quiet">{t('ownLine', [t.number(line)])}</span>}
          {text && <bdi class="strong-text">{text}</bdi>}
          <span>{t(`ownReason_${reason}`)}</span>
        </li>
      ))}
    </ul>
  );
}
