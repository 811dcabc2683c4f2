// A collector in this process, on any database, with a clock that the test sets and every log line kept.
import type { Hono } from 'hono';
import { Intake } from '../../collector/ingest/intake.ts';
import { createLog } from '../../collector/log.ts';
import { Metrics } from '../../collector/metrics.ts';
import { dayText } from '../../collector/publish/weekly.ts';
import type { Database } from '../../collector/store/database.ts';
import { commitBatch } from '../../collector/store/reports.ts';
import { publicApp, type Service } from '../../collector/web/app.ts';
import type { Sealed } from '../../extension/send/encapsulate.ts';
import { encapsulate, encapsulateDummy } from '../../extension/send/ohttp.ts';
import { dayOf } from '../../src/judge/day.ts';
import type { KeyConfig } from '../../src/report/ohttp.ts';
import type { Ack, WireReport } from '../../src/report/wire.ts';
import { freshKey, NOW_MS } from './samples.ts';

export interface TestCollector {
  readonly app: Hono;
  readonly service: Service;
  readonly config: KeyConfig;
  readonly clock: { nowMs: number };
  /** What was logged, as text. */
  readonly lines: readonly string[];
  /** Seals, posts and opens. */
  send(report: WireReport): Promise<Ack>;
  sendDummy(): Promise<void>;
  post(bytes: Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<Response>;
}

export function testCollector(db: Database): TestCollector {
  const clock = { nowMs: NOW_MS };
  const { keys, config } = freshKey();
  const lines: string[] = [];
  const metrics = new Metrics();
  const intake = new Intake(
    (reports, messages) =>
      commitBatch(db, reports, messages, {
        day: dayText(dayOf(clock.nowMs)),
        instance: '00000000-0000-4000-8000-000000000000',
      }),
    (_, tookMs, error) => metrics.commit(tookMs, error !== undefined),
  );
  const service: Service = {
    db,
    intake,
    metrics,
    log: createLog('debug', { write: (line: string) => lines.push(line) }),
    keys: () => keys,
    nowMs: () => clock.nowMs,
    answerStepMs: 0,
  };
  const app = publicApp(service);
  const post: TestCollector['post'] = async (bytes, headers = {}) =>
    app.request('/gateway', {
      method: 'POST',
      headers: { 'content-type': 'message/ohttp-req', 'content-length': String(bytes.length), ...headers },
      body: bytes,
    });
  const exchange = async <T>({ bytes, open }: Sealed<T>) => {
    const response = await post(bytes);
    if (response.status !== 200) throw new Error(`outside: ${response.status}`);
    return open(new Uint8Array(await response.arrayBuffer()));
  };
  return {
    app,
    service,
    config,
    clock,
    lines,
    post,
    send: async (report) => exchange(await encapsulate(report, config)),
    sendDummy: async () => exchange(await encapsulateDummy(config)),
  };
}
