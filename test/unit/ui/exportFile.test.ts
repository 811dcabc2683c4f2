// Exports from choice to file: what is in it, what is left out, and that it can be stopped at any moment.
import { describe, expect, it } from 'vitest';
import type { ExportChoice } from '../../../extension/ui/exportChoice.ts';
import { type ExportPorts, exportFile } from '../../../extension/ui/exportFile.ts';
import { collectPages, writer } from '../../../extension/ui/exportPages.ts';
import { createText } from '../../../extension/ui/text.ts';
import { serviceById } from '../../../src/catalogue/index.ts';
import { mistakeOf } from '../../../src/judge/mistake.ts';
import { COLUMNS } from '../../../src/report/export.ts';
import { COUNT_COLUMNS, REPORT_COLUMNS } from '../../../src/report/redact.ts';
import type { RowsPage } from '../../../src/view/messages.ts';
import { AT, blocked, NETWORK_ID, nowDay, ORIGIN, request } from '../report/planted.ts';

const t = createText((key) => (key === 'languageTag' ? 'en' : key), 'en');
const FIRST: RowsPage = {
  observations: [
    request('a', AT, { outcome: 'failure', failure: 'connection_reset', stage: 'tls' }),
    request('b', AT, { source: 'control', target: 'control-a' }),
    request('nord', AT, { target: 'nordvpn' }),
  ],
  verdicts: [blocked({ observations: ['a', 'b'] }), blocked({ service: 'nordvpn', observations: ['nord'] })],
  mistakes: [mistakeOf(blocked(), AT), mistakeOf(blocked({ service: 'nordvpn' }), AT)],
  next: 'second',
};
const SECOND: RowsPage = { observations: [request('c', AT + 60_000)] };
const EMPTY: RowsPage = { observations: [], verdicts: [], mistakes: [] };

const ports = (more: Partial<ExportPorts> = {}): ExportPorts => ({
  ...ORIGIN,
  pages: () => async (after) => (after === undefined ? FIRST : SECOND),
  days: async () => [nowDay('l'), nowDay('o', { service: 'nordvpn' })],
  asnOf: () => 8_359,
  serviceById,
  nameOf: (service) => `name of ${service}`,
  t,
  ...more,
});
const empty = ports({ pages: () => async () => EMPTY, days: async () => [] });

async function file(choice: Partial<ExportChoice>, from = ports()): Promise<string> {
  const whole: ExportChoice = { format: 'jsonl', level: 'L1', includeWatched: false, ...choice };
  const made = await exportFile(whole, from, () => undefined, new AbortController().signal);
  return typeof made === 'string' ? made : made.text();
}
const lines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
const told = (text: string) =>
  lines(text).map((line) => `${line.record} ${line.id ?? line.service ?? ''}`.trim());

describe('an export in full', () => {
  it('is what the popup’s one-click export is', async () => {
    for (const format of ['jsonl', 'csv'] as const) {
      const ask = async (after: string | undefined) => (after === undefined ? FIRST : SECOND);
      const popup = await collectPages(ask, writer(format, ORIGIN), () => undefined);
      expect(await file({ format, level: 'L2' })).toBe(popup.join(''));
    }
  });

  it('has verdicts, marks and observations, of all pages', async () => {
    expect(told(await file({ level: 'L2' }))).toEqual([
      'header',
      'verdict telegram',
      'verdict nordvpn',
      'mistake telegram',
      'mistake nordvpn',
      'observation a',
      'observation b',
      'observation nord',
      'observation c',
    ]);
  });

  it('of one service has also the neutral sites that its verdict rests on', async () => {
    expect(told(await file({ level: 'L2', service: 'telegram' }))).toEqual([
      'header',
      'verdict telegram',
      'mistake telegram',
      'observation a',
      'observation b',
      'observation c',
    ]);
  });

  it('of a time asks only for that time, and has no older verdict or mark', async () => {
    const asked: unknown[] = [];
    const from = ports({
      pages: (wanted) => {
        asked.push(wanted);
        return async () => ({ ...FIRST, next: undefined as never });
      },
    });
    expect(
      told(await file({ level: 'L2', sinceMs: AT + 1 }, from)).filter((line) => !/obs|head/.test(line)),
    ).toEqual([]);
    expect(asked).toEqual([{ sinceMs: AT + 1 }]);
  });
});

describe('a coarse export', () => {
  it('has a report a day, and no row', async () => {
    const text = await file({});
    expect(told(text)).toEqual(['header', 'report nordvpn', 'report telegram', 'report nordvpn']);
    expect(text).not.toContain(NETWORK_ID);
    expect(lines(text)[0]).toEqual({
      record: 'header',
      schema: 'reachable-export',
      schema_version: 1,
      level: 'L1',
    });
  });

  it('has counts alone at the least level', async () => {
    expect(new Set(lines(await file({ level: 'L0' })).map((line) => line.record))).toEqual(
      new Set(['header', 'count']),
    );
  });

  it('of one service, or of a time, leaves out the rest', async () => {
    expect(told(await file({ service: 'telegram' }))).toEqual(['header', 'report telegram']);
    expect(told(await file({ sinceMs: AT + 86_400_000 }))).toEqual(['header']);
  });

  it('compares with neutral sites though only one service was chosen', async () => {
    const controls = ['control-a', 'control-b'].map((target) =>
      request(target, AT, { source: 'control', target }),
    );
    const page = { ...FIRST, observations: [...FIRST.observations, ...controls], next: undefined as never };
    const text = await file({ service: 'telegram' }, ports({ pages: () => async () => page }));
    expect(lines(text)[1]).toMatchObject({ control: 'ok', failure: 'connection_reset' });
  });
});

describe('an export of nothing', () => {
  it.each(['L0', 'L1', 'L2'] as const)('at level %s is a file with its head alone', async (level) => {
    expect(told(await file({ level }, empty))).toEqual(['header']);
    const columns = { L0: COUNT_COLUMNS, L1: REPORT_COLUMNS, L2: COLUMNS }[level];
    expect(await file({ format: 'csv', level }, empty)).toBe(
      `${columns.map((name) => `"${name}"`).join(',')}\r\n`,
    );
    const page = await file({ format: 'html', level }, empty);
    expect(page).toContain('evidenceEmpty');
    expect(page).toContain('</html>');
  });

  it('in OONI’s format is no file', async () => {
    expect(await file({ format: 'ooni' }, empty)).toBe('nothing');
  });
});

describe('an export to read', () => {
  it('names services and holds every record', async () => {
    const page = await file({ format: 'html', level: 'L2' });
    expect(page.match(/name of telegram/g)).toHaveLength(1);
    expect(page.match(/&quot;record&quot;:&quot;observation&quot;/g)).toHaveLength(4);
    expect(page.match(/<pre/g)).toHaveLength(1);
    expect(page).not.toContain('evidenceEmpty');
    expect(await file({ format: 'html', level: 'L0' })).toContain('2026-W48');
  });

  it('is not called empty because its last page is', async () => {
    const pages = () => async (after: string | undefined) =>
      after === undefined ? FIRST : { observations: [] };
    expect(await file({ format: 'html', level: 'L2' }, ports({ pages }))).not.toContain('evidenceEmpty');
  });
});

describe('stopping', () => {
  const choice: ExportChoice = { format: 'jsonl', level: 'L2', includeWatched: false };

  it('ends at once though the background does not answer', async () => {
    const stop = new AbortController();
    const pages = () => () => {
      setTimeout(() => stop.abort(), 5);
      return new Promise<never>(() => undefined);
    };
    expect(await exportFile(choice, ports({ pages }), () => undefined, stop.signal)).toBe('cancelled');
  });

  it('asks for no further page', async () => {
    const stop = new AbortController();
    let asked = 0;
    const pages = () => async () => ({ ...SECOND, next: `page ${++asked}` });
    const made = await exportFile(
      choice,
      ports({ pages }),
      (rows) => rows === 3 && stop.abort(),
      stop.signal,
    );
    expect(made).toBe('cancelled');
    expect(asked).toBe(3);
  });

  it('is not what happened when something broke', async () => {
    const broken = ports({ pages: () => () => Promise.reject(new Error('gone')) });
    await expect(exportFile(choice, broken, () => undefined, new AbortController().signal)).rejects.toThrow(
      'gone',
    );
  });

  it('comes from the person: without it the rows are told as they come', async () => {
    const heard: number[] = [];
    await exportFile(choice, ports(), (rows) => heard.push(rows), new AbortController().signal);
    expect(heard).toEqual([3, 4]);
  });
});
