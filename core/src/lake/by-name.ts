import type { Field, FieldType } from '#format';
import { ident, literal } from '#port';
import { engineType } from './column-types.ts';
import { idsIn } from './id-bytes.ts';
import type { RelationFile } from './relation.ts';

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

/** The columns that a file has, by the counts in its manifest entry; undefined where those were not written. */
function columnsOfFiles(fields: readonly Field[]): (file: RelationFile) => ReadonlySet<string> | undefined {
  const known = new Map<readonly number[], ReadonlySet<string>>();
  return ({ entry }) => {
    const found = idsIn(entry.data_file.value_counts);
    if (found === undefined) return undefined;
    const columns = known.get(found) ?? columnsWith(fields, new Set(found));
    known.set(found, columns);
    return columns;
  };
}

const columnsWith = (fields: readonly Field[], ids: ReadonlySet<number>): ReadonlySet<string> =>
  new Set(fields.flatMap((field) => (idsOf(field).some((id) => ids.has(id)) ? [field.name] : [])));

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
  const [first, ...others] = files.map(columnsOfFiles(fields));
  if (first === undefined || others.includes(undefined)) return undefined;
  const present = new Set([...new Set([first, ...others])].flatMap((names) => [...(names ?? [])]));
  // Files of the same columns need not be opened before the query runs.
  const isUnion = others.some((names) => names?.size !== present.size) || first.size !== present.size;
  const shown = fields.filter(({ name }) => wanted?.has(name.toLowerCase()) ?? true);
  // Who asks for no column at all wants to know how many rows there are.
  const columns = (shown.length > 0 ? shown : fields.slice(0, 1)).map(({ name, type }) => {
    const value = present.has(name) ? `rows.${ident(name)}` : 'NULL';
    return `CAST(${value} AS ${engineType(type)}) AS ${ident(name)}`;
  });
  const paths = files.map(({ path }) => literal(path)).join(', ');
  const options = `hive_partitioning = false${isUnion ? ', union_by_name = true' : ''}`;
  return `(SELECT ${columns.join(', ')} FROM read_parquet([${paths}], ${options}) AS rows)`;
}
