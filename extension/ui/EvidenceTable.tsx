// Everything a verdict rests on, line by line: when, what was asked, what came back. Loaded when somebody looks.
import type { EvidenceRow } from '../../src/view/model.ts';
import type { Text } from './text.ts';

export interface EvidenceTableProps {
  readonly rows: readonly EvidenceRow[];
  readonly nowMs: number;
  readonly t: Text;
}

export function EvidenceTable({ rows, nowMs, t }: EvidenceTableProps) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('columnTime')}</th>
          <th scope="col">{t('columnAsked')}</th>
          <th scope="col">{t('columnGot')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.atMs} ${row.source} ${row.asked} ${row.outcome}`}>
            <td class="time">{t.clock(nowMs, row.atMs)}</td>
            <td>
              <Host name={row.asked} />
              <span class="hint">
                {t(`source_${row.source}`)}
                {row.resolver && (
                  <>
                    {' · '}
                    <bdi>{row.resolver}</bdi>
                  </>
                )}
              </span>
            </td>
            <td>
              {t(row.failure ? `failure_${row.failure}` : `outcome_${row.outcome}`)}
              <span class="hint">{circumstances(row, t).join(' · ')}</span>
              {row.got && (
                <bdi dir="ltr" class="hint">
                  {row.got}
                </bdi>
              )}
              {row.confounder && <span class="hint">{t(`confounder_${row.confounder}`)}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A host that may be broken after its dots, before it is broken anywhere. */
function Host({ name }: { readonly name: string }) {
  return (
    <bdi dir="ltr">
      {name.split(/(?<=\.)/).map((label, index) => [index > 0 && <wbr key={label} />, label])}
    </bdi>
  );
}

/** A few bytes come at once, however slow the network is: their rate says nothing. */
const RATE_FROM_BYTES = 8_192;

function circumstances(
  { failure, outcome, stage, status, bodyBytes, bodyMs, elapsedMs }: EvidenceRow,
  t: Text,
): string[] {
  return [
    // A stall is a failure to the judge but not to the browser: both words are said. A resolver that says no gave no addresses.
    failure && outcome !== 'failure' && outcome !== 'answers' ? t(`outcome_${outcome}`) : '',
    failure && stage && stage !== 'unknown' ? t(`stage_${stage}`) : '',
    status === undefined ? '' : t('status', [String(status)]),
    bodyBytes === undefined ? '' : t.bytes(bodyBytes),
    bodyBytes !== undefined && bodyMs && bodyBytes >= RATE_FROM_BYTES ? t.rate(bodyBytes, bodyMs) : '',
    elapsedMs > 0 ? t.duration(elapsedMs) : '',
  ].filter((part) => part !== '');
}
