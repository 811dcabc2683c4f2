// A page to hand to a lawyer, a journalist or a friend: one file that says what was measured of one service, prints on about two sheets, and holds
// the data it was made from. All it shows comes from that data, so that it never says more than the level that was chosen.
import { STAGES } from '../observe/failures.ts';
import type { ExportRecord } from './export.ts';
import { type Facts, factsOf, moment, sentenceAt } from './facts.ts';
import type { HandOver, Stretch } from './handOver.ts';
import { type Html, html, joined, latin, PAGE_END, pageStart, table, type Words, word } from './html.ts';

export interface EvidencePage {
  /** Name of the service. */
  readonly service: string;
  /** What was measured, in plain words: translated already, and without a time, an address or the name of a network. */
  readonly sentences: readonly string[];
  readonly data: HandOver;
  /** The data as text, as it was shown before, and the SHA-256 of exactly this text in hexadecimal. */
  readonly text: string;
  readonly sha256: string;
  readonly words: Words;
}

type Full = Extract<HandOver, { level: 'L2' }>;

/** Lines of a table: a sheet is soon full, and the data has them all. */
const MAX_LINES = 12;

export function evidencePage({ service, sentences, data, text, sha256, words: t }: EvidencePage): string {
  const facts = factsOf(data);
  return `${pageStart(t('evidenceTitle', [service]), t)}${html`
${facts && html`<p class="state">${t(`state_${facts.state}`)}</p>`}
${sentences.map((sentence) => html`<p>${sentenceAt(data.level, sentence, service)}</p>`)}
${facts ? factList(facts, t) : html`<p>${t('evidenceEmpty')}</p>`}
${facts && part(t('labelStage'), steps(facts, t))}
${facts?.confounders && part(t('labelWhyNotSurer'), list(facts.confounders.map((c) => t(`confounder_${c}`))))}
${data.level === 'L2' && full(data, t)}
${part(t('section_timeline'), history(data, t))}
<h2>${t('measuredWith')} ${latin(facts?.version ?? '')}</h2>
<p>${t('evidenceMethod')}</p>
<h2>${t('evidenceData')}</h2>
<p>${t(`level_${data.level}`)}. ${t(`levelHint_${data.level}`)}</p>
<pre dir="ltr">
${text}</pre>
<p>${t('evidenceHash')}</p>
<p>${latin(sha256)}</p>
`}${PAGE_END}`;
}

function factList(facts: Facts, t: Words): Html {
  const { method, stage, failure, control, pointOfControl, rule, country } = facts;
  const fact = (name: string, value: string | Html | undefined) =>
    value !== undefined && value !== '' && html`<dt>${name}</dt><dd>${value}</dd>`;
  return html`<dl>${[
    fact(t('labelHow'), word('method', method, t)),
    fact(t('labelStage'), word('stage', stage, t)),
    fact(t('labelFailure'), word('failure', failure, t)),
    fact(t('source_control'), control && t(CONTROL_WORDS[control])),
    fact(t('labelControl'), word('control', pointOfControl, t)),
    fact(t('labelSince'), latin(facts.since)),
    fact(t('labelLastSeen'), latin(facts.lastSeen)),
    fact(t('labelLastOk'), facts.lastOk && latin(facts.lastOk)),
    fact(t('labelCountry'), country && t.country(country)),
    fact(t('labelRule'), rule && latin(`${rule} (rules_version ${facts.rulesVersion ?? ''})`)),
  ]}</dl>`;
}

const CONTROL_WORDS = {
  ok: 'outcome_success',
  fail: 'outcome_failure',
  none: 'confounder_controls_missing',
} as const;

/** Step by step: what went well, where it stopped, what it did not come to. */
function steps({ state, stage, failure }: Facts, t: Words): Html {
  const stopped = STAGES.findIndex((one) => one === stage && one !== 'unknown');
  if (stopped < 0 && state !== 'ok') return html``;
  // A page that announces a block mostly comes without encryption, so nothing is known of that step.
  const isPlain = /^(?:blocked|filtered)$/.test(state) && stopped > STAGES.indexOf('tls');
  return table(
    [],
    STAGES.filter((one) => one !== 'unknown').map((one, i) => [
      i === stopped ? '✗' : (stopped >= 0 && i > stopped) || (isPlain && one === 'tls') ? '–' : '✓',
      t(`stage_${one}`),
      i === stopped && word('failure', failure, t),
    ]),
  );
}

/** What only the full level tells: hosts, and request by request. */
function full({ endpoints, records }: Full, t: Words): Html {
  const rows = records.filter(({ record }) => record === 'observation');
  const got = (r: ExportRecord) =>
    joined(
      r.failure === undefined ? word('outcome', r.outcome, t) : word('failure', r.failure, t),
      word('stage', r.stage, t),
      r.status === undefined ? '' : t('status', [String(r.status)]),
      r.source === 'watch' ? '' : word('source', r.source, t),
    );
  return html`${part(
    t('labelEndpoints'),
    table(
      [],
      endpoints
        .slice(0, MAX_LINES)
        .map((e) => [
          latin(e.endpoint ?? ''),
          t(`state_${e.state}`),
          joined(word('stage', e.stage, t), word('dns', e.dns, t)),
        ]),
    ),
  )}
${part(
  t.n('evidence', rows.length),
  table(
    [t('columnTime'), t('columnAsked'), t('columnGot')],
    rows.slice(-MAX_LINES).map((r) => [latin(moment(String(r.time))), latin(String(r.host ?? '')), got(r)]),
  ),
)}`;
}

function history(data: HandOver, t: Words): Html {
  const state = (of: { readonly state: string; readonly method?: string }) =>
    joined(word('state', of.state, t), word('method', of.method, t));
  switch (data.level) {
    case 'L0':
      return table(
        [t('columnTime'), t('columnDays'), t('section_results')],
        data.records.slice(0, MAX_LINES).map((one) => [latin(one.week), t.number(one.days), state(one)]),
      );
    case 'L1':
      return table(
        [t('columnTime'), t('section_results')],
        data.records.slice(0, MAX_LINES).map((one) => [latin(one.day), state(one)]),
      );
    case 'L2':
      return table(
        [t('columnTime'), t('section_results')],
        data.history.slice(0, MAX_LINES).map((one) => [latin(stretch(one)), state(one)]),
      );
  }
}

/** Both ends to the minute; the day once when it is the same. */
function stretch({ from, to }: Stretch): string {
  const [begin, end] = [from, to].map((iso) => `${iso.slice(0, 10)} ${iso.slice(11, 16)}`) as [
    string,
    string,
  ];
  return `${begin} – ${end.startsWith(from.slice(0, 10)) ? end.slice(11) : end} UTC`;
}

function list(lines: readonly string[]): Html {
  return lines.length === 0 ? html`` : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

/** A heading and what is under it; neither when that is nothing. */
function part(title: string, inside: Html): Html {
  return inside.toString() === '' ? inside : html`<h2>${title}</h2>\n${inside}`;
}
