import { literal, type EmbeddedEngine } from '#port';
import { ATHENA_SETTINGS } from './athena-macros.ts';

/** What passes the fence. */
export interface Fence {
  /** Absolute folders below which every file lies that may be read. */
  readonly folders: readonly string[];
  /** Files that may be written: a result's own. */
  readonly writable: readonly string[];
}

/** Lets an engine compute as Athena does, and then closes it. */
export function fence(engine: EmbeddedEngine, within: Fence): Promise<void> {
  return run(engine, [
    ...ATHENA_SETTINGS,
    // Order matters only for writing to a file; it costs memory, so it is off in general.
    ...(within.writable.length > 0 ? ['SET GLOBAL preserve_insertion_order = true'] : []),
    ...closing(within),
  ]);
}

/** Closes an engine that computes in its own dialect. */
export const closeOff = (engine: EmbeddedEngine, within: Fence): Promise<void> =>
  run(engine, closing(within));

/**
 * What closes an engine to everything but the files of the fence: no other file, no network, no extension, no setting can be reached
 * from SQL on any of its connections, and none of this can be undone.
 * https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview
 */
const closing = ({ folders, writable }: Fence): readonly string[] => [
  // A data file never changes, so what its footer says holds.
  'SET GLOBAL parquet_metadata_cache = true',
  `SET GLOBAL allowed_directories = ${list(folders.map(withSlash))}`,
  `SET GLOBAL allowed_paths = ${list(writable)}`,
  'SET GLOBAL enable_external_access = false',
  'SET GLOBAL lock_configuration = true',
];

const run = (engine: EmbeddedEngine, statements: readonly string[]): Promise<void> =>
  engine.withConnection((connection) => connection.run(statements.join(';\n')));

const list = (texts: readonly string[]): string => `[${texts.map(literal).join(', ')}]`;

const withSlash = (folder: string): string => (folder.endsWith('/') ? folder : `${folder}/`);
