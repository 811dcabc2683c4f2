// What a person agrees to before anything is reported: what is sent, what never, who sees what, and what cannot be undone. "Not now" is as near.
import { LIST_VERSION } from '../../src/catalogue/listVersion.ts';
import { RULES_VERSION } from '../../src/judge/rulesVersion.ts';
import { NO_COUNTRY, WIRE_VERSION, type WireReport } from '../../src/report/wire.ts';
import { ReportShown } from './ReportShown.tsx';
import type { ReportsData } from './Reports.tsx';
import type { Text } from './text.ts';
import { useDialog } from './useDialog.ts';

interface ReportsConsentProps {
  readonly reports: ReportsData;
  /** Called directly in the click. */
  readonly onAgree: () => void;
  readonly onClose: () => void;
  readonly t: Text;
}

/** Of nobody, and of a day long gone. */
export const EXAMPLE_REPORT: WireReport = {
  schema_version: WIRE_VERSION,
  report_id: '0123456789abcdef0123456789abcdef',
  day: '2000-01-01',
  country: NO_COUNTRY,
  asn: 0,
  target: 'telegram',
  list_version: LIST_VERSION,
  verdict: 'likely_blocked',
  stage: 'tls',
  failure: 'connection_reset',
  rule: 'L1',
  rules_version: RULES_VERSION,
  control: 'ok',
  source: 'watch',
  browser: 'firefox',
  extension_version: '0.1',
};

export function ReportsConsent({ reports, onAgree, onClose, t }: ReportsConsentProps) {
  const { close, ...dialog } = useDialog(onClose);
  const { relayOperator, collectorOperator } = reports;
  return (
    <dialog {...dialog} class="consent" aria-labelledby="reports-title">
      <h2 id="reports-title">{t('reportsTitle')}</h2>
      <ul class="reasons">
        <li>{t('reportsWhat')}</li>
        <li>{t('reportsNever')}</li>
        <li>{t('reportsRelay', [relayOperator])}</li>
        <li>{t('reportsCollector', [collectorOperator])}</li>
        <li>{t('reportsProvider')}</li>
        <li>{t('reportsForever')}</li>
        <li>{t('reportsLaw')}</li>
      </ul>
      <details>
        <summary>{t('reportsExample')}</summary>
        <ReportShown report={EXAMPLE_REPORT} t={t} />
      </details>
      <div class="buttons">
        <button
          type="button"
          class="button"
          data-action="reports-agree"
          onClick={() => {
            onAgree();
            close();
          }}
        >
          {t('reportsAgree')}
        </button>
        <button type="button" class="button" data-action="not-now" onClick={close}>
          {t('consentNotNow')}
        </button>
      </div>
    </dialog>
  );
}
