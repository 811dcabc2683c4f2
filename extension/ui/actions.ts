// What a person can do in the popup. The page root does it; the components only call.

import type { CheckChoice } from '../../src/check/row.ts';
import type { OutboxAnswer, Request } from '../../src/view/messages.ts';

export type ExportFormat = 'jsonl' | 'csv';

export interface LockActions {
  /** Whether it was the passphrase. */
  unlock(passphrase: string): Promise<boolean>;
  lock(): Promise<void>;
}

/** What a person may wish for one report. */
export type Wish = Extract<Request, { type: 'report' }>['wish'];

export interface ReportActions {
  outbox(): Promise<OutboxAnswer>;
  wish(id: string, wish: Wish): Promise<void>;
  /** Opens the dashboard in a tab, where the reports are if they are wanted. */
  openDashboard(at?: 'reports'): void;
}

export interface PopupActions extends LockActions, ReportActions {
  /** Asks for the hosts back. Must be the first call in the click handler: browsers allow the question only there. */
  requestPermissions(): void;
  /** Goes to where the dashboard offers the hosts that are new in the list. */
  showNewHosts(): void;
  /** Saves everything kept as one file; tells how many rows came so far; rejects when the background stops answering. */
  exportRows(format: ExportFormat, onRows: (rows: number) => void): Promise<void>;
  set(setting: 'confirm' | 'badge' | 'doh', value: boolean): Promise<void>;
  /** Begins a check; the person has agreed to it. */
  check(choice: CheckChoice): void;
  cancelCheck(): void;
  /** Opens the dashboard where the site in the present tab can be added to the person's own list. */
  watchTab(): void;
  /** Two capitals, or empty for "not chosen". */
  setCountry(country: string): Promise<void>;
}

/** What a notice may need; where the new hosts are offered themselves, nothing leads to them. */
export type NoticeActions = Pick<PopupActions, 'requestPermissions'> &
  Partial<Pick<PopupActions, 'showNewHosts'>>;
