import type { TableDefinition } from '#format';
import { glueColumns } from './glue-columns.ts';
import { DIALECTS, type DdlEngine } from './sql-dialect.ts';
import { sparkIdent, sparkText } from './spark-expression.ts';

/** What statements are written for. */
export interface DdlOptions {
  readonly engine: DdlEngine;
  /** Catalog, for Trino and Spark; Athena's statements name none. */
  readonly catalog: string;
  /** Namespace: Athena's database, Trino's schema. */
  readonly namespace: string;
  /** Where the tables lie, without a slash at the end: each in a folder of its name. Athena must be told. */
  readonly location: string | undefined;
  /** Attach the tables that are at the location already, each by its newest metadata file, in place of making them. */
  readonly register?: (table: string) => string;
}

/** `"levee"."levee".` as this engine's queries write it. */
export function qualifierOf({ engine, catalog }: DdlOptions, namespace: string): string {
  const { ident } = DIALECTS[engine];
  return engine === 'athena' ? `${ident(namespace)}.` : `${ident(catalog)}.${ident(namespace)}.`;
}

/** The statement that makes a table. */
export const tableSql = (definition: TableDefinition, options: DdlOptions): string =>
  TABLES[options.engine](definition, options);

const TABLES: Readonly<Record<DdlEngine, (definition: TableDefinition, options: DdlOptions) => string>> = {
  athena: athenaTable,
  trino: trinoTable,
  spark: sparkTable,
};

/**
 * The statement that attaches a table which another catalog knows already. Athena has none: Glue's API takes the metadata's place.
 * https://trino.io/docs/current/connector/iceberg.html#register-table
 * https://iceberg.apache.org/docs/latest/spark-procedures/#register_table
 */
export function registerSql({ name }: TableDefinition, options: DdlOptions): string {
  const { engine, catalog, namespace, location = '', register } = options;
  const { ident, text } = DIALECTS[engine];
  const file = register?.(name) ?? '';
  if (engine === 'spark')
    return `CALL ${ident(catalog)}.system.register_table(table => ${text(`${namespace}.${name}`)}, metadata_file => ${text(file)})`;
  return `CALL ${ident(catalog)}.system.register_table(schema_name => ${text(namespace)}, table_name => ${text(name)}, table_location => ${text(`${location}/${name}`)}, metadata_file_name => ${text(file.split('/').at(-1) ?? '')})`;
}

/** Athena's DDL of tables is Hive's, in which a backslash escapes, as in Spark's. */
const hiveText = sparkText;

/** https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-creating-tables.html */
function athenaTable(definition: TableDefinition, options: DdlOptions): string {
  const columns = glueColumns(definition).map(
    ({ name, type, comment }) => `  ${sparkIdent(name)} ${type} COMMENT ${hiveText(comment)}`,
  );
  return `CREATE TABLE ${sparkIdent(options.namespace)}.${sparkIdent(definition.name)} (
${columns.join(',\n')}
)
PARTITIONED BY (day(${sparkIdent(PARTITION)}))
LOCATION ${hiveText(`${locationOf(definition, options) ?? ''}/`)}
TBLPROPERTIES ('table_type'='ICEBERG', 'format'='parquet', 'write_compression'='zstd')`;
}

/** The column whose day partitions every table. */
const PARTITION = 'event_time';

const locationOf = ({ name }: TableDefinition, { location }: DdlOptions): string | undefined =>
  location === undefined ? undefined : `${location}/${name}`;

/** https://trino.io/docs/current/connector/iceberg.html#sql-support */
function trinoTable(definition: TableDefinition, options: DdlOptions): string {
  const { ident, text, type } = DIALECTS.trino;
  const columns = definition.fields.map(
    (field) => `  ${ident(field.name)} ${type(field.type)} COMMENT ${text(field.doc ?? '')}`,
  );
  const location = locationOf(definition, options);
  const properties = [
    `format = 'PARQUET'`,
    'format_version = 2',
    `partitioning = ARRAY[${text(`day(${PARTITION})`)}]`,
    ...(location === undefined ? [] : [`location = ${text(location)}`]),
  ];
  return `CREATE TABLE IF NOT EXISTS ${qualifierOf(options, options.namespace)}${ident(definition.name)} (
${columns.join(',\n')}
)
COMMENT ${text(definition.about)}
WITH (
${properties.map((property) => `  ${property}`).join(',\n')}
)`;
}

/** https://iceberg.apache.org/docs/latest/spark-ddl/ */
function sparkTable(definition: TableDefinition, options: DdlOptions): string {
  const columns = definition.fields.map(
    ({ name, type, doc = '' }) =>
      `  ${sparkIdent(name)} ${DIALECTS.spark.type(type)} COMMENT ${sparkText(doc)}`,
  );
  const location = locationOf(definition, options);
  const place = location === undefined ? '' : `\nLOCATION ${sparkText(location)}`;
  return `CREATE TABLE IF NOT EXISTS ${qualifierOf(options, options.namespace)}${sparkIdent(definition.name)} (
${columns.join(',\n')}
)
USING iceberg
PARTITIONED BY (days(${sparkIdent(PARTITION)}))${place}
COMMENT ${sparkText(definition.about)}
TBLPROPERTIES ('format-version'='2', 'write.parquet.compression-codec'='zstd')`;
}
