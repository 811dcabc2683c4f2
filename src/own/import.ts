// Reads lists people bring: a plain one, Citizen Lab's test lists, our own export, OONI's block pages. Reading changes nothing; it gives a
// preview, and a person who has seen it may apply it.
import { FINGERPRINT_REASONS, type FingerprintRow, fingerprintFrom } from './blockpages.ts';
import { admitHost, type Known, REASONS, type ToAscii } from './clean.ts';
import { CELL_MAX, ROWS_MAX, readCsv, separatorOf } from './csv.ts';
import { FILE_MAX } from './decode.ts';
import { unguarded } from './export.ts';
import {
  addFingerprints,
  addRows,
  fingerprintKey,
  type KnownList,
  OWN_FINGERPRINTS_MAX,
  type OwnFingerprint,
  type OwnList,
  plainGroup,
} from './list.ts';

/** Why a line is not taken, or where the reading ended. */
export const IMPORT_REASONS = [
  ...REASONS,
  ...FINGERPRINT_REASONS,
  /** The whole text is; line 0. */
  'too_large',
  /** From this line on nothing was read. */
  'too_many_rows',
  /** A quote opens in the record that begins here and never closes; nothing was read from here on. */
  'unterminated_quote',
] as const;
export type ImportReason = (typeof IMPORT_REASONS)[number];

export interface Refused {
  /** From 1; 0 for the whole. */
  readonly line: number;
  /** What stood there, at most 80 characters, without any that cannot be seen. */
  readonly text: string;
  readonly reason: ImportReason;
}

/** A host as it will be added. Our own export also brings the rest of its row. */
export interface ImportedHost {
  readonly host: string;
  readonly group: string;
  readonly paused?: true;
  readonly addedAtMs?: number;
}

interface Told {
  /** The first 200. */
  readonly refused: readonly Refused[];
  /** All of them, by reason. */
  readonly counts: Readonly<Partial<Record<ImportReason, number>>>;
  /** Good, but in the text more than once; block pages also when they are on the list already. */
  readonly duplicates: number;
  /** Good, but the list has no room for them. */
  readonly tooMany: number;
}

/** What would be added. Plain data: it may be sent and shown as it is. */
export type ImportPreview =
  | (Told & { readonly kind: 'plain' | 'citizenlab' | 'own'; readonly accepted: readonly ImportedHost[] })
  | (Told & { readonly kind: 'fingerprints'; readonly accepted: readonly OwnFingerprint[] });

export const REFUSED_MAX = 200;
export const REFUSED_TEXT_MAX = 80;

const FINGERPRINT_COLUMNS = [
  'name',
  'scope',
  'location_found',
  'pattern_type',
  'pattern',
  'expected_countries',
] as const;

/** What a text would add. Its kind is told by its header; a text without a known one is a plain list. Never throws. */
export function readImport(text: string, known: KnownList, toAscii: ToAscii): ImportPreview {
  const tally = startTally();
  if (text.length > FILE_MAX) {
    tally.refuse(0, '', 'too_large');
    return { kind: 'plain', accepted: [], ...tally.told() };
  }
  const whole = text.replace(/^\ufeff/, '');
  const header = /\S[^\r\n]*/.exec(whole.slice(0, CELL_MAX))?.[0] ?? '';
  const separator = separatorOf(header);
  const columns =
    readCsv(header, separator).records[0]?.cells.map((cell) => cell?.trim().toLowerCase()) ?? [];
  const kind = kindOf(columns);
  if (kind === 'plain') {
    const accepted = hostsFrom(plainRows(whole, tally), known, toAscii, tally);
    return { kind, accepted, ...tally.told() };
  }
  const { records, stopped } = readCsv(whole, separator);
  if (stopped) tally.refuse(stopped.line, '', stopped.reason);
  const table = records.slice(1).map(
    ({ line, cells }): TableRow => ({
      line,
      cell: (column) => {
        const at = columns.indexOf(column);
        return at >= 0 && at < cells.length ? cells[at] : '';
      },
    }),
  );
  if (kind === 'fingerprints') {
    const accepted = printsFrom(table, known, toAscii, tally);
    return { kind, accepted, ...tally.told() };
  }
  const accepted = hostsFrom(table.map(kind === 'own' ? ownRow : urlRow), known, toAscii, tally);
  return { kind, accepted, ...tally.told() };
}

/**
 * The list with what a preview offered, hosts without a group of their own going into `group`. Nothing but the list changes, and the list
 * before is untouched: keep it, and undoing is putting it back.
 */
export function applyImport(list: OwnList, preview: ImportPreview, atMs: number, group = ''): OwnList {
  if (preview.kind === 'fingerprints') return addFingerprints(list, preview.accepted);
  const instead = plainGroup(group);
  return addRows(
    list,
    preview.accepted.map((row) => ({ addedAtMs: atMs, ...row, group: row.group || instead })),
  );
}

/** A row of a table with a header. Of a column that is not there or ends too early a cell is empty; undefined is one too long to read. */
interface TableRow {
  readonly line: number;
  cell(column: string): string | undefined;
}

interface HostRow {
  readonly line: number;
  /** Undefined: too long to read. */
  readonly text: string | undefined;
  readonly rest: Omit<ImportedHost, 'host'>;
}

function kindOf(columns: readonly (string | undefined)[]): ImportPreview['kind'] {
  const has = (...names: readonly string[]) => names.every((name) => columns.includes(name));
  if (has('location_found', 'pattern_type', 'pattern', 'scope')) return 'fingerprints';
  if (has('url', 'category_code')) return 'citizenlab';
  // A person may have cut the last two columns.
  return has('host', 'group') ? 'own' : 'plain';
}

/** One host a line; `#` begins a comment, at the start of a line or after space. */
function plainRows(text: string, tally: Tally): HostRow[] {
  // The last line's end begins no further one.
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split(/\r\n|\r|\n/, ROWS_MAX + 1);
  if (lines.length > ROWS_MAX) tally.refuse(ROWS_MAX + 1, '', 'too_many_rows');
  return lines
    .slice(0, ROWS_MAX)
    .map((line, i) => ({ line: i + 1, text: withoutComment(line), rest: { group: '' } }))
    .filter((row) => row.text === undefined || row.text.trim() !== '');
}

function withoutComment(line: string): string | undefined {
  const comment = /(?:^|\s)#/.exec(line);
  const text = comment ? line.slice(0, comment.index) : line;
  return text.length <= CELL_MAX ? text : undefined;
}

function urlRow(row: TableRow): HostRow {
  return { line: row.line, text: row.cell('url'), rest: { group: '' } };
}

/** Groups, pauses and times that cannot be read are as if they were not there: the host is what counts. */
function ownRow(row: TableRow): HostRow {
  const [group, paused, added] = ['group', 'paused', 'added'].map((column) =>
    unguarded(row.cell(column) ?? ''),
  );
  // Other spellings of a time mean different moments in different places.
  const addedAtMs = /^[+-]?\d{4,6}-\d\d-\d\dT[\d:.]+Z$/.test(added ?? '') ? Date.parse(added ?? '') : -1;
  return {
    line: row.line,
    text: row.cell('host'),
    rest: {
      group: plainGroup(group ?? ''),
      ...(/^\s*true\s*$/i.test(paused ?? '') && { paused: true }),
      ...(addedAtMs >= 0 && { addedAtMs }),
    },
  };
}

function hostsFrom(rows: readonly HostRow[], known: Known, toAscii: ToAscii, tally: Tally): ImportedHost[] {
  // Room is counted here, so that what does not fit is told apart from what is wrong.
  const roomy: Known = {
    has: (host) => known.has(host),
    isShipped: (host) => known.isShipped(host),
    room: 1,
  };
  const seen = new Set<string>();
  const accepted: ImportedHost[] = [];
  for (const { line, text, rest } of rows) {
    const admitted = text === undefined ? { refused: 'too_long' as const } : admitHost(text, roomy, toAscii);
    if ('refused' in admitted) tally.refuse(line, text ?? '', admitted.refused);
    else if (seen.has(admitted.host)) tally.duplicate();
    else {
      seen.add(admitted.host);
      if (accepted.length < known.room) accepted.push({ ...admitted, ...rest });
      else tally.noRoom();
    }
  }
  return accepted;
}

function printsFrom(
  rows: readonly TableRow[],
  known: KnownList,
  toAscii: ToAscii,
  tally: Tally,
): OwnFingerprint[] {
  const seen = new Set(known.fingerprints.map(fingerprintKey));
  const room = OWN_FINGERPRINTS_MAX - known.fingerprints.length;
  const accepted: OwnFingerprint[] = [];
  for (const row of rows) {
    const cells = FINGERPRINT_COLUMNS.map((column) => [column, row.cell(column)] as const);
    const print = cells.some(([, cell]) => cell === undefined)
      ? 'too_long'
      : fingerprintFrom(
          Object.fromEntries(cells) as unknown as FingerprintRow,
          (host) => known.isShipped(host),
          toAscii,
        );
    if (typeof print === 'string') tally.refuse(row.line, row.cell('pattern') ?? '', print);
    else if (seen.has(fingerprintKey(print))) tally.duplicate();
    else {
      seen.add(fingerprintKey(print));
      if (accepted.length < room) accepted.push(print);
      else tally.noRoom();
    }
  }
  return accepted;
}

type Tally = ReturnType<typeof startTally>;

/** Counts what is not taken while a text is read. */
function startTally() {
  const refused: Refused[] = [];
  const counts: Partial<Record<ImportReason, number>> = {};
  let duplicates = 0;
  let tooMany = 0;
  return {
    refuse(line: number, text: string, reason: ImportReason) {
      counts[reason] = (counts[reason] ?? 0) + 1;
      if (refused.length < REFUSED_MAX) refused.push({ line, text: tellable(text), reason });
    },
    duplicate() {
      duplicates++;
    },
    noRoom() {
      tooMany++;
    },
    told: (): Told => ({ refused, counts, duplicates, tooMany }),
  };
}

/** A stranger's text as it may be shown: short, nothing invisible, nothing that turns what stands beside it, no half characters. */
function tellable(text: string): string {
  return text
    .slice(0, 5 * REFUSED_TEXT_MAX)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '')
    .trim()
    .slice(0, REFUSED_TEXT_MAX)
    .replace(/\p{Cs}/gu, '');
}
