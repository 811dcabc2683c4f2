// What a person reads of one service: what real browsers saw in the lab, played through the rules and told as a story.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import english from '../../../extension/_locales/en/messages.json';
import type { Verdict } from '../../../src/judge/verdict.ts';
import type { Observation } from '../../../src/observe/observation.ts';
import type { ElsewhereRow, ServiceRow } from '../../../src/view/model.ts';
import type { Phrase } from '../../../src/view/phrase.ts';
import { popupModel } from '../../../src/view/popup.ts';
import { speedsOf } from '../../../src/view/speeds.ts';
import { STEP_STATES, STEPS } from '../../../src/view/step.ts';
import { type Story, storyOf } from '../../../src/view/story.ts';
import { isAlike, tellingOf } from '../../../src/view/telling.ts';
import type { Golden } from '../../lab/golden.ts';
import { EMPTY_INPUT } from '../emptyInput.ts';
import {
  confirm,
  controlsOk,
  NOTHING,
  play as playSteps,
  RESET,
  rate,
  sentTo,
  step,
  watch,
  whole,
} from '../judge/situation.ts';

const FOLDER = join(import.meta.dirname, '../goldens');
const FILES = readdirSync(FOLDER).map((file) => file.replace('.json', ''));

interface Played {
  readonly golden: Golden;
  readonly row: ServiceRow;
  readonly verdict: Verdict | undefined;
  /** What the verdict rests on, as a page gets it. */
  readonly evidence: readonly Observation[];
}

function play(name: string): Played {
  const golden = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Golden;
  const country = golden.country ? { country: golden.country } : {};
  const last = golden.observations.at(-1);
  let rows = NOTHING;
  for (const o of golden.observations)
    rows = step(rows, { network: o.network, nowMs: o.atMs, observations: [o], ...country });
  if (last)
    rows = step(rows, { network: last.network, nowMs: last.atMs, observations: [], anew: true, ...country });
  const model = popupModel({
    ...EMPTY_INPUT,
    nowMs: last?.atMs ?? 0,
    verdicts: rows.verdicts,
    presentNetwork: last?.network ?? '',
    evidence: rows.recent,
  });
  const row = [model.telegram, ...model.services].find((one) => one.service === golden.service);
  const verdict = rows.verdicts.find((one) => one.service === golden.service);
  if (verdict && !row) throw new Error(`no row of ${golden.service}`);
  const ids = new Set(verdict?.observations);
  return {
    golden,
    row: row ?? { ...model.telegram, service: golden.service, state: 'unknown' },
    verdict,
    evidence: rows.recent.filter((o) => ids.has(o.id)),
  };
}

function tell(name: string, more: Partial<ServiceRow> = {}): Story {
  const { row, verdict, evidence } = play(name);
  return storyOf({ ...row, ...more }, verdict, evidence);
}

const keys = (phrases: readonly Phrase[]) => phrases.map(({ key }) => key);
/** The steps as a line a person could read: `dns fine, tcp fine, tls failed …`. */
const way = ({ steps }: Story) => steps.map((one) => `${one.step} ${one.is}`).join(', ');
const stepOf = ({ steps }: Story, name: string) => steps.find((one) => one.step === name);

describe('a name filter', () => {
  it.each(['telegram-sni-rst.chromium', 'telegram-sni-rst.firefox'])('is told by the name: %s', (name) => {
    const story = tell(name);
    expect(story.sentences).toEqual([
      { key: 'story_name', with: ['web.telegram.org'] },
      { key: 'story_likely' },
    ]);
    expect(story.asked).toBe('https://web.telegram.org');
    expect(way(story)).toBe('dns fine, tcp fine, tls failed, http not_reached, body not_reached');
    expect(stepOf(story, 'tcp')?.note).toBe('came_byAddress');
    expect(stepOf(story, 'tls')).toMatchObject({
      expected: 'expect_tls',
      came: { key: 'failure_connection_reset' },
      tookMs: expect.any(Number),
    });
    expect(story.controls?.answered).toBe(story.controls?.asked);
  });

  it('that answers with silence shows the connection only where the bare address answered', () => {
    expect(way(tell('telegram-tls-silent.firefox'))).toMatch(/^dns fine, tcp fine, tls failed/);
    // Chromium does not tell where the name led, so this may be the look-up as well.
    expect(way(tell('telegram-tls-silent.chromium'))).toMatch(/^dns not_seen, tcp not_seen, tls failed/);
    expect(keys(tell('telegram-tls-silent.chromium').sentences)).toEqual(['story_byName', 'story_likely']);
  });
});

describe('a reset', () => {
  it('inside the handshake means that look-up and connection were fine', () => {
    const story = tell('vpn-tls-rst.chromium');
    expect(keys(story.sentences)).toEqual(['story_reset', 'story_likely']);
    expect(way(story)).toBe('dns fine, tcp fine, tls failed, http not_reached, body not_reached');
    expect(story.doubts).toEqual(['doubt_oneNetwork', 'doubt_chance', 'doubt_vpn']);
  });

  it('over plain http is not told as a matter of encryption', () => {
    const story = tell('vpn-http-rst.chromium');
    expect(keys(story.sentences)).toEqual(['story_failed', 'explain_unclear']);
    expect(way(story)).toBe('dns not_seen, tcp fine, http failed, body not_reached');
  });
});

describe('a look-up', () => {
  it('that leads to a block address is where it stops', () => {
    const story = tell('vpn-dns-blockaddr.firefox');
    expect(keys(story.sentences)).toEqual(['story_block', 'explain_blocked']);
    expect(way(story)).toMatch(/^dns failed, tcp not_reached/);
    expect(stepOf(story, 'dns')).toMatchObject({
      came: { key: 'came_blockAddress' },
      got: expect.stringMatching(/^[\d.]+$/),
    });
    expect(story.doubts).toContain('doubt_known');
  });

  it('that gives nothing is unclear, and nobody is blamed for it', () => {
    for (const name of ['vpn-nxdomain.chromium', 'vpn-nxdomain.firefox']) {
      const story = tell(name);
      expect(keys(story.sentences)).toEqual(['story_none', 'explain_unclear']);
      expect(stepOf(story, 'dns')).toMatchObject({
        is: 'failed',
        came: { key: 'failure_dns_lookup_error' },
      });
      expect(stepOf(story, 'dns')?.got).toBeUndefined();
    }
  });

  it('that resolvers abroad contradict says so', () => {
    const story = tell('vpn-nxdomain-doh.firefox');
    expect(keys(story.sentences)).toEqual(['story_none', 'story_abroad', 'story_likely']);
    expect(stepOf(story, 'dns')?.note).toBe('dns_interfered');
  });

  it('that leads astray shows where to', () => {
    const story = tell('telegram-dns-elsewhere.firefox');
    expect(keys(story.sentences)).toEqual(['story_wrong', 'story_likely']);
    expect(stepOf(story, 'dns')).toMatchObject({
      is: 'failed',
      came: { key: 'came_otherAddress' },
      got: '34.9.9.9',
    });
    // The time of the whole request is not that of the look-up.
    expect(stepOf(story, 'dns')?.tookMs).toBeUndefined();
  });

  it('to 0.0.0.0 is a filter nearby', () => {
    const story = tell('telegram-pihole.firefox');
    expect(keys(story.sentences)).toEqual(['story_wrong', 'explain_filtered']);
    expect(stepOf(story, 'dns')).toMatchObject({ is: 'failed', got: '0.0.0.0' });
    // Chromium sees a refused connection only, and does not know that it was never the site's.
    expect(way(tell('telegram-pihole.chromium'))).toMatch(/^dns not_seen, tcp failed/);
  });

  it('whose answer cannot be checked is not called right', () => {
    const story = tell('vpn-dns-stub.firefox');
    expect(keys(story.sentences)).toEqual(['story_certificate', 'explain_unclear']);
    expect(stepOf(story, 'dns')).toMatchObject({ is: 'not_seen', came: { key: 'came_someAddress' } });
    expect(story.doubts).toEqual(['doubt_oneNetwork', 'doubt_lookUp', 'doubt_reader', 'doubt_vpn']);
    // Telegram publishes its addresses.
    expect(stepOf(tell('company-untrusted-telegram.firefox'), 'dns')?.is).toBe('fine');
  });
});

describe('silence', () => {
  it('does not show how far it got', () => {
    const story = tell('vpn-alone-silent.chromium');
    expect(story.sentences).toEqual([
      { key: 'story_failed', with: ['expressvpn.com', { key: 'failure_generic_timeout_error' }] },
      { key: 'explain_unclear' },
    ]);
    expect(way(story)).toBe('dns not_seen, tcp not_seen, tls not_seen, http failed, body not_reached');
    expect(stepOf(story, 'http')?.tookMs).toBeGreaterThan(10_000);
    expect(story.doubts).toContain('doubt_lookUp');
  });

  it('of many servers together stops at the connection, and all of them are named', () => {
    const story = tell('telegram-ip-silent.firefox');
    expect(keys(story.sentences)).toEqual(['story_failed', 'story_several', 'story_likely']);
    expect(way(story)).toMatch(/^dns fine, tcp failed, tls not_reached/);
    expect(stepOf(story, 'tcp')?.hosts).toContain('149.154.175.50');
    expect(stepOf(story, 'tcp')?.hosts.length).toBeLessThanOrEqual(8);
    expect(story.doubts).toEqual(expect.arrayContaining(['doubt_residual', 'doubt_route']));
  });

  it('of unrelated services at once is said', () => {
    expect(keys(tell('two-services-silent.chromium').sentences)).toContain('story_others');
  });

  it('seen once only says that', () => {
    expect(keys(tell('site-once.chromium').sentences)).toEqual(['story_failed', 'confounder_not_repeated']);
  });
});

describe('a page', () => {
  it('that announces a block is where it stops', () => {
    const story = tell('vpn-block-redirect.firefox');
    expect(keys(story.sentences)).toEqual(['explainMethod_block_page', 'explain_blocked']);
    expect(story.asked).toBe('http://psiphon.ca');
    // Plain http has no encryption to set up.
    expect(way(story)).toBe('dns not_seen, tcp fine, http failed, body not_reached');
    expect(stepOf(story, 'http')).toMatchObject({ came: { key: 'outcome_redirect' }, got: 'warning.rt.ru' });
  });

  it('that names who blocks is told so', () => {
    expect(keys(tell('vpn-451-http.chromium').sentences)).toEqual(['story_named', 'explain_blocked']);
  });

  it('that freezes says after how much', () => {
    for (const name of ['telegram-freeze.chromium', 'vpn-freeze.firefox']) {
      const story = tell(name);
      expect(keys(story.sentences)).toEqual(['explainMethod_freeze']);
      expect(way(story)).toBe('dns fine, tcp fine, tls fine, http fine, body failed');
      expect(stepOf(story, 'body')?.came).toEqual({
        key: 'came_stopped',
        with: [{ bytes: expect.any(Number) }],
      });
    }
  });

  it('that crawls says how fast it came', () => {
    const story = tell('vpn-throttled.firefox');
    expect(keys(story.sentences)).toEqual(['explainMethod_throttling']);
    expect(stepOf(story, 'body')).toMatchObject({ is: 'failed', came: { key: 'came_rate' } });
    expect(story.doubts).toContain('doubt_busy');
  });

  it('with an error is the site’s own trouble', () => {
    const story = tell('vpn-503.firefox');
    expect(keys(story.sentences)).toEqual(['explain_down']);
    expect(way(story)).toBe('dns fine, tcp fine, tls fine, http failed, body not_reached');
    expect(stepOf(story, 'http')?.came).toEqual({ key: 'status', with: ['503'] });
    expect(story.doubts).toEqual(['doubt_vpn']);
  });

  it('over plain http of which nobody knows the writer proves nothing', () => {
    const story = tell('vpn-body-other-country.firefox');
    expect(keys(story.sentences)).toEqual(['confounder_plain_http']);
    expect(way(story)).toBe('dns not_seen, tcp fine, http not_seen, body not_seen');
  });

  it('elsewhere may be its new home', () => {
    const story = tell('vpn-moved.chromium');
    expect(keys(story.sentences)).toEqual(['story_sentOn', 'explain_unclear']);
    expect(stepOf(story, 'http')?.got).toBe('example.com');
  });

  it('that came is fine from the look-up to its end', () => {
    const story = tell('vpn-ok.chromium');
    expect(keys(story.sentences)).toEqual(['explain_ok']);
    expect(way(story)).toBe('dns fine, tcp fine, tls fine, http fine, body fine');
  });
});

describe('what is no matter of the network', () => {
  it.each([
    ['fake-ip.firefox', 'confounder_proxied'],
    ['proxy-dead.chromium', 'confounder_proxied'],
    ['other-extension.firefox', 'confounder_other_extension'],
  ])('has no steps: %s', (name, key) => {
    const story = tell(name);
    expect(keys(story.sentences)).toEqual([key]);
    expect(story.steps).toEqual([]);
    expect(story.asked).toBeUndefined();
    expect(story.doubts).toEqual([]);
  });

  it('says why instead of what it might be', () => {
    expect(keys(tell('captive-portal.firefox').sentences)).toEqual(['story_failed', 'confounder_portal']);
    expect(tell('captive-portal.firefox').controls).toMatchObject({ answered: 0 });
    expect(keys(tell('one-hoster-silent.firefox').sentences)).toEqual([
      'explainMethod_hosting_provider',
      'explain_unclear',
    ]);
  });
});

describe('a second network', () => {
  const elsewhere = (state: ElsewhereRow['state']) => [{ name: 'Mobile', state, atMs: 0 }];

  it('takes the doubt away when it works there, and adds to it when it does not', () => {
    const doubts = (rows: readonly ElsewhereRow[]) =>
      tell('vpn-tls-rst.firefox', { elsewhere: rows }).doubts.filter((key) => /Network|Elsewhere/.test(key));
    expect(doubts([])).toEqual(['doubt_oneNetwork']);
    expect(doubts(elsewhere('ok'))).toEqual([]);
    expect(doubts(elsewhere('unclear'))).toEqual(['doubt_failsElsewhere']);
  });
});

describe('by hand', () => {
  const { row: some } = play('vpn-ok.chromium');
  const tellSteps = (service: string, ...[steps, options]: Parameters<typeof playSteps>) => {
    const played = playSteps(steps, options);
    const verdict = played.verdict(service);
    const state = verdict?.state ?? 'unknown';
    return storyOf({ ...some, service, state, endpoints: [] }, verdict, played.recent);
  };

  it('a filter’s page is a filter’s, and no block', () => {
    const story = tellSteps('nordvpn', [
      watch(0, 'http://nordvpn.com', sentTo('bilgi.turktelekom.com.tr', 'tr-family')),
    ]);
    expect(keys(story.sentences)).toEqual(['explainMethod_block_page', 'explain_filtered']);
    expect(stepOf(story, 'http')).toMatchObject({ is: 'failed', got: 'bilgi.turktelekom.com.tr' });
  });

  it('of hosts that fail alike the opened one speaks', () => {
    const part = { kind: 'script' } as const;
    const story = tellSteps('two-rooms', [
      watch(0, 'https://two-rooms.example', RESET),
      watch(1, 'https://api.two-rooms.example', RESET, part),
      controlsOk(2),
      watch(30, 'https://two-rooms.example', RESET),
      watch(31, 'https://api.two-rooms.example', RESET, part),
      controlsOk(32),
    ]);
    expect(story.asked).toBe('https://two-rooms.example');
    expect(stepOf(story, 'tls')?.hosts).toEqual(['two-rooms.example', 'api.two-rooms.example']);
  });

  it('of hosts that fail differently the one of the verdict speaks', () => {
    const closed = { ...RESET, failure: 'eof_error' } as const;
    const story = tellSteps('two-rooms', [
      watch(0, 'https://two-rooms.example', closed),
      watch(1, 'https://api.two-rooms.example', RESET),
      controlsOk(2),
      watch(30, 'https://two-rooms.example', closed),
      watch(31, 'https://api.two-rooms.example', RESET),
      controlsOk(32),
    ]);
    expect(story.asked).toBe('https://two-rooms.example');
    expect(stepOf(story, 'tls')?.came?.key).toBe('failure_eof_error');
  });

  it('a block page of a country that is not the one chosen is not called one', () => {
    const story = tellSteps(
      'nordvpn',
      [
        confirm(0, 'http://nordvpn.com', { ...whole(900), fingerprint: 'ir-internet' }),
        watch(30, 'http://nordvpn.com', { ...RESET, stage: 'http' }),
        controlsOk(31),
      ],
      { country: 'TR' },
    );
    expect(keys(story.sentences)).toEqual(['story_failed', 'confounder_not_repeated']);
    expect(stepOf(story, 'http')?.came?.key).toBe('failure_connection_reset');
  });
});

describe('of little', () => {
  it('nothing seen yet is told as that', () => {
    const { row } = play('vpn-ok.chromium');
    const story = storyOf({ ...row, state: 'unknown', endpoints: [] }, undefined, []);
    expect(story).toEqual({ sentences: [{ key: 'explain_unknown' }], steps: [], doubts: [] });
  });

  it('a verdict whose observations are gone keeps its sentence and loses its steps', () => {
    const { row, verdict } = play('vpn-tls-rst.firefox');
    const story = storyOf(row, verdict, []);
    expect(story.sentences[0]).toEqual({ key: 'story_reset', with: [row.name] });
    expect(story.steps).toEqual([]);
    expect(story.controls).toBeUndefined();
  });

  it('what was seen on another network is no evidence', () => {
    const { row, verdict, evidence } = play('vpn-tls-rst.firefox');
    const moved = evidence.map((o) => ({ ...o, network: 'another' }));
    expect(storyOf(row, verdict, moved).steps).toEqual([]);
  });
});

describe('speeds', () => {
  it('are of the service and of neutral sites, in order of time', () => {
    const { golden } = play('vpn-throttled.firefox');
    const speeds = speedsOf(golden.service, [...golden.observations].reverse());
    expect(speeds.map(({ of }) => of)).toEqual([
      'service',
      'control',
      'service',
      'control',
      'service',
      'control',
    ]);
    expect(speeds[0]?.bytesPerSecond).toBeCloseTo(84649 / 8.108, 0);
    expect([...speeds].sort((a, b) => a.atMs - b.atMs)).toEqual(speeds);
  });

  it('are not made of a few bytes, and are bounded', () => {
    expect(speedsOf('telegram', [rate(0, 4_000, 10)])).toEqual([]);
    const many = Array.from({ length: 500 }, (_, i) => rate(i, 75_000, 100));
    const speeds = speedsOf('telegram', many);
    expect(speeds.length).toBeLessThanOrEqual(200);
    expect(speeds.at(-1)?.atMs).toBe(many.at(-1)?.atMs);
  });
});

it('every state of a step and every expectation has a word', () => {
  for (const is of STEP_STATES) expect(english).toHaveProperty(`step_${is}`);
  for (const name of STEPS) expect(english).toHaveProperty(`expect_${name}`);
});

describe('every golden', () => {
  it.each(FILES)('%s', (name) => {
    const { row, verdict, evidence } = play(name);
    const story = storyOf(row, verdict, evidence);
    expect(story.sentences.length).toBeGreaterThanOrEqual(1);
    expect(story.sentences.length).toBeLessThanOrEqual(3);
    const said: Phrase[] = [
      ...story.sentences,
      ...story.steps.flatMap(({ came }) => (came ? [came] : [])),
      ...[...story.doubts, ...story.steps.flatMap(({ note }) => (note ? [note] : []))].map((key) => ({
        key,
      })),
    ];
    for (const { key, with: values = [] } of said) {
      expect(english).toHaveProperty(key);
      for (const value of values)
        if (typeof value === 'object' && 'key' in value) expect(english).toHaveProperty(value.key);
      const { placeholders = {} } = english[key as 'status'] as { placeholders?: object };
      expect(Object.keys(placeholders), key).toHaveLength(values.length);
    }

    // Sentences leave the device with a page at any level: no address in them.
    expect(JSON.stringify(story.sentences)).not.toMatch(/\d+\.\d+\.\d+\.\d+/);

    const state = row.state;
    expect(keys(story.sentences).includes('story_likely')).toBe(state === 'likely_blocked');
    expect(keys(story.sentences).includes('explain_blocked')).toBe(state === 'blocked');

    const states = story.steps.map(({ is }) => is);
    const stop = states.indexOf('failed');
    if (stop >= 0) {
      expect(new Set(states.slice(stop + 1))).toEqual(
        new Set(states.slice(stop + 1).map(() => 'not_reached')),
      );
    } else expect(states).not.toContain('not_reached');
    if (state === 'ok') expect(states).not.toContain('failed');
    if (state === 'likely_blocked' || state === 'blocked' || state === 'down')
      expect(stop).toBeGreaterThanOrEqual(0);
    expect(new Set(story.doubts).size).toBe(story.doubts.length);

    const telling = verdict && tellingOf(verdict, evidence);
    if (telling) {
      // The host that speaks has the finding of the service, and the request shows it.
      expect(isAlike(telling.lead, telling.verdict)).toBe(true);
      expect(telling.lead.failure).toBe(telling.verdict.failure);
    } else expect(evidence).toEqual([]);
  });
});
