import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FieldType } from '../../core/src/format/index.ts';
import type { Engine } from './engine.ts';
import { ENGINES, installed, java, mavenArtifact, pythonWith } from './install.ts';
import { talker } from './process.ts';
import { sparkDialect } from './spark-dialect.ts';
import { sqlEngine, type Cell } from './sql-engine.ts';

/** Spark 4.0 with the newest Iceberg library for it. It needs Java 17 or 21; PyPI's 17 lacks a module of its HTTP client. */
const PACKAGES = ['pyspark==4.0.5'];
const RUNTIME = 'iceberg-spark-runtime-4.0_2.13';
const RUNTIME_VERSION = '1.11.0';
const JAVA = '21.0.8.2';

const PRIMITIVES = {
  boolean: 'boolean',
  int: 'int',
  long: 'bigint',
  double: 'double',
  string: 'string',
  timestamptz: 'timestamp',
} as const;

/** Spark's start script asks for a module that only speeds up its linear algebra, and that the runtime on PyPI lacks. */
const WRAPPER = `#!/bin/sh
for argument; do
  shift
  case $argument in --add-modules=jdk.incubator.vector) ;; *) set -- "$@" "$argument" ;; esac
done
exec "$REAL_JAVA" "$@"
`;

/** A `JAVA_HOME` whose java leaves that module out. */
function javaForSpark(): { JAVA_HOME: string; REAL_JAVA: string } {
  const real = join(java(JAVA), 'bin/java');
  const home = installed('java-for-spark', WRAPPER, (folder) => {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/java'), WRAPPER);
    chmodSync(join(folder, 'bin/java'), 0o755);
  });
  return { JAVA_HOME: home, REAL_JAVA: real };
}

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

/** A Spark that runs SQL: catalog `levee` is the REST catalog, `files` the lake's folder. */
export interface SparkSql {
  query(sql: string): Promise<{ readonly rows: readonly (readonly Cell[])[] }>;
  close(): Promise<void>;
}

/** Installs Spark where it is not, and starts it. */
export async function startSpark(catalogUrl: string, lakeFolder: string): Promise<SparkSql> {
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
    args: [script, catalogUrl, jar, folder, pathToFileURL(lakeFolder).href],
    cwd: folder,
    log: join(folder, 'spark.log'),
    env: { ...javaForSpark(), SPARK_LOCAL_IP: '127.0.0.1' },
  });
  const query = async (sql: string) => ({ rows: (await reader.ask({ sql })) as Cell[][] });
  await query('SELECT 1');
  return { query, close: () => reader.close() };
}

/** A real Spark attached to the lake's REST catalog: the newest of the Java libraries. */
export async function spark(catalogUrl: string): Promise<Engine> {
  const connection = await startSpark(catalogUrl, ENGINES);
  const query = (sql: string) => connection.query(sql);
  const named = (table: string) => `levee.levee.${sparkDialect.ident(table)}`;
  const engine = sqlEngine({
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
    close: () => connection.close(),
  });
  const sparkRows = async (sql: string) => (await query(sql)).rows;
  const views = async () => (await sparkRows('SHOW VIEWS IN levee.levee')).map(([, name]) => name ?? '');
  return { ...engine, sparkRows, views };
}
