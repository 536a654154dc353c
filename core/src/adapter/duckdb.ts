import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import { availableParallelism } from 'node:os';
import type { EmbeddedEngine, EngineConnection } from '#port';

/** Limits of the embedded engine. */
export interface DuckdbLimits {
  /** Worker threads; all processors by default. */
  readonly threads?: number;
  /** DuckDB's buffer limit, e.g. `600MB`; above it, it spills to `tempDirectory`. */
  readonly memory?: string;
  /** Where sorts and joins spill; none by default (then a statement over the limit fails). */
  readonly tempDirectory?: string;
  /** The most temporary disk, e.g. `20GB`. */
  readonly tempDisk?: string;
}

type Parameters = readonly (string | number | bigint | boolean | null)[];

/**
 * Opens an in-memory DuckDB. Nothing is downloaded: extension loading over the network is switched off.
 * Time zone UTC, insertion order not kept (a scan may write rows in any order, which keeps memory flat).
 */
export async function openDuckdb(limits: DuckdbLimits = {}): Promise<EmbeddedEngine> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(limits.threads ?? availableParallelism()),
    memory_limit: limits.memory ?? '600MB',
    temp_directory: limits.tempDirectory ?? '',
    ...(limits.tempDisk === undefined ? {} : { max_temp_directory_size: limits.tempDisk }),
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  return {
    withConnection: (use) => withConnection(instance, use),
    close: () => instance.closeSync(),
  };
}

async function withConnection<T>(
  instance: DuckDBInstance,
  use: (connection: EngineConnection) => Promise<T>,
): Promise<T> {
  const connection = await instance.connect();
  try {
    await connection.run(`SET TimeZone = 'UTC'`);
    return await use(engineConnection(connection));
  } finally {
    connection.closeSync();
  }
}

function engineConnection(connection: DuckDBConnection): EngineConnection {
  return {
    run: async (sql, parameters) => {
      await connection.run(sql, bound(parameters));
    },
    rows: async (sql, parameters) => {
      const reader = await connection.runAndReadAll(sql, bound(parameters));
      return reader.getRowObjectsJson();
    },
    interrupt: () => connection.interrupt(),
  };
}

const bound = (parameters: Parameters | undefined): DuckDBValue[] | undefined =>
  parameters === undefined ? undefined : [...parameters];
