// Counts for the operator in Prometheus' text format, served on a listener of its own. Totals only: nothing by country, network or target, which
// would publish small numbers by the back door.

/** What can become of a message. */
const OUTCOMES = [
  'stored',
  'duplicate',
  'dummy',
  'refused_schema',
  'refused_list',
  'refused_day',
  'unavailable',
  'not_a_message',
  'not_opened',
] as const;
export type MessageOutcome = (typeof OUTCOMES)[number];

/** Upper bounds in seconds. */
const COMMIT_BOUNDS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** What is read at the moment of asking. */
export interface Gauges {
  readonly waiting: number;
  readonly keys: readonly { readonly id: number; readonly expiresAtMs: number }[];
  readonly residentBytes: number;
  readonly heapBytes: number;
}

export class Metrics {
  readonly #messages = new Map<MessageOutcome, number>(OUTCOMES.map((outcome) => [outcome, 0]));
  readonly #commits = COMMIT_BOUNDS_S.map(() => 0);
  #commitCount = 0;
  #commitFailures = 0;
  #commitSumS = 0;

  message(outcome: MessageOutcome): void {
    this.#messages.set(outcome, (this.#messages.get(outcome) ?? 0) + 1);
  }

  commit(tookMs: number, failed: boolean): void {
    const tookS = tookMs / 1000;
    this.#commitCount++;
    this.#commitSumS += tookS;
    if (failed) this.#commitFailures++;
    for (const [i, bound] of COMMIT_BOUNDS_S.entries())
      if (tookS <= bound) this.#commits[i] = (this.#commits[i] ?? 0) + 1;
  }

  /** The whole page. */
  text({ waiting, keys, residentBytes, heapBytes }: Gauges): string {
    return [
      ...head('messages_total', 'counter', 'Messages by what became of them.'),
      ...[...this.#messages].map(([outcome, count]) => line('messages_total', count, { outcome })),
      ...head('commit_seconds', 'histogram', 'Time that one transaction of messages took.'),
      ...COMMIT_BOUNDS_S.map((le, i) => line('commit_seconds_bucket', this.#commits[i] ?? 0, { le })),
      line('commit_seconds_bucket', this.#commitCount, { le: '+Inf' }),
      line('commit_seconds_sum', this.#commitSumS),
      line('commit_seconds_count', this.#commitCount),
      ...head('commit_failures_total', 'counter', 'Transactions that failed.'),
      line('commit_failures_total', this.#commitFailures),
      ...head('waiting_messages', 'gauge', 'Messages that wait for a transaction.'),
      line('waiting_messages', waiting),
      ...head('key_expires_timestamp_seconds', 'gauge', 'When a key opens no more.'),
      ...keys.map(({ id, expiresAtMs }) =>
        line('key_expires_timestamp_seconds', expiresAtMs / 1000, { key: id }),
      ),
      ...head('resident_memory_bytes', 'gauge', 'Memory of the process.'),
      line('resident_memory_bytes', residentBytes),
      ...head('heap_used_bytes', 'gauge', 'Memory that JavaScript uses.'),
      line('heap_used_bytes', heapBytes),
      '',
    ].join('\n');
  }
}

const PREFIX = 'reachable_collector_';

function head(name: string, type: string, help: string): readonly string[] {
  return [`# HELP ${PREFIX}${name} ${help}`, `# TYPE ${PREFIX}${name} ${type}`];
}

function line(name: string, value: number, labels: Readonly<Record<string, string | number>> = {}): string {
  const pairs = Object.entries(labels).map(([key, label]) => `${key}="${label}"`);
  return `${PREFIX}${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
}
