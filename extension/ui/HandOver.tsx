// Handing over what was measured of one service: how much, exactly what will be in the file, and the file.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Level } from '../../src/report/redact.ts';
import { Icon } from './Icon.tsx';
import { Levels } from './Levels.tsx';
import { Said } from './Said.tsx';
import type { Text } from './text.ts';
import { useUniqueId } from './useUniqueId.ts';

interface HandOverProps {
  /** Name of the service. */
  readonly service: string;
  /** Absent while it is made. */
  readonly preview: { readonly text: string; readonly sha256: string } | undefined;
  readonly level: Level;
  readonly onLevel: (level: Level) => void;
  readonly onSave: (as: 'html' | 'png') => Promise<'done' | 'failed'>;
  readonly t: Text;
}

/** Of the data, what is shown before; the file has all of it. */
const MAX_LINES = 200;

export function HandOver({ service, preview, level, onLevel, onSave, t }: HandOverProps) {
  const [said, setSaid] = useState<'done' | 'failed'>();
  const section = useRef<HTMLElement>(null);
  const title = useUniqueId();
  const hint = useUniqueId();
  // It appears beneath the page it was asked for on.
  useEffect(() => section.current?.focus(), []);

  const lines = preview?.text.trimEnd().split('\n') ?? [];
  const more = lines.length - MAX_LINES;
  const button = (as: 'html' | 'png') => (
    <button
      type="button"
      class="button"
      data-save={as}
      aria-disabled={!preview}
      onClick={() => {
        if (!preview) return;
        setSaid(undefined);
        onSave(as).then(setSaid, () => setSaid('failed'));
      }}
    >
      <Icon name="save" />
      {t(`export_${as}`)}
    </button>
  );
  return (
    <section
      ref={section}
      class="section hand-over"
      data-level={level}
      aria-labelledby={title}
      aria-busy={!preview}
      tabIndex={-1}
    >
      <h2 id={title}>{t('handOverTitle', [`\u2068${service}\u2069`])}</h2>
      <div class="card panel">
        <Levels
          level={level}
          onLevel={(wanted) => {
            setSaid(undefined);
            onLevel(wanted);
          }}
          t={t}
        />
        <p id={hint}>{t('handOverPreview')}</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <section class="data" aria-labelledby={hint} tabIndex={0} dir="ltr">
          <pre>{lines.slice(0, MAX_LINES).join('\n')}</pre>
        </section>
        {more > 0 && <p class="hint">{t.n('handOverMore', more)}</p>}
        <p class="hint">
          {t('evidenceHash')}{' '}
          <bdi class="hash" dir="ltr">
            {preview?.sha256}
          </bdi>
        </p>
        <div class="buttons">
          {button('html')}
          {button('png')}
        </div>
        <Said>{said && t(said === 'done' ? 'exportDone' : 'exportFailed')}</Said>
      </div>
    </section>
  );
}
