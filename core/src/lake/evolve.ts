import type { Field, FieldType, TableDefinition } from '#format';
import { LeveeError } from '#kernel';
import { highestId } from './column-types.ts';
import { schemaOf, type TableMetadata } from './metadata.ts';

/**
 * Metadata whose current schema has every column of the definition, under the definition's ids. Columns that only
 * the table has (another engine added them) stay, at the end. Unchanged where nothing is new.
 * @throws LeveeError where an id or a type means something else in the table.
 */
export function evolved(metadata: TableMetadata, definition: TableDefinition): TableMetadata {
  const current = schemaOf(metadata);
  const fields = mergeFields(current.fields, definition.fields, definition.name);
  if (shape(fields) === shape(current.fields)) return metadata;
  assertUniqueIds(fields, definition.name);
  const id = Math.max(...metadata.schemas.map((schema) => schema['schema-id'])) + 1;
  return {
    ...metadata,
    'last-column-id': Math.max(metadata['last-column-id'], highestId(fields)),
    'current-schema-id': id,
    schemas: [...metadata.schemas, { type: 'struct', 'schema-id': id, fields }],
  };
}

/**
 * Names, ids and types: what readers must agree on. Neither documentation nor order count, so that an older and a newer
 * release that write in turn do not change the schema back and forth.
 */
function shape(fields: readonly Field[]): string {
  const sorted = fields.toSorted((left, right) => left.id - right.id);
  return JSON.stringify(sorted.map(({ id, name, required, type }) => [id, name, required, typeShape(type)]));
}

function typeShape(type: FieldType): unknown {
  if (typeof type === 'string') return type;
  switch (type.type) {
    case 'struct':
      return shape(type.fields);
    case 'list':
      return ['list', type['element-id'], typeShape(type.element)];
    case 'map':
      return ['map', type['key-id'], type['value-id'], typeShape(type.value)];
  }
}

function mergeFields(table: readonly Field[], declared: readonly Field[], name: string): Field[] {
  const known = new Map(table.map((field) => [field.name, field]));
  const names = new Set(declared.map((field) => field.name));
  const merged = declared.map((field) => mergeField(known.get(field.name), field, name));
  return [...merged, ...table.filter((field) => !names.has(field.name))];
}

function mergeField(table: Field | undefined, declared: Field, name: string): Field {
  if (table === undefined) return declared;
  if (table.id !== declared.id) {
    throw new LeveeError(
      `column ${declared.name} of table ${name} has field id ${table.id}, Levee's is ${declared.id}`,
      {
        hint: 'another engine added a column of that name; rename it there, then collect again',
      },
    );
  }
  return { ...declared, type: mergeType(table.type, declared.type, `${name}.${declared.name}`) };
}

function mergeType(table: FieldType, declared: FieldType, path: string): FieldType {
  if (typeof table === 'string' || typeof declared === 'string') {
    if (table === declared) return declared;
    throw new LeveeError(
      `column ${path} is ${textOf(table)} in the table, ${textOf(declared)} in Levee's declaration`,
      {
        hint: 'a column never changes its type; another engine or an older release made this table',
      },
    );
  }
  if (table.type === 'struct' && declared.type === 'struct') {
    return { type: 'struct', fields: mergeFields(table.fields, declared.fields, path) };
  }
  if (table.type === 'list' && declared.type === 'list')
    return { ...declared, element: mergeType(table.element, declared.element, path) };
  if (table.type === 'map' && declared.type === 'map')
    return { ...declared, value: mergeType(table.value, declared.value, path) };
  throw new LeveeError(
    `column ${path} is ${textOf(table)} in the table, ${textOf(declared)} in Levee's declaration`,
  );
}

const textOf = (type: FieldType): string => (typeof type === 'string' ? type : type.type);

function assertUniqueIds(fields: readonly Field[], name: string): void {
  const seen = new Map<number, string>();
  for (const [id, path] of idPaths(fields, '')) {
    const other = seen.get(id);
    if (other !== undefined) {
      throw new LeveeError(`table ${name} has field id ${id} twice: ${other} and ${path}`, {
        hint: 'another engine added one of them; remove that column there, then collect again',
      });
    }
    seen.set(id, path);
  }
}

function idPaths(fields: readonly Field[], prefix: string): [number, string][] {
  return fields.flatMap((field) => [
    [field.id, prefix + field.name] as [number, string],
    ...inner(field.type, `${prefix}${field.name}.`),
  ]);
}

function inner(type: FieldType, prefix: string): [number, string][] {
  if (typeof type === 'string') return [];
  switch (type.type) {
    case 'struct':
      return idPaths(type.fields, prefix);
    case 'list':
      return [[type['element-id'], `${prefix}element`], ...inner(type.element, `${prefix}element.`)];
    case 'map':
      return [
        [type['key-id'], `${prefix}key`],
        [type['value-id'], `${prefix}value`],
        ...inner(type.value, `${prefix}value.`),
      ];
  }
}
