import type { Field } from '#format';
import { ident, literal } from '#port';
import { engineType, schemaOption } from './column-types.ts';
import type { FileEntry } from './manifest.ts';

/** A file that names deleted rows by data file and position (Iceberg spec v2, "Position Delete Files"). */
export interface DeleteFile {
  readonly key: string;
  /** On this machine. */
  readonly path: string;
}

/** Rows from a position in a data file to another, inclusive. */
export type RowRange = readonly [first: number, last: number];

/** A data file as a relation reads it. */
export interface RelationFile {
  /** On this machine. */
  readonly path: string;
  /** `file_path` is what other engines name it with. */
  readonly entry: { readonly data_file: Pick<FileEntry['data_file'], 'file_path' | 'value_counts'> };
  /** Positions of the rows of which some may matter, in order; absent: all. A relation may yield others too. */
  readonly rows?: readonly RowRange[] | undefined;
}

/** SQL of a relation over data files, columns by field id; without files it keeps names and types. */
export function relationOf(
  fields: readonly Field[],
  files: readonly RelationFile[],
  deletes: readonly DeleteFile[],
): string {
  if (files.length === 0) return emptyRelation(fields);
  if (deletes.length === 0) return readParquet(fields, files);
  return relationWithDeletes(fields, files, deletes);
}

/** Folders named `event_day=…` must not become a column; Iceberg's columns are in the files. */
const readParquet = (fields: readonly Field[], files: readonly RelationFile[], more = ''): string =>
  `read_parquet(${paths(files)}, schema = ${schemaOption(fields)}, hive_partitioning = false${more})`;

/** Column of `filesRelation` that says which file a row is in. */
export const PATH_COLUMN = 'levee_path';

/** The relation with the path of each row's file; deletes are not applied. */
export const filesRelation = (fields: readonly Field[], files: readonly RelationFile[]): string =>
  readParquet(fields, files, `, filename = ${literal(PATH_COLUMN)}`);

const paths = (files: readonly { readonly path: string }[]): string =>
  `[${files.map(({ path }) => literal(path)).join(', ')}]`;

function emptyRelation(fields: readonly Field[]): string {
  const columns = fields.map(({ name, type }) => `CAST(NULL AS ${engineType(type)}) AS ${ident(name)}`);
  return `(SELECT ${columns.join(', ')} WHERE false)`;
}

/**
 * Leaves out the rows that position deletes name. A delete applies to files of its own and earlier commits; a data file
 * is never written again under the same path, so path and position are enough.
 */
function relationWithDeletes(
  fields: readonly Field[],
  files: readonly RelationFile[],
  deletes: readonly DeleteFile[],
): string {
  const columns = fields.map(({ name }) => `rows.${ident(name)}`).join(', ');
  const names = files.map(({ path, entry }) => `(${literal(path)}, ${literal(entry.data_file.file_path)})`);
  const gone =
    `SELECT names.path, deleted.pos FROM read_parquet(${paths(deletes)}, hive_partitioning = false, union_by_name = true) AS deleted ` +
    `JOIN (VALUES ${names.join(', ')}) AS names(path, file_path) ON names.file_path = deleted.file_path`;
  return (
    `(SELECT ${columns} FROM ${readParquet(fields, files, `, file_row_number = true, filename = ${literal(PATH_COLUMN)}`)} AS rows ` +
    `ANTI JOIN (${gone}) AS gone ON gone.path = rows.${PATH_COLUMN} AND gone.pos = rows.file_row_number)`
  );
}
