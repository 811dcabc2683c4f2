// How much a file may hold: one choice, with a line each of what that means.
import { LEVELS, type Level } from '../../src/report/redact.ts';
import type { Text } from './text.ts';
import { useUniqueId } from './useUniqueId.ts';

interface LevelsProps {
  readonly level: Level;
  readonly onLevel: (level: Level) => void;
  readonly t: Text;
}

export function Levels({ level, onLevel, t }: LevelsProps) {
  const name = useUniqueId();
  return (
    <fieldset class="choices">
      <legend>{t('level')}</legend>
      {LEVELS.map((one) => (
        <label key={one}>
          <input type="radio" name={name} value={one} checked={level === one} onChange={() => onLevel(one)} />
          <span>
            {t(`level_${one}`)}
            <span class="hint">{t(`levelHint_${one}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
