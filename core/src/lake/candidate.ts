import { DAY_COLUMNS, type Field, type FieldType, type PrimitiveType } from '#format';
import type { ChooseFiles, ColumnRange, ScanCandidate, TypeOf } from '#port';
import { dayText, intOf } from './bounds.ts';
import { engineType } from './column-types.ts';
import { bytesAt } from './id-bytes.ts';
import type { FileEntry, ManifestFile } from './manifest.ts';
import { microsText } from './time-text.ts';

/** A schema as a choice of files needs it. */
export interface Columns {
  readonly typeOf: TypeOf;
  /** A primitive column outside lists and maps, by its path; names in any case. */
  readonly leaf: (
    path: readonly string[],
  ) => { readonly id: number; readonly type: PrimitiveType } | undefined;
}

/** Finds columns by path. */
export function columnsOf(fields: readonly Field[]): Columns {
  const fieldAt = (path: readonly string[]): { id: number; type: FieldType } | undefined => {
    let inside: readonly Field[] = fields;
    let found: { id: number; type: FieldType } | undefined;
    for (const name of path) {
      found = inside.find((field) => field.name.toLowerCase() === name);
      inside = found === undefined ? [] : membersOf(found.type);
    }
    return found;
  };
  return {
    leaf: (path) => {
      const found = fieldAt(path);
      return typeof found?.type === 'string' ? { id: found.id, type: found.type } : undefined;
    },
    typeOf: (path) => {
      const found = fieldAt(path);
      return found === undefined ? undefined : engineType(found.type);
    },
  };
}

const membersOf = (type: FieldType): readonly Field[] =>
  typeof type !== 'string' && type.type === 'struct' ? type.fields : [];

/** Those of some things that a choice keeps. */
export async function kept<T>(
  things: readonly T[],
  choose: ChooseFiles | undefined,
  { columns, candidate }: { columns: Columns; candidate: (thing: T) => ScanCandidate },
): Promise<readonly T[]> {
  if (choose === undefined || things.length === 0) return things;
  const answers = await choose(things.map(candidate), columns.typeOf);
  return things.filter((_thing, at) => answers[at] !== false);
}

/** What a data file's bounds say. */
export const fileCandidate =
  ({ leaf }: Columns) =>
  ({ data_file: file }: FileEntry): ScanCandidate => ({
    files: 1,
    range: (path) => {
      const column = leaf(path);
      if (column === undefined) return undefined;
      const bound = (which: 'lower_bounds' | 'upper_bounds'): string | undefined => {
        const bytes = bytesAt(file[which], column.id);
        return bytes === undefined ? undefined : BOUND_TEXTS[column.type]?.(bytes);
      };
      return { least: bound('lower_bounds'), greatest: bound('upper_bounds') };
    },
  });

/** What the range of days of a manifest's files says of `event_time` and of the columns of its day. */
export const manifestCandidate = (manifest: ManifestFile): ScanCandidate => {
  const [first, last] = daysOf(manifest);
  const files = manifest.added_files_count + manifest.existing_files_count;
  return {
    files,
    range: (path) => (first === null || last === null ? undefined : dayRange(path, first, last)),
  };
};

/** First and last day of a manifest's files; null where they are not known, or some file has no day. */
export function daysOf({
  partitions,
  partition_spec_id: spec,
}: ManifestFile): [string | null, string | null] {
  const [range] = partitions ?? [];
  if (spec !== 0 || range?.contains_null !== false) return [null, null];
  return [dayText(intOf(range.lower_bound)), dayText(intOf(range.upper_bound))];
}

/** Where year, month and day stand in `YYYY-MM-DD`. */
const PLACES = [
  [0, 4],
  [5, 7],
  [8, 10],
] as const;

function dayRange(path: readonly string[], first: string, last: string): ColumnRange | undefined {
  const [name, ...rest] = path;
  if (rest.length > 0) return undefined;
  if (name === 'event_time') return { least: `${first} 00:00:00+00`, greatest: `${last} 23:59:59.999999+00` };
  const at = DAY_COLUMNS.findIndex((column) => column.name === name);
  const [from = 0, to = 0] = PLACES[at] ?? [];
  const isFixed = first.slice(0, from) === last.slice(0, from);
  // Only four-digit years sort as texts; a month sorts only within a year.
  if (at === -1 || !isFixed || first.length !== 10 || last.length !== 10) return undefined;
  return { least: first.slice(from, to), greatest: last.slice(from, to) };
}

type ReadBound = (bytes: Buffer) => string | undefined;

const ofLength =
  (length: number, read: ReadBound): ReadBound =>
  (bytes) =>
    bytes.length === length ? read(bytes) : undefined;

const intText = ofLength(4, (bytes) => String(bytes.readInt32LE()));
const longText = ofLength(8, (bytes) => String(bytes.readBigInt64LE()));

/** Bounds in Iceberg's single-value serialization (spec, Appendix D) as text that the engine casts, by type. */
const BOUND_TEXTS: Partial<Record<PrimitiveType, ReadBound>> = {
  int: intText,
  // A column that was once an int keeps bounds of four bytes.
  long: (bytes) => intText(bytes) ?? longText(bytes),
  double: ofLength(8, (bytes) => String(bytes.readDoubleLE())),
  timestamptz: ofLength(8, (bytes) => microsText(bytes.readBigInt64LE())),
  string: (bytes) => wholeText(bytes),
};

/** Other writers may cut a text inside a character. */
function wholeText(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? undefined : text;
}
