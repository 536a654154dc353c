import {
  DuckDBInstance,
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBResult,
  type DuckDBValue,
} from '@duckdb/node-api';
import { availableParallelism } from 'node:os';
import {
  literal,
  type EmbeddedEngine,
  type EngineColumn,
  type EngineConnection,
  type EngineStream,
  type EngineValue,
} from '#port';
import { numbersOf } from './duckdb-numbers.ts';
import { registerTextFunction, type TextFunction } from './duckdb-function.ts';
import { rowsIn } from './duckdb-rows.ts';
import { spillFolder } from './spill-folder.ts';

/** Limits of the embedded engine. */
export interface DuckdbLimits {
  /** Worker threads; all processors by default. */
  readonly threads?: number;
  /** DuckDB's buffer limit, e.g. `600MB`; above it, it spills to `tempDirectory`. */
  readonly memory?: string;
  /** Where sorts and joins spill, in a folder of their own; none by default (then a statement over the limit fails). */
  readonly tempDirectory?: string;
  /** The most temporary disk, e.g. `20GB`. */
  readonly tempDisk?: string;
  /** Files are read once: they are not kept in memory beside the buffers that a statement needs (`enable_external_file_cache`). */
  readonly readsOnce?: boolean;
  /** Functions that SQL can call. */
  readonly functions?: readonly TextFunction[];
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
    temp_directory: limits.tempDirectory === undefined ? '' : spillFolder(limits.tempDirectory),
    preserve_insertion_order: 'false',
    ...(limits.readsOnce === true ? { enable_external_file_cache: 'false' } : {}),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  await prepareInstance(instance, limits);
  return {
    withConnection: (use) => withConnection(instance, use),
    close: () => instance.closeSync(),
  };
}

/**
 * What all connections have. The time zone is known only after opening, when the extension for it is there; the limit of
 * temporary disk that is given when opening DuckDB 1.5.6 is shown by `current_setting` and not kept to.
 */
async function prepareInstance(
  instance: DuckDBInstance,
  { functions = [], tempDisk }: DuckdbLimits,
): Promise<void> {
  const connection = await instance.connect();
  await connection.run(`SET GLOBAL TimeZone = 'UTC'`);
  if (tempDisk !== undefined)
    await connection.run(`SET GLOBAL max_temp_directory_size = ${literal(tempDisk)}`);
  for (const each of functions) registerTextFunction(connection, each);
  connection.closeSync();
}

async function withConnection<T>(
  instance: DuckDBInstance,
  use: (connection: EngineConnection) => Promise<T>,
): Promise<T> {
  const connection = await instance.connect();
  try {
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
    stream: (sql, parameters) => stream(connection, sql, parameters),
    held: (sql, parameters) => held(connection, sql, parameters),
    interrupt: () => connection.interrupt(),
    watched: () => watched(connection),
    numbers: (sql) => numbersOf(connection, sql),
  };
}

/** Progress without the bar (https://duckdb.org/docs/stable/configuration/pragmas): unlike SET, also where the configuration is locked. */
const WATCHED = ['PRAGMA disable_print_progress_bar', 'PRAGMA enable_progress_bar'];

async function watched(connection: DuckDBConnection): Promise<() => number | null> {
  for (const pragma of WATCHED) await connection.run(pragma);
  return () => {
    const { percentage } = connection.progress;
    return percentage < 0 ? null : Math.min(1, percentage / 100);
  };
}

/** Rows of a page: a sixtieth of a row group (one vector), so that a page lies in one and its rows stay in order. */
const PAGE_ROWS = 122_880 / 60;

let results = 0;

/**
 * The client's own streaming ends without a word when a statement fails half way (`fetch_chunk` answers "no more
 * rows" and the C API's `duckdb_result_error` is not bound), so a result becomes a temporary table first: it spills,
 * its failure is an error, and its pages are found by row id.
 */
async function stream(
  connection: DuckDBConnection,
  sql: string,
  parameters: Parameters | undefined,
): Promise<EngineStream> {
  const table = `temp.levee_result_${(results += 1)}`;
  const created = await connection.runAndReadAll(`CREATE TEMP TABLE ${table} AS ${sql}`, bound(parameters));
  const count = Number(created.getRows()[0]?.[0] ?? 0);
  const first = await pageOf(connection, table, 0);
  const columns = columnsOf(first);
  if (count > PAGE_ROWS) return { columns, chunks: pagesOf(connection, { table, first, count }) };
  await drop(connection, table);
  return { columns, chunks: chunksOf(first) };
}

const pageOf = (connection: DuckDBConnection, table: string, from: number): Promise<DuckDBResult> =>
  connection.run(`SELECT * FROM ${table} WHERE rowid >= ${from} AND rowid < ${from + PAGE_ROWS}`);

const drop = (connection: DuckDBConnection, table: string): Promise<DuckDBResult> =>
  connection.run(`DROP TABLE ${table}`);

/** The client's own result is held in memory that the engine does not count. */
async function held(
  connection: DuckDBConnection,
  sql: string,
  parameters: Parameters | undefined,
): Promise<EngineStream> {
  const result = await connection.run(sql, bound(parameters));
  return { columns: columnsOf(result), chunks: chunksOf(result) };
}

const columnsOf = (result: DuckDBResult): EngineColumn[] =>
  result.columnNames().map((name, at) => ({ name, type: String(result.columnType(at)) }));

async function* chunksOf(result: DuckDBResult): AsyncGenerator<EngineValue[][]> {
  for (let chunk = await result.fetchChunk(); (chunk?.rowCount ?? 0) > 0; chunk = await result.fetchChunk())
    yield rowsIn(chunk as DuckDBDataChunk);
}

async function* pagesOf(
  connection: DuckDBConnection,
  { table, first, count }: { table: string; first: DuckDBResult; count: number },
): AsyncGenerator<EngineValue[][]> {
  try {
    yield* chunksOf(first);
    for (let from = PAGE_ROWS; from < count; from += PAGE_ROWS)
      yield* chunksOf(await pageOf(connection, table, from));
  } finally {
    await drop(connection, table);
  }
}

const bound = (parameters: Parameters | undefined): DuckDBValue[] | undefined =>
  parameters === undefined ? undefined : [...parameters];
