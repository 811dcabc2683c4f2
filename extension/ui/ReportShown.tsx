// What a report is, made by the function that makes what is sealed: what is shown here is what leaves.
import type { WireReport } from '../../src/report/wire.ts';
import { reportMessage } from '../../src/report/wireMessage.ts';
import type { Text } from './text.ts';

export function ReportShown({ report, t }: { readonly report: WireReport; readonly t: Text }) {
  const { json, headers, bytes } = reportMessage(report);
  return (
    <>
      {/* Fields and values of a format are read from left to right in every language. */}
      <pre class="report-json" dir="ltr" data-report-json={json}>
        {headers.map(([name, value]) => `${name}: ${value}\n`)}
        {'\n'}
        {JSON.stringify(JSON.parse(json), null, 2)}
      </pre>
      <p class="hint">{t('reportSize', [t.number(bytes.length)])}</p>
    </>
  );
}
