// A report as the message that is sealed, and the answer to it. Preview and wire take the report from the one function here, so what was shown is
// what leaves.
import * as v from 'valibot';
import {
  asciiBytes,
  asciiText,
  type BinaryResponse,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  type Field,
} from './binaryHttp.ts';
import { ANSWER_BYTES, MESSAGE_BYTES } from './ohttp.ts';
import { type Ack, AckSchema, type WireReport, WireReportSchema } from './wire.ts';

export const REPORT_PATH = '/report';
/** A message that says nothing goes here. */
export const DUMMY_PATH = '/dummy';
export const REPORT_TYPE = 'application/json';
/** In the answer to what had no readable id. */
export const NO_REPORT_ID = '0'.repeat(32);

/** Whoever holds the key is meant, wherever that is: a name that no resolver knows (RFC 2606), the same for every collector. */
const ORIGIN = { method: 'POST', scheme: 'https', authority: 'collector.invalid' } as const;

export interface WireMessage {
  /** The content, letter for letter. */
  readonly json: string;
  /** All header fields that are sealed with it. */
  readonly headers: readonly Field[];
  /** The whole binary message, of which every one has the same size. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What is shown is what leaves. Throws when the report is none by the schema: then nothing may. */
export function reportMessage(report: WireReport): WireMessage {
  return messageOf(reportText(report));
}

/** The content of the message. Throws when the report is none by the schema. */
export function reportText(report: WireReport): string {
  return JSON.stringify(v.parse(WireReportSchema, report));
}

/** The message with this content. */
export function messageOf(json: string): WireMessage {
  const headers: readonly Field[] = [['content-type', REPORT_TYPE]];
  const bytes = encodeRequest(
    { ...ORIGIN, path: REPORT_PATH, fields: headers, content: asciiBytes(json) },
    MESSAGE_BYTES,
  );
  return { json, headers, bytes };
}

/** As long as a report. */
export function dummyMessage(): Uint8Array<ArrayBuffer> {
  return encodeRequest({ ...ORIGIN, path: DUMMY_PATH, fields: [], content: new Uint8Array() }, MESSAGE_BYTES);
}

/** The collector's answer, of which every one has the same size: with an acknowledgement to a report, without one to a dummy. */
export function answerMessage(status: number, ack?: Ack): Uint8Array<ArrayBuffer> {
  const fields: readonly Field[] = ack ? [['content-type', REPORT_TYPE]] : [];
  const content = ack ? asciiBytes(JSON.stringify(ack)) : new Uint8Array();
  return encodeResponse({ status, fields, content }, ANSWER_BYTES);
}

/** What became of this report. Undefined when the answer does not say: then it is as if none had come. */
export function readAnswer(message: Uint8Array, reportId: string): Ack | undefined {
  const response = decodeResponse(message);
  return response && readAck(response, reportId);
}

/** The same of an answer that is taken apart already. */
export function readAck({ status, content }: BinaryResponse, reportId: string): Ack | undefined {
  const ack = v.safeParse(AckSchema, parseJson(content));
  if (!ack.success || ack.output.report_id !== reportId) return undefined;
  const refused = ack.output.result === 'refused';
  const said = refused ? status >= 400 && status < 500 : status === 200;
  return said ? ack.output : undefined;
}

/** Undefined when it is no JSON in ASCII. */
export function parseJson(content: Uint8Array): unknown {
  try {
    return JSON.parse(asciiText(content) ?? '');
  } catch {
    return undefined;
  }
}
