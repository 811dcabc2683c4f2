// How a vendor table is written down and read: rows of code names that mean the same, first exact names, then name patterns.
import type { ErrorContext } from './classify.ts';
import type { Classified, Confounder, Failure, FailureDetail, Stage } from './failures.ts';

/**
 * A stage, or `secured` for errors of a connection that was already made: inside TLS where there is TLS, at HTTP where there is none.
 * (After the request a cut over https cannot be told from one in the handshake; the earlier stage is named.)
 */
export type TableStage = Stage | 'secured';

/** What a row means: a confounder alone, or a failure with its stage and perhaps a detail. */
export type Meaning = Confounder | readonly [failure: Failure, stage: TableStage, detail?: FailureDetail];

/** Names without their vendor prefix, parted by spaces, and what all of them mean. */
export type NameRow = readonly [names: string, meaning: Meaning];
/** For families: the first pattern that matches decides. */
export type PatternRow = readonly [pattern: RegExp, meaning: Meaning];

/** Finds a name's meaning: exact names win over patterns; undefined when the name is not in the table. */
export function tableReader(
  names: readonly NameRow[],
  patterns: readonly PatternRow[],
): (name: string) => Meaning | undefined {
  const exact = new Map(
    names.flatMap(([list, meaning]) => list.split(/\s+/).map((name) => [name, meaning] as const)),
  );
  return (name) => exact.get(name) ?? patterns.find(([pattern]) => pattern.test(name))?.[1];
}

/** The meaning in the shape that is stored, with the stage settled; an absent meaning is an unknown failure. */
export function settle(meaning: Meaning | undefined, { scheme }: Pick<ErrorContext, 'scheme'>): Classified {
  if (meaning === undefined) return { failure: 'unknown_failure', stage: 'unknown' };
  if (typeof meaning === 'string') return { confounder: meaning };
  const [failure, named, detail] = meaning;
  const stage = named === 'secured' ? (scheme === 'https' || scheme === 'wss' ? 'tls' : 'http') : named;
  return detail === undefined ? { failure, stage } : { failure, stage, detail };
}
