// What the dashboard shows and what a person can do in it. The page root does it; the components only call. Whatever needs a permission must be
// called directly in a click handler, before anything that waits: browsers allow the question only there.
import type { CountryCode } from '../../src/catalogue/types.ts';
import type { ScheduleHours } from '../../src/check/groups.ts';
import type { CheckChoice } from '../../src/check/row.ts';
import type { DayRow } from '../../src/judge/day.ts';
import type { StoreRow } from '../../src/judge/stores.ts';
import type { Verdict } from '../../src/judge/verdict.ts';
import type { Observation } from '../../src/observe/observation.ts';
import type { StoreReason } from '../../src/observe/storeAnswer.ts';
import type { Reason } from '../../src/own/clean.ts';
import type { Decoded } from '../../src/own/decode.ts';
import type { ImportPreview } from '../../src/own/import.ts';
import type { CheckIn } from '../../src/report/checkIn.ts';
import type { Level } from '../../src/report/redact.ts';
import type { PopupModel } from '../../src/view/model.ts';
import type { LockActions, PopupActions } from './actions.ts';
import type { ExportChoice } from './exportChoice.ts';
import type { OwnData } from './ownKeeper.ts';
import type { ReportsActions, ReportsData } from './Reports.tsx';
import type { SeesProps } from './Sees.tsx';
import type { SettingsActions, SettingsData } from './SettingsView.tsx';
import type { Route } from './views.ts';

/** Services a person may pick for the schedule: never the whole list. */
export const SCHEDULE_MAX = 20;

/** What came of the wish to check. `without_clouds`: they were refused, the rest is checked. `nothing`: and there was no rest. */
export type CheckSaid = 'started' | 'without_clouds' | 'nothing' | 'failed';

export type SayOoni = CheckIn | 'refused' | 'unknown';

export type LookUpSaid = 'done' | 'cancelled' | 'refused' | 'failed';

/** What is being handed over of one service. */
export interface HandOverData {
  readonly service: string;
  readonly level: Level;
  /** Absent while it is made. */
  readonly preview: { readonly text: string; readonly sha256: string } | undefined;
}

/** Facts for the page that says what we can see. */
export type SeesData = Omit<SeesProps, 'observationCount' | 't'>;

export interface StoresData {
  readonly rows: readonly StoreRow[];
  /** Of this visit to the page: why a store's answer was read as it was, by `app store country`. */
  readonly reasons: ReadonlyMap<string, StoreReason>;
  /** Of the look-up that is running. */
  readonly progress?: { readonly done: number; readonly total: number } | undefined;
}

export interface DashboardData {
  readonly route: Route;
  /** What the model was made from, for the page of one service. */
  readonly verdicts: readonly Verdict[];
  readonly evidence: readonly Observation[];
  /** The timeline's rows; undefined until they are read. */
  readonly days: readonly DayRow[] | undefined;
  /** Everything kept of one service, once it was asked for. */
  readonly raw?: { readonly service: string; readonly observations: readonly Observation[] } | undefined;
  readonly handOver?: HandOverData | undefined;
  readonly settings: SettingsData;
  readonly reports: ReportsData;
  readonly sees: SeesData;
  /** `undefined` until the background has answered. */
  readonly model: PopupModel | undefined;
  readonly own: OwnData;
  /** The site a person came from to watch it. */
  readonly offered?: { readonly host: string; readonly refused?: Reason } | undefined;
  readonly stores: StoresData;
  /** Services with hosts that are newer than what was asked for at installing. */
  readonly newServices: readonly string[];
  /** Country that the device's time zone suggests. Offered, never chosen for a person. */
  readonly suggested: CountryCode | undefined;
}

export interface OwnActions {
  preview(text: string): ImportPreview;
  readFile(file: Blob): Promise<ImportPreview | Extract<Decoded, { refused: unknown }>>;
  /** Asks for the hosts; resolves to whether anything was added. */
  apply(preview: ImportPreview, group: string): Promise<boolean>;
  pause(host: string, paused: boolean): void;
  group(host: string, group: string): void;
  remove(host: string): void;
  removePrints(): void;
  move(host: string, by: 1 | -1): void;
  undo(): void;
  save(format: 'txt' | 'csv'): void;
}

export interface DashboardActions
  extends Pick<PopupActions, 'requestPermissions' | 'cancelCheck' | 'setCountry' | 'set'>,
    LockActions,
    SettingsActions {
  go(route: Route): void;
  close(): void;
  /** The person says that the verdict on this service is wrong, or takes that back. */
  mark(service: string, wrong: boolean): Promise<void>;
  loadRaw(service: string): void;
  /** Makes what would be handed over of this service at this level. */
  handOver(service: string, level: Level): void;
  saveHandOver(as: 'html' | 'png'): Promise<'done' | 'failed'>;
  /** Asks for the clouds where they are chosen. */
  check(choice: CheckChoice): Promise<CheckSaid>;
  /** An empty name takes it away. */
  nameNetwork(name: string, asn: number | undefined): Promise<void>;
  switchedNetwork(): Promise<void>;
  /** Asks for OONI's host. */
  askOoni(): Promise<SayOoni>;
  /** Asks for the stores' hosts. */
  lookUp(country: CountryCode): Promise<LookUpSaid>;
  cancelLookUp(): void;
  /** 0 switches it off. */
  schedule(everyHours: ScheduleHours | 0, only: readonly string[]): Promise<void>;
  /** Saves a file unless there is nothing for it; tells how many rows came so far; rejects when the background stops answering. */
  save(
    choice: ExportChoice,
    onRows: (rows: number) => void,
    signal: AbortSignal,
  ): Promise<'done' | 'nothing' | 'cancelled'>;
  /** Asks for the hosts that are new in the list. */
  allowNewHosts(): void;
  /** They are not offered again. */
  declineNewHosts(): void;
  readonly own: OwnActions;
  readonly reports: ReportsActions;
}
