// A report on its way, apart from the cryptography, which the background reads only when it is needed (seldom.ts): what is sealed is what the schema
// lets through, and only an answer that names the report counts.
import type { BinaryResponse } from '../../src/report/binaryHttp.ts';
import type { KeyConfig } from '../../src/report/ohttp.ts';
import type { Ack, WireReport } from '../../src/report/wire.ts';
import { readAck, reportText } from '../../src/report/wireMessage.ts';

/** One message on its way, and the only means to read what comes back. */
export interface Sealed<Answer> {
  /** What the relay gets; always of the same size. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Rejects when the bytes are not the collector's answer to this very message. */
  readonly open: (response: Uint8Array) => Promise<Answer>;
}

/** What came back acknowledges nothing: it was not sealed by the collector for this message, or does not say what became of the report. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Throws when the report is none by the schema. */
export async function encapsulateBy(
  sealText: (json: string, key: KeyConfig) => Promise<Sealed<BinaryResponse>>,
  report: WireReport,
  key: KeyConfig,
): Promise<Sealed<Ack>> {
  const { bytes, open } = await sealText(reportText(report), key);
  return {
    bytes,
    open: async (response) => {
      const ack = readAck(await open(response), report.report_id);
      if (!ack) throw new NoAnswer('the answer does not name this report');
      return ack;
    },
  };
}
