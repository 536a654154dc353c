import type { AthenaSql, FieldType } from '#format';
import { hiveType } from './glue-columns.ts';
import { sparkExpression, sparkIdent, sparkText } from './spark-expression.ts';

/** Engines that statements are written for. */
export const DDL_ENGINES = ['athena', 'trino', 'spark'] as const;
export type DdlEngine = (typeof DDL_ENGINES)[number];

/** How an engine writes what views and tables are made of. */
export interface SqlDialect {
  /** A name, quoted, as queries and views write it. */
  readonly ident: (name: string) => string;
  readonly text: (text: string) => string;
  readonly type: (type: FieldType) => string;
  /** A declared expression. */
  readonly expression: (sql: AthenaSql) => string;
}

/** A name as standard SQL quotes it. */
const ident = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** The dialects of views. Athena reads Trino's SQL; its DDL of tables is Hive's. */
export const DIALECTS: Readonly<Record<DdlEngine, SqlDialect>> = {
  athena: { ident, text, type: hiveType, expression: (sql) => sql },
  trino: { ident, text, type: trinoType, expression: (sql) => sql },
  spark: { ident: sparkIdent, text: sparkText, type: sparkType, expression: sparkExpression },
};

const TRINO_PRIMITIVES = {
  boolean: 'boolean',
  int: 'integer',
  long: 'bigint',
  double: 'double',
  string: 'varchar',
  timestamptz: 'timestamp(6) with time zone',
} as const;

/** Trino's type of an Iceberg type (https://trino.io/docs/current/connector/iceberg.html#type-mapping). */
function trinoType(type: FieldType): string {
  if (typeof type === 'string') return TRINO_PRIMITIVES[type];
  switch (type.type) {
    case 'struct':
      return `row(${type.fields.map((field) => `${ident(field.name)} ${trinoType(field.type)}`).join(', ')})`;
    case 'list':
      return `array(${trinoType(type.element)})`;
    case 'map':
      return `map(varchar, ${trinoType(type.value)})`;
  }
}

/** Spark's type of an Iceberg type; its `timestamp` is an instant (https://iceberg.apache.org/docs/latest/spark-writes/). */
function sparkType(type: FieldType): string {
  if (typeof type === 'string') return hiveType(type);
  switch (type.type) {
    case 'struct':
      return `struct<${type.fields.map((field) => `${sparkIdent(field.name)}: ${sparkType(field.type)}`).join(', ')}>`;
    case 'list':
      return `array<${sparkType(type.element)}>`;
    case 'map':
      return `map<string, ${sparkType(type.value)}>`;
  }
}
