// A page to hand over: whatever is put into it is shown as text, it can do nothing, and it says no more than its data.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evidencePage } from '../../../src/report/evidencePage.ts';
import { exportPageEnd, exportPageLine, exportPageStart } from '../../../src/report/exportHtml.ts';
import { factsOf } from '../../../src/report/facts.ts';
import { dataText, handOver } from '../../../src/report/handOver.ts';
import { escapeHtml, html, type Words } from '../../../src/report/html.ts';
import { LEVELS, type Level } from '../../../src/report/redact.ts';
import type { Kept } from '../../../src/report/reports.ts';
import { AT, blocked, DAY, day, NETWORK_ID, nowDay, ORIGIN, PEER, request } from './planted.ts';

/** Says keys and what is filled in. */
const words: Words = Object.assign(
  (key: string, filled: readonly string[] = []) => [key, ...filled].join(' '),
  {
    n: (key: string, count: number) => `${key} ${count}`,
    number: String,
    country: (code: string) => `country ${code}`,
    language: 'fa',
    direction: 'rtl' as const,
  },
);
const KEPT: Kept = {
  observations: [
    request('a', AT, { outcome: 'failure', failure: 'connection_reset', stage: 'tls', address: PEER }),
    request('b', AT, { source: 'control', target: 'control-a', host: 'neutral.example' }),
  ],
  verdicts: [
    blocked({
      endpoints: [{ endpoint: 'web.telegram.org', state: 'likely_blocked', rule: 'L1', lastSeenAtMs: AT }],
      confounders: ['not_repeated'],
    }),
  ],
  mistakes: [],
  days: [nowDay('l'), day('o', { day: DAY - 1 })],
};
const HASH = 'ab'.repeat(32);

function page(
  level: Level,
  more: { service?: string; sentences?: string[]; kept?: Kept; words?: Words } = {},
): string {
  const data = handOver(level, 'telegram', more.kept ?? KEPT, ORIGIN);
  const { service = 'Telegram', sentences = ['It is so.'] } = more;
  return evidencePage({
    service,
    sentences,
    data,
    text: dataText(data),
    sha256: HASH,
    words: more.words ?? words,
  });
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '</style><script>',
        '</pre>',
        '</title>',
        '<!--',
        '"',
        "'",
        '&lt;',
        '<img src=x onerror=alert(1)>',
        '\u202e',
        '\u2066',
        '\u0000',
        '\ud800',
        '\udfff',
        'javascript:',

        '$&',
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join('')),
);
/** Tags of a page without what the data made it say. */
const tagsOf = (text: string) => text.match(/<[^>]*>/g) ?? [];

describe('whatever is put into a page', () => {
  it('is text: the tags are those of a harmless one', () => {
    const tags = tagsOf(page('L2'));
    fc.assert(
      fc.property(hostile, hostile, hostile, (service, sentence, said) => {
        const odd: Words = Object.assign(
          (key: string, filled: readonly string[] = []) => [key, said, ...filled].join(' '),
          {
            ...words,
            n: () => said,
            country: () => `c${said}`,
          },
        );
        const text = page('L2', { service, sentences: [sentence], words: odd });
        expect(tagsOf(text)).toEqual(tags);
        expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\p{Cs}]|[^\P{Cc}\t\n]/u);
      }),
    );
  });

  it('comes back as it was when nothing in it is dangerous', () => {
    expect(escapeHtml('a < b & "c" \'d\' → \u06f1\u200c\n')).toBe(
      'a &lt; b &amp; &quot;c&quot; &#39;d&#39; → \u06f1\u200c\n',
    );
  });

  it('is not markup because it looks like ours', () => {
    const row = { toString: () => '<b>', text: '<b>' } as unknown as string;
    expect(html`<p>${row}</p>`.toString()).toBe('<p>&lt;b&gt;</p>');
  });
});

describe('a page', () => {
  it.each(LEVELS)('of level %s runs nothing, loads nothing, and says its language and direction', (level) => {
    const text = page(level);
    expect(text).toContain(
      `http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"`,
    );
    expect(text).not.toMatch(/<script|<link|<img|<iframe|\bon\w+=|url\(|@import|https?:/i);
    expect(text).toContain('<html lang="fa" dir="rtl">');
    expect(text).toMatch(/@page\{size:A4/);
    expect(text).toMatch(/^<!doctype html>/);
  });

  it.each(LEVELS)('of level %s holds exactly the data that was shown, and its hash', (level) => {
    const text = page(level);
    const [, data = ''] = /<pre dir="ltr">\n([^<]*)<\/pre>/.exec(text) ?? [];
    expect(data.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')).toBe(
      dataText(handOver(level, 'telegram', KEPT, ORIGIN)),
    );
    expect(text).toContain(HASH);
    expect(text).toContain('evidenceHash');
  });

  it('of a coarse level names no host, address, time of day or network, wherever they stand in the rows', () => {
    for (const level of ['L0', 'L1'] as const) {
      const text = page(level).replace(/<style>[^<]*<\/style>/, '');
      for (const secret of ['t.me', 'web.telegram.org', 'neutral.example', PEER, NETWORK_ID])
        expect(text).not.toContain(secret);
      expect(text).not.toMatch(/\d\d:\d\d/);
    }
  });

  it('of a coarse level names the service where a sentence names a host', () => {
    const sentences = ['As soon as \u2068somebody.t.me\u2069 is named, it is cut.'];
    expect(page('L1', { sentences })).toContain('As soon as Telegram is named, it is cut.');
    expect(page('L2', { sentences })).toContain('As soon as somebody.t.me is named');
  });

  it('of a day says what, how, by which rule, where, and day by day', () => {
    const text = page('L1');
    for (const said of [
      'state_likely_blocked',
      'method_tls_name_filter',
      'failure_connection_reset',
      'L1 (rules_version 3)',
      'country RU',
      '2026-11-24',
      '2026-11-23',
      'state_ok',
      'It is so.',
      'evidenceMethod',
      'levelHint_L1',
    ])
      expect(text).toContain(said);
  });

  it('in full also names hosts, requests and why the answer is not firmer', () => {
    const text = page('L2');
    for (const said of [
      'web.telegram.org',
      'neutral.example',
      '2026-11-24 12:04:31 UTC',
      'confounder_not_repeated',
      'source_control',
    ])
      expect(text).toContain(said);
  });

  it('shows the steps as far as they went', () => {
    const steps = (text: string) => [...text.matchAll(/<td>([✓✗–])<\/td>/g)].map(([, sign]) => sign).join('');
    expect(steps(page('L1'))).toBe('✓✓✗––');
    expect(steps(page('L1', { kept: { ...KEPT, verdicts: [blocked({ state: 'ok' })], days: [] } }))).toBe(
      '✓✓✓✓✓',
    );
    // Whether there was any encryption before a block page, nobody knows.
    const paged = blocked({ state: 'blocked', stage: 'http', method: 'block_page' });
    expect(steps(page('L1', { kept: { ...KEPT, verdicts: [paged], days: [] } }))).toBe('✓✓–✗–');
  });

  it.each(LEVELS)('of nothing, at level %s, says so', (level) => {
    const text = page(level, { kept: { observations: [], verdicts: [], mistakes: [], days: [] } });
    expect(text).toContain('evidenceEmpty');
    expect(text).not.toContain('undefined');
  });
});

describe('facts', () => {
  it('say since when as finely as the level does', () => {
    const kept: Kept = {
      ...KEPT,
      days: [day('l'), day('l', { day: DAY - 1 }), day('ol', { day: DAY - 2 }), day('l', { day: DAY - 3 })],
    };
    expect(LEVELS.map((level) => factsOf(handOver(level, 'telegram', kept, ORIGIN))?.since)).toEqual([
      '2026-W47',
      '2026-11-22',
      '2026-11-24 12:03:31 UTC',
    ]);
  });

  it('do not reach back over a day on which it was otherwise', () => {
    const days = [day('l'), day('o', { day: DAY - 1 }), day('l', { day: DAY - 2 })];
    expect(factsOf(handOver('L1', 'telegram', { ...KEPT, days }, ORIGIN))?.since).toBe('2026-11-24');
  });
});

describe('an export to read', () => {
  it('is one page however it was written, with text only in it', () => {
    fc.assert(
      fc.property(hostile, (host) => {
        const text =
          exportPageStart(
            'L2',
            [{ record: 'verdict', service: 'telegram', state: 'ok', time: host }],
            () => host,
            words,
          ) +
          exportPageLine({ record: 'observation', host }) +
          exportPageEnd(false, words);
        expect(text).not.toMatch(/<script|<img|<!--/);
        expect(text.match(/<\/(?:pre|body|html|title|style)>/g)).toHaveLength(5);
      }),
    );
  });
});
