import type { FieldType, TableDefinition } from '#format';

/** A column as AWS Glue and Athena's DDL name it. */
export interface GlueColumn {
  readonly name: string;
  /** Hive type: `string`, `bigint`, `struct<…>`, `array<…>`, `map<string,string>`. */
  readonly type: string;
  readonly comment: string;
}

const PRIMITIVES = {
  boolean: 'boolean',
  int: 'int',
  long: 'bigint',
  double: 'double',
  string: 'string',
  timestamptz: 'timestamp',
} as const;

/** Hive type of an Iceberg type (Athena User Guide, "Supported data types for Iceberg tables"). */
export function hiveType(type: FieldType): string {
  if (typeof type === 'string') return PRIMITIVES[type];
  switch (type.type) {
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.name}:${hiveType(field.type)}`).join(',')}>`;
    case 'list':
      return `array<${hiveType(type.element)}>`;
    case 'map':
      return `map<string,${hiveType(type.value)}>`;
  }
}

/** Longest comment that Glue takes. */
const MOST_COMMENT = 255;

/** The Glue columns of a table. */
export const glueColumns = (definition: TableDefinition): GlueColumn[] =>
  definition.fields.map(({ name, type, doc = '' }) => ({
    name,
    type: hiveType(type),
    comment: doc.slice(0, MOST_COMMENT),
  }));
