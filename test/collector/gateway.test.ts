// The gateway against the bytes of RFC 9458, against the extension's client, and against everything it must not open; its keys on disk.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRequest, sealAnswer } from '../../collector/gateway/gateway.ts';
import {
  KEY_DAYS,
  KEY_WARNING_DAYS,
  loadKeys,
  printedKeys,
  rotateKeys,
} from '../../collector/gateway/keys.ts';
import { nodeKey } from '../../collector/gateway/suite.ts';
import { encapsulate } from '../../extension/send/ohttp.ts';
import { bytesOfHex, hexOfBytes, parseKeyConfig } from '../../src/report/ohttp.ts';
import { answerMessage, reportMessage } from '../../src/report/wireMessage.ts';
import VECTORS from '../unit/report/rfc9458-appendix-a.json' with { type: 'json' };
import { freshKey, NOW_MS, report, tempFolder } from './samples.ts';

const DAY_MS = 86_400_000;
const base64url = (hex: string) => Buffer.from(hex, 'hex').toString('base64url');
const RFC_KEY = {
  id: 1,
  key: nodeKey({
    d: base64url(VECTORS.gatewaySecretKey),
    x: Buffer.from(parseKeyConfig(bytesOfHex(VECTORS.keyConfig))?.publicKey ?? []).toString('base64url'),
  }),
  expiresAtMs: NOW_MS + 1,
};

describe('RFC 9458, appendix A', () => {
  it('the request is opened', async () => {
    const opened = await openRequest(bytesOfHex(VECTORS.encapsulatedRequest), [RFC_KEY], NOW_MS);
    expect(hexOfBytes(opened?.message ?? new Uint8Array())).toBe(VECTORS.binaryHttpRequest);
  });

  it('the answer is sealed byte for byte', () => {
    const sealed = sealAnswer(
      bytesOfHex(VECTORS.binaryHttpResponse),
      bytesOfHex(VECTORS.exportedSecret),
      bytesOfHex(VECTORS.clientEphemeralPublicKey),
      bytesOfHex(VECTORS.encapsulatedResponse).subarray(0, 16),
    );
    expect(hexOfBytes(sealed)).toBe(VECTORS.encapsulatedResponse);
  });
});

describe('a report of the extension', () => {
  it('is opened, and the answer reaches who sent it', async () => {
    const { keys, config } = freshKey();
    const sent = report();
    const { bytes, open } = await encapsulate(sent, config);
    const opened = await openRequest(bytes, keys, NOW_MS);
    expect(opened?.message).toEqual(reportMessage(sent).bytes);
    const ack = { report_id: sent.report_id, result: 'stored' } as const;
    const answer = opened?.seal(answerMessage(200, ack)) ?? new Uint8Array();
    expect(await open(answer)).toEqual(ack);
    const again = opened?.seal(answerMessage(200, ack)) ?? new Uint8Array();
    expect(hexOfBytes(again.subarray(0, 16))).not.toBe(hexOfBytes(answer.subarray(0, 16)));
  });

  it('is not opened with another key, an expired one, or one byte changed', async () => {
    const { keys, config } = freshKey();
    const { bytes } = await encapsulate(report(), config);
    expect(await openRequest(bytes, freshKey().keys, NOW_MS)).toBeUndefined();
    expect(await openRequest(bytes, [], NOW_MS)).toBeUndefined();
    const expiresAtMs = keys[0]?.expiresAtMs ?? 0;
    expect(await openRequest(bytes, keys, expiresAtMs - 1)).toBeDefined();
    expect(await openRequest(bytes, keys, expiresAtMs)).toBeUndefined();
    for (const at of [0, 2, 4, 6, 7, 38, 39, 1000, 2102]) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      expect(await openRequest(changed, keys, NOW_MS), `byte ${at}`).toBeUndefined();
    }
  });

  it('is not opened with a public key that makes no secret', async () => {
    const { keys, config } = freshKey();
    const { bytes } = await encapsulate(report(), config);
    for (const point of [new Uint8Array(32), Uint8Array.of(1, ...new Uint8Array(31))]) {
      bytes.set(point, 7);
      expect(await openRequest(bytes, keys, NOW_MS)).toBeUndefined();
    }
  });
});

describe('keys on disk', () => {
  it('are made once, for the owner alone', () => {
    const path = join(tempFolder(), 'keys.json');
    const made = loadKeys(path, NOW_MS);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(printedKeys(loadKeys(path, NOW_MS))).toEqual(printedKeys(made));
    expect(made.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('are printed as what the extension reads', () => {
    const { keys, config } = freshKey();
    const [printed] = printedKeys(keys);
    expect(parseKeyConfig(bytesOfHex(printed?.hex ?? ''))).toEqual(config);
    expect(Buffer.from(printed?.base64 ?? '', 'base64').toString('hex')).toBe(printed?.hex);
    expect(printed?.expires).toBe('2028-01-01');
  });

  it('overlap for as long as a package lasts, whenever they are rotated, and are forgotten when they expired', () => {
    const path = join(tempFolder(), 'keys.json');
    const lasting = (atMs: number) =>
      loadKeys(path, atMs).filter(({ expiresAtMs }) => expiresAtMs - atMs >= KEY_WARNING_DAYS * DAY_MS);
    loadKeys(path, NOW_MS);
    expect(() => rotateKeys(path, NOW_MS)).toThrow(/Two keys are in use .*Rotate when/);
    let atMs = NOW_MS;
    for (let year = 0; year < 4; year++) {
      while (lasting(atMs).length === 2) atMs += DAY_MS;
      const ids = loadKeys(path, atMs).map(({ id }) => id);
      rotateKeys(path, atMs);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      // Those that packages have still open, and there are two again for the next release.
      expect(loadKeys(path, atMs).map(({ id }) => id)).toEqual([...ids, Math.max(...ids) + 1]);
      expect(lasting(atMs)).toHaveLength(2);
      expect(() => rotateKeys(path, atMs)).toThrow(/Two keys are in use .*Rotate when/);
    }
    expect(readFileSync(path, 'utf8').match(/"private"/g)).toHaveLength(3);
  });

  it('that all have expired are followed by new ones', () => {
    const path = join(tempFolder(), 'keys.json');
    loadKeys(path, NOW_MS);
    const afterMs = NOW_MS + 2 * KEY_DAYS * DAY_MS;
    expect(loadKeys(path, afterMs)).toEqual([]);
    rotateKeys(path, afterMs);
    const [key] = loadKeys(path, afterMs);
    expect((key?.expiresAtMs ?? 0) - afterMs).toBeGreaterThan((KEY_DAYS - 2) * DAY_MS);
  });

  it('that cannot be read are not replaced, and not told', () => {
    const path = join(tempFolder(), 'keys.json');
    writeFileSync(path, '{"keys":[{"private":"secret"}]}');
    expect(() => loadKeys(path, NOW_MS)).toThrow(/is no key file\. Restore it/);
    expect(() => loadKeys(path, NOW_MS)).not.toThrow(/secret/);
    expect(readFileSync(path, 'utf8')).toContain('secret');
  });
});
