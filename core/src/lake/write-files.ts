import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { TableDefinition } from '#format';
import { LeveeError } from '#kernel';
import { ident, literal, type EngineConnection, type EngineRow, type ObjectStore } from '#port';
import { engineType, fieldIdsOption } from './column-types.ts';
import { cutApart } from './cut-apart.ts';
import { dataFile, type DataFile } from './data-file.ts';
import { tableFolder } from './metadata-files.ts';

/** A SELECT to write as data files of a table. */
export interface WriteRequest {
  readonly definition: TableDefinition;
  /** Yields the table's columns by name, and `event_day` (`YYYY-MM-DD`, null where event_time is). */
  readonly select: string;
  /** Folder for unfinished files, on the lake's disk. */
  readonly scratch: string;
  /** The one day all rows are of, where that is known (null: rows without event time): spares the engine the partitioning. */
  readonly onlyDay?: string | null | undefined;
  /** How many days the rows may be of, where that is known: many are written one after the other. */
  readonly days?: number;
  /** Columns that are null in every row: the files go without them, as Iceberg allows (column projection). */
  readonly absent?: ReadonlySet<string>;
  /** zstd level: 3 by default. Level 1 takes 5 to 15 % less of the engine's time and, on logs, no more room. */
  readonly compressionLevel?: number;
  /** ORDER BY of the rows; unordered by default. */
  readonly order?: string;
  /** Rows per row group; `ROW_GROUP_SIZE` by default. */
  readonly rowGroupRows?: number;
  /** Whether columns are cut into small pages, so that some rows can be had without all others of their row group. */
  readonly inSmallPages?: boolean;
  /** Beginning of the files' names. */
  readonly prefix?: string;
}

/**
 * Rows per row group. Small groups let a search for one address skip nearly everything; with DuckDB's 122,880 the nested
 * columns of WAF also make the writer spill under a memory limit (measured: 6.1 s against 1.0 s for 300,000 rows).
 */
const ROW_GROUP_SIZE = 20_480;

/**
 * Rows per row group where rows are sorted by their entity: what a search for one of them reads whole, all columns of it. Smaller ones
 * make every other question slower, as each costs DuckDB the same to look at (docs/decisions/0006-needles.md).
 */
export const SORTED_ROW_GROUP = 12_288;

/**
 * How many days share the buffers: together they hold about a row group of rows. Four days of 130 MB of WAF logs took 1,030 MB with a whole
 * row group each, 803 MB so.
 */
const daysTogether = ({ onlyDay, days = 2 }: WriteRequest): number =>
  onlyDay === undefined && days >= 1 ? days : 1;

/**
 * Most days that one statement writes: the engine holds a set of column buffers for each, thread by thread, and can't spill them. Thirty
 * days of a few hundred WAF rows each took more than 450 MB.
 */
const MOST_DAYS = 6;

/** Writes a SELECT as Parquet with Iceberg field ids and moves the finished files into the table's data folder. */
export async function writeDataFiles(
  connection: EngineConnection,
  store: ObjectStore,
  request: WriteRequest,
): Promise<DataFile[]> {
  const isWide = request.onlyDay === undefined && (request.days ?? 1) > MOST_DAYS;
  return isWide ? writeDayByDay(connection, store, request) : writeAtOnce(connection, store, request);
}

/** Writes the rows to one file aside, which takes no more memory for more days, and from there each day's. */
async function writeDayByDay(
  connection: EngineConnection,
  store: ObjectStore,
  request: WriteRequest,
): Promise<DataFile[]> {
  const aside = join(request.scratch, `days-${randomUUID()}.parquet`);
  const files: DataFile[] = [];
  try {
    await connection.run(
      `COPY (SELECT ${columnsOf(request).join(', ')}, event_day FROM (${request.select})) TO ${literal(aside)} (FORMAT parquet, ROW_GROUP_SIZE ${ROW_GROUP_SIZE})`,
    );
    const rows = `read_parquet(${literal(aside)}, hive_partitioning = false)`;
    for (const { day } of await connection.rows(
      `SELECT DISTINCT event_day AS day FROM ${rows} ORDER BY day`,
    )) {
      const onlyDay = typeof day === 'string' ? checkedDay(day) : null;
      const isOfDay = onlyDay === null ? 'event_day IS NULL' : `event_day = ${literal(onlyDay)}`;
      const select = `SELECT * FROM ${rows} WHERE ${isOfDay}`;
      files.push(...(await writeAtOnce(connection, store, { ...request, select, onlyDay })));
    }
    return files;
  } finally {
    await rm(aside, { force: true });
  }
}

async function writeAtOnce(
  connection: EngineConnection,
  store: ObjectStore,
  request: WriteRequest,
): Promise<DataFile[]> {
  const folder = join(request.scratch, `files-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    await connection.run(
      `SET partitioned_write_flush_threshold = ${Math.floor(ROW_GROUP_SIZE / daysTogether(request))}`,
    );
    const rows = await connection.rows(copyStatement(request, folder));
    const files: DataFile[] = [];
    for (const row of rows) if (Number(row['count']) > 0) files.push(await adopt(store, request, row));
    return files;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A double whose zero has no sign: DuckDB's Parquet bloom filters take -0.0 for another value than 0.0, so that a search for 0
 * skips its row groups (DuckDB 1.5.6; tools/engines/hand-counts.ts).
 */
const unsignedZero = (value: string): string => `CASE WHEN ${value} = 0 THEN 0 ELSE ${value} END`;

const writtenFields = ({ definition, absent }: WriteRequest) =>
  definition.fields.filter(({ name }) => absent?.has(name) !== true);

const columnsOf = (request: WriteRequest): string[] =>
  writtenFields(request).map(({ name, type }) => {
    const value = `CAST(${ident(name)} AS ${engineType(type)})`;
    return `${type === 'double' ? unsignedZero(value) : value} AS ${ident(name)}`;
  });

function copyStatement(request: WriteRequest, folder: string): string {
  const { select, onlyDay, order } = request;
  const columns = columnsOf(request);
  const isPartitioned = onlyDay === undefined;
  const list = isPartitioned ? [...columns, 'event_day'] : columns;
  const options = [
    'FORMAT parquet',
    'COMPRESSION zstd',
    `COMPRESSION_LEVEL ${request.compressionLevel ?? 3}`,
    `ROW_GROUP_SIZE ${request.rowGroupRows ?? Math.floor(ROW_GROUP_SIZE / daysTogether(request))}`,
    'RETURN_STATS',
    `FIELD_IDS ${fieldIdsOption(writtenFields(request))}`,
    ...(isPartitioned ? ['PARTITION_BY (event_day)', 'APPEND', `FILENAME_PATTERN '{uuid}'`] : []),
  ];
  const target = isPartitioned ? folder : join(folder, `${randomUUID()}.parquet`);
  const sorted = order === undefined ? '' : ` ORDER BY ${order}`;
  return `COPY (SELECT ${list.join(', ')} FROM (${select})${sorted}) TO ${literal(target)} (${options.join(', ')})`;
}

/** Moves a finished file to `data/event_day=…/` of its table. */
async function adopt(store: ObjectStore, request: WriteRequest, row: EngineRow): Promise<DataFile> {
  const path = String(row['filename']);
  const day = request.onlyDay === undefined ? dayOfPath(path) : request.onlyDay;
  const folder = `${tableFolder(request.definition.name)}/data/event_day=${day ?? NO_DAY}`;
  const key = `${folder}/${request.prefix ?? ''}${basename(path)}`;
  const file = dataFile(request.definition, row, { key, day });
  const cut = request.inSmallPages === true ? await inSmallPages(path, file) : { path, file };
  await store.adopt(cut.path, key);
  return cut.file;
}

/** The file with small pages, beside the one that it is made of; that one where it can't be. */
async function inSmallPages(path: string, file: DataFile): Promise<{ path: string; file: DataFile }> {
  const aside = `${path}.cut`;
  const cut = await cutApart({ from: path, to: aside }, file.sizeBytes);
  if (cut === undefined) return { path, file };
  const columnSizes = Object.fromEntries(
    Object.entries(file.columnSizes).map(([id, bytes]) => [id, cut.columnBytes.get(Number(id)) ?? bytes]),
  );
  return { path: aside, file: { ...file, sizeBytes: cut.sizeBytes, columnSizes } };
}

/** Folder of rows without event time, as Hive and DuckDB name it. */
const NO_DAY = '__HIVE_DEFAULT_PARTITION__';

/** The day in `…/event_day=2024-05-01/…`; null for rows without event time. */
function dayOfPath(path: string): string | null {
  const day = /\/event_day=([^/]*)\/[^/]*$/.exec(path)?.[1] ?? '';
  return day === NO_DAY ? null : checkedDay(day);
}

/** @throws LeveeError for what is no day: a wrong partition value would hide the rows from every filter on time. */
function checkedDay(day: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(day)) return day;
  throw new LeveeError(`rows cannot be put into the day ${JSON.stringify(day)}`, {
    hint: 'event_time must lie in the years 0000 to 9999; please report the log format that brought it',
  });
}
