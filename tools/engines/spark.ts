import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FieldType } from '../../core/src/format/index.ts';
import type { Engine } from './engine.ts';
import { ENGINES, installed, java, mavenArtifact, pythonWith } from './install.ts';
import { talker } from './process.ts';
import { sparkDialect } from './spark-dialect.ts';
import { sqlEngine, type Cell } from './sql-engine.ts';

/** Spark 4.0 with the newest Iceberg library for it. It needs Java 17 or 21, not newer. */
const PACKAGES = ['pyspark==4.0.5'];
const RUNTIME = 'iceberg-spark-runtime-4.0_2.13';
const RUNTIME_VERSION = '1.11.0';
const JAVA = '17.0.9.2';

const PRIMITIVES = {
  boolean: 'boolean',
  int: 'int',
  long: 'bigint',
  double: 'double',
  string: 'string',
  timestamptz: 'timestamp',
} as const;

/** A type as Spark names it. */
function typeName(type: FieldType): string {
  if (typeof type === 'string') return PRIMITIVES[type];
  switch (type.type) {
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.name}:${typeName(field.type)}`).join(',')}>`;
    case 'list':
      return `array<${typeName(type.element)}>`;
    case 'map':
      return `map<string,${typeName(type.value)}>`;
  }
}

/** Metadata tables (https://iceberg.apache.org/docs/latest/spark-queries/#inspecting-tables). */
const METADATA = [
  'history',
  'metadata_log_entries',
  'snapshots',
  'entries',
  'files',
  'manifests',
  'partitions',
  'all_data_files',
  'all_manifests',
  'refs',
];

/** A real Spark attached to the lake's REST catalog: the newest of the Java libraries. */
export function spark(catalogUrl: string): Promise<Engine> {
  const python = join(pythonWith('spark', PACKAGES), 'bin/python');
  const jars = installed('spark-iceberg', RUNTIME_VERSION, (folder) =>
    mavenArtifact(`org.apache.iceberg:${RUNTIME}:${RUNTIME_VERSION}:jar`, folder),
  );
  const jar = join(jars, `${RUNTIME}-${RUNTIME_VERSION}.jar`);
  const folder = join(ENGINES, 'run/spark');
  mkdirSync(folder, { recursive: true });
  const script = join(import.meta.dirname, 'spark_reader.py');
  const reader = talker({
    command: python,
    args: [script, catalogUrl, jar, folder],
    cwd: folder,
    log: join(folder, 'spark.log'),
    env: { JAVA_HOME: java(JAVA), SPARK_LOCAL_IP: '127.0.0.1' },
  });
  const query = async (sql: string) => ({ rows: (await reader.ask({ sql })) as Cell[][] });
  const named = (table: string) => `levee.levee.${sparkDialect.ident(table)}`;
  return Promise.resolve(
    sqlEngine({
      name: 'Spark',
      dialect: sparkDialect,
      query,
      relation: (table) => Promise.resolve(named(table)),
      snapshotIds: (table) =>
        `SELECT CAST(snapshot_id AS string) FROM ${named(table)}.snapshots ORDER BY committed_at`,
      atSnapshot: (table, id) => `${named(table)} VERSION AS OF ${id}`,
      metadataTable: (table, kind) => `${named(table)}.${kind}`,
      metadataKinds: METADATA,
      typeName,
      columns: async (table) => {
        const { rows } = await query(`DESCRIBE TABLE ${named(table)}`);
        const end = rows.findIndex(([name]) => name === '' || name?.startsWith('#') === true);
        return rows.slice(0, end < 0 ? rows.length : end).map(([name, type]) => `${name} ${type}`);
      },
      close: () => reader.close(),
    }),
  );
}
