import type { Column, ColumnKind, Format } from '#format';
import { ORDINAL } from './lanes.ts';
import { isTimeOfRecords } from './record-plan.ts';

/** A field of a spool that is written as Parquet: a cell of lines, or what a record has, nested as AWS writes it. */
export interface SpoolField {
  readonly name: string;
  readonly kind: ColumnKind;
  /** `struct`: its fields in declared order. */
  readonly fields?: readonly SpoolField[];
  /** `list`: what it holds. */
  readonly element?: SpoolField;
}

/** A column of such a spool: a field that has no others in it. */
export interface SpoolLeaf {
  readonly kind: Exclude<ColumnKind, 'struct' | 'list'>;
  /** Names from the record's own field on, with those that Parquet puts into lists. */
  readonly path: readonly string[];
  /** Highest definition level and highest repetition level (Parquet format, "Nested Encoding"). */
  readonly defined: number;
  readonly repeated: number;
}

/** Columns that a spool may have, and levels; `core/wasm/columns/column.ts` has the same numbers. */
export const MOST_COLUMNS = 600;
const MOST_DEFINED = 15;
const MOST_REPEATED = 7;

/** Names of a list's parts (Parquet format, "LogicalTypes", lists). */
export const LIST_PARTS = ['list', 'element'] as const;

type Place = Omit<SpoolLeaf, 'kind'>;

/** The columns of a field, in the order of the file. */
export function leavesOf(
  field: SpoolField,
  place: Place = { path: [], defined: 0, repeated: 0 },
): SpoolLeaf[] {
  const { kind } = field;
  const here = { ...place, path: [...place.path, field.name], defined: place.defined + 1 };
  if (kind === 'struct') return (field.fields ?? []).flatMap((child) => leavesOf(child, here));
  if (kind !== 'list') return [{ ...here, kind }];
  const inside = {
    path: [...here.path, LIST_PARTS[0]],
    defined: here.defined + 1,
    repeated: here.repeated + 1,
  };
  return field.element === undefined ? [] : leavesOf(field.element, inside);
}

/** The fields of a JSON format's records behind the object's ordinal; undefined where they can't be a spool's. */
export function recordFields(format: Format): readonly SpoolField[] | undefined {
  const own = Object.entries(format.columns).map(([key, column]) => fieldOf(key, column));
  const fields: SpoolField[] = [{ name: ORDINAL, kind: 'int' }, ...own];
  const leaves = fields.map((field) => leavesOf(field));
  const isFit = leaves.every(
    (columns) =>
      columns.length > 0 &&
      columns.every(({ defined, repeated }) => defined <= MOST_DEFINED && repeated <= MOST_REPEATED),
  );
  const isTaken = isFit && leaves.flat().length <= MOST_COLUMNS && isTimeOfRecords(format.time);
  return isTaken ? fields : undefined;
}

function fieldOf(name: string, { kind, fields, element }: Column): SpoolField {
  return {
    name,
    kind,
    ...(fields === undefined
      ? {}
      : { fields: Object.entries(fields).map(([key, column]) => fieldOf(key, column)) }),
    ...(element === undefined ? {} : { element: fieldOf(LIST_PARTS[1], element) }),
  };
}
