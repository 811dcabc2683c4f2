// Beside the page to hand over: the hash of its data, and a picture that says the one thing in a sentence, for where only pictures travel.
import type { State } from '../../src/judge/verdict.ts';
import { factsOf, sentenceAt } from '../../src/report/facts.ts';
import type { HandOver } from '../../src/report/handOver.ts';
import { PATHS, STATE_ICONS } from './Icon.tsx';
import type { Text } from './text.ts';
import { wrapped } from './wrap.ts';

/** Of the text as UTF-8, in hexadecimal. */
export async function sha256Hex(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What the picture says; all of it translated. */
export interface Card {
  readonly sentence: string;
  /** Name of the service. */
  readonly service: string;
  readonly state: State;
  readonly stateWord: string;
  /** Lines at the foot: since when, where, measured with what, how much is told. */
  readonly foot: readonly string[];
  readonly direction: 'ltr' | 'rtl';
  readonly language: string;
}

/** The card of what is handed over; undefined when nothing is in it. It tells time and place as coarsely as the data does. */
export function cardOf(data: HandOver, service: string, sentence: string, t: Text): Card | undefined {
  const facts = factsOf(data);
  if (!facts) return undefined;
  const isolated = (text: string) => `\u2066${text}\u2069`;
  return {
    sentence: sentenceAt(data.level, sentence, service),
    service,
    state: facts.state as State,
    stateWord: t(`state_${facts.state}`),
    foot: [
      `${t('labelSince')}: ${isolated(facts.since)}`,
      facts.country === undefined ? '' : t.country(facts.country),
      `${t('measuredWith')} · ${t(`level_${data.level}`)}`,
    ].filter((line) => line !== ''),
    direction: t.direction,
    language: t.language,
  };
}

const WIDTH = 1200;
const HEIGHT = 630;
const MARGIN = 72;
const INNER = WIDTH - 2 * MARGIN;
const FONT = 'system-ui, sans-serif';
/** The light colours of the pages. */
const INK = { ground: '#ffffff', text: '#1a2027', quiet: '#55606c' } as const;
const QUIET = '#55606c';
const INFO = '#4350b0';
const TONES: Readonly<Record<State, string>> = {
  unknown: QUIET,
  ok: '#0a6847',
  slow: '#855000',
  unclear: INFO,
  down: QUIET,
  refused: INFO,
  filtered: INFO,
  likely_blocked: '#a33c05',
  blocked: '#ab1528',
};

/** A PNG of 1200 × 630; undefined where the browser does not let pages draw. */
export async function pngCard(
  card: Card,
  canvas: () => HTMLCanvasElement = () => document.createElement('canvas'),
): Promise<Blob | undefined> {
  try {
    const drawn = canvas();
    drawn.width = WIDTH;
    drawn.height = HEIGHT;
    const pen = drawn.getContext('2d');
    if (!pen) return undefined;
    draw(pen, card);
    return await new Promise((resolve) => drawn.toBlob((blob) => resolve(blob ?? undefined), 'image/png'));
  } catch {
    return undefined;
  }
}

function draw(pen: CanvasRenderingContext2D, card: Card): void {
  const tone = TONES[card.state];
  const rtl = card.direction === 'rtl';
  /** From the side where reading begins. */
  const across = (x: number, width = 0) => (rtl ? WIDTH - x - width : x);
  const write = (
    text: string,
    x: number,
    y: number,
    font: string,
    colour: string,
    room: number,
    lines = 1,
  ) => {
    pen.font = `${font} ${FONT}`;
    pen.fillStyle = colour;
    const size = Number(/(\d+)px/.exec(font)?.[1]);
    const rows = wrapped(text, (part) => pen.measureText(part).width, room, lines, card.language);
    for (const [i, row] of rows.entries()) pen.fillText(row, across(x), y + i * size * 1.3);
  };
  pen.fillStyle = INK.ground;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.fillStyle = tone;
  pen.fillRect(across(0, 20), 0, 20, HEIGHT);
  pen.direction = card.direction;
  pen.textAlign = 'start';
  pen.textBaseline = 'alphabetic';

  pen.save();
  pen.translate(across(MARGIN, 72), 64);
  pen.scale(4.5, 4.5);
  pen.strokeStyle = tone;
  pen.lineWidth = 1.4;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.stroke(new Path2D(PATHS[STATE_ICONS[card.state]]));
  pen.restore();
  write(card.service, MARGIN + 96, 92, '600 34px', INK.quiet, INNER - 96);
  write(card.stateWord, MARGIN + 96, 136, '650 38px', tone, INNER - 96);
  write(card.sentence, MARGIN, 232, '650 50px', INK.text, INNER, 4);
  const foot = card.foot.slice(-3);
  for (const [i, line] of foot.entries())
    write(line, MARGIN, HEIGHT - 48 - (foot.length - 1 - i) * 40, '400 27px', INK.quiet, INNER);
}
