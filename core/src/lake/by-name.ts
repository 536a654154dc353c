import type { Field, FieldType } from '#format';
import { ident, literal } from '#port';
import { engineType } from './column-types.ts';
import { idsIn } from './id-bytes.ts';
import type { RelationFile, RowRange } from './relation.ts';

/** A schema of a table as its metadata keeps it. */
interface SchemaVersion {
  readonly fields: readonly Field[];
}

/**
 * Whether all schemas that a table has had give each column the same id, name and type, so that columns of its files may
 * be found by name. A column that was renamed, dropped and added again, or widened can only be found by its id.
 */
export function namesHold(schemas: readonly SchemaVersion[]): boolean {
  const byName = new Map<string, string>();
  const byId = new Map<number, string>();
  const isSame = (field: Field): boolean => {
    const text = JSON.stringify([field.id, field.type], withoutDocs);
    const holds =
      (byName.get(field.name) ?? text) === text && (byId.get(field.id) ?? field.name) === field.name;
    byName.set(field.name, text);
    byId.set(field.id, field.name);
    return holds;
  };
  return schemas.every(({ fields }) => fields.every(isSame));
}

/** What is said of a column changes nothing about it. */
const withoutDocs = (key: string, value: unknown): unknown => (key === 'doc' ? undefined : value);

/** Ids of a column and of all that is inside it. */
function idsOf({ id, type }: { readonly id: number; readonly type: FieldType }): number[] {
  if (typeof type === 'string') return [id];
  switch (type.type) {
    case 'struct':
      return [id, ...type.fields.flatMap(idsOf)];
    case 'list':
      return [id, ...idsOf({ id: type['element-id'], type: type.element })];
    case 'map':
      return [id, type['key-id'], ...idsOf({ id: type['value-id'], type: type.value })];
  }
}

/**
 * Names of the files that Levee writes, whose manifest entries count every column. Other engines need not: Iceberg's Java library counts
 * the first hundred columns alone by default (`write.metadata.metrics.max-inferred-column-defaults`).
 */
const OWN = /\/(?:sorted-[0-9a-f]{8}-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.parquet$/;

/** Names of columns that a file has, with what it has of each: of a list, which its parts may lack, the field ids. */
type FileColumns = ReadonlyMap<string, string>;

/**
 * The columns that a file has, by the counts in its manifest entry; undefined where those do not say so: they were not written, or lack a
 * column and are another engine's.
 */
function columnsOfFiles(fields: readonly Field[]): (file: RelationFile) => FileColumns | undefined {
  const known = new Map<readonly number[], FileColumns>();
  return ({ entry }) => {
    const found = idsIn(entry.data_file.value_counts);
    if (found === undefined) return undefined;
    const columns = known.get(found) ?? columnsWith(fields, new Set(found));
    known.set(found, columns);
    return columns.size === fields.length || OWN.test(entry.data_file.file_path) ? columns : undefined;
  };
}

const columnsWith = (fields: readonly Field[], ids: ReadonlySet<number>): FileColumns =>
  new Map(
    fields.flatMap((field) => {
      const found = idsOf(field).filter((id) => ids.has(id));
      return found.length === 0 ? [] : [[field.name, isList(field) ? found.join(' ') : '']];
    }),
  );

const isList = ({ type }: Field): boolean => typeof type !== 'string' && type.type === 'list';

/** Names of columns that none of the files has; empty where the manifests do not say which they have. */
export function absentInAll(fields: readonly Field[], files: readonly RelationFile[]): ReadonlySet<string> {
  const columnsOf = columnsOfFiles(fields);
  const absent = new Set(fields.map(({ name }) => name));
  for (const file of files) {
    const columns = columnsOf(file);
    if (columns === undefined) return new Set();
    for (const name of columns.keys()) absent.delete(name);
  }
  return absent;
}

/**
 * SQL of a relation that finds columns by name; undefined where the manifests do not say which columns the files have. Found by
 * id, DuckDB 1.5 reads and converts a whole struct for one of its fields: counting 0.8 million WAF requests by country
 * took 600 to 2,000 ms, by name 35 to 100 ms. A conversion to the type that a column has already costs nothing.
 * `wanted`: the columns (lower-case) that it must have; absent: all.
 */
export function relationByName(
  fields: readonly Field[],
  files: readonly RelationFile[],
  wanted?: ReadonlySet<string>,
): string | undefined {
  const columnsOf = columnsOfFiles(fields);
  const known = files.flatMap((file) => {
    const columns = columnsOf(file);
    return columns === undefined ? [] : [{ ...file, columns }];
  });
  if (files.length === 0 || known.length < files.length) return undefined;
  const some = wantedFields(fields, wanted);
  return `(${partsOf(some, known)
    .map((part) => selectOf(some, part))
    .join(' UNION ALL ')})`;
}

/** The columns that a relation has. `wanted`: names (lower-case) of those that it must have; absent: all. */
export function wantedFields(fields: readonly Field[], wanted?: ReadonlySet<string>): readonly Field[] {
  const shown = fields.filter(({ name }) => wanted?.has(name.toLowerCase()) ?? true);
  // Who asks for no column at all wants to know how many rows there are.
  return shown.length > 0 ? shown : fields.slice(0, 1);
}

/** Sets of columns above which files of all of them are read together: the engine then opens each before it plans. */
const MOST_SETS = 4;

/** Files by what they have of the columns. */
function bySets(fields: readonly Field[], files: readonly KnownFile[]): readonly (readonly KnownFile[])[] {
  const names = new Map<FileColumns, string>();
  const setOf = ({ columns }: KnownFile): string => {
    const known = names.get(columns);
    if (known !== undefined) return known;
    const text = fields.map(({ name }) => columns.get(name) ?? '-').join();
    names.set(columns, text);
    return text;
  };
  const sets = [...Map.groupBy(files, setOf).values()];
  return sets.length > MOST_SETS ? [files] : sets;
}

/** Files above which each is read whole, as planning a part for each would take longer. */
const MOST_PARTS = 24;

/** Files of which only some rows may matter stand alone. */
function partsOf(fields: readonly Field[], known: readonly KnownFile[]): readonly (readonly KnownFile[])[] {
  const narrow = known.filter(({ rows }) => rows !== undefined);
  if (narrow.length > MOST_PARTS) return bySets(fields, known);
  const whole = known.filter(({ rows }) => rows === undefined);
  return [...bySets(fields, whole), ...narrow.map((file) => [file])];
}

interface KnownFile extends RelationFile {
  readonly columns: FileColumns;
}

/** Of a file alone only the rows that may matter. */
function selectOf(fields: readonly Field[], files: readonly KnownFile[]): string {
  const kinds = [...new Set(files.map(({ columns }) => columns))];
  const present = new Set(kinds.flatMap((columns) => [...columns.keys()]));
  // Files of the same columns need not be opened before the query runs.
  const asked = fields.filter(({ name }) => present.has(name));
  const isUnion = asked.some(({ name }) => new Set(kinds.map((columns) => columns.get(name))).size > 1);
  const values = fields.map(({ name, type }) => {
    const value = present.has(name) ? `rows.${ident(name)}` : 'NULL';
    return `CAST(${value} AS ${engineType(type)}) AS ${ident(name)}`;
  });
  const paths = files.map(({ path }) => literal(path)).join(', ');
  const rows = files.length === 1 ? files[0]?.rows : undefined;
  const options = [
    'hive_partitioning = false',
    ...(isUnion ? ['union_by_name = true'] : []),
    ...(rows === undefined ? [] : ['file_row_number = true']),
  ].join(', ');
  return `SELECT ${values.join(', ')} FROM read_parquet([${paths}], ${options}) AS rows${rows === undefined ? '' : ` WHERE ${within(rows)}`}`;
}

/** By the row's number DuckDB skips row groups whole. */
function within(ranges: readonly RowRange[]): string {
  const tests = ranges.map(([first, last]) => `rows.file_row_number BETWEEN ${first} AND ${last}`);
  const [least, greatest] = [ranges[0]?.[0] ?? 0, ranges.at(-1)?.[1] ?? 0];
  return ranges.length === 1
    ? tests.join('')
    : `rows.file_row_number BETWEEN ${least} AND ${greatest} AND (${tests.join(' OR ')})`;
}
