import type { Field, FieldType } from '#format';
import { LeveeError } from '#kernel';
import { ident, literal } from '#port';

/** Levee's own types, then those of columns that other engines may have added. */
const ENGINE_TYPES: Readonly<Record<string, string>> = {
  boolean: 'BOOLEAN',
  int: 'INTEGER',
  long: 'BIGINT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  timestamptz: 'TIMESTAMPTZ',
  float: 'FLOAT',
  date: 'DATE',
  time: 'TIME',
  timestamp: 'TIMESTAMP',
  uuid: 'UUID',
  binary: 'BLOB',
};

function primitiveType(type: string): string {
  const decimal = /^decimal\((\d+),\s*(\d+)\)$/.exec(type);
  const known = decimal === null ? ENGINE_TYPES[type] : `DECIMAL(${decimal[1]}, ${decimal[2]})`;
  if (known !== undefined) return known;
  throw new LeveeError(`columns of the Iceberg type ${type} cannot be read`, {
    hint: 'another engine added such a column to the table; drop it there',
  });
}

/** DuckDB's type of an Iceberg type. Integers keep their width: an unsigned or wider one is misread by Java readers. */
export function engineType(type: FieldType): string {
  if (typeof type === 'string') return primitiveType(type);
  switch (type.type) {
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${ident(field.name)} ${engineType(field.type)}`).join(', ')})`;
    case 'list':
      return `${engineType(type.element)}[]`;
    case 'map':
      return `MAP(${engineType(type.key)}, ${engineType(type.value)})`;
  }
}

/** The FIELD_IDS option of COPY: Iceberg readers find Parquet columns by these ids alone. */
export const fieldIdsOption = (fields: readonly Field[]): string =>
  `{${fields.map((field) => `${ident(field.name)}: ${fieldId(field.id, field.type)}`).join(', ')}}`;

function fieldId(id: number, type: FieldType): string {
  if (typeof type === 'string') return String(id);
  switch (type.type) {
    case 'struct':
      return `{__duckdb_field_id: ${id}, ${fieldIdsOption(type.fields).slice(1)}`;
    case 'list':
      return `{__duckdb_field_id: ${id}, element: ${fieldId(type['element-id'], type.element)}}`;
    case 'map':
      return `{__duckdb_field_id: ${id}, key: ${type['key-id']}, value: ${fieldId(type['value-id'], type.value)}}`;
  }
}

/** The `schema` option of read_parquet: top-level columns by field id, absent ones null. */
export const schemaOption = (fields: readonly Field[]): string =>
  `MAP {${fields
    .map(
      (field) =>
        `${field.id}: {name: ${literal(field.name)}, type: ${literal(engineType(field.type))}, default_value: NULL}`,
    )
    .join(', ')}}`;

/** A leaf column of a Parquet file. */
export interface Leaf {
  readonly id: number;
  readonly type: string;
  /** Inside a list or map: values repeat, and Iceberg wants no bounds of them. */
  readonly isRepeated: boolean;
}

/** Leaves by the path that DuckDB's RETURN_STATS names them with: `"httprequest"."headers"."element"."name"`. */
export function leaves(fields: readonly Field[], prefix = '', isRepeated = false): Map<string, Leaf> {
  const found = new Map<string, Leaf>();
  for (const field of fields) {
    const path = prefix === '' ? ident(field.name) : `${prefix}.${ident(field.name)}`;
    for (const [name, leaf] of leavesOf({ path, id: field.id, type: field.type, isRepeated }))
      found.set(name, leaf);
  }
  return found;
}

function leavesOf(at: { path: string; id: number; type: FieldType; isRepeated: boolean }): Map<string, Leaf> {
  const { path, id, type, isRepeated } = at;
  if (typeof type === 'string') return new Map([[path, { id, type, isRepeated }]]);
  switch (type.type) {
    case 'struct':
      return leaves(type.fields, path, isRepeated);
    case 'list':
      return leavesOf({
        path: `${path}."element"`,
        id: type['element-id'],
        type: type.element,
        isRepeated: true,
      });
    case 'map': {
      const key = [`${path}."key"`, { id: type['key-id'], type: type.key, isRepeated: true }] as const;
      return new Map([
        key,
        ...leavesOf({ path: `${path}."value"`, id: type['value-id'], type: type.value, isRepeated: true }),
      ]);
    }
  }
}

/** The highest id anywhere in a schema: Iceberg's `last-column-id`. */
export const highestId = (fields: readonly Field[]): number =>
  Math.max(0, ...fields.flatMap((field) => [field.id, ...idsIn(field.type)]));

function idsIn(type: FieldType): number[] {
  if (typeof type === 'string') return [];
  switch (type.type) {
    case 'struct':
      return [highestId(type.fields)];
    case 'list':
      return [type['element-id'], ...idsIn(type.element)];
    case 'map':
      return [type['key-id'], type['value-id'], ...idsIn(type.value)];
  }
}
