import type { FieldType } from '../../core/src/format/index.ts';
import { ident, literal } from '../../core/src/port/index.ts';
import type { Engine } from './engine.ts';
import { sqlEngine } from './sql-engine.ts';
import { trinoQuery } from './trino-client.ts';
import { trinoDialect } from './trino-dialect.ts';
import { startTrino } from './trino-server.ts';

const PRIMITIVES = {
  boolean: 'boolean',
  int: 'integer',
  long: 'bigint',
  double: 'double',
  string: 'varchar',
  timestamptz: 'timestamp(6) with time zone',
} as const;

/** A type as Trino names it, without the quotes that it puts around some field names. */
function typeName(type: FieldType): string {
  if (typeof type === 'string') return PRIMITIVES[type];
  switch (type.type) {
    case 'struct':
      return `row(${type.fields.map((field) => `${field.name} ${typeName(field.type)}`).join(', ')})`;
    case 'list':
      return `array(${typeName(type.element)})`;
    case 'map':
      return `map(varchar, ${typeName(type.value)})`;
  }
}

/** Trino's metadata tables (https://trino.io/docs/current/connector/iceberg.html#metadata-tables). */
const METADATA = [
  'properties',
  'history',
  'metadata_log_entries',
  'snapshots',
  'manifests',
  'all_manifests',
  'partitions',
  'files',
  'entries',
  'all_entries',
  'refs',
];

/** A real Trino attached to the lake's REST catalog: the strict reader. */
export async function trino(catalogUrl: string): Promise<Engine> {
  const server = await startTrino(catalogUrl);
  const query = (sql: string) => trinoQuery(server.url, sql);
  const named = (table: string, suffix = '') => `levee.levee.${ident(table + suffix)}`;
  const engine = sqlEngine({
    name: 'Trino',
    dialect: trinoDialect,
    query,
    relation: (table) => Promise.resolve(named(table)),
    snapshotIds: (table) =>
      `SELECT CAST(snapshot_id AS varchar) FROM ${named(table, '$snapshots')} ORDER BY committed_at`,
    atSnapshot: (table, id) => `${named(table)} FOR VERSION AS OF ${id}`,
    metadataTable: (table, kind) => named(table, `$${kind}`),
    metadataKinds: METADATA,
    typeName,
    columns: async (table) => {
      const { rows } = await query(
        `SELECT column_name, data_type FROM levee.information_schema.columns WHERE table_schema = 'levee' AND table_name = ${literal(table)} ORDER BY ordinal_position`,
      );
      return rows.map(([name, type]) => `${name} ${(type ?? '').replaceAll('"', '')}`);
    },
    close: () => server.stop(),
  });
  return { ...engine, server: server.url };
}
