import type { Field, FieldType } from '#format';
import { leafSources, schemaOfTree, type LeafSource, type SchemaNode, type TreeSchema } from '#parquet';
import type { FileFooter } from './footers.ts';

/** A table's columns as a schema of Parquet, and where they are in its files. */
export interface TableSchema {
  readonly schema: TreeSchema;
  /** Where a file has the columns; undefined where it has some otherwise, or others. */
  readonly sourcesIn: (file: FileFooter) => readonly LeafSource[] | undefined;
}

/** Made once while a table's columns stay the same. */
const schemas = new WeakMap<readonly Field[], { readonly schema: TableSchema | undefined }>();

/** Undefined for columns of which DuckDB would not read the types that the table has: another engine's. */
export function tableSchema(fields: readonly Field[]): TableSchema | undefined {
  const known = schemas.get(fields) ?? { schema: made(fields) };
  schemas.set(fields, known);
  return known.schema;
}

function made(fields: readonly Field[]): TableSchema | undefined {
  const nodes = fields.map(({ id, name, type }) => nodeOf(id, name, type));
  if (!nodes.every((node) => node !== undefined)) return undefined;
  const schema = schemaOfTree(nodes);
  const known = new WeakMap<FileFooter, { readonly sources: readonly LeafSource[] | undefined }>();
  const sourcesIn = (file: FileFooter): readonly LeafSource[] | undefined => {
    const found = known.get(file) ?? { sources: leafSources(schema, file.leaves) };
    known.set(file, found);
    return found.sources;
  };
  return { schema, sourcesIn };
}

/** Of Levee's own types; other engines' are unknown here. */
const KINDS: Readonly<Record<string, SchemaNode['kind']>> = {
  boolean: 'boolean',
  int: 'int',
  long: 'long',
  double: 'double',
  string: 'text',
  timestamptz: 'micros',
};

function nodeOf(id: number, name: string, type: FieldType): SchemaNode | undefined {
  if (typeof type === 'string') {
    const kind = KINDS[type];
    return kind && { id, name, kind, inside: [] };
  }
  const inside = insideOf(type);
  return inside.every((node) => node !== undefined) ? { id, name, kind: type.type, inside } : undefined;
}

function insideOf(type: Exclude<FieldType, string>): (SchemaNode | undefined)[] {
  switch (type.type) {
    case 'struct':
      return type.fields.map((field) => nodeOf(field.id, field.name, field.type));
    case 'list':
      return [nodeOf(type['element-id'], 'element', type.element)];
    case 'map':
      return [nodeOf(type['key-id'], 'key', type.key), nodeOf(type['value-id'], 'value', type.value)];
  }
}
