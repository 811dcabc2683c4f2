// Rows → what the popup shows: sorted, counted and bounded. Words come later; here are only keys. Runs in the page, from what the background
// sends, so that the background stays small.
import { type CountryCode, type Endpoint, type Service, TELEGRAM_PART_ORDER } from '../catalogue/types.ts';
import { CHECK_GROUPS } from '../check/groups.ts';
import type { CheckProgress } from '../check/progress.ts';
import type { CheckChoice, Schedule } from '../check/row.ts';
import type { NetworkRow } from '../judge/controls.ts';
import type { Mistake } from '../judge/mistake.ts';
import type { Opinion } from '../judge/opinion.ts';
import { bySeverity, combine } from '../judge/severity.ts';
import type { State, Verdict } from '../judge/verdict.ts';
import type { Observation } from '../observe/observation.ts';
import type { ConfirmJob } from '../store.ts';
import type { Notify } from './messages.ts';
import type {
  ElsewhereRow,
  EndpointRow,
  EvidenceRow,
  Headline,
  Notice,
  PartRow,
  PopupModel,
  ServiceRow,
} from './model.ts';
import type { StorageState } from './storage.ts';

/** Lines of evidence shown for one service. The export has them all. */
export const MAX_EVIDENCE = 20;
/** Of these, neutral sites that were compared with. */
const MAX_CONTROLS = 6;
/** Other networks shown beside one. */
const MAX_ELSEWHERE = 5;
/** A failure this fresh may still be under comparison. */
const CHECKING_MS = 100_000;
/** Names spelled out in the headline. */
const MAX_NAMES = 3;
/** A network state older than this is no longer news. */
const NETWORK_FRESH_MS = 30 * 60_000;

/** What a page needs of a service. */
export type ListedService = Pick<Service, 'id' | 'name' | 'category'> & {
  readonly endpoints: readonly Pick<Endpoint, 'host' | 'part' | 'dataCentre'>[];
};

export interface PopupInput {
  readonly nowMs: number;
  readonly verdicts: readonly Verdict[];
  /** Verdicts of other networks are shown as seen earlier, and never in the headline. */
  readonly presentNetwork: string;
  /** The shipped watch list, Telegram first, then clouds and the person's own. */
  readonly services: readonly ListedService[];
  /** What was found on networks with a name, and all networks. */
  readonly opinions: readonly Opinion[];
  readonly networks: readonly NetworkRow[];
  /** Of the running check, or the one that ended last. */
  readonly progress?: CheckProgress;
  /** What the person agreed to have checked. */
  readonly checkChoice?: CheckChoice;
  /** Checks by the clock. */
  readonly schedule?: Schedule;
  readonly network: NetworkRow | undefined;
  readonly jobs: readonly ConfirmJob[];
  /** Observations the verdicts rest on, and controls around them. */
  readonly evidence: readonly Observation[];
  /** Reports that were not sent yet; absent while nothing is reported. */
  readonly reportsWaiting?: number;
  readonly observationCount: number;
  readonly brokenCount: number;
  /** Those of the verdicts that the person says are wrong. */
  readonly mistakes: readonly Mistake[];
  readonly retentionDays: number;
  readonly notify: Notify;
  readonly memoryOnly: boolean;
  readonly storage: StorageState;
  readonly missingHosts: number;
  /** Hosts of the shipped list that are newer than what was asked for at installing, and that the person has not declined. */
  readonly newHosts: number;
  readonly confirmEnabled: boolean;
  readonly badgeEnabled: boolean;
  readonly dohEnabled: boolean;
  readonly country?: CountryCode;
}

/** Builds the model. Pure; the same rows give the same model. */
export function popupModel(input: PopupInput): PopupModel {
  const byService = new Map(input.verdicts.map((v) => [v.service, v]));
  const rows = input.services
    .filter((s) => s.category !== 'cloud')
    .map((s) => serviceRow(s, byService.get(s.id), input));
  const [telegram, ...others] = rows as [ServiceRow, ...ServiceRow[]];
  const clouds = input.services
    .filter((s) => s.category === 'cloud')
    .map((s) => serviceRow(s, byService.get(s.id), input))
    .filter((r) => r.state !== 'unknown');
  const seen = others
    .filter((r) => r.state !== 'unknown')
    .sort(
      (a, b) =>
        Number(a.earlier ?? false) - Number(b.earlier ?? false) ||
        bySeverity(a.state, b.state) ||
        (b.lastSeenAtMs ?? 0) - (a.lastSeenAtMs ?? 0) ||
        (a.name < b.name ? -1 : 1),
    );
  const network =
    input.network?.checkedAtMs !== undefined && input.nowMs - input.network.checkedAtMs < NETWORK_FRESH_MS
      ? input.network
      : undefined;
  const here = input.networks.find((n) => n.network === input.presentNetwork);
  return {
    nowMs: input.nowMs,
    headline: headline(telegram, seen, network, input),
    ...(network?.state && { network: network.state }),
    ...(network?.checkedAtMs !== undefined && { networkCheckedAtMs: network.checkedAtMs }),
    notices: notices(input),
    telegram,
    telegramParts: parts(input.services[0] as ListedService, telegram),
    services: seen,
    clouds: clouds.sort((a, b) => bySeverity(a.state, b.state) || (a.name < b.name ? -1 : 1)),
    groups: groups(input.services),
    ...(input.progress && { progress: input.progress }),
    ...(input.checkChoice && { checkChoice: input.checkChoice }),
    ...(input.schedule && { schedule: input.schedule }),
    networks: input.networks,
    ...(here?.name && { networkName: here.name }),
    ...(here?.asn !== undefined && { networkAsn: here.asn }),
    unknown: others
      .filter((r) => r.state === 'unknown')
      .map((r) => ({ service: r.service, name: r.name }))
      .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1)),
    ...(input.reportsWaiting !== undefined && { reportsWaiting: input.reportsWaiting }),
    observationCount: input.observationCount,
    confirmEnabled: input.confirmEnabled,
    badgeEnabled: input.badgeEnabled,
    dohEnabled: input.dohEnabled,
    retentionDays: input.retentionDays,
    storage: input.storage,
    notify: input.notify,
    ...(input.country && { country: input.country }),
  };
}

function serviceRow(service: ListedService, verdict: Verdict | undefined, input: PopupInput): ServiceRow {
  if (!verdict) {
    return {
      service: service.id,
      name: service.name,
      state: 'unknown',
      pointOfControl: 'unknown',
      confounders: [],
      endpoints: [],
      elsewhere: elsewhereRows(service.id, input),
      evidence: [],
    };
  }
  const endpoints = verdict.endpoints.flatMap((e): EndpointRow[] => {
    const known = service.endpoints.find((k) => k.host === e.endpoint);
    // An endpoint that an update took off the list is no longer shown.
    if (!known) return [];
    return [
      {
        endpoint: e.endpoint,
        ...(known.dataCentre !== undefined && { dataCentre: known.dataCentre }),
        state: e.state,
        ...(e.stage && { stage: e.stage }),
        ...(e.dns && { dns: e.dns }),
      },
    ];
  });
  const ids = new Set(verdict.observations);
  return {
    service: service.id,
    name: service.name,
    state: verdict.state,
    ...(verdict.network !== input.presentNetwork && { earlier: true as const }),
    ...(input.mistakes.some((m) => m.service === service.id) && { wrong: true as const }),
    ...(verdict.stage && { stage: verdict.stage }),
    ...(verdict.method && { method: verdict.method }),
    ...(verdict.failure && { failure: verdict.failure }),
    pointOfControl: verdict.pointOfControl,
    rule: verdict.rule,
    confounders: verdict.confounders,
    sureness: sureness(verdict.state),
    sinceMs: verdict.sinceMs,
    lastSeenAtMs: verdict.lastSeenAtMs,
    ...(verdict.lastOkAtMs !== undefined && { lastOkAtMs: verdict.lastOkAtMs }),
    endpoints,
    elsewhere: elsewhereRows(service.id, input),
    evidence: shownEvidence(input.evidence.filter((o) => ids.has(o.id))).map(evidenceRow),
  };
}

/** What can be checked, in the order of {@link CHECK_GROUPS}; groups without a service are left out. */
function groups(services: readonly ListedService[]): PopupModel['groups'] {
  return CHECK_GROUPS.map((group) => ({
    group,
    services: services.filter((s) => s.category === group).map(({ id, name }) => ({ id, name })),
  })).filter((g) => g.services.length > 0);
}

/** The newest finding on each other network the person has named, newest first. */
function elsewhereRows(service: string, { opinions, networks, presentNetwork }: PopupInput): ElsewhereRow[] {
  const named = new Map(networks.flatMap((n) => (n.name ? [[n.network, n.name] as const] : [])));
  const here = named.get(presentNetwork);
  const byName = new Map<string, ElsewhereRow>();
  for (const o of [...opinions].sort((a, b) => a.atMs - b.atMs)) {
    const name = named.get(o.network);
    if (o.service !== service || name === undefined || name === here) continue;
    byName.set(name, {
      name,
      state: o.state,
      ...(o.stage && { stage: o.stage }),
      ...(o.method && { method: o.method }),
      atMs: o.atMs,
    });
  }
  return [...byName.values()].reverse().slice(0, MAX_ELSEWHERE);
}

/** What failed first, then a few controls, then what answered: the newest of each, in order of time. */
function shownEvidence(found: readonly Observation[]): Observation[] {
  const controls = found.filter((o) => o.source === 'control');
  const own = found.filter((o) => o.source !== 'control');
  const telling = own.filter((o) => o.failure !== undefined || o.outcome !== 'success');
  const first = [...telling.slice(-(MAX_EVIDENCE - MAX_CONTROLS)), ...controls.slice(-MAX_CONTROLS)];
  const room = MAX_EVIDENCE - first.length;
  const rest = own.filter((o) => !telling.includes(o));
  return [...first, ...rest.slice(Math.max(0, rest.length - room))].sort((a, b) => a.atMs - b.atMs);
}

function sureness(state: State): 'certain' | 'likely' | 'unsure' {
  if (state === 'likely_blocked' || state === 'slow') return 'likely';
  return state === 'unclear' ? 'unsure' : 'certain';
}

const USUAL_PORT: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443 };

const RESOLVER_NAMES: Readonly<Record<string, string>> = { cloudflare: 'Cloudflare', google: 'Google' };

/** One observation as a line of evidence. */
export function evidenceRow(o: Observation): EvidenceRow {
  const port = o.port && o.port !== USUAL_PORT[o.scheme] ? `:${o.port}` : '';
  const got = o.redirectHost ?? (o.answers?.length ? o.answers.slice(0, 4).join(', ') : o.address);
  return {
    atMs: o.atMs,
    source: o.source,
    asked: o.scheme === 'none' ? o.host : `${o.scheme}://${o.host}${port}`,
    outcome: o.outcome,
    ...(o.failure && { failure: o.failure }),
    ...(o.stage && { stage: o.stage }),
    ...(o.confounder && { confounder: o.confounder }),
    ...(o.status !== undefined && { status: o.status }),
    ...(got && { got: got.slice(0, 200) }),
    elapsedMs: Math.max(0, o.atMs - o.startedAtMs),
    ...(o.bodyBytes !== undefined && { bodyBytes: o.bodyBytes }),
    ...(o.bodyMs !== undefined && { bodyMs: o.bodyMs }),
    ...(o.resolver && { resolver: RESOLVER_NAMES[o.resolver] ?? o.resolver }),
  };
}

function parts(service: ListedService, row: ServiceRow): PartRow[] {
  const byHost = new Map(row.endpoints.map((e) => [e.endpoint, e]));
  return TELEGRAM_PART_ORDER.map((part) => {
    const endpoints = service.endpoints
      .filter((e) => e.part === part)
      .flatMap((e) => byHost.get(e.host) ?? []);
    const state = combine(
      part,
      endpoints.map((e) => e.state),
    );
    const stage = endpoints.find((e) => e.state === state)?.stage;
    return { part, state, ...(stage && { stage }), endpoints };
  });
}

function notices(input: PopupInput): Notice[] {
  const list: Notice[] = [];
  if (input.missingHosts > 0) list.push({ kind: 'permissions', count: input.missingHosts });
  if (input.newHosts > 0) list.push({ kind: 'new_hosts', count: input.newHosts });
  if (input.memoryOnly) list.push({ kind: 'memory' });
  if (input.brokenCount > 0) list.push({ kind: 'broken_rows', count: input.brokenCount });
  return list;
}

function headline(
  telegram: ServiceRow,
  seen: readonly ServiceRow[],
  network: NetworkRow | undefined,
  input: PopupInput,
): Headline {
  // What was seen on another network, or before the browser was started again, says nothing about this one.
  const all = [telegram, ...seen].filter((r) => !r.earlier);
  const of = (...states: State[]) => all.filter((r) => states.includes(r.state));
  const naming = (rows: readonly ServiceRow[]) => ({
    names:
      rows
        .slice(0, MAX_NAMES)
        .map((r) => r.name)
        .join(', ') + (rows.length > MAX_NAMES ? ' …' : ''),
    count: rows.length,
  });
  // A network that carries nothing comes first: everything else follows from it.
  if (network?.state === 'offline') return { tone: 'warn', key: 'headlineOffline' };
  if (network?.state === 'portal') return { tone: 'warn', key: 'headlinePortal' };
  if (network?.state === 'wrong_clock') return { tone: 'warn', key: 'headlineWrongClock' };
  if (network?.state === 'proxied') return { tone: 'neutral', key: 'headlineProxied' };
  // One that carries little else than a few sites comes next. What was proven before stays in its row.
  if (network?.state === 'cut_off') return { tone: 'warn', key: 'headlineCutOff' };
  if (network?.state === 'allow_list') return { tone: 'warn', key: 'headlineAllowList' };
  const blocked = of('blocked');
  const bad = of('blocked', 'likely_blocked');
  const how = (r: ServiceRow) => ({
    ...(r.method && { method: r.method }),
    ...(r.stage && { stage: r.stage }),
  });
  /** How it is done, where it is the same for all. */
  const alike = (rows: readonly ServiceRow[]) =>
    rows[0] && rows.every((r) => r.method === rows[0]?.method && r.stage === rows[0]?.stage)
      ? how(rows[0])
      : {};
  if (bad.includes(telegram)) {
    const others = bad.filter((r) => r !== telegram);
    if (others.length > 0)
      return { tone: 'bad', key: 'headlineTelegramAndServices', ...naming(others), ...how(telegram) };
    return {
      tone: 'bad',
      key: telegram.state === 'blocked' ? 'headlineTelegramBlocked' : 'headlineTelegramLikely',
      ...how(telegram),
    };
  }
  if (bad.length > 0) {
    const key = blocked.length === bad.length ? 'headlineServicesBlocked' : 'headlineServicesLikely';
    return { tone: 'bad', key, ...naming(bad), ...alike(bad) };
  }
  const slow = of('slow');
  if (slow.length > 0) return { tone: 'warn', key: 'headlineSlow', ...naming(slow), ...alike(slow) };
  const unclear = of('unclear');
  const checking =
    input.jobs.length > 0 && unclear.some((r) => input.nowMs - (r.lastSeenAtMs ?? 0) < CHECKING_MS);
  if (checking) return { tone: 'neutral', key: 'headlineChecking' };
  const filtered = of('filtered');
  if (filtered.length > 0) return { tone: 'warn', key: 'headlineFiltered', ...naming(filtered) };
  if (unclear.length > 0) return { tone: 'warn', key: 'headlineUnclear', ...naming(unclear) };
  const down = of('down');
  if (down.length > 0) return { tone: 'warn', key: 'headlineDown', ...naming(down) };
  const refused = of('refused');
  if (refused.length > 0) return { tone: 'warn', key: 'headlineRefused', ...naming(refused) };
  return of('ok').length > 0
    ? { tone: 'ok', key: 'headlineAllOk' }
    : { tone: 'neutral', key: 'headlineNothingYet' };
}
