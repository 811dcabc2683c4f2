// A sealed message comes in, a sealed answer goes out. Outside there are three answers: one sealed, one for what is no message, one for what no
// key of ours opens. What is wrong inside is said inside, where the relay cannot read it.
import { setTimeout } from 'node:timers/promises';
import type { Context } from 'hono';
import { dayOf } from '../../src/judge/day.ts';
import { REQUEST_TYPE, RESPONSE_TYPE, SEALED_MESSAGE_BYTES } from '../../src/report/ohttp.ts';
import { answerMessage } from '../../src/report/wireMessage.ts';
import { type GatewayKey, openRequest } from '../gateway/gateway.ts';
import type { Intake } from '../ingest/intake.ts';
import { readMessage } from '../ingest/read.ts';
import type { Metrics } from '../metrics.ts';
import { refusal } from './refusal.ts';

/**
 * Answers leave at whole steps of this time after their message came. What is inside costs a little more or less time, and a relay that sends one
 * message again and again to a collector with nothing else to do could otherwise tell by the mean of many answers whether it was a report.
 */
export const ANSWER_STEP_MS = 10;

export interface Ingest {
  readonly keys: () => readonly GatewayKey[];
  readonly intake: Intake;
  readonly metrics: Metrics;
  readonly nowMs: () => number;
  /** {@link ANSWER_STEP_MS}; 0 answers at once. */
  readonly answerStepMs: number;
}

export async function ingest(
  c: Context,
  { keys, intake, metrics, nowMs, answerStepMs }: Ingest,
): Promise<Response> {
  const cameAtMs = performance.now();
  const sizeFits = c.req.header('content-length') === String(SEALED_MESSAGE_BYTES);
  if (!sizeFits || c.req.header('content-type') !== REQUEST_TYPE) {
    metrics.message('not_a_message');
    return refusal(400);
  }
  const body = new Uint8Array(await c.req.arrayBuffer());
  if (body.length !== SEALED_MESSAGE_BYTES) {
    metrics.message('not_a_message');
    return refusal(400);
  }
  const opened = await openRequest(body, keys(), nowMs());
  if (!opened) {
    metrics.message('not_opened');
    return refusal(422);
  }
  const answer = opened.seal(await answerTo(opened.message, intake, metrics, nowMs()));
  if (answerStepMs > 0) await setTimeout(answerStepMs - ((performance.now() - cameAtMs) % answerStepMs));
  return new Response(answer, { headers: { 'content-type': RESPONSE_TYPE } });
}

/** The binary response to a binary request, after the commit. */
async function answerTo(
  message: Uint8Array,
  intake: Intake,
  metrics: Metrics,
  nowMs: number,
): Promise<Uint8Array> {
  const received = readMessage(message, dayOf(nowMs));
  const outcome = await intake.add(received.kind === 'report' ? received.report : undefined);
  if (outcome === 'unavailable') {
    metrics.message('unavailable');
    return answerMessage(503);
  }
  if (received.kind === 'dummy') {
    metrics.message('dummy');
    return answerMessage(204);
  }
  if (received.kind === 'refused') {
    metrics.message(`refused_${received.why}`);
    return answerMessage(422, { report_id: received.reportId, result: 'refused', why: received.why });
  }
  const result = outcome === 'stored' ? 'stored' : 'duplicate';
  metrics.message(result);
  return answerMessage(200, { report_id: received.report.report_id, result });
}
