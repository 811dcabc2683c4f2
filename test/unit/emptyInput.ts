// What a page is made of while nothing was seen: tests add what theirs are about.
import { SERVICES } from '../../src/catalogue/index.ts';
import type { PopupInput } from '../../src/view/popup.ts';
import { NETWORK, NOW } from './store.contract.ts';

export const EMPTY_INPUT: PopupInput = {
  nowMs: NOW,
  services: SERVICES,
  opinions: [],
  networks: [],
  verdicts: [],
  presentNetwork: NETWORK,
  network: undefined,
  jobs: [],
  evidence: [],
  observationCount: 0,
  brokenCount: 0,
  memoryOnly: false,
  storage: 'standard',
  missingHosts: 0,
  newHosts: 0,
  mistakes: [],
  retentionDays: 30,
  notify: 'off',
  confirmEnabled: true,
  badgeEnabled: true,
  dohEnabled: false,
};
