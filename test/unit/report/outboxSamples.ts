// Reports and rows of the outbox for tests: whole and valid, with what a test is about put in.
import { isoDay, type OutboxRow } from '../../../src/report/outbox.ts';
import type { WireReport } from '../../../src/report/wire.ts';

export function wireReport(atMs: number, more: Partial<WireReport> = {}): WireReport {
  return {
    schema_version: 1,
    report_id: '0123456789abcdef0123456789abcdef',
    day: isoDay(atMs),
    country: 'RU',
    asn: 12_389,
    target: 'telegram',
    list_version: 1,
    verdict: 'blocked',
    stage: 'tls',
    failure: 'connection_reset',
    rule: 'L1',
    rules_version: 3,
    control: 'ok',
    source: 'watch',
    browser: 'firefox',
    extension_version: '0.1',
    ...more,
  };
}

/** Ready since `atMs`. */
export function outboxRow(id: string, atMs: number, more: Partial<OutboxRow> = {}): OutboxRow {
  return { id, report: wireReport(atMs), state: 'ready', notBeforeMs: atMs, attempts: 0, ...more };
}
