// Half hours in a row, a byte each for what was found and how: of a hundred services over ninety days there are half a million, too many for an
// object each.
import { type DayRow, isWorse, SLOTS, slotsOf } from '../judge/day.ts';
import { METHODS, type Method, STATES, type State } from '../judge/verdict.ts';

/** States by how bad they are in one half hour; the first, 0, is nothing seen. */
const BY_BADNESS = [...STATES].sort((a, b) => Number(isWorse(a, b)) - Number(isWorse(b, a)));
/** Methods by how much they tell; 0 is none, and "undecided" tells least. */
const BY_TELLING = [undefined, ...[...METHODS].reverse()];
export const OK = BY_BADNESS.indexOf('ok');
export const UNDECIDED = BY_TELLING.indexOf('undecided');

/** What the stored letters mean, by their codes. The stored days know that; a letter of a later version means nothing. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';
const BADNESS = byCode((letter) => BY_BADNESS.indexOf(slotOf(letter, '.')?.state ?? 'unknown'));
const ANY_STATE = [...ALPHABET].find((letter) => slotOf(letter, '.')) ?? '.';
const TELLING = byCode((letter) => BY_TELLING.indexOf(slotOf(ANY_STATE, letter)?.method));

function byCode(meaning: (letter: string) => number): Uint8Array {
  const codes = new Uint8Array(128);
  for (const letter of ALPHABET) codes[letter.charCodeAt(0)] = meaning(letter);
  return codes;
}

function slotOf(states: string, methods: string) {
  return slotsOf({ day: 0, network: '', service: '', states, methods })[0];
}

/** Undefined where nothing was seen. */
export function stateOf(badness = 0): State | undefined {
  return badness === 0 ? undefined : BY_BADNESS[badness];
}

/** Undefined where nothing was told. */
export function methodOf(telling = 0): Method | undefined {
  return BY_TELLING[telling];
}

/** Nothing was seen in any of them at first. */
export class HalfHours {
  /** How bad each is, for {@link stateOf}. */
  readonly badness: Uint8Array;
  /** How it was done, for {@link methodOf}. */
  readonly telling: Uint8Array;

  constructor(length: number) {
    this.badness = new Uint8Array(length);
    this.telling = new Uint8Array(length);
  }

  /** Puts a day over what is there, its first half hour at `at`. As within a day the worse one stays; of equals, the one that says more of how. */
  merge({ states, methods }: DayRow, at: number): void {
    const { badness, telling } = this;
    const end = Math.min(SLOTS, badness.length - at);
    for (let i = Math.max(0, -at); i < end; i++) {
      const bad = BADNESS[states.charCodeAt(i)] ?? 0;
      const before = badness[at + i] ?? 0;
      if (bad === 0 || bad < before) continue;
      const tells = TELLING[methods.charCodeAt(i)] ?? 0;
      if (bad === before && tells <= (telling[at + i] ?? 0)) continue;
      badness[at + i] = bad;
      telling[at + i] = tells;
    }
  }
}
