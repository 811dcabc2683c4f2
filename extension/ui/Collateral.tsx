// Large hosting companies that were checked: what else a block may have hit.
import type { ServiceRow } from '../../src/view/model.ts';
import { Service } from './Service.tsx';
import type { Text } from './text.ts';

interface CollateralProps {
  readonly rows: readonly ServiceRow[];
  readonly nowMs: number;
  readonly t: Text;
}

export function Collateral({ rows, nowMs, t }: CollateralProps) {
  return (
    <div class="card">
      {rows.length === 0 ? (
        <p class="none">{t('collateralNone')}</p>
      ) : (
        <ul class="rows">
          {rows.map((row) => (
            <Service key={row.service} row={row} nowMs={nowMs} t={t} hidden={false} />
          ))}
        </ul>
      )}
    </div>
  );
}
