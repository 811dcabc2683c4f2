// A timeline for the sample dashboard: three months of a few services, with a block that came and went.
import { type DayRow, dayOf, SLOTS } from '../../src/judge/day.ts';

const SERVICES = ['telegram', 'mullvad', 'nordvpn', 'proton-vpn', 'tor'];

export function sampleDays(nowMs: number): DayRow[] {
  const today = dayOf(nowMs);
  return SERVICES.flatMap((service, s) =>
    Array.from({ length: 60 }, (_, back): DayRow => {
      const bad = s === 0 ? back < 9 : s === 1 && back > 20 && back < 40;
      const letters = Array.from({ length: SLOTS }, (_slot, i) =>
        (i + s * 5 + back) % 6 < 3 ? '.' : bad ? (i % 12 < 9 ? 'l' : 'b') : i % 17 === s ? 'u' : 'o',
      );
      return {
        day: today - back,
        network: 'sample',
        service,
        states: letters.join(''),
        methods: letters.map((letter) => (letter === 'l' ? 'n' : letter === 'b' ? 'p' : '.')).join(''),
      };
    }),
  );
}
