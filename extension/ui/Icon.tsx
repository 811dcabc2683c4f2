// One small set of line icons. Every state has its own outline, so that it is told without colour.
import type { NetworkState, State } from '../../src/judge/verdict.ts';

/** Paths in a 16 × 16 box, stroked with the text colour. */
export const PATHS = {
  dashed:
    'M6.2 2.2a6 6 0 0 1 3.6 0M12.9 4.6a6 6 0 0 1 1.1 3.4M12.9 11.4a6 6 0 0 1-3.1 2.4M6.2 13.8a6 6 0 0 1-3.1-2.4M2 8a6 6 0 0 1 1.1-3.4',
  tick: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0M5.3 8.2l1.9 1.9 3.5-3.9',
  slow: 'M4 2h8M4 14h8M5 2c0 3.5 3 4 3 6s-3 2.5-3 6M11 2c0 3.5-3 4-3 6s3 2.5 3 6',
  question:
    'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0M6.2 6.3a1.85 1.85 0 1 1 2.6 1.7c-.5.25-.8.6-.8 1.15M8 11.4v.05',
  down: 'M2.5 2.5h11v4.5h-11zM2.5 9.5h4.5v4h-4.5M5 4.75h.05M10.2 10.2l3.3 3.3M13.5 10.2l-3.3 3.3',
  refused: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0M5 8h6',
  funnel: 'M2 3h12L9.5 8.5v4.2l-3 1.3V8.5z',
  warning: 'M8 2l6.3 11.5H1.7zM8 6.5v3M8 11.5v.05',
  cross: 'M5.4 2h5.2L14 5.4v5.2L10.6 14H5.4L2 10.6V5.4zM6 6l4 4M10 6l-4 4',
  network: 'M8 12.5v.05M5.4 9.8a3.7 3.7 0 0 1 5.2 0M3.3 7.5a6.7 6.7 0 0 1 9.4 0M1.3 5.2a9.5 9.5 0 0 1 13.4 0',
  networkOff: 'M8 12.5v.05M5.4 9.8a3.7 3.7 0 0 1 5.2 0M3.3 7.5a6.7 6.7 0 0 1 9.4 0M2.5 2.5l11 11',
  door: 'M3 14V2h7v12M1.5 14h13M10 4h3v10M7.5 8v.05',
  relay: 'M2 8h3M11 8h3M5 5h6v6H5zM12.5 6.2 14.3 8l-1.8 1.8',
  clock: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0M8 4.7V8l2.3 1.6',
  chevron: 'M6 4l4 4-4 4',
  info: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0M8 7.3v3.7M8 5v.05',
  save: 'M8 2v8M4.8 7.2 8 10.4l3.2-3.2M2.5 13.5h11',
  search: 'M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0M10.3 10.3 14 14',
  turning: 'M8 2a6 6 0 1 0 6 6',
  up: 'M8 13V3M3.8 7.2 8 3l4.2 4.2',
  downwards: 'M8 3v10M3.8 8.8 8 13l4.2-4.2',
} as const;

export type IconName = keyof typeof PATHS;

export const STATE_ICONS: Record<State, IconName> = {
  unknown: 'dashed',
  ok: 'tick',
  slow: 'slow',
  unclear: 'question',
  down: 'down',
  refused: 'refused',
  filtered: 'funnel',
  likely_blocked: 'warning',
  blocked: 'cross',
};

const NETWORK_ICONS: Record<NetworkState, IconName> = {
  online: 'network',
  offline: 'networkOff',
  portal: 'door',
  cut_off: 'networkOff',
  allow_list: 'funnel',
  proxied: 'relay',
  wrong_clock: 'clock',
};

/** Decoration only: the word always stands beside it. */
export function Icon({ name, large }: { readonly name: IconName; readonly large?: boolean }) {
  return (
    <svg
      class={`icon icon-${name}${large ? ' large' : ''}`}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

export function StateIcon({ state }: { readonly state: State }) {
  return <Icon name={STATE_ICONS[state]} />;
}

export function NetworkIcon({ network }: { readonly network: NetworkState | undefined }) {
  return <Icon name={network === undefined ? 'dashed' : NETWORK_ICONS[network]} />;
}
