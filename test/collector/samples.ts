// Reports, keys and messages that the collector's tests are made of.
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GatewayKey } from '../../collector/gateway/gateway.ts';
import { loadKeys } from '../../collector/gateway/keys.ts';
import { LIST_VERSION } from '../../src/catalogue/listVersion.ts';
import { encodeRequest } from '../../src/report/binaryHttp.ts';
import { type KeyConfig, MESSAGE_BYTES } from '../../src/report/ohttp.ts';
import type { WireReport } from '../../src/report/wire.ts';

/** A Friday. */
export const NOW_MS = Date.parse('2026-11-27T12:00:00Z');

export function report(more: Partial<WireReport> = {}): WireReport {
  return {
    schema_version: 1,
    report_id: randomBytes(16).toString('hex'),
    day: '2026-11-26',
    country: 'IR',
    asn: 44244,
    target: 'telegram',
    list_version: LIST_VERSION,
    verdict: 'likely_blocked',
    stage: 'tls',
    failure: 'connection_reset',
    rule: 'L1',
    rules_version: 1,
    control: 'ok',
    source: 'watch',
    browser: 'firefox',
    extension_version: '0.1',
    ...more,
  };
}

/** The binary request of any content, as the collector's own client would never send it. */
export function message(
  content: string | Uint8Array,
  more: { path?: string; method?: string; type?: string } = {},
): Uint8Array<ArrayBuffer> {
  const { path = '/report', method = 'POST', type = 'application/json' } = more;
  return encodeRequest(
    {
      method,
      scheme: 'https',
      authority: 'collector.invalid',
      path,
      fields: [['content-type', type]],
      content: typeof content === 'string' ? new TextEncoder().encode(content) : content,
    },
    MESSAGE_BYTES,
  );
}

export function tempFolder(): string {
  return mkdtempSync(join(tmpdir(), 'reachable-collector-'));
}

/** A fresh key pair, for the gateway and for who sends to it. */
export function freshKey(nowMs = NOW_MS): { keys: readonly GatewayKey[]; config: KeyConfig } {
  const keys = loadKeys(join(tempFolder(), 'keys.json'), nowMs);
  const [key] = keys;
  if (!key) throw new Error('no key was made');
  return { keys, config: { id: key.id, publicKey: Uint8Array.from(key.key.publicKey) } };
}
