// What the popup shows, already decided and sorted; the popup only draws and translates. Message keys are names in `_locales`.
import type { CountryCode, TelegramPart } from '../catalogue/types.ts';
import type { CheckGroup } from '../check/groups.ts';
import type { CheckProgress } from '../check/progress.ts';
import type { CheckChoice, Schedule } from '../check/row.ts';
import type { NetworkRow } from '../judge/controls.ts';
import type { DnsAgreement, Method, NetworkState, PointOfControl, State } from '../judge/verdict.ts';
import type { Confounder, Failure, Stage } from '../observe/failures.ts';
import type { Observation } from '../observe/observation.ts';
import type { Notify } from './messages.ts';
import type { StorageState } from './storage.ts';

/** One line of evidence, in the order things happened. All strings are shown as text. */
export interface EvidenceRow {
  readonly atMs: number;
  readonly source: Observation['source'];
  /** Host (and port where not the scheme's own) that was asked. */
  readonly asked: string;
  readonly outcome:
    | 'success'
    | 'failure'
    | 'stall'
    | 'headers_only'
    | 'redirect'
    | 'confounded'
    | 'answers'
    | 'read';
  readonly failure?: Failure;
  readonly stage?: Stage;
  readonly confounder?: Confounder;
  readonly status?: number;
  /** Peer address, DNS answers or redirect host: what came back, bounded. */
  readonly got?: string;
  readonly elapsedMs: number;
  readonly bodyBytes?: number;
  /** How long those bytes took after the headers. */
  readonly bodyMs?: number;
  /** `doh`: name of the resolver that was asked. */
  readonly resolver?: string;
}

export interface EndpointRow {
  /** The catalogue host or address. */
  readonly endpoint: string;
  /** Telegram data centre number, where it is one. */
  readonly dataCentre?: number;
  readonly state: State;
  readonly stage?: Stage;
  /** Whether resolvers abroad agree with this network's. */
  readonly dns?: DnsAgreement;
}

export interface PartRow {
  readonly part: TelegramPart;
  readonly state: State;
  readonly stage?: Stage;
  readonly endpoints: readonly EndpointRow[];
}

/** What was found on another network of the person's. */
export interface ElsewhereRow {
  /** As the person calls it. */
  readonly name: string;
  readonly state: State;
  readonly stage?: Stage;
  readonly method?: Method;
  readonly atMs: number;
}

export interface ServiceRow {
  readonly service: string;
  readonly name: string;
  readonly state: State;
  /** Seen on another network, or before the browser was started again: says nothing about the present one. */
  readonly earlier?: true;
  /** The person says that this is wrong. */
  readonly wrong?: true;
  readonly stage?: Stage;
  readonly method?: Method;
  readonly failure?: Failure;
  readonly pointOfControl: PointOfControl;
  readonly rule?: string;
  readonly confounders: readonly Confounder[];
  /** How sure: `certain` (an artefact or an authenticated answer), `likely`, `unsure`. Absent for `unknown`. */
  readonly sureness?: 'certain' | 'likely' | 'unsure';
  readonly sinceMs?: number;
  readonly lastSeenAtMs?: number;
  readonly lastOkAtMs?: number;
  readonly endpoints: readonly EndpointRow[];
  readonly elsewhere: readonly ElsewhereRow[];
  readonly evidence: readonly EvidenceRow[];
}

/** The first line: the answer. `key` is a message name; `names` fills it (already shortened), `count` chooses the plural. */
export interface Headline {
  readonly tone: 'ok' | 'warn' | 'bad' | 'neutral';
  readonly key: string;
  readonly names?: string;
  readonly count?: number;
  readonly method?: Method;
  readonly stage?: Stage;
}

export interface Notice {
  /** `permissions`: hosts were taken away, `count` of them. `new_hosts`: the list has grown by so many, which may not be watched yet. `memory`: the database could not be opened. `broken_rows`: `count` rows set aside. */
  readonly kind: 'permissions' | 'new_hosts' | 'memory' | 'broken_rows';
  readonly count?: number;
}

export interface PopupModel {
  readonly nowMs: number;
  readonly headline: Headline;
  /** Absent while nothing was measured on this network. */
  readonly network?: NetworkState;
  readonly networkCheckedAtMs?: number;
  readonly notices: readonly Notice[];
  readonly telegram: ServiceRow;
  readonly telegramParts: readonly PartRow[];
  /** All services but Telegram: blocked first, then failing, then ok; those never seen are in `unknown`. */
  readonly services: readonly ServiceRow[];
  /** Large hosts of other people's sites that were checked: what else a block may have hit. */
  readonly clouds: readonly ServiceRow[];
  /** What can be checked. */
  readonly groups: readonly {
    readonly group: CheckGroup;
    readonly services: readonly { readonly id: string; readonly name: string }[];
  }[];
  /** Of the running check, or the one that ended last. */
  readonly progress?: CheckProgress;
  /** What the person agreed to have checked; absent until they have. */
  readonly checkChoice?: CheckChoice;
  /** Checks by the clock; absent: none. */
  readonly schedule?: Schedule;
  /** All networks that are remembered, with what the person said of them. */
  readonly networks: readonly Pick<NetworkRow, 'network' | 'name' | 'asn' | 'country'>[];
  /** What the person calls the network in use, and its autonomous system. */
  readonly networkName?: string;
  readonly networkAsn?: number;
  /** Services never seen on this device: name and id only, sorted by name. */
  readonly unknown: readonly { readonly service: string; readonly name: string }[];
  /** Reports that were not sent yet; absent while nothing is reported. */
  readonly reportsWaiting?: number;
  readonly observationCount: number;
  readonly confirmEnabled: boolean;
  readonly badgeEnabled: boolean;
  /** Resolvers abroad may be asked over https when a name does not resolve. */
  readonly dohEnabled: boolean;
  readonly retentionDays: number;
  readonly storage: StorageState;
  readonly notify: Notify;
  /** Country the person chose; absent when none. */
  readonly country?: CountryCode;
}
